// Enlist adds the machines that a CSV file lists, with their MAC addresses and
// power parameters, to MAAS. It shows the typed power parameters and how to inspect
// errors of MAAS.
//
// It checks the file and reports the problems of each line; -apply enlists.
// Passwords are never printed.
package main

import (
	"bytes"
	"cmp"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"text/tabwriter"
	"unicode"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/examples/internal/demo"
	"github.com/gomaas/maas/maastest"
)

//go:embed machines.csv
var sample []byte

func main() { demo.Main("enlist", run) }

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := demo.Flags("enlist [flags] [file.csv]", stdout)
	apply := flags.Bool("apply", false, "enlist the machines, instead of only checking the file")
	args, err := demo.Parse(flags, args, 1)
	if err != nil {
		return err
	}
	site, err := demo.Connect(stderr, seed)
	if err != nil {
		return err
	}
	defer site.Close()

	content := sample
	if len(args) == 1 {
		if content, err = os.ReadFile(args[0]); err != nil {
			return err
		}
	} else if site.Live() {
		return demo.Usagef("missing file; the sample is for the MAAS in memory")
	}
	machines, err := readMachines(bytes.NewReader(content))
	if err != nil {
		return err
	}
	if err := checkAgainst(ctx, site.Client, machines); err != nil {
		return err
	}
	var outcomes []outcome
	if *apply {
		outcomes = enlist(ctx, site.Client, machines, demo.NewProgress(stderr))
	} else {
		outcomes = predict(machines)
	}
	if err := report(stdout, outcomes); err != nil {
		return err
	}
	if !*apply {
		fmt.Fprintln(stdout, "nothing was enlisted; use -apply to enlist")
	}
	return verdict(ctx, outcomes)
}

// An outcome is the result for a machine.
type outcome struct {
	*machine
	text   string
	failed bool
}

// predict returns the outcomes to expect from enlist.
func predict(machines []*machine) []outcome {
	var outcomes []outcome
	for _, m := range machines {
		if m.problems != nil {
			outcomes = append(outcomes, invalid(m))
			continue
		}
		outcomes = append(outcomes, outcome{m, "can be enlisted", false})
	}
	return outcomes
}

func invalid(m *machine) outcome {
	return outcome{m, "invalid: " + strings.Join(m.problems, "; "), true}
}

// enlist enlists the machines without problems, one by one. The failure of one does
// not affect the others. It stops when ctx ends.
func enlist(ctx context.Context, client *maas.Client, machines []*machine, progress *demo.Progress) []outcome {
	defer progress.Done()
	var outcomes []outcome
	for i, m := range machines {
		progress.Show("%d of %d: %s", i+1, len(machines), m.hostname)
		switch {
		case m.problems != nil:
			outcomes = append(outcomes, invalid(m))
		case ctx.Err() != nil:
			outcomes = append(outcomes, outcome{m, "not attempted", true})
		default:
			outcomes = append(outcomes, enlistOne(ctx, client, m))
		}
	}
	return outcomes
}

func enlistOne(ctx context.Context, client *maas.Client, m *machine) outcome {
	node, err := client.Nodes.Create(ctx, m.architecture, m.macs, &maas.NodeCreateOptions{
		Hostname: m.hostname,
		Zone:     m.zone,
		Power:    m.power,
	})
	if refusal, ok := errors.AsType[*maas.Error](err); ok {
		return outcome{m, "refused: " + cmp.Or(refusal.Message, refusal.Error()), true}
	} else if err != nil {
		return outcome{m, "failed: " + err.Error(), true}
	}
	return outcome{m, fmt.Sprintf("%s, %v, %s", node.Hostname, node.State(), node.SystemID), false}
}

func report(w io.Writer, outcomes []outcome) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "LINE\tHOSTNAME\tARCHITECTURE\tMACS\tPOWER\tOUTCOME")
	for _, o := range outcomes {
		fmt.Fprintf(table, "%d\t%s\t%s\t%d\t%s\t%s\n", o.line, shown(o.hostname), shown(o.architecture),
			len(o.macs), shown(string(o.powerType)), o.text)
	}
	return table.Flush()
}

// shown formats a cell of the file for the table, which a line break would break.
func shown(cell string) string {
	if strings.ContainsFunc(cell, unicode.IsControl) {
		return strconv.Quote(cell)
	}
	return cmp.Or(cell, "-")
}

// verdict returns the error for machines that were not, or can't be, enlisted.
func verdict(ctx context.Context, outcomes []outcome) error {
	failed := 0
	for _, o := range outcomes {
		if o.failed {
			failed++
		}
	}
	switch {
	case failed == 0:
		return nil
	case ctx.Err() != nil:
		return errors.Join(ctx.Err(), fmt.Errorf("%d of %d machines are not enlisted", failed, len(outcomes)))
	}
	return fmt.Errorf("%d of %d machines failed", failed, len(outcomes))
}

// seed fills the MAAS in memory.
func seed(server *maastest.Server) {
	server.AddZone("rack1", "the first rack")
	server.AddZone("rack2", "the second rack")
	server.AddNode(maastest.Node{Hostname: "rack1-old", Zone: "rack1", Status: maas.NodeStatusReady, MACs: []string{"52:54:00:00:0f:01"}})
}
