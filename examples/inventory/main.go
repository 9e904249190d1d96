// Inventory prints the hardware of the nodes of a MAAS, as lshw found it when they
// were commissioned, as CSV or JSON. It shows NodesService.Details and its
// Hardware, and how to read many nodes concurrently with a limit on the requests in
// flight.
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
	asJSON := flags.Bool("json", false, "print JSON with all details, instead of one line of CSV for each node")
	parallel := flags.Int("parallel", 4, "`number` of nodes to read concurrently")
	if _, err := demo.Parse(flags, args, 0); err != nil {
		return err
	}
	write := writeCSV
	if *asJSON {
		write = writeJSON
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
		return err // the inventory would be incomplete
	}
	if err := write(stdout, items); err != nil {
		return err
	}
	// A node that can't be read does not hide the others.
	var failures []error
	for _, item := range items {
		if item.err != nil && !errors.Is(item.err, maas.ErrNoDetails) {
			failures = append(failures, fmt.Errorf("%s: %w", item.Hostname, item.err))
		}
	}
	return errors.Join(failures...)
}

// An item is a node with its hardware.
type item struct {
	Hostname string    `json:"hostname"`
	SystemID string    `json:"system_id"`
	Zone     string    `json:"zone"`
	State    string    `json:"state"`
	Hardware *hardware `json:"hardware"` // nil if there is a Problem
	Problem  string    `json:"problem,omitempty"`

	err error
}

// hardware is the maas.Hardware of a node with memory in MiB, as everywhere else
// in MAAS.
type hardware struct {
	Vendor       string             `json:"vendor"`
	Product      string             `json:"product"`
	Serial       string             `json:"serial"`
	CPUs         []maas.CPU         `json:"cpus"`
	MemoryMiB    int64              `json:"memory_mib"`
	MemoryBanks  []memoryBank       `json:"memory_banks"`
	Disks        []maas.Disk        `json:"disks"`
	NetworkCards []maas.NetworkCard `json:"network_cards"`
}

type memoryBank struct {
	Slot    string `json:"slot"`
	Vendor  string `json:"vendor"`
	Product string `json:"product"`
	Serial  string `json:"serial"`
	SizeMiB int64  `json:"size_mib"`
}

func newHardware(h *maas.Hardware) *hardware {
	banks := make([]memoryBank, len(h.MemoryBanks))
	for i, bank := range h.MemoryBanks {
		banks[i] = memoryBank{bank.Slot, bank.Vendor, bank.Product, bank.Serial, bank.Size >> 20}
	}
	return &hardware{h.Vendor, h.Product, h.Serial, h.CPUs, h.Memory >> 20, banks, h.Disks, h.NetworkCards}
}

// collect reads the details of nodes concurrently and returns them in the order of
// nodes.
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

// inspect reads the details of a node.
func inspect(ctx context.Context, client *maas.Client, node *maas.Node) item {
	result := item{Hostname: node.Hostname, SystemID: node.SystemID, Zone: node.Zone.Name, State: node.State().String()}
	details, err := client.Nodes.Details(ctx, node.SystemID)
	var found *maas.Hardware
	if err == nil {
		found, err = details.Hardware()
	}
	switch {
	case err == nil:
		result.Hardware = newHardware(found)
	case errors.Is(err, maas.ErrNoDetails):
		result.Problem = "never commissioned"
	default:
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

// hardwareColumns summarizes h in columns, which are empty if h is nil.
func hardwareColumns(h *hardware) []string {
	if h == nil {
		return make([]string, 9)
	}
	cores, diskBytes := 0, int64(0)
	for _, cpu := range h.CPUs {
		cores += cpu.Cores
	}
	for _, disk := range h.Disks {
		diskBytes += disk.Size
	}
	var macs []string
	for _, card := range h.NetworkCards {
		macs = append(macs, card.MACAddress)
	}
	return []string{
		h.Vendor, h.Product, h.Serial,
		strconv.Itoa(len(h.CPUs)), strconv.Itoa(cores), strconv.FormatInt(h.MemoryMiB, 10),
		strconv.Itoa(len(h.Disks)), strconv.FormatInt(diskBytes/1e9, 10), strings.Join(macs, " "),
	}
}
