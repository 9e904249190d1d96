//go:build unix

package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gomaas/maas/benchmarks/internal/workload"
)

// results are what one run found.
type results struct {
	began    time.Time
	took     time.Duration
	cores    []int
	cases    []*result
	own      map[string]measurement
	double   measurement         // of a list
	double2  measurement         // of a list of machines
	gets     map[int]measurement // of many gets from the double, by cores
	fleets   map[string]workload.FleetResult
	programs map[string]program
}

// A result is that of a case: by the number of cores and the name of the side.
type result struct {
	name    string
	count   int
	list    bool
	by      map[int]map[string]measurement
	highest map[string]measurement // of fresh processes, for their memory
}

// A program is one of those in benchmarks/size.
type program struct {
	size, stripped int64
	init           map[string]time.Duration // by package
}

// initTime is what the packages of p take to initialize, without those of other.
func (p program) initTime(other program) (total time.Duration) {
	for name, d := range p.init {
		if _, ok := other.init[name]; !ok {
			total += d
		}
	}
	return total
}

var programs = []string{"empty", "nethttp", "sdk", "sdk2"}

func measure(each time.Duration, largest int) (*results, error) {
	r := &results{began: time.Now(), gets: map[int]measurement{}, programs: map[string]program{}}
	for _, n := range []int{1, 2, 4} {
		if n <= runtime.NumCPU() {
			r.cores = append(r.cores, n)
		}
	}
	server, err := workload.StartServer()
	if err != nil {
		return nil, err
	}
	for i := range workload.Cases {
		c := &workload.Cases[i]
		if c.Count > largest {
			continue
		}
		progress("%s", c.Name)
		found, err := r.measureCase(c, server, each)
		if err != nil {
			return nil, err
		}
		r.cases = append(r.cases, found)
	}
	progress("%s", ownCost)
	own := job{Case: ownCost, Time: each}
	if r.own, err = own.start(r.most()); err != nil {
		return nil, err
	}
	progress("%s", doubleList)
	double := job{Case: doubleList, Time: each}
	sides, err := double.start(r.most())
	if err != nil {
		return nil, err
	}
	r.double = sides[workload.SDK]
	progress("%s", double2)
	machines := job{Case: double2, Time: each}
	if sides, err = machines.start(r.most()); err != nil {
		return nil, err
	}
	r.double2 = sides[workload.SDK]
	progress("%s", doubleGets)
	gets := job{Case: doubleGets, Time: each}
	for _, cores := range r.cores {
		if sides, err = gets.start(cores); err != nil {
			return nil, err
		}
		r.gets[cores] = sides[workload.SDK]
	}
	progress("%s", fleets)
	calls := job{Case: fleets}
	if err := calls.run(r.most(), &r.fleets); err != nil {
		return nil, err
	}
	if err := r.buildPrograms(); err != nil {
		return nil, err
	}
	r.took = time.Since(r.began)
	progress("%v in all", r.took.Round(time.Second))
	return r, nil
}

func progress(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }

// most is the highest number of cores.
func (r *results) most() int { return r.cores[len(r.cores)-1] }

func (r *results) measureCase(c *workload.Case, server workload.Server, each time.Duration) (*result, error) {
	found := &result{
		name: c.Name, count: c.Count, list: c.Count > 1,
		by: map[int]map[string]measurement{}, highest: map[string]measurement{},
	}
	if err := c.Warm(server); err != nil {
		return nil, err
	}
	for _, cores := range r.cores {
		found.by[cores] = map[string]measurement{}
		if !c.Long {
			together := job{Server: server, Case: c.Name, Time: each}
			sides, err := together.typical(cores)
			if err != nil {
				return nil, err
			}
			for name, m := range sides {
				m.Wall, m.CPU, m.Allocations = m.Wall/time.Duration(c.Calls), m.CPU/time.Duration(c.Calls), m.Allocations/float64(c.Calls)
				found.by[cores][name] = m
			}
		}
		if !c.Long && cores != r.most() {
			continue
		}
		sides, closeAll, err := c.Connect(server)
		if err != nil {
			return nil, err
		}
		closeAll()
		for _, side := range sides {
			alone := job{Server: server, Case: c.Name, Sides: []string{side.Name}}
			once, err := alone.start(cores)
			if err != nil {
				return nil, err
			}
			found.highest[side.Name] = once[side.Name]
			if c.Long {
				found.by[cores][side.Name] = once[side.Name]
			}
		}
	}
	return found, nil
}

func (r *results) buildPrograms() error {
	dir, err := os.MkdirTemp("", "maas-benchmarks-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	for _, name := range programs {
		progress("program %s", name)
		path := filepath.Join(dir, name)
		var sizes [2]int64
		for i, flags := range []string{"-s -w", ""} {
			build := exec.Command("go", "build", "-ldflags", flags, "-o", path, "github.com/gomaas/maas/benchmarks/size/"+name)
			build.Stderr = os.Stderr
			if err := build.Run(); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			info, err := os.Stat(path)
			if err != nil {
				return err
			}
			sizes[i] = info.Size()
		}
		r.programs[name] = program{size: sizes[1], stripped: sizes[0]}
	}
	const times = 31
	for _, name := range programs {
		inits := map[string][]time.Duration{}
		for range times {
			if err := traceInit(filepath.Join(dir, name), inits); err != nil {
				return err
			}
		}
		p := r.programs[name]
		p.init = map[string]time.Duration{}
		for pkg, all := range inits {
			p.init[pkg] = median(all, func(d time.Duration) time.Duration { return d })
		}
		r.programs[name] = p
	}
	return nil
}

var initClock = regexp.MustCompile(`(?m)^init (\S+) @\S+ ms, (\S+) ms clock`)

// traceInit adds how long the packages of a program take to initialize. The
// programs end at once, with an error: they are not told where a server is.
func traceInit(path string, inits map[string][]time.Duration) error {
	var trace strings.Builder
	cmd := exec.Command(path)
	cmd.Env = []string{"GODEBUG=inittrace=1"}
	cmd.Stdout, cmd.Stderr = io.Discard, &trace
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		return err
	}
	for _, line := range initClock.FindAllStringSubmatch(trace.String(), -1) {
		ms, err := strconv.ParseFloat(line[2], 64)
		if err != nil {
			return err
		}
		inits[line[1]] = append(inits[line[1]], time.Duration(ms*float64(time.Millisecond)))
	}
	return nil
}

// named returns a case's result, or nil if it was left out.
func (r *results) named(name string) *result {
	i := slices.IndexFunc(r.cases, func(c *result) bool { return c.name == name })
	if i < 0 {
		return nil
	}
	return r.cases[i]
}
