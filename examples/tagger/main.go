// Tagger puts a tag on all nodes that are like this and that, or takes it off
// them. It shows how to walk through all nodes as they arrive, and how to tag
// many of them in few calls.
//
// It tells what it would do; -apply does it.
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
	flags.StringVar(&want.arch, "arch", "", "nodes of this `architecture`, amd64/generic or amd64")
	flags.IntVar(&want.minMemory, "min-memory", 0, "nodes with so many `MiB` of memory or more")
	flags.IntVar(&want.minCPU, "min-cpu", 0, "nodes with so many CPU `cores` or more")
	flags.StringVar(&want.zone, "zone", "", "nodes in this `zone`")
	flags.StringVar(&want.hostname, "hostname", "", "nodes whose name, with or without its domain, matches this `glob`")
	flags.Func("state", "nodes in this `state`, such as ready or failed-commissioning", want.setState)
	all := flags.Bool("all", false, "all nodes")
	remove := flags.Bool("remove", false, "take the tag off instead")
	apply := flags.Bool("apply", false, "do it, instead of telling what would be done")
	if err := demo.Parse(flags, args, 1); err != nil {
		return err
	}
	tag := flags.Arg(0)
	if tag == "" {
		return demo.Usagef("which tag?")
	}
	if want == (predicate{}) && !*all {
		return demo.Usagef("which nodes? -all stands for all of them")
	}
	if _, err := path.Match(want.hostname, ""); err != nil {
		return demo.Usagef("-hostname %q is no glob: %v", want.hostname, err)
	}

	site, err := demo.Connect(stderr, seed)
	if err != nil {
		return err
	}
	defer site.Close()
	isNew, err := checkTag(ctx, site.Client, tag)
	if err != nil {
		return err
	}
	if isNew && *remove {
		return fmt.Errorf("there is no tag %q", tag)
	}
	work, err := plan(ctx, site.Client, tag, *remove, want)
	if err != nil {
		return err
	}
	if err := work.print(stdout); err != nil {
		return err
	}
	if !*apply {
		fmt.Fprintln(stdout, "nothing was changed; -apply does it")
		return nil
	}
	return work.apply(ctx, site.Client, isNew, stdout)
}

// checkTag tells whether the tag has to be made. It refuses one that MAAS puts on
// nodes by a definition: the next commissioning would undo what was done by hand.
func checkTag(ctx context.Context, client *maas.Client, name string) (isNew bool, err error) {
	tag, err := client.Tags.Get(ctx, name)
	switch {
	case errors.Is(err, maas.ErrUnknownEndpoint):
		return false, fmt.Errorf("%q can't be the name of a tag", name)
	case errors.Is(err, maas.ErrNotFound):
		return true, nil
	case err != nil:
		return false, err
	case tag.Definition != "":
		return false, fmt.Errorf("MAAS itself says which nodes have the tag %q: those for which %s", name, tag.Definition)
	}
	return false, nil
}

// A predicate says which nodes are meant: those that have all that is given.
type predicate struct {
	arch              string
	minMemory, minCPU int
	zone              string
	hostname          string
	state             maas.NodeSubstatus
	hasState          bool
}

// setState reads a state by the name that MAAS shows, in any case and with
// hyphens for the blanks.
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
	return fmt.Errorf("the states are %s", strings.Join(names, ", "))
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

// matches takes a glob that is known to be one.
func matches(glob, name string) bool {
	ok, _ := path.Match(glob, name)
	return ok
}

// A job is what there is to do.
type job struct {
	tag     string
	remove  bool
	looked  int         // how many nodes there are
	change  []maas.Node // those to change
	already []maas.Node // those that are like that already
}

// plan looks through the nodes. The server filters by zone, the rest is done here
// on each node as it arrives, so that memory holds those that matter alone.
func plan(ctx context.Context, client *maas.Client, tag string, remove bool, want predicate) (*job, error) {
	work := &job{tag: tag, remove: remove}
	for node, err := range client.Nodes.All(ctx, &maas.NodeListOptions{Zone: want.zone}) {
		if err != nil {
			return nil, err
		}
		work.looked++
		switch has := slices.Contains(node.TagNames, tag); {
		case !want.matches(node):
		case has == remove:
			work.change = append(work.change, *node)
		default:
			work.already = append(work.already, *node)
		}
	}
	return work, nil
}

// verb is what happens to a node.
func (j *job) verb() string {
	if j.remove {
		return "untag"
	}
	return "tag"
}

func (j *job) print(w io.Writer) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "DO\tHOSTNAME\tSTATE\tARCHITECTURE\tCPUS\tMEMORY\tZONE\tTAGS")
	for _, node := range j.change {
		printNode(table, j.verb(), &node)
	}
	for _, node := range j.already {
		printNode(table, "-", &node)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(w, "of %d nodes %d match: %d to %s, %d already so\n",
		j.looked, len(j.change)+len(j.already), len(j.change), j.verb(), len(j.already))
	return nil
}

func printNode(w io.Writer, verb string, node *maas.Node) {
	fmt.Fprintf(w, "%s\t%s\t%v\t%s\t%d\t%d MiB\t%s\t%s\n", verb, node.Hostname, node.State(), node.Architecture,
		node.CPUCount, node.Memory, node.Zone.Name, cmp.Or(strings.Join(node.TagNames, ","), "-"))
}

// apply makes the tag if need be and changes the nodes.
func (j *job) apply(ctx context.Context, client *maas.Client, isNew bool, w io.Writer) error {
	if isNew {
		if _, err := client.Tags.Create(ctx, j.tag, nil); err != nil {
			return err
		}
		fmt.Fprintf(w, "the tag %s is new\n", j.tag)
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
		return fmt.Errorf("%d of the nodes are gone by now", len(ids)-done)
	}
	return err
}

// seed fills the MAAS in memory.
func seed(server *maastest.Server) {
	server.AddZone("rack1", "the first rack")
	server.AddZone("rack2", "the second rack")
	server.AddTag(maastest.Tag{Name: "huge", Definition: `//node[@id="memory"]/size > 100000000000`})
	for _, node := range []maastest.Node{
		{Hostname: "db1", Zone: "rack1", Status: 6, Owner: "admin", Installed: true, CPUCount: 16, Memory: 65536, Tags: []string{"database", "ssd"}},
		{Hostname: "db2", Zone: "rack2", Status: 4, CPUCount: 16, Memory: 65536, Tags: []string{"ssd"}},
		{Hostname: "db3", Zone: "rack2", Status: 4, CPUCount: 16, Memory: 131072},
		{Hostname: "web1", Zone: "rack1", Status: 6, Owner: "user", CPUCount: 8, Memory: 16384},
		{Hostname: "web2", Zone: "rack2", Status: 4, CPUCount: 8, Memory: 16384},
		{Hostname: "old1", Zone: "rack2", Status: 2, Architecture: "i386/generic", CPUCount: 2, Memory: 4096},
	} {
		server.AddNode(node)
	}
}
