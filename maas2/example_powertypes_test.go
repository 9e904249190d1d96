package maas2_test

import (
	"context"
	"fmt"
	"log"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maas2"
)

// A machine is added with its BMC, whose address is read back.
func ExamplePowerSettings_As() {
	server, client := newExampleServer(map[string]string{
		"POST /machines/": `{"system_id": "k7bmx3", "hostname": "ada", "power_type": "ipmi"}`,
		"GET /machines/k7bmx3/?op=power_parameters": `{"power_address": "10.0.0.7", "power_user": "maas", "power_pass": "hunter2"}`,
	})
	defer server.Close()

	ctx := context.Background()
	machine, err := client.Machines.Create(ctx, "amd64", []string{"52:54:00:10:03:01"}, &maas2.MachineCreateOptions{
		PowerParameters: maas2.IPMIPower{
			Address:        "10.0.0.7",
			User:           "maas",
			Password:       maas.NewSecret("hunter2"),
			PrivilegeLevel: maas2.IPMIPrivilegeLevelAdmin,
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	settings, err := client.Machines.PowerParameters(ctx, machine.SystemID)
	if err != nil {
		log.Fatal(err)
	}
	if ipmi, ok := settings.As(machine.PowerType).(maas2.IPMIPower); ok {
		fmt.Println(ipmi.User, ipmi.Password, ipmi.Address)
	}
	// Output:
	// maas [redacted] 10.0.0.7
}
