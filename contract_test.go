package maas_test

import (
	"cmp"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"maps"
	"net/http"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
)

// notOffered are the operations that no method is for, with the reason.
var notOffered = map[string]string{
	"nodes.accept_anonymous": "it always answers 401",
}

// helperMethods are methods of services that are built on operations and are
// none themselves. They may name the operation that they are built on.
var helperMethods = map[string]string{
	"Files.Under":                "it sends nothing",
	"BootImages.Architectures":   "it calls List for every cluster",
	"BootResources.ResumeUpload": "it calls Get, and UploadChunk for each chunk",
	"BootResources.Upload":       "it calls Create, and UploadChunk for each chunk",
	"Events.All":                 "it calls Query for each page",
	"Nodes.CommissionMany":       "it calls Commission and WaitFor for each node",
	"Nodes.DeployMany":           "it does what Deploy does for each of several",
	"Nodes.AcquireInZones":       "it calls Acquire for one zone after the other",
	"Nodes.Deploy":               "it calls Acquire, Start and WaitFor",
	"Interfaces.Unset":           "it is Update with blank values",
	"Nodes.Find":                 "it calls List, with one filter after the other, and Get",
	"Nodes.ReleaseEach":          "it calls ReleaseMany, then Release",
	"Nodes.WaitFor":              "it repeats Get",
	"Nodes.WaitForAll":           "it calls WaitFor for each node",
	"Tags.AddNodes":              "it calls UpdateNodes",
	"Tags.RemoveNodes":           "it calls UpdateNodes",
}

// unreadParams are parameters of the API document that MAAS does not read.
var unreadParams = map[string][]string{
	"cluster_boot_source_selection.update": {"url", "keyring_filename", "keyring_data"},
}

// A contractParam is a parameter that MAAS reads.
type contractParam struct {
	Name     string `json:"name"`
	In       string `json:"in"` // "query", "form", "file" or "body"
	Type     string `json:"type"`
	List     bool   `json:"list"`
	Required bool   `json:"required"`
}

// A contractOperation is an operation of API 1.0 as testdata has it.
type contractOperation struct {
	ID         string          `json:"id"`
	Method     string          `json:"method"`
	Path       string          `json:"path"`
	Op         string          `json:"op"`
	Documented bool            `json:"documented"` // in the API document, which is older than MAAS 1.6
	Since      string          `json:"since"`      // the first release; "": 1.5 or an earlier one
	Until      string          `json:"until"`      // the last release; "": 1.10
	Gone       bool            `json:"gone"`       // later releases still know it, but respond 410
	Params     []contractParam `json:"params"`
}

func (o contractOperation) line() string {
	return maas.Operation{Method: o.Method, Path: o.Path, Op: o.Op}.String()
}

// param finds the parameter of a name, or the template that it falls under.
func (o contractOperation) param(name string) (found contractParam, ok bool) {
	for _, p := range o.Params {
		if p.Name == name {
			return p, true
		}
		if prefix, _, template := strings.Cut(p.Name, "{"); template && strings.HasPrefix(name, prefix) {
			found, ok = p, true
		}
	}
	return found, ok
}

// pathPattern matches the escaped paths behind the API's root that a template
// stands for.
func pathPattern(template string) *regexp.Regexp {
	pattern := regexp.QuoteMeta(template)
	for _, name := range []string{"filename", "mac_address"} { // MAAS lets these have slashes
		pattern = strings.ReplaceAll(pattern, `\{`+name+`\}`, `(?P<`+name+`>.+)`)
	}
	return regexp.MustCompile("^" + regexp.MustCompile(`\\\{(\w+)\\\}`).ReplaceAllString(pattern, `(?P<$1>[^/]+)`) + "$")
}

// contractByID reads the contract. The second result are the operations' ids by
// their lines; two operations share a line where unsigned requests have one of
// their own.
func contractByID(t *testing.T) (byID map[string]contractOperation, byLine map[string][]string) {
	t.Helper()
	byID, byLine = map[string]contractOperation{}, map[string][]string{}
	for _, o := range readJSON[[]contractOperation](t, "operations.json") {
		byID[o.ID] = o
		byLine[o.line()] = append(byLine[o.line()], o.ID)
	}
	return byID, byLine
}

// A sourceMethod is an exported method of a service as our source has it.
type sourceMethod struct {
	service, name string   // "Nodes", "List"
	lines         []string // the operation lines in its comment
	last          string   // the last line of its comment
	tellsWho      bool     // its comment says who may call it
	args          []string // the names of its arguments without ctx
	requests      []string // the operations that its code makes requests for
	// The first and last release that have the operation, "" for no limit.
	prose, code [2]string
}

func (m sourceMethod) String() string { return m.service + "." + m.name }

var operationLine = regexp.MustCompile(`(?m)^(?:GET|POST|PUT|DELETE) /\S*$`)

// sourceMethods parses the package.
func sourceMethods(t *testing.T) []sourceMethod {
	t.Helper()
	names, err := filepath.Glob("*.go")
	require.NoError(t, err)
	var methods []sourceMethod
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		require.NoError(t, err)
		for _, decl := range file.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Name.IsExported() {
				if service := serviceOf(fn); service != "" {
					methods = append(methods, newSourceMethod(service, fn))
				}
			}
		}
	}
	slices.SortFunc(methods, func(a, b sourceMethod) int { return cmp.Compare(a.String(), b.String()) })
	return methods
}

// serviceOf is the name of the service that fn is a method of, "" if of none.
func serviceOf(fn *ast.FuncDecl) string {
	if fn.Recv == nil {
		return ""
	}
	pointer, ok := fn.Recv.List[0].Type.(*ast.StarExpr)
	if !ok {
		return ""
	}
	name, ok := strings.CutSuffix(pointer.X.(*ast.Ident).Name, "Service")
	if !ok {
		return ""
	}
	return name
}

func newSourceMethod(service string, fn *ast.FuncDecl) sourceMethod {
	text := strings.TrimSpace(fn.Doc.Text())
	m := sourceMethod{
		service:  service,
		name:     fn.Name.Name,
		lines:    operationLine.FindAllString(text, -1),
		last:     text[strings.LastIndex(text, "\n")+1:],
		tellsWho: strings.Contains(strings.Join(strings.Fields(text), " "), "may call it"),
		requests: requestsIn(fn.Body),
		prose:    releasesIn(text),
	}
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			if f, ok := call.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "Since" {
				m.code[0] = literal(call.Args[0])
			} else if ok && f.Sel.Name == "Until" {
				m.code[1] = literal(call.Args[0])
			}
		}
		return true
	})
	for _, field := range fn.Type.Params.List {
		for _, name := range field.Names {
			m.args = append(m.args, name.Name)
		}
	}
	m.args = m.args[1:]
	return m
}

var (
	sinceRelease = regexp.MustCompile(`since MAAS (1\.\d+)`)
	untilRelease = regexp.MustCompile(`until MAAS (1\.\d+)`)
)

// releasesIn finds the first and the last release in the sentence of a comment
// that says who may call the method.
func releasesIn(comment string) (releases [2]string) {
	for sentence := range strings.SplitSeq(strings.Join(strings.Fields(comment), " "), ". ") {
		if !strings.Contains(sentence, "may call it") {
			continue
		}
		for i, pattern := range []*regexp.Regexp{sinceRelease, untilRelease} {
			if found := pattern.FindStringSubmatch(sentence); found != nil {
				releases[i] = strings.TrimSuffix(found[1], "1.5") // which is the beginning
			}
		}
	}
	return releases
}

// requestsIn lists the operations of the requests that body makes: the calls of
// Get, Post, Put and Delete with the op that an Op call on them gives.
func requestsIn(body ast.Node) []string {
	ops := map[*ast.CallExpr]string{}
	var calls []*ast.CallExpr
	ast.Inspect(body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		if _, _, ok := requestLiteral(call); ok {
			calls = append(calls, call)
		}
		if f, ok := call.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "Op" {
			ops[chainStart(call)] = literal(call.Args[0])
		}
		return true
	})
	var requests []string
	for _, call := range calls {
		method, path, _ := requestLiteral(call)
		requests = append(requests, maas.Operation{Method: method, Path: strings.ReplaceAll(path, "...}", "}"), Op: ops[call]}.String())
	}
	return requests
}

// requestLiteral reports whether call makes a request, and which.
func requestLiteral(call *ast.CallExpr) (method, path string, ok bool) {
	fn, isIdent := call.Fun.(*ast.Ident)
	if !isIdent || len(call.Args) == 0 {
		return "", "", false
	}
	method, ok = map[string]string{"Get": "GET", "Post": "POST", "Put": "PUT", "Delete": "DELETE"}[fn.Name]
	return method, literal(call.Args[0]), ok
}

// chainStart is a in a().b().c().
func chainStart(call *ast.CallExpr) *ast.CallExpr {
	for {
		f, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return call
		}
		before, ok := f.X.(*ast.CallExpr)
		if !ok {
			return call
		}
		call = before
	}
}

func literal(e ast.Expr) string {
	lit, ok := e.(*ast.BasicLit)
	if !ok {
		return ""
	}
	text, _ := strconv.Unquote(lit.Value)
	return text
}

// TestContract holds the comments, the code and the contract equal: every
// method has one operation, and every operation a method.
func TestContract(t *testing.T) {
	t.Parallel()
	byID, byLine := contractByID(t)
	offered := map[string]bool{}
	helpers := maps.Clone(helperMethods)
	for _, m := range sourceMethods(t) {
		if _, ok := helpers[m.String()]; ok {
			delete(helpers, m.String())
			for _, line := range m.lines {
				assert.Contains(t, byLine, line, "%v", m)
			}
			continue
		}
		if !assert.Len(t, m.lines, 1, "operation lines in the comment of %v", m) {
			continue
		}
		assert.True(t, m.tellsWho, "the comment of %v does not say who may call it", m)
		assert.Equal(t, m.lines[0], m.last, "%v: the operation line is not the last of the comment", m)
		assert.Equal(t, m.lines, m.requests, "%v: the operation line and the requests in the code", m)
		if assert.Contains(t, byLine, m.lines[0], "%v: an operation that the contract does not have", m) {
			for _, id := range byLine[m.lines[0]] {
				offered[id] = true
				want := [2]string{byID[id].Since, byID[id].Until}
				assert.Equal(t, want, m.prose, "%v: the releases in the comment", m)
				assert.Equal(t, want, m.code, "%v: the releases in the code", m)
			}
		}
	}
	assert.Empty(t, helpers, "helpers that do not exist")
	for id := range notOffered {
		if assert.Contains(t, byID, id) && len(byLine[byID[id].line()]) == 1 {
			assert.False(t, offered[id], "%s has a method after all", id)
		}
		delete(offered, id)
	}

	var missing []string
	have, total, perRelease := 0, 0, map[string]int{}
	for _, id := range slices.Sorted(maps.Keys(byID)) {
		o := byID[id]
		switch {
		case offered[id]:
			have++
		case notOffered[id] == "":
			missing = append(missing, o.line())
		}
		if slices.Contains(besideTheMatrix, id) {
			continue
		}
		total++
		for _, release := range releases {
			if atLeast(release, o.Since) && (o.Until == "" || o.Gone || atLeast(o.Until, release)) {
				perRelease[release]++
			}
		}
	}
	assert.Empty(t, missing, "operations without a method")
	for _, id := range slices.Sorted(maps.Keys(notOffered)) {
		t.Logf("without a method: %s (%s), since %s", byID[id].line(), id, notOffered[id])
	}
	t.Logf("%d entries, %d of them with a method; %d operations of API 1.0; by release: %v", len(byID), have, total, perRelease)
	assert.Equal(t, 244, total, "operations of API 1.0")
	assert.Equal(t, map[string]int{"1.5": 95, "1.6": 119, "1.7": 137, "1.8": 150, "1.9": 234, "1.10": 233}, perRelease)
}

// releases are those that have API 1.0.
var releases = []string{"1.5", "1.6", "1.7", "1.8", "1.9", "1.10"}

// besideTheMatrix are the entries of the contract that are no operations of
// their own: the anonymous sides of two, and the plain views.
var besideTheMatrix = []string{"nodes.accept_anonymous", "nodes.new_anonymous", "describe", "doc", "pxeconfig"}

// atLeast reports whether a release is limit or a later one.
func atLeast(release, limit string) bool {
	return slices.Index(releases, release) >= slices.Index(releases, limit)
}

// methodOf finds a method of a client's service by name.
func methodOf(client *maas.Client, m sourceMethod) reflect.Value {
	return reflect.ValueOf(client).Elem().FieldByName(m.service).MethodByName(m.name)
}

// callMethod calls a method; an iterator that it returns is used up. It returns
// what the method did, with the pairs of an iterator as a slice and an error.
func callMethod(method reflect.Value, args []reflect.Value) (result any, err error) {
	call := method.Call
	if method.Type().IsVariadic() {
		call = method.CallSlice
	}
	results := call(args)
	last := results[len(results)-1]
	if last.Type().CanSeq2() {
		values := []any{}
		for value, e := range last.Seq2() {
			if e.IsNil() {
				values = append(values, value.Interface())
			} else {
				err = e.Interface().(error)
			}
		}
		return values, err
	}
	if !last.IsNil() {
		err = last.Interface().(error)
	}
	if len(results) > 1 {
		result = results[0].Interface()
	}
	return result, err
}

// sample makes a value that MAAS and its client take for an argument or option
// of that name.
func sample(t *testing.T, name string, typ reflect.Type) reflect.Value {
	t.Helper()
	value := reflect.New(typ).Elem()
	lower := strings.ToLower(strings.ReplaceAll(name, "_", ""))
	switch typ {
	case reflect.TypeFor[io.Reader]():
		value.Set(reflect.ValueOf(strings.NewReader("content")))
		return value
	case reflect.TypeFor[maas.PowerParameters]():
		value.Set(reflect.ValueOf(maas.VirshPower{Address: "qemu+ssh://host/system", ID: "vm1"}))
		return value
	case reflect.TypeFor[maas.Secret]():
		value.Set(reflect.ValueOf(maas.NewSecret("sample")))
		return value
	case reflect.TypeFor[maas.DHCPLeases]():
		value.Set(reflect.ValueOf(maas.DHCPLeases{"10.0.0.7": "aa:bb:cc:dd:ee:01"}))
		return value
	case reflect.TypeFor[maas.Params]():
		value.Set(reflect.ValueOf(maas.Params{{Name: name, Value: "x"}}))
		return value
	}
	switch typ.Kind() {
	case reflect.String:
		value.SetString("sample")
		switch {
		case strings.Contains(lower, "mac") || strings.Contains(lower, "connectedto"):
			value.SetString("aa:bb:cc:dd:ee:01")
		case strings.Contains(lower, "ip") && !strings.Contains(lower, "descr") || lower == "netmask" || lower == "subnetmask" ||
			lower == "local" || lower == "remote" || strings.Contains(lower, "gateway") || lower == "dnsservers" || lower == "address" || lower == "requestedaddress":
			value.SetString("10.0.0.7")
		}
	case reflect.Int, reflect.Int64:
		value.SetInt(7)
	case reflect.Float64:
		value.SetFloat(1.5)
	case reflect.Bool:
		value.SetBool(true)
	case reflect.Uint8:
		value.SetUint('x')
	case reflect.Pointer:
		value.Set(reflect.New(typ.Elem()))
		value.Elem().Set(sample(t, name, typ.Elem()))
	case reflect.Slice:
		value.Set(reflect.Append(value, sample(t, name, typ.Elem())))
	case reflect.Struct:
		for i := range typ.NumField() {
			if typ.Field(i).IsExported() {
				value.Field(i).Set(sample(t, typ.Field(i).Name, typ.Field(i).Type))
			}
		}
	case reflect.Map:
		value.Set(reflect.MakeMap(typ))
		value.SetMapIndex(sample(t, name, typ.Key()), sample(t, name, typ.Elem()))
	case reflect.Interface:
		value.Set(reflect.ValueOf("sample"))
	default:
		require.Failf(t, "no sample", "for %s %v", name, typ)
	}
	return value
}

// isOptions reports whether typ is that of an options argument.
func isOptions(typ reflect.Type) bool {
	return typ.Kind() == reflect.Pointer && strings.HasSuffix(typ.Elem().Name(), "Options")
}

// optionFields calls f for every field of an options struct, those of embedded
// structs too.
func optionFields(typ reflect.Type, f func(index []int, field reflect.StructField)) {
	for _, field := range reflect.VisibleFields(typ) {
		if !field.Anonymous {
			f(field.Index, field)
		}
	}
}

// TestContractRequests calls every method with every one of its options and
// compares what is sent with the contract.
func TestContractRequests(t *testing.T) {
	t.Parallel()
	byID, byLine := contractByID(t)
	later := readJSON[map[string]map[string]string](t, "later-parameters.json")
	for _, m := range sourceMethods(t) {
		if helperMethods[m.String()] != "" || len(m.lines) != 1 || byLine[m.lines[0]] == nil {
			continue // TestContract says what is wrong
		}
		t.Run(m.String(), func(t *testing.T) {
			t.Parallel()
			id := byLine[m.lines[0]][0] // of two, the other reads the same parameters
			checkMethod(t, m, byID[id], later[id])
		})
	}
}

// releasesWithout are those next to the ones that have an operation.
func releasesWithout(op contractOperation) (lacking []string) {
	if i := slices.Index(releases, op.Since); i > 0 {
		lacking = append(lacking, releases[i-1])
	}
	if op.Until != "" {
		lacking = append(lacking, releases[slices.Index(releases, op.Until)+1])
	}
	return lacking
}

func checkMethod(t *testing.T, m sourceMethod, op contractOperation, later map[string]string) {
	var sent []*sentRequest
	release := ""
	client := newTestClient(t, roundTripFunc(func(req *http.Request) (*http.Response, error) {
		sent = append(sent, noteRequest(t, req))
		return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(`{"version": "` + release + `"}`)), Request: req}, nil
	}))
	method := methodOf(client, m)
	require.True(t, method.IsValid(), "the client has no such method")

	// The arguments, with options nil, and where options go.
	args := []reflect.Value{reflect.ValueOf(t.Context())}
	// A dry run is refused unless the release is known to have it.
	learn := func(version string) {
		release = version
		_, err := client.MAAS.Version(t.Context())
		require.NoError(t, err)
	}
	options := 0
	for i, name := range m.args {
		typ := method.Type().In(i + 1)
		if isOptions(typ) {
			options = i + 1
			args = append(args, reflect.Zero(typ))
		} else {
			args = append(args, sample(t, name, typ))
		}
	}
	send := func(what string) *sentRequest {
		sent = nil
		result, err := callMethod(method, args)
		if body, ok := result.(io.Closer); ok && err == nil {
			_ = body.Close()
		}
		require.Lenf(t, sent, 1, "requests sent with %s: %v", what, err)
		return sent[0]
	}

	for _, lacking := range releasesWithout(op) {
		learn(lacking)
		sent = nil
		_, err := callMethod(method, args)
		var refused *maas.ReleaseError
		require.ErrorAs(t, err, &refused, "on MAAS %s", lacking)
		assert.ErrorIs(t, err, maas.ErrUnsupportedOperation)
		assert.Empty(t, sent, "sent to MAAS %s, which lacks it", lacking)
	}
	learn(cmp.Or(op.Until, "1.10"))
	bare := send("no options")
	assert.Equal(t, op.Method, bare.method)
	assert.Regexp(t, pathPattern(op.Path), bare.path)
	assert.Equal(t, op.Op, bare.op)
	told := bare.operation
	told.Path = strings.ReplaceAll(told.Path, "...}", "}")
	assert.Equal(t, op.line(), told.String(), "what the transport is told")

	reached := map[string]bool{}
	check := func(what string, params []sentParam) {
		for _, p := range params {
			want, ok := op.param(p.name)
			reached[want.Name] = true
			if _, isLater := later[p.name]; !ok && isLater {
				reached[p.name] = true
				continue
			}
			if assert.Truef(t, ok, "%s sends %s, which the operation does not have", what, p.name) {
				assert.Equalf(t, want.In, p.in, "%s sends %s in the wrong place", what, p.name)
			}
		}
	}
	check("the call", bare.params())
	for _, p := range op.Params {
		if p.Required {
			assert.True(t, reached[p.Name], "a call without options lacks %s, which MAAS insists on", p.Name)
		}
	}
	if options > 0 {
		typ := method.Type().In(options).Elem()
		optionFields(typ, func(index []int, field reflect.StructField) {
			value := reflect.New(typ)
			value.Elem().FieldByIndex(index).Set(sample(t, field.Name, field.Type))
			args[options] = value
			got := send(field.Name).params()
			name, option, _ := strings.Cut(field.Tag.Get("param"), ",")
			assert.Truef(t, slices.ContainsFunc(got, func(p sentParam) bool {
				return p.name == name || strings.HasSuffix(name, "_") && strings.HasPrefix(p.name, name)
			}), "%s is not sent", field.Name)
			check(field.Name, got)
			if _, ok := op.param("power_parameters"); ok && field.Type == reflect.TypeFor[maas.PowerParameters]() {
				value.Elem().FieldByIndex(index).Set(reflect.ValueOf(maas.UncheckedPower{PowerParameters: maas.VirshPower{ID: "vm1"}}))
				check("UncheckedPower", send("UncheckedPower").params())
			}
			if want, ok := op.param(name); ok {
				checkOptionType(t, field, option, want)
			}
		})
	}
	for _, p := range op.Params {
		if !slices.Contains(unreadParams[op.ID], p.Name) {
			assert.True(t, reached[p.Name], "the parameter %s can't be sent", p.Name)
		}
	}
	for name := range later {
		assert.True(t, reached[name], "the later parameter %s can't be sent", name)
	}
}

// checkOptionType compares the type of a field with how MAAS reads it.
func checkOptionType(t *testing.T, field reflect.StructField, option string, want contractParam) {
	typ := field.Type
	isList := typ.Kind() == reflect.Slice && !typ.Implements(reflect.TypeFor[maas.ParamMarshaler]()) && !slices.Contains([]string{"json", "base64"}, option)
	assert.Equalf(t, want.List, isList, "%s: a list or not", field.Name)
	if typ.Kind() == reflect.Slice && !isList && option == "" {
		typ = reflect.TypeFor[string]() // a ParamMarshaler writes one text
	}
	if isList || typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	if field.Type == reflect.TypeFor[maas.PowerParameters]() {
		return // TestPowerParameters
	}
	encoding := map[string]string{"01": "bool01", "True": "boolTrue", "presence": "presence", "json": "json", "base64": "base64"}[option]
	if encoding == "" {
		encoding = map[reflect.Kind]string{
			reflect.String: "string", reflect.Int: "int", reflect.Int64: "int", reflect.Float64: "float",
			reflect.Bool: "booltf", reflect.Interface: "string",
		}[typ.Kind()]
	}
	if typ == reflect.TypeFor[maas.Secret]() {
		encoding = "string"
	}
	if field.Type == reflect.TypeFor[io.Reader]() {
		encoding = "bytes"
	}
	if want.Type == "float" && encoding == "int" {
		return // a whole number will do
	}
	assert.Equalf(t, want.Type, encoding, "%s: how it is written", field.Name)
}
