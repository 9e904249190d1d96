package maas2test

import (
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"

	"github.com/gomaas/maas/internal/engine"
)

// Types of scripts.
const (
	commissioningScript = 0
	testingScript       = 2
)

// A script is one that machines run when they are commissioned or tested.
type script struct {
	id                                   int
	name, title, description             string
	kind                                 int // commissioningScript or testingScript
	hardware                             int // type of what it is for
	parallel                             int
	timeout                              int // seconds
	tags, forHardware                    []string
	results, parameters, packages        object
	destructive, mayReboot, recommission bool
	applyNetworking                      bool
	isDefault                            bool // one that MAAS brings
	version                              int  // of its textVersions, the newest
}

var scripts = hiddenKind[int, script]()

// Names of what scripts have as numbers.
var (
	scriptKindNames = map[int]string{commissioningScript: "Commissioning script", testingScript: "Testing script"}
	hardwareNames   = []string{"Node", "CPU", "Memory", "Storage", "Network", "GPU"}
	parallelNames   = []string{"Disabled", "Run along other instances of this script", "Run along any other script."}
)

// builtinNumbers is how many numbers were given out before the first script that
// MAAS brings: each start of a new version takes some.
const builtinNumbers = 300

//go:embed scripts.json
var builtinJSON []byte

// builtinScripts are the scripts that MAAS brings, without their numbers, titles and
// descriptions.
var builtinScripts = sync.OnceValue(func() []script {
	var list []struct {
		Name, Title, Description      string
		Tags                          []string
		Hardware                      int `json:"hardware_type"`
		Parallel, Type                int
		Timeout                       string
		Results, Parameters, Packages map[string]any
		Destructive                   bool
		ApplyNetworking               bool `json:"apply_configured_networking"`
	}
	if err := json.Unmarshal(builtinJSON, &list); err != nil {
		panic(err)
	}
	found := make([]script, len(list))
	for i, s := range list {
		timeout, _ := parseDuration(s.Timeout)
		found[i] = script{
			name: s.Name, title: s.Title, description: s.Description, kind: s.Type, hardware: s.Hardware, parallel: s.Parallel,
			timeout: timeout, tags: s.Tags, results: fromJSON(s.Results).(object), parameters: fromJSON(s.Parameters).(object),
			packages: fromJSON(s.Packages).(object), destructive: s.Destructive, applyNetworking: s.ApplyNetworking, isDefault: true,
		}
	}
	return found
})

var scriptsSection = &section{
	seed: func(s *Server, st *state) {
		now := s.clock.Now()
		st.sequences["script"], st.sequences["textversion"] = builtinNumbers, builtinNumbers
		for _, row := range builtinScripts() {
			row.id = st.next("script")
			row.version = st.addVersion(0, "#!/bin/sh\n# "+row.name+"\n", "Created by maas-None", now)
			scripts.in(st).Put(row.id, &row)
		}
	},
	resources: []*resource{
		{Template: "scripts/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).scriptsRead},
			{Method: http.MethodPost, Admin: true, Run: (*call).scriptsCreate},
		}},
		{Template: "scripts/{name}", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).scriptRead},
			{Method: http.MethodGet, Op: "download", Run: (*call).scriptDownload},
			{Method: http.MethodPost, Op: "revert", Admin: true, Run: (*call).scriptRevert},
			{Method: http.MethodPost, Op: "add_tag", Admin: true, Run: (*call).scriptAddTag},
			{Method: http.MethodPost, Op: "remove_tag", Admin: true, Run: (*call).scriptRemoveTag},
			{Method: http.MethodPut, Admin: true, Run: (*call).scriptUpdate},
			{Method: http.MethodDelete, Admin: true, Run: (*call).scriptDelete},
		}},
		{Template: "commissioning-scripts/", AdminOnly: true, Operations: []operation{
			{Method: http.MethodGet, Run: (*call).commissioningScriptsRead},
			{Method: http.MethodPost, Run: (*call).commissioningScriptsCreate},
		}},
		{Template: "commissioning-scripts/{name}", AdminOnly: true, Operations: []operation{
			{Method: http.MethodGet, Run: (*call).commissioningScriptRead},
			{Method: http.MethodPut, Run: (*call).commissioningScriptUpdate},
			{Method: http.MethodDelete, Run: (*call).commissioningScriptDelete},
		}},
	},
}

func (c *call) scriptJSON(s *script, withText bool) object {
	history := []object{}
	for _, v := range c.state.history(s.version) {
		o := object{{"id", v.id}, {"comment", orNull(v.comment)}, {"created", mailTime(v.created)}}
		if withText {
			o = append(o, member{"data", base64.StdEncoding.EncodeToString([]byte(v.text))})
		}
		history = append(history, o)
	}
	return object{
		{"name", s.name},
		{"title", s.title},
		{"description", s.description},
		{"tags", s.tags},
		{"hardware_type", s.hardware},
		{"parallel", s.parallel},
		{"results", s.results},
		{"parameters", s.parameters},
		{"packages", s.packages},
		{"timeout", fmt.Sprintf("%d:%02d:%02d", s.timeout/3600, s.timeout/60%60, s.timeout%60)},
		{"destructive", s.destructive},
		{"default", s.isDefault},
		{"for_hardware", s.forHardware},
		{"may_reboot", s.mayReboot},
		{"recommission", s.recommission},
		{"apply_configured_networking", s.applyNetworking},
		{"hardware_type_name", hardwareNames[s.hardware]},
		{"type", s.kind},
		{"id", s.id},
		{"parallel_name", parallelNames[s.parallel]},
		{"type_name", scriptKindNames[s.kind]},
		{"history", history},
		{"resource_uri", strings.TrimSuffix(c.uri("scripts", s.name), "/")},
	}
}

// scriptNamed finds a script by its name or number, or returns nil.
func (st *state) scriptNamed(name string) *script {
	if s := scripts.in(st).Find(func(s *script) bool { return s.name == name }); s != nil {
		return s
	}
	id, err := strconv.Atoi(name)
	if err != nil {
		return nil
	}
	return scripts.in(st).Get(id)
}

// script finds the script in the path.
func (c *call) script() (*script, error) {
	s := c.state.scriptNamed(c.args["name"])
	if s == nil {
		return nil, notFound("Script")
	}
	return s, nil
}

const badScriptType = "Script type must be testing or commissioning"

// scriptKind reads a type of scripts.
func scriptKind(text string) (kind int, ok bool) {
	switch strings.ToLower(text) {
	case "0", "commissioning", "commission":
		return commissioningScript, true
	case "2", "testing", "test":
		return testingScript, true
	}
	return 0, false
}

const badHardwareType = "Hardware type must be node, cpu, memory, storage, network, or gpu"

// hardwareKind reads a type of hardware.
func hardwareKind(text string) (kind int, ok bool) {
	for i, name := range hardwareNames {
		if strings.EqualFold(text, name) || text == strconv.Itoa(i) {
			return i, true
		}
	}
	return 0, false
}

// scriptsRead lists the scripts, of a type, for a type of hardware, and by tags or
// names.
func (c *call) scriptsRead() (any, error) {
	withText, err := c.queryBool("include_script", false)
	if err != nil {
		return nil, err
	}
	kind, ofKind := scriptKind(c.Query.Get("type"))
	if c.Query.Get("type") != "" && !ofKind {
		return nil, engine.BadRequest(badScriptType)
	}
	hardware, forHardware := hardwareKind(c.Query.Get("hardware_type"))
	if c.Query.Get("hardware_type") != "" && !forHardware {
		return nil, engine.BadRequest(badHardwareType)
	}
	var filters []string
	for _, sent := range c.Query.List("filters") {
		filters = append(filters, splitList(sent)...)
	}
	list := []object{}
	for _, s := range scripts.in(c.state).Sorted() {
		wanted := func(filter string) bool { return filter == s.name || slices.Contains(s.tags, filter) }
		if (!ofKind || s.kind == kind) && (!forHardware || s.hardware == hardware) &&
			(len(filters) == 0 || slices.ContainsFunc(filters, wanted)) {
			list = append(list, c.scriptJSON(s, withText))
		}
	}
	return list, nil
}

func (c *call) scriptsCreate() (any, error) {
	s := &script{kind: testingScript}
	if err := c.fillScript(s, "script"); err != nil {
		return nil, err
	}
	s.id = c.state.next("script")
	scripts.in(c.state).Put(s.id, s)
	return c.scriptJSON(s, false), nil
}

func (c *call) scriptRead() (any, error) {
	withText, err := c.queryBool("include_script", false)
	if err != nil {
		return nil, err
	}
	s, err := c.script()
	if err != nil {
		return nil, err
	}
	return c.scriptJSON(s, withText), nil
}

// scriptText is the text of a script.
func scriptText(text string) *engine.Response {
	return &engine.Response{Status: http.StatusOK, ContentType: "application/binary", Body: []byte(text)}
}

func (c *call) scriptDownload() (any, error) {
	s, err := c.script()
	if err != nil {
		return nil, err
	}
	history := c.state.history(s.version)
	sent, given := c.Query.Lookup("revision")
	if !given {
		return scriptText(history[0].text), nil
	}
	for _, v := range history {
		if strconv.Itoa(v.id) == sent {
			return scriptText(v.text), nil
		}
	}
	if _, err := strconv.Atoi(sent); err != nil {
		return nil, engine.BadRequest("Invalid revision: Please enter an integer value")
	}
	return nil, engine.BadRequest(sent + " not found in history")
}

func (c *call) scriptRevert() (any, error) {
	if _, err := c.Data.Mandatory("to"); err != nil {
		return nil, err
	}
	s, err := c.script()
	if err != nil {
		return nil, err
	}
	version, err := c.revert(s.version)
	if err != nil {
		return nil, err
	}
	return c.scriptJSON(scripts.in(c.state).Update(s.id, func(s *script) { s.version = version }), false), nil
}

func (c *call) scriptAddTag() (any, error) {
	return c.changeTags(func(tags []string, tag string) []string {
		if slices.Contains(tags, tag) {
			return tags
		}
		return append(slices.Clone(tags), tag)
	})
}

func (c *call) scriptRemoveTag() (any, error) {
	return c.changeTags(func(tags []string, tag string) []string {
		return slices.DeleteFunc(slices.Clone(tags), func(other string) bool { return other == tag })
	})
}

func (c *call) changeTags(change func(tags []string, tag string) []string) (any, error) {
	tag, err := c.Data.Mandatory("tag")
	if err != nil {
		return nil, err
	}
	if strings.Contains(tag, ",") {
		return nil, engine.BadRequest(`Tag may not contain a ",".`)
	}
	s, err := c.script()
	if err != nil {
		return nil, err
	}
	return c.scriptJSON(scripts.in(c.state).Update(s.id, func(s *script) { s.tags = change(s.tags, tag) }), false), nil
}

func (c *call) scriptUpdate() (any, error) {
	old, err := c.script()
	if err != nil {
		return nil, err
	}
	s := *old
	if err := c.fillScript(&s, "script"); err != nil {
		return nil, err
	}
	scripts.in(c.state).Put(s.id, &s)
	return c.scriptJSON(&s, false), nil
}

func (c *call) scriptDelete() (any, error) {
	s, err := c.script()
	if err != nil {
		return nil, err
	}
	return c.deleteScript(s)
}

func (c *call) deleteScript(s *script) (any, error) {
	if s.isDefault {
		return nil, engine.BadRequest("Unable to delete default script")
	}
	c.state.deleteHistory(s.version)
	scripts.in(c.state).Delete(s.id)
	return engine.Deleted(), nil
}

var scriptName = regexp.MustCompile(`^[a-zA-Z0-9_.-]+$`)

// fillScript sets the fields that the request's form has, after those of the
// metadata in the text of the script, which is in the field of the given name.
func (c *call) fillScript(s *script, textField string) error {
	f, err := c.form()
	if err != nil {
		return err
	}
	text, given := f.data.Lookup(textField)
	if file := c.File(textField); file != nil {
		text, given = string(file.Content), true
	}
	if given {
		s.version = c.state.addVersion(s.version, text, f.data.Get("comment"), c.now)
	}
	if s.isDefault {
		for _, p := range f.data.Pairs {
			if !slices.Contains([]string{"op", "tags", "timeout", "comment"}, p.Name) {
				f.errs.Add(p.Name, "Not allowed to change on default scripts.")
			}
		}
		if !f.ok() {
			return f.err()
		}
	}
	switch {
	case !given && s.version == 0, given && text == "":
		f.errs.Add("script", "Must be given a value")
	case given && !strings.HasPrefix(text, "#!"):
		f.errs.Add("script", "Must start with shebang.")
	case given:
		c.fillFromMetadata(f, s, text)
	}
	c.fillScriptFields(f, s)
	f.text("name", &s.name, required, atMost(255), matching(scriptName), unless(func(name string) bool {
		other := scripts.in(c.state).Find(func(other *script) bool { return other.name == name })
		return other != nil && other.id != s.id
	}, "Script with this Name already exists."))
	c.tagScript(s)
	return f.err()
}

// tagScript gives a script the tags that it has for what it is.
func (c *call) tagScript(s *script) {
	own := []string{strings.ToLower(hardwareNames[s.hardware])}
	if s.destructive {
		own = append(own, "destructive")
	}
	tags := slices.Clone(s.tags)
	for _, tag := range own {
		if !slices.Contains(tags, tag) {
			tags = append(tags, tag)
		}
	}
	s.tags = tags
}

// scriptMetadata is what comments in a script tell of it.
var scriptMetadata = regexp.MustCompile(`(?s)#\s*-+ *Start MAAS (\d+\.\d+) script metadata *-+[^\n]*\n(.*?)#\s*-+ *End MAAS \d+\.\d+ script metadata *-+`)

// fillFromMetadata sets the fields that the metadata in the text of a script has.
func (c *call) fillFromMetadata(f *form, s *script, text string) {
	found := scriptMetadata.FindStringSubmatch(text)
	if found == nil {
		return
	}
	lines := strings.Split(found[2], "\n")
	for i, line := range lines {
		lines[i] = strings.TrimPrefix(strings.TrimPrefix(line, "#"), " ")
	}
	members := make(map[string]any)
	if err := yaml.Unmarshal([]byte(strings.Join(lines, "\n")), &members); err != nil {
		f.errs.Add("script", "Invalid metadata YAML: "+err.Error())
		return
	}
	values := new(engine.Values)
	for _, name := range engine.SortedKeys(members) {
		switch value := members[name].(type) {
		case map[string]any:
			encoded, _ := json.Marshal(value)
			values.Add(name, string(encoded))
		case []any:
			for _, element := range value {
				values.Add(name, fmt.Sprint(element))
			}
		case nil:
		default:
			values.Add(name, fmt.Sprint(value))
		}
	}
	embedded := &form{values, f.errs}
	embedded.text("name", &s.name)
	c.fillScriptFields(embedded, s)
}

// fillScriptFields sets the fields of a script but for its name and text.
func (c *call) fillScriptFields(f *form, s *script) {
	f.text("title", &s.title, atMost(255))
	f.text("description", &s.description)
	f.list("tags", &s.tags, "", "", nil)
	f.list("for_hardware", &s.forHardware, "", "", nil)
	for _, name := range []string{"type", "script_type"} {
		if sent := f.data.Get(name); sent != "" {
			kind, ok := scriptKind(sent)
			if !ok {
				f.errs.Add("script_type", badScriptType)
			}
			s.kind = kind
		}
	}
	if sent := f.data.Get("hardware_type"); sent != "" {
		kind, ok := hardwareKind(sent)
		if !ok {
			f.errs.Add("hardware_type", badHardwareType)
		}
		s.hardware = kind
	}
	if sent := f.data.Get("parallel"); sent != "" {
		s.parallel = slices.Index([]string{"disabled", "instance", "any"}, strings.ToLower(sent))
		if n, err := strconv.Atoi(sent); err == nil && n < len(parallelNames) {
			s.parallel = n
		}
		if s.parallel < 0 {
			f.errs.Add("parallel", "Script parallel must be disabled, instance, or any.")
		}
	}
	if sent := f.data.Get("timeout"); sent != "" {
		seconds, ok := parseDuration(sent)
		if !ok {
			f.errs.Add("timeout", "Enter a valid duration.")
		}
		s.timeout = seconds
	}
	f.document("results", &s.results)
	f.document("parameters", &s.parameters)
	f.document("packages", &s.packages)
	f.boolean("destructive", &s.destructive)
	f.boolean("may_reboot", &s.mayReboot)
	f.boolean("recommission", &s.recommission)
	f.boolean("apply_configured_networking", &s.applyNetworking)
}

// document reads a field that holds a JSON or YAML object.
func (f *form) document(name string, field *object) {
	sent, given := f.data.Lookup(name)
	if !given {
		return
	}
	members := make(map[string]any)
	if err := yaml.Unmarshal([]byte(sent), &members); err != nil {
		f.errs.Add(name, "Enter a valid JSON.")
		return
	}
	*field = fromJSON(members).(object)
}

// parseDuration reads a number of seconds, or one with minutes and hours as in
// 1:30:00.
func parseDuration(text string) (seconds int, ok bool) {
	parts := strings.Split(strings.TrimSpace(text), ":")
	for _, part := range parts {
		n, err := strconv.Atoi(part)
		if err != nil || n < 0 || len(parts) > 3 {
			return 0, false
		}
		seconds = 60*seconds + n
	}
	return seconds, true
}

// commissioningScriptsRead lists names.
func (c *call) commissioningScriptsRead() (any, error) {
	names := []string{}
	for _, s := range scripts.in(c.state).All() {
		if s.kind == commissioningScript {
			names = append(names, s.name)
		}
	}
	slices.Sort(names)
	return names, nil
}

func (c *call) commissioningScriptsCreate() (any, error) {
	content := c.File("content")
	if content == nil {
		return nil, engine.BadRequest("No provided content!")
	}
	s := &script{kind: commissioningScript}
	if err := c.fillScript(s, "content"); err != nil {
		return nil, err
	}
	s.kind = commissioningScript
	s.id = c.state.next("script")
	scripts.in(c.state).Put(s.id, s)
	return object{
		{"name", s.name},
		{"content", base64.StdEncoding.EncodeToString(content.Content)},
		{"deprecated", "The commissioning-scripts endpoint is deprecated. Please use the node-scripts endpoint."},
		{"resource_uri", strings.TrimSuffix(c.uri("commissioning-scripts", s.name), "/")},
	}, nil
}

// commissioningScript finds the commissioning script in the path.
func (c *call) commissioningScript() (*script, error) {
	s := scripts.in(c.state).Find(func(s *script) bool { return s.name == c.args["name"] && s.kind == commissioningScript })
	if s == nil {
		return nil, notFound("Script")
	}
	return s, nil
}

func (c *call) commissioningScriptRead() (any, error) {
	s, err := c.commissioningScript()
	if err != nil {
		return nil, err
	}
	return scriptText(textVersions.in(c.state).Get(s.version).text), nil
}

func (c *call) commissioningScriptUpdate() (any, error) {
	old, err := c.commissioningScript()
	if err != nil {
		return nil, err
	}
	if c.File("content") == nil {
		return nil, engine.BadRequest("No provided content!")
	}
	s := *old
	if err := c.fillScript(&s, "content"); err != nil {
		return nil, err
	}
	s.kind = commissioningScript
	scripts.in(c.state).Put(s.id, &s)
	return engine.AllOK(), nil
}

func (c *call) commissioningScriptDelete() (any, error) {
	s, err := c.commissioningScript()
	if err != nil {
		return nil, err
	}
	return c.deleteScript(s)
}
