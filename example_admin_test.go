package maas_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"strings"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maastest"
)

// The accounts of a MAAS, to which an administrator is added.
func ExampleUsersService() {
	server := maastest.NewServer()
	defer server.Close()
	ctx := context.Background()
	client := server.Client()

	_, err := client.Users.Create(ctx, "grace", "grace@example.com", maas.NewSecret("a password"), &maas.UserCreateOptions{IsSuperuser: new(true)})
	if err != nil {
		log.Fatal(err)
	}
	users, err := client.Users.List(ctx)
	if err != nil {
		log.Fatal(err)
	}
	for _, user := range users {
		if user.IsSuperuser {
			fmt.Println(user.Username, user.Email)
		}
	}
	_, err = client.Users.Get(ctx, "nobody")
	fmt.Println("not found:", errors.Is(err, maas.ErrNotFound))
	// Output:
	// admin admin@example.com
	// grace grace@example.com
	// not found: true
}

// A script of one's own runs on each machine that is commissioned from now on.
func ExampleCommissioningScriptsService() {
	server := maastest.NewServer()
	defer server.Close()
	ctx := context.Background()
	scripts := server.Client().CommissioningScripts

	script, err := scripts.Create(ctx, "25-burn-in", strings.NewReader("#!/bin/sh\nstress --timeout 600\n"))
	if err != nil {
		log.Fatal(err)
	}
	if err := scripts.Update(ctx, script.Name, strings.NewReader("#!/bin/sh\nstress --timeout 60\n")); err != nil {
		log.Fatal(err)
	}
	names, err := scripts.List(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(names)

	content, err := scripts.Get(ctx, script.Name)
	if err != nil {
		log.Fatal(err)
	}
	defer content.Close()
	if _, err := io.Copy(os.Stdout, content); err != nil {
		log.Fatal(err)
	}
	// Output:
	// [25-burn-in]
	// #!/bin/sh
	// stress --timeout 60
}

// What the scripts found out about a machine.
func ExampleCommissioningResultsService() {
	server := maastest.NewServer()
	defer server.Close()
	id := server.AddNode(maastest.Node{Hostname: "ada", Status: 4, LSHW: []byte("<list/>")})

	ctx := context.Background()
	client := server.Client()
	results, err := client.CommissioningResults.List(ctx, &maas.CommissioningResultListOptions{
		SystemIDs: []string{id},
		Names:     []maas.CommissioningResultName{maas.CommissioningResultNameLSHW},
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, result := range results {
		fmt.Printf("%s on %s exited with %d: %s\n", result.Name, result.Node.Hostname, result.ScriptResult, result.Data)
	}
	// Output:
	// 00-maas-01-lshw.out on ada exited with 0: <list/>
}

// A license key lets MAAS install Windows.
func ExampleLicenseKeysService() {
	server := maastest.NewServer()
	defer server.Close()
	ctx := context.Background()
	keys := server.Client().LicenseKeys

	for _, text := range []string{"AAAAA-BBBBB", "AAAAA-BBBBB-CCCCC-DDDDD-EEEEE"} {
		key, err := keys.Create(ctx, maas.OSystemWindows, "win2012r2", maas.NewSecret(text))
		if refused, ok := errors.AsType[*maas.Error](err); ok {
			fmt.Println(refused.Message)
			continue
		} else if err != nil {
			log.Fatal(err)
		}
		fmt.Println(key.OSystem, key.DistroSeries, key.LicenseKey.Reveal())
	}
	fmt.Println(keys.Delete(ctx, maas.OSystemWindows, "win2012r2"))
	// Output:
	// Invalid license key.
	// windows win2012r2 AAAAA-BBBBB-CCCCC-DDDDD-EEEEE
	// <nil>
}

// The certificates of a user for Windows machines.
func ExampleSSLKeysService() {
	server := maastest.NewServer()
	defer server.Close()
	ctx := context.Background()
	keys := server.ClientFor("user").SSLKeys

	const certificate = `-----BEGIN CERTIFICATE-----
MIIBBzCBr6ADAgECAgEBMAoGCCqGSM49BAMCMA4xDDAKBgNVBAMTA2FkYTAeFw0x
NDEwMDEwMDAwMDBaFw00NDEwMDEwMDAwMDBaMA4xDDAKBgNVBAMTA2FkYTBZMBMG
ByqGSM49AgEGCCqGSM49AwEHA0IABGWaXVJJBEkvD76XFFWZnwXeLw4tJTj6+VIK
RS2QXGgGWMXu5tflfgUemw3tIjrhdIxLR3nw8YYVb79jyjTJ7QgwCgYIKoZIzj0E
AwIDRwAwRAIgU4R678LZ6uVxIxqITUuw5+Xzz201VuU5MVbABgNlIWsCIE1Xr+SX
IdQXU0+9ykR3zIoFnXdLsui8OVZV9Fr+4tLj
-----END CERTIFICATE-----
`
	added, err := keys.Create(ctx, certificate)
	if err != nil {
		log.Fatal(err)
	}
	list, err := keys.List(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(list), list[0].ID == added.ID)

	_, err = keys.Create(ctx, "no certificate")
	if refused, ok := errors.AsType[*maas.Error](err); ok {
		fmt.Println(refused.Fields["key"])
	}
	fmt.Println(keys.Delete(ctx, added.ID))
	// Output:
	// 1 true
	// [Invalid SSL key.]
	// <nil>
}

// What a machine is made of, from the XML that lshw printed on it.
func ExampleNodeDetails_Hardware() {
	details := maas.NodeDetails{LSHW: []byte(`<list><node id="ada" class="system">
		<vendor>Dell Inc.</vendor><product>PowerEdge R420</product><serial>ABC1234</serial>
		<node id="cpu:0" class="processor"><product>Xeon E5-2430</product><size units="Hz">2200000000</size>
			<configuration><setting id="cores" value="6"/><setting id="threads" value="12"/></configuration></node>
		<node id="memory" class="memory"><size units="bytes">17179869184</size>
			<node id="bank:0" class="memory"><slot>DIMM_A1</slot><size units="bytes">17179869184</size></node>
			<node id="bank:1" class="memory"><slot>DIMM_A2</slot></node></node>
	</node></list>`)}
	hardware, err := details.Hardware()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(hardware.Vendor, hardware.Product, hardware.Serial)
	for _, cpu := range hardware.CPUs {
		fmt.Printf("%s, %d cores at %.1f GHz\n", cpu.Product, cpu.Cores, float64(cpu.Frequency)/1e9)
	}
	for _, bank := range hardware.MemoryBanks {
		fmt.Println(bank.Slot, bank.Size>>30, "GiB")
	}

	_, err = new(maas.NodeDetails).Hardware()
	fmt.Println("not commissioned:", errors.Is(err, maas.ErrNoDetails))
	// Output:
	// Dell Inc. PowerEdge R420 ABC1234
	// Xeon E5-2430, 6 cores at 2.2 GHz
	// DIMM_A1 16 GiB
	// DIMM_A2 0 GiB
	// not commissioned: true
}
