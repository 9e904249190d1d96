//go:build unix

// Program report measures the SDK beside programs written by hand and prints
// Markdown tables: what was aimed at and what was reached, wall and CPU time of
// each case by the number of cores, memory, calls for a fleet, and what the SDK
// adds to a program.
//
//	go run ./benchmarks/report [-time 600ms] [-largest 1000000] [-write docs/performance.md]
//
// Each case runs in processes of its own, with 1, 2 and 4 cores (GOMAXPROCS) if
// the machine has them. The server is another process and may use all cores. A
// run takes about five minutes on a machine that does nothing else.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"time"

	"github.com/gomaas/maas/benchmarks/internal/workload"
)

func main() {
	each := flag.Duration("time", 600*time.Millisecond, "how long to measure a side of a case")
	largest := flag.Int("largest", 1_000_000, "leave longer lists out")
	write := flag.String("write", "", "a Markdown file to put the tables into, between its markers")
	flag.Parse()
	var err error
	switch text, isJob := os.LookupEnv(jobVariable); {
	case workload.IsServer():
		err = workload.Serve()
	case isJob:
		err = runJob(text)
	default:
		err = report(*each, *largest, *write)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func report(each time.Duration, largest int, write string) error {
	r, err := measure(each, largest)
	if err != nil {
		return err
	}
	var tables bytes.Buffer
	r.print(&tables)
	if write == "" {
		_, err := os.Stdout.Write(tables.Bytes())
		return err
	}
	text, err := os.ReadFile(write)
	if err != nil {
		return err
	}
	if text, err = between(text, tables.Bytes()); err != nil {
		return fmt.Errorf("%s: %w", write, err)
	}
	return os.WriteFile(write, text, 0o644)
}

// Markers of the tables in a document.
const (
	startMarker = "<!-- report -->\n"
	endMarker   = "<!-- end of the report -->\n"
)

// between replaces what is between the markers of text.
func between(text, tables []byte) ([]byte, error) {
	before, rest, ok := bytes.Cut(text, []byte(startMarker))
	_, after, ended := bytes.Cut(rest, []byte(endMarker))
	if !ok || !ended {
		return nil, fmt.Errorf("no lines %q and %q", startMarker, endMarker)
	}
	return bytes.Join([][]byte{before, []byte(startMarker), tables, []byte(endMarker), after}, nil), nil
}
