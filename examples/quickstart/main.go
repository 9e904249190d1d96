// Quickstart takes machines through their whole life: enlist, commission, tag,
// acquire, start, wait, release. It starts a MAAS in memory unless MAAS_URL and
// MAAS_API_KEY name a live one, where it only reads unless -write is given.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/examples/internal/demo"
)

func main() { demo.Main("quickstart", run) }

func run(ctx context.Context, args []string, stdout, _ io.Writer) error {
	flags := demo.Flags("quickstart [flags]", stdout)
	write := flags.Bool("write", false, "acquire, start and release a machine on a live MAAS too")
	timeout := flags.Duration("timeout", 30*time.Minute, "give up after this time")
	if _, err := demo.Parse(flags, args, 0); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, *timeout)
	defer cancel()

	site, err := demo.Connect(stdout, nil)
	if err != nil {
		return err
	}
	defer site.Close()
	if site.Live() && !*write {
		fmt.Fprintln(stdout, "listing the nodes; use -write to acquire, start and release a machine")
		return printNodes(ctx, site.Client, stdout)
	}
	if !site.Live() {
		if err := enlist(ctx, site.Client, stdout); err != nil {
			return err
		}
	}
	return use(ctx, site.Client, stdout)
}

// enlist adds three machines, waits until they are commissioned and tags one.
func enlist(ctx context.Context, client *maas.Client, w io.Writer) error {
	step(w, "enlisting three machines")
	var ids []string
	for i, name := range []string{"ada", "grace", "edsger"} {
		mac := fmt.Sprintf("52:54:00:00:00:%02x", i+1)
		node, err := client.Nodes.Create(ctx, "amd64/generic", []string{mac}, &maas.NodeCreateOptions{
			Hostname: name,
			Power:    maas.VirshPower{Address: "qemu+ssh://host/system", ID: name},
		})
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "    %s is %s\n", node.Hostname, node.SystemID)
		ids = append(ids, node.SystemID)
	}

	step(w, "waiting for them to be commissioned")
	if _, err := client.Nodes.WaitForAll(ctx, ids, maas.Ready, &maas.NodeWaitOptions{Interval: 100 * time.Millisecond}); err != nil {
		return err
	}

	step(w, "tagging the first as a database machine")
	if _, err := client.Tags.Create(ctx, "database", &maas.TagCreateOptions{Comment: "fast disks"}); err != nil {
		return err
	}
	_, err := client.Tags.AddNodes(ctx, "database", ids[0])
	return err
}

// use acquires a machine, deploys it and releases it.
func use(ctx context.Context, client *maas.Client, w io.Writer) (err error) {
	step(w, "acquiring a machine with 64-bit Intel architecture")
	node, err := client.Nodes.Acquire(ctx, &maas.NodeAcquireOptions{Arch: "amd64", AgentName: "quickstart"})
	if err != nil {
		return err
	}
	// The machine is released whatever happens from here on. ctx may have ended by
	// then, so the release has a time limit of its own.
	defer func() {
		step(w, "releasing "+node.Hostname)
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
		defer cancel()
		_, releaseErr := client.Nodes.Release(ctx, node.SystemID, nil)
		err = errors.Join(err, releaseErr)
	}()

	step(w, "starting "+node.Hostname+" with a cloud-config")
	userData := []byte("#cloud-config\npackages: [postgresql]\n")
	if _, err := client.Nodes.Start(ctx, node.SystemID, &maas.NodeStartOptions{UserData: userData}); err != nil {
		return err
	}

	step(w, "waiting for it to be deployed")
	_, err = client.Nodes.WaitFor(ctx, node.SystemID, maas.Deployed, &maas.NodeWaitOptions{
		Interval: 100 * time.Millisecond,
		OnPoll: func(n *maas.Node, err error) {
			if err == nil {
				fmt.Fprintf(w, "    %v\n", n.State())
			}
		},
	})
	if err != nil {
		return err
	}
	return printNodes(ctx, client, w)
}

func printNodes(ctx context.Context, client *maas.Client, w io.Writer) error {
	step(w, "the nodes")
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "    HOSTNAME\tSTATE\tOWNER\tZONE\tARCHITECTURE\tTAGS")
	for node, err := range client.Nodes.All(ctx, nil) {
		if err != nil {
			return err
		}
		fmt.Fprintf(table, "    %s\t%v\t%s\t%s\t%s\t%s\n", node.Hostname, node.State(), node.Owner,
			node.Zone.Name, node.Architecture, strings.Join(node.TagNames, ","))
	}
	return table.Flush()
}

func step(w io.Writer, text string) { fmt.Fprintln(w, "==>", text) }
