package maas2_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"strings"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maas2"
)

// A test script is added, or gets a new revision if it is there.
func ExampleScriptsService() {
	server, client := newExampleServer(map[string]string{
		"POST /scripts/":          `400 {"name": ["Script with this Name already exists."]}`,
		"PUT /scripts/check-link": `{"name": "check-link", "type": 2, "hardware_type": 4, "timeout": "0:05:00", "history": [{"id": 7}, {"id": 3}]}`,
	})
	defer server.Close()

	ctx := context.Background()
	const text = "#!/bin/sh\nip link show up\n"
	script, err := client.Scripts.Create(ctx, strings.NewReader(text), &maas2.ScriptCreateOptions{
		Name:         "check-link",
		Type:         maas2.ScriptTypeTesting,
		HardwareType: maas2.HardwareTypeNetwork,
		Timeout:      300,
	})
	if errors.Is(err, maas.ErrExists) {
		script, err = client.Scripts.Update(ctx, "check-link", &maas2.ScriptUpdateOptions{Script: strings.NewReader(text)})
	}
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s: %v for %v, %d revisions\n", script.Name, script.Type, script.HardwareType, len(script.History))
	// Output:
	// check-link: Testing script for Network, 2 revisions
}

// The tests of a machine that did not pass, with what they wrote.
func ExampleNodeScriptResultsService() {
	server, client := newExampleServer(map[string]string{
		"GET /nodes/k7bmx3/results/current-testing/?include_output=true": `{"id": 30, "type": 2, "status": 3, "results": [
			{"name": "memtester", "status": 2, "exit_status": 0, "output": "b2s="},
			{"name": "badblocks", "status": 3, "exit_status": 1, "output": "c2RhOiAxNyBiYWQgYmxvY2tz"}]}`,
	})
	defer server.Close()

	set, err := client.NodeScriptResults.Get(context.Background(), "k7bmx3", maas2.CurrentTesting,
		&maas2.NodeScriptResultGetOptions{IncludeOutput: new(true)})
	if err != nil {
		log.Fatal(err)
	}
	for _, result := range set.Results {
		if result.Status != maas2.ScriptStatusPassed {
			fmt.Printf("%s: %v: %s\n", result.Name, result.Status, result.Output)
		}
	}
	// Output:
	// badblocks: Failed: sda: 17 bad blocks
}

// What lshw found on a machine.
func ExampleInstallationResultsService() {
	server, client := newExampleServer(map[string]string{
		"GET /installation-results/?system_id=k7bmx3&name=maas-lshw": `[{"name": "maas-lshw", "result_type": 0, "data": "PGxpc3QvPg=="}]`,
	})
	defer server.Close()

	results, err := client.InstallationResults.List(context.Background(), &maas2.InstallationResultListOptions{
		SystemID: []string{"k7bmx3"},
		Name:     []string{"maas-lshw"},
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, result := range results {
		fmt.Printf("%v: %s\n", result.ResultType, result.Data)
	}
	// Output:
	// Commissioning: <list/>
}

// The text of a script on a MAAS that does not have [maas2.ScriptsService] yet.
func ExampleCommissioningScriptsService() {
	server, client := newExampleServer(map[string]string{
		"GET /commissioning-scripts/check-link": "#!/bin/sh\n",
	})
	defer server.Close()

	body, err := client.CommissioningScripts.Get(context.Background(), "check-link")
	if err != nil {
		log.Fatal(err)
	}
	defer body.Close()
	text, err := io.ReadAll(body)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s", text)
	// Output:
	// #!/bin/sh
}
