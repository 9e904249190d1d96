//go:build unix

package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"time"

	"github.com/gomaas/maas/benchmarks/internal/workload"
)

func (r *results) print(w io.Writer) {
	fmt.Fprintf(w, "\nMeasured on %s in one run of %v: %s, %s/%s, %d cores (%s).\n", r.began.Format("2 January 2006"), r.took.Round(time.Second),
		runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), processor())
	r.printTargets(w)
	r.printTimes(w)
	r.printMemory(w)
	r.printFleets(w)
	r.printPrograms(w)
	fmt.Fprintln(w)
}

// processor is what the machine calls its processor.
func processor() string {
	info, err := os.Open("/proc/cpuinfo")
	if err != nil {
		return runtime.GOARCH
	}
	defer info.Close()
	for lines := bufio.NewScanner(info); lines.Scan(); {
		if name, value, _ := strings.Cut(lines.Text(), ":"); strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return runtime.GOARCH
}

const none = "–"

func (r *results) printTargets(w io.Writer) {
	table(w, "Targets", "| what | target | measured |", "|---|---|---|")
	row := func(what, target, measured string) { fmt.Fprintf(w, "| %s | %s | %s |\n", what, target, measured) }
	two := min(2, r.most())
	row("List of 10,000 nodes, wall time on 2 cores, × `Decode`", "≤ 0.25", r.ratio("List 10,000", two, wall))
	row("the same, CPU time on 1 core", "≤ 0.35", r.ratio("List 10,000", 1, cpu))
	row("List of nodes of 1.9, CPU, 1 core", "≤ 0.40", r.ratio("List 1,000 of 1.9", 1, cpu))
	row("List of machines of 3.4, CPU, 1 core", none, r.ratio("List 1,000 machines of 3.4", 1, cpu))
	row("List of 10,000 nodes, compact JSON, CPU, 1 core", "≤ 0.5", r.ratio("List 10,000, compact", 1, cpu))
	row("the same for nodes of 1.9", "≤ 0.5", r.ratio("List 1,000 of 1.9, compact", 1, cpu))
	row("the same for machines of 3.4", "≤ 0.5", r.ratio("List 1,000 machines of 3.4, compact", 1, cpu))
	row("any list, CPU, × the better of `Decode` and `ReadAll`", "≤ 1", r.worst())
	million, rss := none, none
	if c := r.named("All 1,000,000"); c != nil {
		million = duration(c.by[1][workload.SDK].CPU/time.Duration(c.count)) + " CPU, " + duration(c.by[two][workload.SDK].Wall/time.Duration(c.count)) + " wall on 2 cores"
		rss = size(c.highest[workload.SDK].RSS)
	}
	row("All of 1,000,000 nodes, a node, 1 core", "≤ 8 µs", million)
	row("the same, memory of the process", "≤ 25 MiB", rss)
	get := r.ratio("Get", two, wall)
	if c := r.named("Get"); c != nil {
		half := c.by[two][workload.SDK].Quartiles
		get += fmt.Sprintf(" (half of %d processes: %.2f to %.2f)", processes, half[0], half[1])
	}
	row("Get, wall time on 2 cores, × `Decode`", "≤ 0.85", get)
	row("the same, CPU time on 1 core", "≤ 0.85", r.ratio("Get", 1, cpu))
	sdk, floor := r.own[workload.SDK], r.own[workload.Decode]
	row("own cost of a Get, CPU over `Decode`", "≤ 1.5 µs", signed(sdk.CPU-floor.CPU, duration))
	row("own cost of a Get, allocations over `Decode`", "≤ 10", fmt.Sprintf("%+.0f", sdk.Allocations-floor.Allocations))
	bare := r.programs["nethttp"]
	for _, name := range []string{"sdk", "sdk2"} {
		p := r.programs[name]
		title := map[string]string{"sdk": "package maas", "sdk2": "package maas2"}[name]
		row("initialization of "+title, "≤ 0.1 ms", duration(p.initTime(bare)))
		limit := map[string]string{"sdk": "≤ +0.7 MB", "sdk2": none}[name]
		row("size of a program with "+title+", stripped", limit, fmt.Sprintf("%+.2f MB", float64(p.stripped-bare.stripped)/1e6))
	}
	waits, releases, removes := r.fleets["WaitForAll"], r.fleets["ReleaseEach"], r.fleets["RemoveAll"]
	row("WaitForAll, 1,000 nodes that deploy for 30 s", "≤ 60 requests, ≤ 4 in flight, 0 refused",
		fmt.Sprintf("%d requests, %d in flight, %d refused, %.1f s", waits.Requests, waits.InFlight, waits.Failed, waits.Took.Seconds()))
	row("ReleaseEach, 1,000 nodes, one id unknown", "≤ 60 requests, ≤ 2 s", fmt.Sprintf("%d requests, %.1f s", releases.Requests, releases.Took.Seconds()))
	row("RemoveAll, 200 files", "≤ 0.6 s", fmt.Sprintf("%.1f s", removes.Took.Seconds()))
	row("`maastest`, list of 10,000 nodes, time in the server", "≤ 40 ms", duration(r.double.Wall)+", CPU "+duration(r.double.CPU))
	row("`maas2test`, list of 10,000 machines (195 MB), time in the server", "≤ 80 ms", duration(r.double2.Wall)+", CPU "+duration(r.double2.CPU))
	for _, cores := range r.cores[1:] {
		speed := r.gets[1].Wall.Seconds() / r.gets[cores].Wall.Seconds()
		row(fmt.Sprintf("`maastest`, %d callers, gets a second on %d cores, × 1 core", workload.DoubleCallers, cores), none,
			fmt.Sprintf("%.2f (%s a get on 1 core)", speed, duration(r.gets[1].Wall/(workload.DoubleCallers*workload.DoubleCalls))))
	}
}

func table(w io.Writer, title string, lines ...string) {
	fmt.Fprintf(w, "\n### %s\n\n", title)
	for _, line := range lines {
		fmt.Fprintln(w, line)
	}
}

func wall(m measurement) time.Duration { return m.Wall }
func cpu(m measurement) time.Duration  { return m.CPU }

// ratio is that of the SDK to Decode in a case.
func (r *results) ratio(name string, cores int, of func(measurement) time.Duration) string {
	c := r.named(name)
	if c == nil {
		return none
	}
	return c.ratio(cores, workload.Decode, of)
}

func (c *result) ratio(cores int, floor string, of func(measurement) time.Duration) string {
	by, ok := c.by[cores][floor]
	if !ok || of(by) == 0 {
		return none
	}
	return fmt.Sprintf("%.2f", of(c.by[cores][workload.SDK]).Seconds()/of(by).Seconds())
}

// worst is the highest ratio of the SDK's CPU time to that of the better floor,
// in all lists.
func (r *results) worst() string {
	highest, where := 0.0, none
	for _, c := range r.cases {
		for _, cores := range r.cores {
			better := time.Duration(0)
			for _, floor := range []string{workload.Decode, workload.ReadAll} {
				if by, ok := c.by[cores][floor]; ok && (better == 0 || by.CPU < better) {
					better = by.CPU
				}
			}
			if !c.list || better == 0 {
				continue
			}
			if ratio := c.by[cores][workload.SDK].CPU.Seconds() / better.Seconds(); ratio > highest {
				highest, where = ratio, fmt.Sprintf("%.2f at most (%s, %s)", ratio, c.name, plural(cores, "core"))
			}
		}
	}
	return where
}

func plural(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}

func (r *results) printTimes(w io.Writer) {
	table(w, "Time of a call, wall / CPU",
		"| case | cores | `Decode` | `ReadAll` | SDK | × `Decode`, wall | CPU | × `ReadAll`, CPU |", "|---|---|---|---|---|---|---|---|")
	for _, c := range r.cases {
		for _, cores := range r.cores {
			cell := func(side string) string {
				m, ok := c.by[cores][side]
				if !ok {
					return none
				}
				return duration(m.Wall) + " / " + duration(m.CPU)
			}
			fmt.Fprintf(w, "| %s | %d | %s | %s | %s | %s | %s | %s |\n", c.name, cores,
				cell(workload.Decode), cell(workload.ReadAll), cell(workload.SDK),
				c.ratio(cores, workload.Decode, wall), c.ratio(cores, workload.Decode, cpu), c.ratio(cores, workload.ReadAll, cpu))
		}
	}
	sdk := r.own[workload.SDK]
	fmt.Fprintf(w, "\nWithout a network and with a tiny body, a Get takes %s of CPU time and %.0f allocations by `Decode`, %s and %.0f by `ReadAll`, %s and %.0f by the\nSDK, of which %s and %.0f are the signature.\n",
		duration(r.own[workload.Decode].CPU), r.own[workload.Decode].Allocations,
		duration(r.own[workload.ReadAll].CPU), r.own[workload.ReadAll].Allocations,
		duration(sdk.CPU), sdk.Allocations,
		duration(max(0, sdk.CPU-r.own[workload.Anonymous].CPU)), sdk.Allocations-r.own[workload.Anonymous].Allocations)
}

func (r *results) printMemory(w io.Writer) {
	table(w, "Memory of a process that makes one call, and allocations of a call",
		"| case | `Decode` | `ReadAll` | SDK | allocations, `Decode` | `ReadAll` | SDK |", "|---|---|---|---|---|---|---|")
	for _, c := range r.cases {
		memory := func(side string) string {
			m, ok := c.highest[side]
			if !ok || m.RSS == 0 {
				return none
			}
			return size(m.RSS)
		}
		allocations := func(side string) string {
			m, ok := c.by[r.most()][side]
			if !ok {
				return none
			}
			return fmt.Sprintf("%.0f", m.Allocations)
		}
		fmt.Fprintf(w, "| %s | %s | %s | %s | %s | %s | %s |\n", c.name,
			memory(workload.Decode), memory(workload.ReadAll), memory(workload.SDK),
			allocations(workload.Decode), allocations(workload.ReadAll), allocations(workload.SDK))
	}
}

func (r *results) printFleets(w io.Writer) {
	table(w, "Fleets, 50 ms a request", "| call | requests | in flight, most | answered with an error | time |", "|---|---|---|---|---|")
	for _, fleet := range workload.Fleets {
		f := r.fleets[fleet.Name]
		fmt.Fprintf(w, "| %s | %d | %d | %d | %.2f s |\n", fleet.Name, f.Requests, f.InFlight, f.Failed, f.Took.Seconds())
	}
}

func (r *results) printPrograms(w io.Writer) {
	table(w, "Programs", "| program | size | stripped | initialization |", "|---|---|---|---|")
	for _, name := range programs {
		p := r.programs[name]
		fmt.Fprintf(w, "| %s | %.2f MB | %.2f MB | %s |\n", name, float64(p.size)/1e6, float64(p.stripped)/1e6, duration(p.initTime(program{})))
	}
}

// signed puts a plus in front of what is not negative.
func signed(d time.Duration, format func(time.Duration) string) string {
	if d < 0 {
		return "−" + format(-d)
	}
	return "+" + format(d)
}

func duration(d time.Duration) string {
	switch {
	case d >= time.Second:
		return fmt.Sprintf("%.2f s", d.Seconds())
	case d >= time.Millisecond:
		return fmt.Sprintf("%.1f ms", d.Seconds()*1e3)
	}
	return fmt.Sprintf("%.1f µs", d.Seconds()*1e6)
}

func size(bytes int64) string { return fmt.Sprintf("%.1f MiB", float64(bytes)/(1<<20)) }
