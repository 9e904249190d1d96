// Inventory writes what the nodes of a MAAS are made of, as lshw found it when
// they were commissioned, as CSV or JSON. It shows NodesService.Details and its
// Hardware, and how to ask for many nodes at once without more requests in
// flight than MAAS likes.
//
// It only reads.
package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/examples/internal/demo"
)

func main() { demo.Main("inventory", run) }

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := demo.Flags("inventory [flags]", stdout)
	format := flags.String("format", "csv", "csv, a line for each node, or json, with all there is")
	parallel := flags.Int("parallel", 4, "how many nodes to ask for at once")
	if err := demo.Parse(flags, args, 0); err != nil {
		return err
	}
	write, known := map[string]func(io.Writer, []item) error{"csv": writeCSV, "json": writeJSON}[*format]
	if !known {
		return demo.Usagef("-format %q is neither csv nor json", *format)
	}
	if *parallel < 1 {
		return demo.Usagef("-parallel %d is less than 1", *parallel)
	}

	site, err := demo.Connect(stderr, seed)
	if err != nil {
		return err
	}
	defer site.Close()
	nodes, err := site.Nodes.List(ctx, nil)
	if err != nil {
		return err
	}
	items := collect(ctx, site.Client, nodes, *parallel, demo.NewProgress(stderr))
	if err := ctx.Err(); err != nil {
		return err // what there is so far is not the inventory
	}
	if err := write(stdout, items); err != nil {
		return err
	}
	// One node that can't be read is no reason to keep the others back.
	var failures []error
	for _, item := range items {
		if item.err != nil && !errors.Is(item.err, maas.ErrNoDetails) {
			failures = append(failures, fmt.Errorf("%s: %w", item.Hostname, item.err))
		}
	}
	return errors.Join(failures...)
}

// An item is a node with what it is made of.
type item struct {
	Hostname string         `json:"hostname"`
	SystemID string         `json:"system_id"`
	Zone     string         `json:"zone"`
	State    string         `json:"state"`
	Hardware *maas.Hardware `json:"hardware"` // nil where there is a Problem
	Problem  string         `json:"problem,omitempty"`

	err error
}

// collect asks for the details of nodes, of several at once, and returns them in
// the order of nodes.
func collect(ctx context.Context, client *maas.Client, nodes []maas.Node, parallel int, progress *demo.Progress) []item {
	defer progress.Done()
	items := make([]item, len(nodes))
	turns := make(chan int)
	var done atomic.Int64
	var workers sync.WaitGroup
	for range min(parallel, len(nodes)) {
		workers.Go(func() {
			for i := range turns {
				items[i] = inspect(ctx, client, &nodes[i])
				done.Add(1)
			}
		})
	}
	for i := range nodes {
		turns <- i
		progress.Show("%d of %d nodes", done.Load(), len(nodes))
	}
	close(turns)
	workers.Wait()
	return items
}

// inspect asks for the details of a node. It ends at once when ctx has.
func inspect(ctx context.Context, client *maas.Client, node *maas.Node) item {
	result := item{Hostname: node.Hostname, SystemID: node.SystemID, Zone: node.Zone.Name, State: node.State().String()}
	details, err := client.Nodes.Details(ctx, node.SystemID)
	if err == nil {
		result.Hardware, err = details.Hardware()
	}
	if errors.Is(err, maas.ErrNoDetails) {
		result.Problem = "never commissioned"
	} else if err != nil {
		result.Problem = err.Error()
	}
	result.err = err
	return result
}

func writeJSON(w io.Writer, items []item) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	return encoder.Encode(items)
}

func writeCSV(w io.Writer, items []item) error {
	table := csv.NewWriter(w)
	_ = table.Write([]string{ // Flush keeps the error
		"hostname", "system_id", "zone", "state", "vendor", "product", "serial",
		"cpus", "cores", "memory_mib", "disks", "disks_gb", "macs", "problem",
	})
	for _, item := range items {
		row := []string{item.Hostname, item.SystemID, item.Zone, item.State}
		row = append(row, hardwareColumns(item.Hardware)...)
		_ = table.Write(append(row, item.Problem))
	}
	table.Flush()
	return table.Error()
}

// hardwareColumns sums up hardware; the columns are empty where it is unknown.
func hardwareColumns(hardware *maas.Hardware) []string {
	if hardware == nil {
		return make([]string, 9)
	}
	cores, diskBytes := 0, int64(0)
	for _, cpu := range hardware.CPUs {
		cores += cpu.Cores
	}
	for _, disk := range hardware.Disks {
		diskBytes += disk.Size
	}
	var macs []string
	for _, card := range hardware.NetworkCards {
		macs = append(macs, card.MACAddress)
	}
	return []string{
		hardware.Vendor, hardware.Product, hardware.Serial,
		strconv.Itoa(len(hardware.CPUs)), strconv.Itoa(cores), strconv.FormatInt(hardware.Memory>>20, 10),
		strconv.Itoa(len(hardware.Disks)), strconv.FormatInt(diskBytes/1e9, 10), strings.Join(macs, " "),
	}
}
