// Deploy takes a machine that satisfies constraints, installs it with user data
// from a file, and waits until it runs. Should anything fail, or somebody press
// Ctrl-C, the machine goes back. It shows NodesService.Deploy, which does all of
// that, and how its wait feeds a progress line.
//
// On a live MAAS it changes nothing unless -write is given.
package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/examples/internal/demo"
	"github.com/gomaas/maas/maastest"
)

func main() { demo.Main("deploy", run) }

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := demo.Flags("deploy [flags]", stdout)
	var want maas.NodeAcquireOptions
	flags.StringVar(&want.Name, "name", "", "deploy the machine with this `hostname`")
	flags.StringVar(&want.Arch, "arch", "", "required `architecture`, such as amd64 or armhf/highbank")
	flags.IntVar(&want.CPUCount, "cpus", 0, "minimum `number` of processors")
	flags.IntVar(&want.Memory, "memory", 0, "minimum memory in `MiB`")
	var zones []string
	flags.Func("zone", "required `zone`; if repeated, zones are tried in order", func(zone string) error {
		zones = append(zones, zone)
		return nil
	})
	flags.Func("tag", "required `tag`; may be repeated", func(tag string) error {
		want.Tags = append(want.Tags, tag)
		return nil
	})
	series := flags.String("series", "", "`release` to install, such as trusty (default: the server's)")
	userData := flags.String("user-data", "", "`file` with user data for cloud-init")
	timeout := flags.Duration("timeout", 40*time.Minute, "give up and release the machine after this time")
	interval := flags.Duration("interval", 500*time.Millisecond, "initial polling interval, which grows")
	write := flags.Bool("write", false, "deploy on a live MAAS too")
	if _, err := demo.Parse(flags, args, 0); err != nil {
		return err
	}
	start := maas.NodeStartOptions{DistroSeries: maas.DistroSeries(*series)}
	if *userData != "" {
		var err error
		if start.UserData, err = os.ReadFile(*userData); err != nil {
			return err // before a machine is acquired
		}
	}

	site, err := demo.Connect(stderr, seed, maastest.WithDeploymentPolls(3))
	if err != nil {
		return err
	}
	defer site.Close()
	if site.Live() && !*write {
		for _, zone := range zones {
			if err := demo.CheckZone(ctx, site.Client, zone); err != nil {
				return err
			}
		}
		return printReady(ctx, site.Client, stdout)
	}
	ctx, cancel := context.WithTimeout(ctx, *timeout)
	defer cancel()
	node, err := deploy(ctx, site.Client, maas.NodeDeployOptions{Acquire: &want, Zones: zones, Start: &start}, *interval, stderr)
	if err != nil {
		return err
	}
	return printNode(stdout, node)
}

// deploy calls NodesService.Deploy and reports progress on stderr.
func deploy(ctx context.Context, client *maas.Client, opts maas.NodeDeployOptions, interval time.Duration, stderr io.Writer) (*maas.Node, error) {
	progress := demo.NewProgress(stderr)
	begun := time.Now()
	var seen *maas.Node
	opts.Wait = &maas.NodeWaitOptions{
		Interval: interval,
		OnPoll: func(node *maas.Node, err error) {
			passed := time.Since(begun).Round(time.Second)
			if err != nil {
				progress.Show("MAAS fails, trying again (%v)", passed)
				return
			}
			if seen == nil {
				fmt.Fprintf(stderr, "deploying %s (%s)\n", node.Hostname, node.SystemID)
			}
			seen = node
			progress.Show("%s is %v (%v)", node.Hostname, node.State(), passed)
		},
	}
	node, err := client.Nodes.Deploy(ctx, &opts)
	progress.Done()
	if err != nil && seen != nil {
		reportState(ctx, client, seen, stderr)
	}
	return node, err
}

// reportState prints the state of a machine after its deployment failed.
func reportState(ctx context.Context, client *maas.Client, node *maas.Node, stderr io.Writer) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if now, err := client.Nodes.Get(ctx, node.SystemID); err == nil {
		fmt.Fprintf(stderr, "%s (%s) is now %v\n", now.Hostname, now.SystemID, now.State())
	}
}

func printNode(w io.Writer, node *maas.Node) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, line := range [][2]string{
		{"hostname", node.Hostname},
		{"system id", node.SystemID},
		{"state", node.State().String()},
		{"zone", node.Zone.Name},
		{"architecture", node.Architecture},
		{"processors", fmt.Sprint(node.CPUCount)},
		{"memory", fmt.Sprintf("%d MiB", node.Memory)},
		{"tags", strings.Join(node.TagNames, ", ")},
		{"addresses", strings.Join(node.IPAddresses, ", ")},
	} {
		fmt.Fprintf(table, "%s\t%s\n", line[0], cmp.Or(line[1], "-"))
	}
	return table.Flush()
}

// printReady prints how many machines are Ready.
func printReady(ctx context.Context, client *maas.Client, w io.Writer) error {
	ready := 0
	for node, err := range client.Nodes.All(ctx, nil) {
		if err != nil {
			return err
		}
		if node.State() == maas.NodeSubstatusReady {
			ready++
		}
	}
	_, err := fmt.Fprintf(w, "machines that are Ready: %d; use -write to deploy one that satisfies the constraints\n", ready)
	return err
}

// seed fills the MAAS in memory with machines to choose from.
func seed(server *maastest.Server) {
	server.AddZone("rack1", "the first rack")
	server.AddZone("rack2", "the second rack")
	for _, node := range []maastest.Node{
		{Hostname: "ada", Zone: "rack1", CPUCount: 8, Memory: 16384, Tags: []string{"ssd"}},
		{Hostname: "barbara", Zone: "rack2", CPUCount: 16, Memory: 65536, Tags: []string{"ssd", "gpu"}},
		{Hostname: "grace", Zone: "rack2", CPUCount: 4, Memory: 8192, Architecture: "i386/generic"},
	} {
		node.Status, node.PowerType = maas.NodeStatusReady, "virsh" // MAAS can switch it on
		server.AddNode(node)
	}
}
