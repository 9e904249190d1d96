// Tagger adds a tag to the nodes that satisfy conditions, or removes it. It shows
// how to iterate over all nodes as they arrive, and how to tag many nodes with few
// calls.
//
// It prints what it would do; -apply does it.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/examples/internal/demo"
	"github.com/gomaas/maas/maastest"
)

func main() { demo.Main("tagger", run) }

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	var want predicate
	flags := demo.Flags("tagger [flags] tag", stdout)
	flags.StringVar(&want.arch, "arch", "", "select nodes of this `architecture`, such as amd64/generic or amd64")
	flags.IntVar(&want.minMemory, "min-memory", 0, "select nodes with at least this memory in `MiB`")
	flags.IntVar(&want.minCPU, "min-cpu", 0, "select nodes with at least this many CPU `cores`")
	flags.StringVar(&want.zone, "zone", "", "select nodes in this `zone`")
	flags.StringVar(&want.hostname, "hostname", "", "select nodes whose name, with or without its domain, matches this `pattern`")
	flags.Func("state", "select nodes in this `state`, such as ready or failed-commissioning", want.setState)
	all := flags.Bool("all", false, "select all nodes")
	remove := flags.Bool("remove", false, "remove the tag instead of adding it")
	apply := flags.Bool("apply", false, "change the nodes, instead of printing what would change")
	args, err := demo.Parse(flags, args, 1)
	if err != nil {
		return err
	}
	if len(args) == 0 || args[0] == "" {
		return demo.Usagef("missing tag")
	}
	tag := args[0]
	if want == (predicate{}) && !*all {
		return demo.Usagef("missing condition; use -all to select all nodes")
	}
	if _, err := path.Match(want.hostname, ""); err != nil {
		return demo.Usagef("-hostname %q: %v", want.hostname, err)
	}

	site, err := demo.Connect(stderr, seed)
	if err != nil {
		return err
	}
	defer site.Close()
	if err := demo.CheckZone(ctx, site.Client, want.zone); err != nil {
		return err
	}
	isNew, err := checkTag(ctx, site.Client, tag)
	if err != nil {
		return err
	}
	if isNew && *remove {
		return fmt.Errorf("tag %q does not exist", tag)
	}
	work, err := plan(ctx, site.Client, tag, *remove, want)
	if err != nil {
		return err
	}
	if err := work.print(stdout); err != nil {
		return err
	}
	if !*apply {
		fmt.Fprintln(stdout, "nothing was changed; use -apply to change the nodes")
		return nil
	}
	return work.apply(ctx, site.Client, isNew, stdout)
}

// checkTag reports whether the tag does not exist yet. It refuses a tag that MAAS
// assigns by a definition, because MAAS would undo manual changes at the next
// commissioning.
func checkTag(ctx context.Context, client *maas.Client, name string) (isNew bool, err error) {
	tag, err := client.Tags.Get(ctx, name)
	switch {
	case errors.Is(err, maas.ErrUnknownEndpoint):
		return false, fmt.Errorf("%q is not a valid tag name", name)
	case errors.Is(err, maas.ErrNotFound):
		return true, nil
	case err != nil:
		return false, err
	case tag.Definition != "":
		return false, fmt.Errorf("MAAS assigns the tag %q by its definition: %s", name, tag.Definition)
	}
	return false, nil
}

// A predicate selects the nodes that satisfy all of its conditions.
type predicate struct {
	arch              string
	minMemory, minCPU int
	zone              string
	hostname          string
	state             maas.NodeSubstatus
	hasState          bool
}

// setState parses the name of a state as MAAS shows it, in any case and with
// hyphens or spaces.
func (p *predicate) setState(text string) error {
	var names []string
	for state := range maas.NodeSubstatusFailedDiskErasing + 1 {
		name := strings.ReplaceAll(strings.ToLower(state.String()), " ", "-")
		if strings.ReplaceAll(strings.ToLower(text), " ", "-") == name {
			p.state, p.hasState = state, true
			return nil
		}
		names = append(names, name)
	}
	return fmt.Errorf("valid states are %s", strings.Join(names, ", "))
}

func (p *predicate) matches(node *maas.Node) bool {
	arch, _, _ := strings.Cut(node.Architecture, "/")
	return (p.arch == "" || p.arch == node.Architecture || p.arch == arch) &&
		node.Memory >= p.minMemory &&
		node.CPUCount >= p.minCPU &&
		(!p.hasState || p.state == node.State()) &&
		(p.hostname == "" || p.matchesName(node.Hostname))
}

func (p *predicate) matchesName(hostname string) bool {
	short, _, _ := strings.Cut(hostname, ".")
	return matches(p.hostname, hostname) || matches(p.hostname, short)
}

// matches reports whether name matches a pattern that is known to be well formed.
func matches(pattern, name string) bool {
	ok, _ := path.Match(pattern, name)
	return ok
}

// A job lists the nodes to change.
type job struct {
	tag       string
	remove    bool
	total     int // number of nodes, selected or not
	change    []maas.Node
	unchanged []maas.Node // selected nodes that need no change
}

// plan selects the nodes. The server filters by zone and plan filters by the rest,
// on each node as it arrives, so that only selected nodes stay in memory.
func plan(ctx context.Context, client *maas.Client, tag string, remove bool, want predicate) (*job, error) {
	work := &job{tag: tag, remove: remove}
	for node, err := range client.Nodes.All(ctx, &maas.NodeListOptions{Zone: want.zone}) {
		if err != nil {
			return nil, err
		}
		work.total++
		switch has := slices.Contains(node.TagNames, tag); {
		case !want.matches(node):
		case has == remove:
			work.change = append(work.change, *node)
		default:
			work.unchanged = append(work.unchanged, *node)
		}
	}
	return work, nil
}

// verb names the change.
func (j *job) verb() string {
	if j.remove {
		return "untag"
	}
	return "tag"
}

func (j *job) print(w io.Writer) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "DO\tHOSTNAME\tSTATE\tARCHITECTURE\tCPUS\tMEMORY MIB\tZONE\tTAGS")
	for _, node := range j.change {
		printNode(table, j.verb(), &node)
	}
	for _, node := range j.unchanged {
		printNode(table, "-", &node)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(w, "%d of %d nodes match: %d to %s, %d unchanged\n",
		len(j.change)+len(j.unchanged), j.total, len(j.change), j.verb(), len(j.unchanged))
	return nil
}

func printNode(w io.Writer, verb string, node *maas.Node) {
	fmt.Fprintf(w, "%s\t%s\t%v\t%s\t%d\t%d\t%s\t%s\n", verb, node.Hostname, node.State(), node.Architecture,
		node.CPUCount, node.Memory, node.Zone.Name, cmp.Or(strings.Join(node.TagNames, ","), "-"))
}

// apply creates the tag if it is new and changes the nodes.
func (j *job) apply(ctx context.Context, client *maas.Client, isNew bool, w io.Writer) error {
	if isNew {
		if _, err := client.Tags.Create(ctx, j.tag, nil); err != nil {
			return err
		}
		fmt.Fprintf(w, "created the tag %s\n", j.tag)
	}
	var ids []string
	for _, node := range j.change {
		ids = append(ids, node.SystemID)
	}
	update := client.Tags.AddNodes
	if j.remove {
		update = client.Tags.RemoveNodes
	}
	done, err := update(ctx, j.tag, ids...)
	fmt.Fprintf(w, "%sged: %d\n", j.verb(), done)
	if err == nil && done < len(ids) {
		return fmt.Errorf("%d of the nodes no longer exist", len(ids)-done)
	}
	return err
}

// seed fills the MAAS in memory.
func seed(server *maastest.Server) {
	server.AddZone("rack1", "the first rack")
	server.AddZone("rack2", "the second rack")
	server.AddTag(maastest.Tag{Name: "huge", Definition: `//node[@id="memory"]/size > 100000000000`})
	for _, node := range []maastest.Node{
		{Hostname: "db1", Zone: "rack1", Status: maas.NodeStatusAllocated, Owner: "admin", Installed: true, CPUCount: 16, Memory: 65536, Tags: []string{"database", "ssd"}},
		{Hostname: "db2", Zone: "rack2", Status: maas.NodeStatusReady, CPUCount: 16, Memory: 65536, Tags: []string{"ssd"}},
		{Hostname: "db3", Zone: "rack2", Status: maas.NodeStatusReady, CPUCount: 16, Memory: 131072},
		{Hostname: "web1", Zone: "rack1", Status: maas.NodeStatusAllocated, Owner: "user", CPUCount: 8, Memory: 16384},
		{Hostname: "web2", Zone: "rack2", Status: maas.NodeStatusReady, CPUCount: 8, Memory: 16384},
		{Hostname: "old1", Zone: "rack2", Status: maas.NodeStatusFailedTests, Architecture: "i386/generic", CPUCount: 2, Memory: 4096},
	} {
		server.AddNode(node)
	}
}
