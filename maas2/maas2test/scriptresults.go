package maas2test

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gomaas/maas/internal/engine"
)

var scriptResultsSection = &section{
	resources: []*resource{
		{Template: "nodes/{system_id}/results/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).resultsRead},
		}},
		{Template: "nodes/{system_id}/results/{id}/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).resultRead},
			{Method: http.MethodPut, Admin: true, Run: (*call).resultUpdate},
			{Method: http.MethodDelete, Admin: true, Run: (*call).resultDelete},
			{Method: http.MethodGet, Op: "download", Run: (*call).resultDownload},
		}},
		{Template: "installation-results/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).installationResultsRead},
		}},
	},
}

// resultTypes are the kinds of script sets, by the names that requests have.
var resultTypes = map[string]int{
	"commissioning": setCommissioning, "0": setCommissioning, "installation": setInstallation, "1": setInstallation,
	"testing": setTesting, "2": setTesting,
}

// resultTypeNames are the names of the kinds of script sets.
var resultTypeNames = []string{"Commissioning", "Installation", "Testing"}

// mailTimeOrNull is mailTime, or nil for the zero time.
func mailTimeOrNull(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return mailTime(t)
}

// secondsOrBlank is a time in seconds since 1970, or "" for the zero time.
func secondsOrBlank(t time.Time) any {
	if t.IsZero() {
		return ""
	}
	return float64(t.UnixMicro()) / 1e6
}

// runsOf lists the runs of a set by the names of their scripts.
func (st *state) runsOf(set *scriptSet) []*scriptRun {
	var runs []*scriptRun
	for _, id := range set.runs {
		if run := scriptRuns.in(st).Get(id); run != nil {
			runs = append(runs, run)
		}
	}
	slices.SortFunc(runs, func(a, b *scriptRun) int { return cmp.Or(cmp.Compare(a.script, b.script), cmp.Compare(a.id, b.id)) })
	return runs
}

// setStatus is what the runs of a set say together. One that is suppressed counts
// as passed.
func setStatusOf(runs []*scriptRun) int {
	seen := make(map[int]bool)
	for _, run := range runs {
		status := run.status
		if run.suppressed {
			status = scriptPassed
		}
		seen[status] = true
	}
	for _, status := range []int{10, 7, scriptRunning, scriptPending, scriptAborted, 11, scriptFailed, 8, 4, 6, scriptPassed, 9} {
		if seen[status] {
			return status
		}
	}
	return scriptUnknown
}

// span is when the first of some runs started, and when the last one ended; the
// zero time if one has not.
func span(runs []*scriptRun) (started, ended time.Time) {
	all := len(runs) > 0
	for _, run := range runs {
		if !run.started.IsZero() && (started.IsZero() || run.started.Before(started)) {
			started = run.started
		}
		all = all && !run.ended.IsZero()
		if run.ended.After(ended) {
			ended = run.ended
		}
	}
	if !all {
		ended = time.Time{}
	}
	return started, ended
}

// timeDelta writes a duration as Python does.
func timeDelta(d time.Duration) string {
	days, rest := d/(24*time.Hour), d%(24*time.Hour)
	text := fmt.Sprintf("%d:%02d:%02d", rest/time.Hour, rest%time.Hour/time.Minute, rest%time.Minute/time.Second)
	switch {
	case days == 1:
		return "1 day, " + text
	case days > 1:
		return fmt.Sprintf("%d days, %s", days, text)
	}
	return text
}

// listOf reads a parameter of the query that is a list, with commas or repeated.
func (c *call) listOf(name string) []string {
	var list []string
	for _, value := range c.Query.List(name) {
		list = append(list, splitList(value)...)
	}
	return list
}

// runtime is how long something took, or "" if it has not ended.
func runtime(started, ended time.Time) string {
	if started.IsZero() || ended.IsZero() {
		return ""
	}
	return timeDelta(ended.Sub(started))
}

// estimatedRuntime is how long a script took on a node the last time, or else what
// it may take at most.
func (st *state) estimatedRuntime(n *node, s *script) string {
	for _, id := range slices.Backward(indexed(st, scriptSetIndex, n.systemID)) {
		set := scriptSets.in(st).Get(id)
		if set == nil {
			continue
		}
		for _, run := range st.runsOf(set) {
			if run.script == s.name && run.status == scriptPassed && !run.ended.IsZero() {
				return timeDelta(run.ended.Sub(run.started))
			}
		}
	}
	return timeDelta(time.Duration(s.timeout) * time.Second)
}

// bmcValues are the values with which the script that sets BMCs up runs.
var bmcValues = map[string]string{
	"maas_auto_ipmi_user": "maas", "maas_auto_ipmi_cipher_suite_id": "3", "maas_auto_ipmi_user_privilege_level": "ADMIN",
}

// parametersOf are the parameters of a script with the values that it ran with.
func (st *state) parametersOf(run *scriptRun, s *script) object {
	with := object{}
	for _, p := range s.parameters {
		about, _ := p[1].(object)
		var kind string
		var value any
		for _, m := range about {
			switch m.Name() {
			case "type":
				kind, _ = m[1].(string)
			case "default":
				value = m[1]
			}
		}
		if known, ok := bmcValues[p.Name()]; ok {
			value = known
		}
		if d := blockDevices.in(st).Get(run.disk); d != nil && kind == "storage" {
			value = object{{"id", d.id}, {"name", d.name}, {"model", d.model}, {"serial", d.serial}, {"id_path", d.idPath}}
		}
		if value != nil {
			with = append(with, member{p.Name(), append(slices.Clone(about), member{"value", value})})
		}
	}
	return with
}

func (c *call) runJSON(n *node, run *scriptRun, output bool) object {
	var exit, id, revision any
	estimated, parameters := "0:00:00", object{}
	ended := run.status == scriptPassed || run.status == scriptFailed
	if ended {
		exit = 0
		if run.status == scriptFailed {
			exit = 1
		}
	}
	if s := c.state.scriptNamed(run.script); s != nil {
		id, estimated, parameters = s.id, c.state.estimatedRuntime(n, s), c.state.parametersOf(run, s)
		if ended {
			revision = s.version
		}
	}
	o := object{
		{"id", run.id},
		{"created", mailTime(run.created)},
		{"updated", mailTime(run.updated)},
		{"name", run.script},
		{"status", run.status},
		{"status_name", scriptStatusNames[run.status]},
		{"exit_status", exit},
		{"started", mailTimeOrNull(run.started)},
		{"ended", mailTimeOrNull(run.ended)},
		{"runtime", runtime(run.started, run.ended)},
		{"starttime", secondsOrBlank(run.started)},
		{"endtime", secondsOrBlank(run.ended)},
		{"estimated_runtime", estimated},
		{"parameters", parameters},
		{"script_id", id},
		{"script_revision_id", revision},
		{"suppressed", run.suppressed},
	}
	if output {
		text := base64.StdEncoding.EncodeToString(run.output)
		o = append(o, object{{"output", text}, {"stdout", text}, {"stderr", ""}, {"result", ""}}...)
	}
	return o
}

// scriptNames lists the scripts of a kind.
func (st *state) scriptNames(kind int) []string {
	var names []string
	for _, s := range scripts.in(st).All() {
		if s.kind == kind {
			names = append(names, s.name)
		}
	}
	return names
}

// forDisks reports whether a script runs once for each disk.
func (s *script) forDisks() bool {
	return slices.ContainsFunc(s.parameters, func(p member) bool { return p.Name() == "storage" })
}

// outputOf is what a script that ran on a node wrote.
func outputOf(n *node, script string) []byte {
	switch script {
	case "maas-lshw":
		return n.lshw
	case "maas-capture-lldpd":
		return n.lldp
	}
	return []byte("output of " + script)
}

// A resultFilter tells which runs of sets a request is about.
type resultFilter struct {
	names    []string
	hardware int // anyHardware for all
	output   bool
}

// readFilter reads the parameters that are about runs.
func (c *call) readFilter() (resultFilter, error) {
	filter := resultFilter{names: c.listOf("filters"), hardware: anyHardware}
	if text := c.Query.Get("hardware_type"); text != "" {
		known := false
		if filter.hardware, known = hardwareKind(text); !known {
			return filter, engine.BadRequest(badHardwareType)
		}
	}
	output, err := c.queryBool("include_output", false)
	filter.output = output
	return filter, err
}

// runs lists the runs of a set that a request is about.
func (f *resultFilter) runs(st *state, set *scriptSet) []*scriptRun {
	return slices.DeleteFunc(st.runsOf(set), func(run *scriptRun) bool {
		if f.hardware != anyHardware && run.hardware != f.hardware {
			return true
		}
		return len(f.names) > 0 && !slices.ContainsFunc(f.names, func(name string) bool {
			s := st.scriptNamed(run.script)
			return name == run.script || name == strconv.Itoa(run.id) || s != nil && slices.Contains(s.tags, name)
		})
	})
}

func (c *call) setJSON(n *node, set *scriptSet, filter resultFilter) object {
	all := c.state.runsOf(set)
	status := setStatusOf(all)
	name := scriptStatusNames[status]
	if status == scriptUnknown {
		// MAAS takes the last name of its list for number -1.
		name = scriptStatusNames[11]
	}
	started, ended := span(all)
	results := []object{}
	for _, run := range filter.runs(c.state, set) {
		results = append(results, c.runJSON(n, run, filter.output))
	}
	return object{
		{"id", set.id},
		{"system_id", set.node},
		{"type", set.kind},
		{"type_name", resultTypeNames[set.kind]},
		{"last_ping", mailTimeOrNull(set.lastPing)},
		{"status", status},
		{"status_name", name},
		{"started", mailTimeOrNull(started)},
		{"ended", mailTimeOrNull(ended)},
		{"runtime", runtime(started, ended)},
		{"results", results},
		{"resource_uri", c.uri("nodes", set.node, "results", strconv.Itoa(set.id))},
	}
}

// resultsRead lists sets as the database keeps them: those that a node told of later
// come last.
func (c *call) resultsRead() (any, error) {
	n, err := c.nodeFor(toView)
	if err != nil {
		return nil, err
	}
	kind := -1
	if text := c.Query.Get("type"); text != "" {
		known := false
		if kind, known = resultTypes[text]; !known {
			return nil, engine.BadRequest("Result type must be commissioning, testing, or installation.")
		}
	}
	filter, err := c.readFilter()
	if err != nil {
		return nil, err
	}
	var sets []*scriptSet
	for _, id := range indexed(c.state, scriptSetIndex, n.systemID) {
		if set := scriptSets.in(c.state).Get(id); set != nil && (kind < 0 || set.kind == kind) {
			sets = append(sets, set)
		}
	}
	slices.SortStableFunc(sets, func(a, b *scriptSet) int { return a.lastPing.Compare(b.lastPing) })
	list := []object{}
	for _, set := range sets {
		list = append(list, c.setJSON(n, set, filter))
	}
	return list, nil
}

// resultFor finds the set in the path, which is a number or the latest of a kind.
func (c *call) resultFor(p permission) (*node, *scriptSet, error) {
	n, err := c.nodeFor(p)
	if err != nil {
		return nil, nil, err
	}
	var id int
	switch text := c.args["id"]; text {
	case "current-commissioning":
		id = n.commissioningSet
	case "current-testing":
		id = n.testingSet
	case "current-installation":
		id = n.installationSet
	default:
		id, _ = strconv.Atoi(text)
	}
	if _, err := strconv.Atoi(c.args["id"]); err != nil && id == 0 {
		return nil, nil, engine.BadRequest(`Unknown id "` + c.args["id"] +
			`" must be current-commissioning, current-testing, current-installation, or the id number of a specific result.`)
	}
	set := scriptSets.in(c.state).Get(id)
	if set == nil || set.node != n.systemID {
		return nil, nil, notFound("ScriptSet")
	}
	return n, set, nil
}

func (c *call) resultRead() (any, error) {
	n, set, err := c.resultFor(toView)
	if err != nil {
		return nil, err
	}
	filter, err := c.readFilter()
	if err != nil {
		return nil, err
	}
	return c.setJSON(n, set, filter), nil
}

// resultUpdate hides what runs say, or shows it again.
func (c *call) resultUpdate() (any, error) {
	n, set, err := c.resultFor(toAdmin)
	if err != nil {
		return nil, err
	}
	filter, err := c.readFilter()
	if err != nil {
		return nil, err
	}
	if text, sent := c.Data.Lookup("suppressed"); sent {
		suppressed, ok := stringBool(text)
		if !ok {
			return nil, engine.BadRequest("Invalid suppressed: Value should be 'true' or 'false'")
		}
		for _, run := range filter.runs(c.state, set) {
			scriptRuns.in(c.state).Update(run.id, func(run *scriptRun) {
				run.suppressed, run.updated = suppressed, c.now
				if run.ended.IsZero() && run.status != scriptPending && run.status != scriptRunning {
					run.started, run.ended = c.now, c.now
				}
			})
		}
	}
	return c.setJSON(n, set, filter), nil
}

func (c *call) resultDelete() (any, error) {
	old, set, err := c.resultFor(toAdmin)
	if err != nil {
		return nil, err
	}
	for _, id := range set.runs {
		scriptRuns.in(c.state).Delete(id)
	}
	scriptSets.in(c.state).Delete(set.id)
	indexRemove(c.state, scriptSetIndex, set.node, set.id)
	n := *old
	for _, current := range []*int{&n.commissioningSet, &n.testingSet, &n.installationSet} {
		if *current == set.id {
			*current = 0
		}
	}
	c.state.putNode(&n)
	return engine.Deleted(), nil
}

// An outputFile is a file with output of a script.
type outputFile struct {
	name    string
	content []byte
}

// resultDownload gives the output of scripts: as it is of one, and under the name of
// each of several.
func (c *call) resultDownload() (any, error) {
	_, set, err := c.resultFor(toView)
	if err != nil {
		return nil, err
	}
	filter, err := c.readFilter()
	if err != nil {
		return nil, err
	}
	output := cmp.Or(c.Query.Get("output"), "combined")
	if !slices.Contains([]string{"all", "combined", "stdout", "stderr", "result"}, output) {
		return nil, engine.BadRequest("Invalid output: Value must be one of: combined; stdout; stderr; result; all")
	}
	var files []outputFile
	for _, run := range filter.runs(c.state, set) {
		name := run.script
		if d := blockDevices.in(c.state).Get(run.disk); d != nil {
			name += "-" + d.name
		}
		add := func(kind, suffix string, content []byte) {
			if output == kind || output == "all" {
				files = append(files, outputFile{name + suffix, content})
			}
		}
		add("combined", "", run.output)
		add("stdout", ".out", run.output)
		add("stderr", ".err", nil)
		add("result", ".yaml", nil)
	}
	switch c.Query.Get("filetype") {
	case "", "txt":
		return scriptText(string(joinFiles(files))), nil
	case "tar.xz":
		archive := xzArchive("machine-"+set.node+"-"+strings.ToLower(resultTypeNames[set.kind])+"-"+strconv.Itoa(set.id), files, c.now)
		return scriptText(string(archive)), nil
	}
	return nil, engine.BadRequest("Invalid filetype: Value must be one of: txt; tar.xz")
}

// joinFiles writes files one after the other.
func joinFiles(files []outputFile) []byte {
	if len(files) == 1 {
		return files[0].content
	}
	var b bytes.Buffer
	for _, f := range files {
		dashes := strings.Repeat("-", max(0, (80-2-len(f.name))/2))
		b.WriteString(dashes + " " + f.name + " " + dashes + "\n")
		b.Write(f.content)
		b.WriteByte('\n')
	}
	return b.Bytes()
}

// installationResultsRead lists the runs that have ended, of all nodes that the
// caller may see. Its URIs are of another resource, as MAAS's are.
func (c *call) installationResultsRead() (any, error) {
	kind := -1
	if text := c.Query.Get("result_type"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			return nil, engine.BadRequest("Invalid result_type: Please enter an integer value")
		}
		kind = n
	}
	ids, names := c.listOf("system_id"), c.listOf("name")
	list := []object{}
	for _, set := range scriptSets.in(c.state).All() {
		n := nodes.in(c.state).Get(set.node)
		if n == nil || !c.may(n, toView) || kind >= 0 && set.kind != kind || len(ids) > 0 && !slices.Contains(ids, set.node) {
			continue
		}
		for _, run := range c.state.runsOf(set) {
			if run.status != scriptPassed && run.status != scriptFailed || len(names) > 0 && !slices.Contains(names, run.script) {
				continue
			}
			exit := 0
			if run.status == scriptFailed {
				exit = 1
			}
			list = append(list, object{
				{"created", engine.IsoTime(run.created)},
				{"updated", engine.IsoTime(run.updated)},
				{"id", run.id},
				{"name", run.script},
				{"script_result", exit},
				{"result_type", set.kind},
				{"node", object{{"system_id", set.node}}},
				{"data", base64.StdEncoding.EncodeToString(run.output)},
				{"resource_uri", c.uri("commissioning-scripts")},
			})
		}
	}
	return list, nil
}
