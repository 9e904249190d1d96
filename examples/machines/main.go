// Machines takes machines of a MAAS 2 or 3 through their whole life: enlist,
// commission, tag, allocate, deploy, wait, release. It starts a MAAS in memory
// unless MAAS_URL and MAAS_API_KEY name a live one, where it only reads unless
// -write is given.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/gomaas/maas/examples/internal/demo"
	"github.com/gomaas/maas/maas2"
	"github.com/gomaas/maas/maas2/maas2test"
)

func main() { demo.Main("machines", run) }

func run(ctx context.Context, args []string, stdout, _ io.Writer) error {
	flags := demo.Flags("machines [flags]", stdout)
	write := flags.Bool("write", false, "allocate, deploy and release a machine on a live MAAS too")
	timeout := flags.Duration("timeout", 30*time.Minute, "give up after this time")
	if _, err := demo.Parse(flags, args, 0); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, *timeout)
	defer cancel()

	if os.Getenv("MAAS_URL") != "" || os.Getenv("MAAS_API_KEY") != "" {
		client, err := maas2.FromEnv()
		if err != nil {
			return err
		}
		defer client.CloseIdleConnections()
		fmt.Fprintf(stdout, "using the MAAS at %s\n", client.BaseURL())
		if !*write {
			fmt.Fprintln(stdout, "listing the machines; use -write to allocate, deploy and release one")
			return printMachines(ctx, client, stdout)
		}
		return use(ctx, client, stdout)
	}
	server := maas2test.NewServer()
	defer server.Close()
	client := server.Client()
	fmt.Fprintf(stdout, "MAAS_URL is not set: using a MAAS in memory at %s\n", server.URL)
	if err := enlist(ctx, client, stdout); err != nil {
		return err
	}
	return use(ctx, client, stdout)
}

// enlist adds three machines, waits until they are commissioned and tags one.
func enlist(ctx context.Context, client *maas2.Client, w io.Writer) error {
	step(w, "enlisting three machines")
	var ids []string
	for i, name := range []string{"ada", "grace", "edsger"} {
		mac := fmt.Sprintf("52:54:00:00:00:%02x", i+1)
		machine, err := client.Machines.Create(ctx, "amd64/generic", []string{mac}, &maas2.MachineCreateOptions{
			Hostname:        name,
			PowerParameters: maas2.VirshPower{Address: "qemu+ssh://host/system", ID: name},
		})
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "    %s is %s\n", machine.Hostname, machine.SystemID)
		ids = append(ids, machine.SystemID)
	}

	step(w, "waiting for them to be commissioned")
	if _, err := client.Machines.WaitForAll(ctx, ids, maas2.Ready, &maas2.MachineWaitOptions{Interval: 100 * time.Millisecond}); err != nil {
		return err
	}

	step(w, "tagging the first as a database machine")
	if _, err := client.Tags.Create(ctx, "database", &maas2.TagCreateOptions{Comment: "fast disks"}); err != nil {
		return err
	}
	_, err := client.Tags.Sync(ctx, "database", ids[:1])
	return err
}

// use provisions a machine, shows it and releases it.
func use(ctx context.Context, client *maas2.Client, w io.Writer) (err error) {
	step(w, "provisioning a machine with 64-bit Intel architecture")
	machine, err := client.Machines.Provision(ctx, &maas2.MachineProvisionOptions{
		Allocate: &maas2.MachineAllocateOptions{Arch: []string{"amd64"}},
		Deploy:   &maas2.MachineDeployOptions{UserData: []byte("#cloud-config\npackages: [postgresql]\n")},
		Wait: &maas2.MachineWaitOptions{
			Interval: 100 * time.Millisecond,
			OnPoll: func(m *maas2.Machine, err error) {
				if err == nil {
					fmt.Fprintf(w, "    %s is %v\n", m.Hostname, m.Status)
				}
			},
		},
	})
	if err != nil {
		return err
	}
	// The machine is released whatever happens from here on. ctx may have ended by
	// then, so the release has a time limit of its own.
	defer func() {
		step(w, "releasing "+machine.Hostname)
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
		defer cancel()
		_, releaseErr := client.Machines.Release(ctx, machine.SystemID, nil)
		err = errors.Join(err, releaseErr)
	}()
	return printMachines(ctx, client, w)
}

func printMachines(ctx context.Context, client *maas2.Client, w io.Writer) error {
	step(w, "the machines")
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "    FQDN\tSTATUS\tZONE\tPOOL\tARCHITECTURE\tTAGS")
	for m, err := range client.Machines.All(ctx, nil) {
		if err != nil {
			return err
		}
		fmt.Fprintf(table, "    %s\t%v\t%s\t%s\t%s\t%s\n", m.FQDN, m.Status, m.Zone.Name, m.Pool.Name, m.Architecture, strings.Join(m.TagNames, ","))
	}
	return table.Flush()
}

func step(w io.Writer, text string) { fmt.Fprintln(w, "==>", text) }
