// Program report runs the benchmarks several times and prints the medians as
// Markdown tables: each case beside its floor, the cost of a node in lists of
// several lengths, and what importing the SDK adds to a program.
//
//	go run ./benchmarks/report [-runs 7] [-bench .] [-benchtime 1s]
//
// GOMAXPROCS limits the cores of floor and SDK, not those of the server.
package main

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

const packages = "github.com/gomaas/maas/benchmarks"

func main() {
	runs := flag.Int("runs", 7, "how many runs to take the medians of")
	bench := flag.String("bench", ".", "which cases to run, as in go test")
	benchtime := flag.String("benchtime", "1s", "how long to run a case, as in go test")
	flag.Parse()
	if err := report(os.Stdout, *runs, *bench, *benchtime); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func report(w io.Writer, runs int, bench, benchtime string) error {
	dir, err := os.MkdirTemp("", "maas-benchmarks-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)

	program := filepath.Join(dir, "benchmarks.test")
	if err := run(io.Discard, "go", "test", "-c", "-o", program, packages); err != nil {
		return err
	}
	var all results
	for i := range runs {
		fmt.Fprintf(os.Stderr, "run %d of %d\n", i+1, runs)
		var out bytes.Buffer
		err := run(&out, program, "-test.run", "^$", "-test.bench", "^BenchmarkCases$/"+bench, "-test.benchtime", benchtime, "-test.timeout", "1h")
		if err != nil {
			return fmt.Errorf("%w\n%s", err, out.Bytes())
		}
		all.add(&out)
	}

	fmt.Fprintf(w, "%s, GOMAXPROCS %d, medians of %d runs\n\n", runtime.Version(), runtime.GOMAXPROCS(0), runs)
	all.printCases(w)
	all.printNodes(w)
	return printSizes(w, dir)
}

func run(out io.Writer, name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Stdout, cmd.Stderr = out, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(name), err)
	}
	return nil
}

// results are the cases in the order in which they ran.
type results []*result

type result struct {
	name   string
	values map[string][]float64 // of each run, by unit
}

// add reads the lines that go test prints: name, count, and pairs of a value
// and its unit.
func (rs *results) add(out io.Reader) {
	for lines := bufio.NewScanner(out); lines.Scan(); {
		fields := strings.Fields(lines.Text())
		if len(fields) < 4 || !strings.HasPrefix(fields[0], "BenchmarkCases/") {
			continue
		}
		r := rs.named(caseName(fields[0]))
		for i := 2; i+1 < len(fields); i += 2 {
			if v, err := strconv.ParseFloat(fields[i], 64); err == nil {
				r.values[fields[i+1]] = append(r.values[fields[i+1]], v)
			}
		}
	}
}

// caseName is the name without what go test puts around it.
func caseName(s string) string {
	s = strings.TrimPrefix(s, "BenchmarkCases/")
	return strings.TrimSuffix(s, fmt.Sprintf("-%d", runtime.GOMAXPROCS(0)))
}

func (rs *results) named(name string) *result {
	for _, r := range *rs {
		if r.name == name {
			return r
		}
	}
	r := &result{name, make(map[string][]float64)}
	*rs = append(*rs, r)
	return r
}

func (r *result) median(unit string) float64 {
	values := slices.Sorted(slices.Values(r.values[unit]))
	n := len(values)
	if n == 0 {
		return 0
	}
	return (values[(n-1)/2] + values[n/2]) / 2
}

func (rs *results) printCases(w io.Writer) {
	fmt.Fprintln(w, "| case | floor | SDK | ratio (lowest, highest) | allocations, floor | SDK | peak, floor | SDK |")
	fmt.Fprintln(w, "|---|---|---|---|---|---|---|---|")
	for _, r := range *rs {
		fmt.Fprintf(w, "| %s | %s | %s | **%.2f** (%.2f, %.2f) | %.0f | %.0f | %s | %s |\n", r.name,
			duration(r.median("floor-ns/call")), duration(r.median("sdk-ns/call")),
			r.median("ratio"), slices.Min(r.values["ratio"]), slices.Max(r.values["ratio"]),
			r.median("floor-allocs/call"), r.median("sdk-allocs/call"),
			size(r.median("floor-peak-B")), size(r.median("sdk-peak-B")))
	}
}

// printNodes shows whether lists cost in proportion to their length.
func (rs *results) printNodes(w io.Writer) {
	fmt.Fprint(w, "\n| nodes | floor, a node | SDK, a node |\n|---|---|---|\n")
	for _, r := range *rs {
		method, length, _ := strings.Cut(r.name, "/")
		n, err := strconv.ParseFloat(length, 64)
		if err != nil || method != "List" && method != "All" {
			continue
		}
		fmt.Fprintf(w, "| %s | %s | %s |\n", r.name, duration(r.median("floor-ns/call")/n), duration(r.median("sdk-ns/call")/n))
	}
}

func printSizes(w io.Writer, dir string) error {
	fmt.Fprint(w, "\n| program | size | stripped |\n|---|---|---|\n")
	for _, program := range []string{"empty", "nethttp", "sdk"} {
		fmt.Fprintf(w, "| %s", program)
		for _, flags := range []string{"", "-s -w"} {
			path := filepath.Join(dir, program)
			if err := run(io.Discard, "go", "build", "-ldflags", flags, "-o", path, packages+"/size/"+program); err != nil {
				return err
			}
			info, err := os.Stat(path)
			if err != nil {
				return err
			}
			fmt.Fprintf(w, " | %s", size(float64(info.Size())))
		}
		fmt.Fprintln(w, " |")
	}
	return nil
}

func duration(ns float64) string {
	switch {
	case ns >= 1e9:
		return fmt.Sprintf("%.2f s", ns/1e9)
	case ns >= 1e6:
		return fmt.Sprintf("%.1f ms", ns/1e6)
	}
	return fmt.Sprintf("%.1f µs", ns/1e3)
}

func size(bytes float64) string {
	if bytes >= 1<<20 {
		return fmt.Sprintf("%.1f MiB", bytes/(1<<20))
	}
	return fmt.Sprintf("%.0f KiB", bytes/(1<<10))
}
