// Fleet prints the nodes of a MAAS as a table, sorted by zone, state and owner.
// It shows how to list nodes, how State unifies the statuses of all releases, and
// which errors a long-running program should survive.
//
// It only reads.
package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/examples/internal/demo"
	"github.com/gomaas/maas/maastest"
)

func main() { demo.Main("fleet", run) }

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := demo.Flags("fleet [flags]", stdout)
	asJSON := flags.Bool("json", false, "print JSON; with -watch, one line for each poll")
	count := flags.Bool("count", false, "count the nodes by zone, state and owner")
	zone := flags.String("zone", "", "list only the nodes in this `zone`")
	watch := flags.Bool("watch", false, "poll until interrupted")
	interval := flags.Duration("interval", 2*time.Second, "polling interval of -watch")
	if _, err := demo.Parse(flags, args, 0); err != nil {
		return err
	}
	if *interval <= 0 {
		return demo.Usagef("-interval %v is not positive", *interval)
	}
	if *asJSON && *count {
		return demo.Usagef("-json and -count are mutually exclusive")
	}

	site, err := demo.Connect(stderr, seed, maastest.WithCommissioningPolls(3))
	if err != nil {
		return err
	}
	defer site.Close()
	if err := demo.CheckZone(ctx, site.Client, *zone); err != nil {
		return err
	}
	show := printTable
	switch {
	case *asJSON:
		show = func(w io.Writer, rows []row) error { return printJSON(w, rows, !*watch) }
	case *count:
		show = printCounts
	}
	polls := 0
	poll := func() error {
		rows, err := list(ctx, site.Client, *zone)
		if err != nil {
			return err
		}
		switch {
		case *watch && demo.IsTerminal(stdout) && !*asJSON:
			fmt.Fprint(stdout, "\x1b[H\x1b[2J") // clear the screen
		case polls > 0 && !*asJSON:
			fmt.Fprintln(stdout)
		}
		polls++
		return show(stdout, rows)
	}
	if !*watch {
		return poll()
	}
	return repeat(ctx, *interval, poll, stderr)
}

// repeat polls until ctx ends, which is the proper end of a watch and no failure,
// or until a poll fails with an error that is not transient.
func repeat(ctx context.Context, interval time.Duration, poll func() error, stderr io.Writer) error {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		err := poll()
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil && !transient(err):
			return err
		case err != nil:
			fmt.Fprintln(stderr, "fleet:", err)
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return nil
		}
	}
}

// transient reports whether the next poll may succeed: MAAS is unreachable or
// fails, rather than refusing the request.
func transient(err error) bool {
	_, broken := errors.AsType[*maas.TransportError](err)
	return broken || errors.Is(err, maas.ErrServer)
}

// A row describes a node.
type row struct {
	Zone         string   `json:"zone"`
	State        string   `json:"state"`
	Owner        string   `json:"owner"`
	Hostname     string   `json:"hostname"`
	SystemID     string   `json:"system_id"`
	Architecture string   `json:"architecture"`
	CPUs         int      `json:"cpus"`
	MemoryMiB    int      `json:"memory_mib"`
	Tags         []string `json:"tags"`
}

// list returns the nodes, sorted by zone, state, owner and hostname.
func list(ctx context.Context, client *maas.Client, zone string) ([]row, error) {
	rows := []row{}
	for node, err := range client.Nodes.All(ctx, &maas.NodeListOptions{Zone: zone}) {
		if err != nil {
			return nil, err
		}
		rows = append(rows, row{
			node.Zone.Name, node.State().String(), node.Owner, node.Hostname, node.SystemID,
			node.Architecture, node.CPUCount, node.Memory, node.TagNames,
		})
	}
	slices.SortFunc(rows, func(a, b row) int {
		return cmp.Or(cmp.Compare(a.Zone, b.Zone), cmp.Compare(a.State, b.State),
			cmp.Compare(a.Owner, b.Owner), cmp.Compare(a.Hostname, b.Hostname))
	})
	return rows, nil
}

func printTable(w io.Writer, rows []row) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "ZONE\tSTATE\tOWNER\tHOSTNAME\tARCHITECTURE\tCPUS\tMEMORY MIB\tTAGS")
	for _, r := range rows {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", r.Zone, r.State, cmp.Or(r.Owner, "-"), r.Hostname,
			r.Architecture, known(r.CPUs), known(r.MemoryMiB), cmp.Or(strings.Join(r.Tags, ","), "-"))
	}
	return table.Flush()
}

// known formats a figure that is zero until commissioning has found it out.
func known(figure int) string {
	if figure == 0 {
		return "-"
	}
	return strconv.Itoa(figure)
}

func printCounts(w io.Writer, rows []row) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "ZONE\tSTATE\tOWNER\tNODES")
	for len(rows) > 0 {
		first, n := rows[0], 0
		for n < len(rows) && rows[n].Zone == first.Zone && rows[n].State == first.State && rows[n].Owner == first.Owner {
			n++
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%d\n", first.Zone, first.State, cmp.Or(first.Owner, "-"), n)
		rows = rows[n:]
	}
	return table.Flush()
}

func printJSON(w io.Writer, rows []row, indent bool) error {
	encoder := json.NewEncoder(w)
	if indent {
		encoder.SetIndent("", "  ")
	}
	return encoder.Encode(rows)
}

// seed fills the MAAS in memory. Nodes that are being commissioned become Ready at
// the third poll.
func seed(server *maastest.Server) {
	server.AddZone("rack1", "the first rack")
	server.AddZone("rack2", "the second rack")
	for _, node := range []maastest.Node{
		{Hostname: "ada", Zone: "rack1", Status: maas.NodeStatusAllocated, Owner: "admin", Installed: true, CPUCount: 16, Memory: 65536, Tags: []string{"database", "ssd"}},
		{Hostname: "barbara", Zone: "rack1", Status: maas.NodeStatusAllocated, Owner: "user", Installed: true, CPUCount: 8, Memory: 16384},
		{Hostname: "donald", Zone: "rack1", Status: maas.NodeStatusAllocated, Owner: "user", CPUCount: 8, Memory: 16384},
		{Hostname: "edsger", Zone: "rack1", Status: maas.NodeStatusReady, CPUCount: 8, Memory: 16384},
		{Hostname: "frances", Zone: "rack1", Status: maas.NodeStatusReady, CPUCount: 8, Memory: 16384},
		{Hostname: "grace", Zone: "rack2", Status: maas.NodeStatusReady, CPUCount: 4, Memory: 8192, Architecture: "i386/generic"},
		{Hostname: "jean", Zone: "rack2", Status: maas.NodeStatusCommissioning},
		{Hostname: "ken", Zone: "rack2", Status: maas.NodeStatusCommissioning},
		{Hostname: "leslie", Zone: "rack2", Status: maas.NodeStatusFailedTests, CPUCount: 4, Memory: 8192},
		{Hostname: "margaret"},
	} {
		server.AddNode(node)
	}
}
