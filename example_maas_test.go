package maas_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maastest"
)

// A setting is read and changed by a constant that knows its type.
func ExampleConfigName() {
	server := maastest.NewServer()
	defer server.Close()
	ctx := context.Background()
	client := server.Client()

	if err := maas.SetConfig(ctx, client, maas.ConfigNTPServer, "ntp.example.com"); err != nil {
		log.Fatal(err)
	}
	ntp, err := maas.GetConfig(ctx, client, maas.ConfigNTPServer)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(ntp)

	if err := maas.SetConfig(ctx, client, maas.ConfigEnableThirdPartyDrivers, false); err != nil {
		log.Fatal(err)
	}
	drivers, err := maas.GetConfig(ctx, client, maas.ConfigEnableThirdPartyDrivers)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(drivers)

	err = maas.SetConfig(ctx, client, maas.ConfigMAASName, "")
	if refused, ok := errors.AsType[*maas.Error](err); ok {
		fmt.Println(refused.Fields)
	}
	// Output:
	// ntp.example.com
	// false
	// map[maas_name:[This field is required.]]
}

// What the server can do; no key is needed to ask.
func ExampleMAASService_Version() {
	server := maastest.NewServer()
	defer server.Close()

	version, err := server.AnonymousClient().MAAS.Version(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	for _, capability := range []maas.Capability{maas.CapabilityStaticIPAddresses, maas.CapabilityDevicesManagement} {
		fmt.Println(capability, version.Supports(capability))
	}
	// Output:
	// static-ipaddresses true
	// devices-management false
}
