//go:build unix

package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gomaas/maas/benchmarks/internal/workload"
)

// jobVariable holds the job of a process that measures.
const jobVariable = "MAAS_BENCHMARK_JOB"

// A job is what a fresh process does.
type job struct {
	Server workload.Server
	Case   string
	Sides  []string      // all of the case if empty
	Time   time.Duration // for each side; 0: one call and no more
	Pairs  bool          // the first two sides take turns, and then the rest
}

// A measurement is what a side needs for a call.
type measurement struct {
	Wall, CPU   time.Duration // medians of the turns
	Allocations float64
	RSS         int64      // the process's most, in bytes
	Quartiles   [2]float64 // of the wall times of several processes, × Decode
}

// Jobs that have no server.
const (
	ownCost    = "own cost"
	doubleList = "maastest, list"
	doubleGets = "maastest, gets"
	double2    = "maas2test, list"
	fleets     = "fleets"
)

// runJob is a process that measures. It says on its standard output what by side.
func runJob(text string) error {
	var j job
	if err := json.Unmarshal([]byte(text), &j); err != nil {
		return err
	}
	if j.Case == fleets {
		return runFleets()
	}
	sides, err := j.connect()
	if err != nil {
		return err
	}
	result := map[string]measurement{}
	if j.Time == 0 {
		for _, side := range sides {
			t, err := turn(side, 0)
			if err != nil {
				return err
			}
			result[side.Name] = measurement{Wall: t.wall, CPU: t.cpu, Allocations: t.allocations, RSS: peakRSS()}
		}
	} else {
		together := len(sides)
		if j.Pairs {
			together = 2
		}
		for group := range slices.Chunk(sides, together) {
			found, err := takeTurns(group, j.Time)
			if err != nil {
				return err
			}
			maps.Copy(result, found)
		}
	}
	return json.NewEncoder(os.Stdout).Encode(result)
}

// connect returns the sides that the job is about.
func (j *job) connect() (sides []workload.Side, err error) {
	switch j.Case {
	case ownCost:
		return workload.OwnCost()
	case doubleList:
		do, err := workload.DoubleList(10_000)
		return []workload.Side{{Name: workload.SDK, Do: do}}, err
	case double2:
		do, err := workload.Double2List(10_000)
		return []workload.Side{{Name: workload.SDK, Do: do}}, err
	case doubleGets:
		do, err := workload.DoubleGets()
		return []workload.Side{{Name: workload.SDK, Do: do}}, err
	}
	for _, c := range workload.Cases {
		if c.Name != j.Case {
			continue
		}
		sides, _, err := c.Connect(j.Server) // closed with the process
		return slices.DeleteFunc(sides, func(s workload.Side) bool {
			return len(j.Sides) > 0 && !slices.Contains(j.Sides, s.Name)
		}), err
	}
	return nil, fmt.Errorf("no case %q", j.Case)
}

// start has a new process measure with so many cores.
func (j *job) start(cores int) (result map[string]measurement, err error) {
	return result, j.run(cores, &result)
}

// A call shorter than this is mostly a wait for threads to wake up, which takes up
// to a tenth longer in one process than in another.
const (
	short     = time.Millisecond
	processes = 31 // that measure a short call
)

// typical has a new process measure with so many cores, or several if the call is
// short: what it returns is from the one with the median ratio of SDK to Decode. In
// these ReadAll has its turns later, for it shares most of its code with Decode, so
// that either would find it in the caches more often than the SDK finds its own.
func (j *job) typical(cores int) (map[string]measurement, error) {
	first, err := j.start(cores)
	if err != nil || first[workload.SDK].Wall >= short {
		return first, err
	}
	var found []map[string]measurement
	pairs := *j
	pairs.Time, pairs.Pairs = j.Time/4, true
	for len(found) < processes {
		result, err := pairs.start(cores)
		if err != nil {
			return nil, err
		}
		found = append(found, result)
	}
	ratio := func(m map[string]measurement) float64 {
		return m[workload.SDK].Wall.Seconds() / m[workload.Decode].Wall.Seconds()
	}
	slices.SortFunc(found, func(a, b map[string]measurement) int { return cmp.Compare(ratio(a), ratio(b)) })
	middle := found[len(found)/2]
	sdk := middle[workload.SDK]
	sdk.Quartiles = [2]float64{ratio(found[len(found)/4]), ratio(found[len(found)*3/4])}
	middle[workload.SDK] = sdk
	return middle, nil
}

// run has a new process do the job, and decodes what it says.
func (j *job) run(cores int, result any) error {
	text, err := json.Marshal(j)
	if err != nil {
		return err
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), jobVariable+"="+string(text), "GOMAXPROCS="+strconv.Itoa(cores))
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("%s: %w\n%s", j.Case, err, out)
	}
	return json.NewDecoder(bytes.NewReader(out)).Decode(result)
}

// runFleets makes the calls for many objects. It ends the process: a bubble with a
// time of its own needs a test, and package testing prints a line behind the result.
func runFleets() error {
	testing.Main(func(string, string) (bool, error) { return true, nil }, []testing.InternalTest{{
		Name: fleets,
		F: func(t *testing.T) {
			result := map[string]workload.FleetResult{}
			for _, fleet := range workload.Fleets {
				found, err := fleet.Run(t)
				if err != nil {
					t.Fatalf("%s: %v", fleet.Name, err)
				}
				result[fleet.Name] = found
			}
			if err := json.NewEncoder(os.Stdout).Encode(result); err != nil {
				t.Fatal(err)
			}
		},
	}}, nil, nil)
	return nil
}

// turnTime is how long one side goes on before the next has its turn: what else
// the machine does hits all of them.
const turnTime = 20 * time.Millisecond

// takeTurns lets the sides take turns until each has had its time, and at least
// nine. Who goes first changes, too.
func takeTurns(sides []workload.Side, each time.Duration) (map[string]measurement, error) {
	for _, side := range sides {
		if err := side.Do(); err != nil { // connections, pools, the server's texts
			return nil, fmt.Errorf("%s: %w", side.Name, err)
		}
	}
	turns := make([][]turned, len(sides))
	for n, began := 0, time.Now(); n < 9 || time.Since(began) < each*time.Duration(len(sides)); n++ {
		for i := range sides {
			i = (i + n) % len(sides)
			t, err := turn(sides[i], turnTime)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", sides[i].Name, err)
			}
			turns[i] = append(turns[i], t)
		}
	}
	result := map[string]measurement{}
	for i, side := range sides {
		result[side.Name] = measurement{
			Wall:        median(turns[i], func(t turned) time.Duration { return t.wall }),
			CPU:         median(turns[i], func(t turned) time.Duration { return t.cpu }),
			Allocations: median(turns[i], func(t turned) float64 { return t.allocations }),
		}
	}
	return result, nil
}

// A turned is what a call needed in one turn.
type turned struct {
	wall, cpu   time.Duration
	allocations float64
}

// turn calls a side again and again for a while, from a heap that the others have
// left no garbage in.
func turn(side workload.Side, long time.Duration) (turned, error) {
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	cpu, start := cpuTime(), time.Now()
	for n := 1; ; n++ {
		if err := side.Do(); err != nil {
			return turned{}, err
		}
		if wall := time.Since(start); wall >= long {
			cpu = cpuTime() - cpu
			runtime.ReadMemStats(&after)
			return turned{
				wall / time.Duration(n), cpu / time.Duration(n),
				float64(after.Mallocs-before.Mallocs) / float64(n),
			}, nil
		}
	}
}

func median[T any, V cmp.Ordered](values []T, of func(T) V) V {
	sorted := make([]V, len(values))
	for i, v := range values {
		sorted[i] = of(v)
	}
	slices.Sort(sorted)
	return sorted[len(sorted)/2]
}

// cpuTime is what the process has used of the cores so far.
func cpuTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// peakRSS is the most memory that the process had so far. Linux counts that of
// the parent before exec in ru_maxrss, so it is read elsewhere.
func peakRSS() int64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	kilobytes, _, _ := strings.Cut(strings.TrimSpace(after), " ")
	n, _ := strconv.ParseInt(kilobytes, 10, 64)
	return n << 10
}
