package maas2_test

import (
	"cmp"
	"io"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/internal/contracttest"
	"github.com/gomaas/maas/maas2"
)

const (
	contractFile = "testdata/operations.json"
	apiRoot      = "/MAAS/api/2.0"
	networksGone = "networks/ is deprecated since 2.0: what it reads is in Subnets, and its other operations always answer 410"
)

// notOffered are the operations that no method is for, with the reason.
var notOffered = map[string]string{
	"Networks.read":               networksGone,
	"Networks.create":             networksGone,
	"Network.read":                networksGone,
	"Network.update":              networksGone,
	"Network.delete":              networksGone,
	"Network.connect_macs":        networksGone,
	"Network.disconnect_macs":     networksGone,
	"Network.list_connected_macs": networksGone,
}

// helperMethods are methods of services that are built on operations and are
// none themselves, with the reason. They may name the operation that they are
// built on.
var helperMethods = map[string]string{
	"BlockDevices.Find":           "List",
	"BootResources.ResumeUpload":  "Get and UploadChunk",
	"BootResources.Upload":        "Create, UploadChunk and Get",
	"BootResources.WaitFor":       "List and Get again and again",
	"BootSourceSelections.Ensure": "List, and Create or Update",
	"DNSResources.Find":           "lists with a filter",
	"DNSResources.SetAddresses":   "finds, and creates, updates or deletes",
	"Devices.Find":                "List with a filter, or Get",
	"Events.All":                  "Query for page after page",
	"Events.Follow":               "Query again and again",
	"Files.Under":                 "sends nothing",
	"IPAddresses.Find":            "lists with a filter",
	"Interfaces.EnsureBond":       "List, and CreateBond or Update",
	"Interfaces.EnsureBridge":     "List, and CreateBridge or Update",
	"Interfaces.EnsureVLAN":       "List, and CreateVLAN or Update",
	"Interfaces.Find":             "Get or List",
	"Interfaces.SetLinks":         "finds, disconnects, unlinks, links, and sets the gateway",
	"Interfaces.WaitFor":          "List again and again",
	"Machines.CommissionMany":     "Commission and WaitFor for each",
	"Machines.CreateOrAdopt":      "Create, and List where the machine may be there",
	"Machines.EnsureOn":           "QueryPowerState and PowerOn",
	"Machines.Find":               "List with a filter, or Get",
	"Machines.Provision":          "Allocate, Deploy, WaitFor and Release",
	"Machines.ProvisionMany":      "Provision for each",
	"Machines.ReleaseAndWait":     "Release and WaitFor",
	"Machines.ReleaseEach":        "Release for each",
	"Machines.SetStorage":         "SetStorageLayout and the operations of storage",
	"RAIDs.SetMembers":            "Get, and Update for each step",
	"Machines.WaitFor":            "Get again and again",
	"Machines.WaitForAll":         "List again and again",
	"ResourcePools.Find":          "lists",
	"Subnets.Find":                "gets by a specifier",
	"Tags.Sync":                   "lists the machines and updates the nodes",
	"VLANs.ClearRacks":            "gets and updates",
	"VLANs.DisableDHCP":           "gets and updates",
	"VLANs.EnableDHCP":            "gets and updates",
	"VLANs.GetByID":               "Get under the VLAN's own path, which the contract does not have",
	"VLANs.RelayDHCP":             "gets and updates",
	"VLANs.UpdateByID":            "Update under the VLAN's own path, which the contract does not have",
	"VMHosts.Find":                "List",
	"VMHosts.Register":            "Create, or List and Parameters where the host may be there, and WaitForComposable",
	"VMHosts.WaitForComposable":   "Get again and again",
}

// unreadParams are parameters of the contract that no argument or option is
// for, with the reason: "Machine.deploy": {"name": "reason"}.
var unreadParams = map[string]map[string]string{
	"CommissioningScript.update":  {"script": "content is the same", "script_type": "it is always commissioning", "type": "it is always commissioning"},
	"CommissioningScripts.create": {"script": "content is the same", "script_type": "it is always commissioning", "type": "it is always commissioning"},
	"Interfaces.create_bridge":    {"parents": "parent is the same, and there is one"},
	"Interfaces.create_physical":  {"parents": "it has none"},
	"Interfaces.create_vlan":      {"parents": "parent is the same, and there is one"},
	"DNSResource.update":          {"ip_address": "ip_addresses takes one too"},
	"IPAddresses.release":         {"address": "ip is the same"},
	"IPAddresses.reserve":         {"ip_address": "ip is the same", "mac_address": "mac is the same"},
	"Machine.mount_special":       {"mount_option": "mount_options is the name that MAAS reads"},
	"Machines.clone":              {"destination": "destinations is the name that MAAS reads"},
	"Machines.create":             {"power_parameters": "power_parameters_{name} sends the same one by one"},
	"NodeScript.download":         {"rev": "revision is the same"},
	"NodeScript.update":           {"script_type": "type is the same"},
	"NodeScripts.create":          {"script_type": "type is the same"},
	"Machines.allocate": {
		"networks": networksGone, "not_networks": networksGone,
		"install_rackd": forDeploy, "install_kvm": forDeploy, "register_vmhost": forDeploy, "ephemeral_deploy": forDeploy, "enable_hw_sync": forDeploy,
	},
}

const forDeploy = "it is an option of deploy, which allocate reads with the others and does not use"

// TestContract holds the comments, the code and the contract equal: every
// method has one operation, and every operation a method.
func TestContract(t *testing.T) {
	t.Parallel()
	contract := contracttest.Read(t, contractFile)
	byLine := contract.ByLine()
	offered := map[string]string{}
	helpers := maps.Clone(helperMethods)
	stubs := 0
	for _, m := range contracttest.SourceMethods(t, ".") {
		if strings.Contains(m.Doc, "STUB") {
			stubs++
		}
		if _, ok := helpers[m.String()]; ok {
			delete(helpers, m.String())
			for _, line := range m.Lines {
				assert.Contains(t, byLine, line, "%v", m)
			}
			continue
		}
		if !assert.Len(t, m.Lines, 1, "operation lines in the comment of %v", m) {
			continue
		}
		line := m.Lines[0]
		assert.Equal(t, line, m.Last, "%v: the operation line is not the last of the comment", m)
		assert.True(t, m.TellsWho, "the comment of %v does not say who may call it", m)
		id, ok := byLine[line]
		if !assert.True(t, ok, "%v: %s is an operation that the contract does not have", m, line) {
			continue
		}
		if before := offered[id]; before != "" {
			// A second method for an operation, such as an iterator, is fine.
			t.Logf("%s: %s and %v", id, before, m)
		}
		offered[id] = m.String()
		o := contract[id]
		since := o.Since
		if since == "2.0" {
			since = "" // what API 2.0 always had need not be said
		}
		assert.Equal(t, since, m.Since, "%v: the first release, as the comment has it", m)
		assert.Equal(t, o.Until, m.Until, "%v: the last release, as the comment has it", m)
		assert.Equal(t, []contracttest.SourceRequest{{Operation: line, Since: since, Until: o.Until}}, m.Requests, "%v: the requests in the code", m)
	}
	assert.Empty(t, helpers, "helpers that do not exist")
	for id := range notOffered {
		assert.Contains(t, contract, id)
		assert.Empty(t, offered[id], "%s has a method after all", id)
	}
	recorded, missing := 0, []string{}
	for _, id := range slices.Sorted(maps.Keys(contract)) {
		if offered[id] == "" && notOffered[id] == "" {
			missing = append(missing, id+": "+contract[id].Line())
		}
		if len(contract[id].Statuses) > 0 {
			recorded++
		}
	}
	assert.Empty(t, missing, "operations without a method")
	assert.Len(t, contract, 403, "operations in the contract")
	t.Logf("%d operations, %d with a method, %d left out; %d are of MAAS 3.4.10, the others from source alone",
		len(contract), len(offered), len(notOffered), recorded)
	t.Logf("%d methods whose comment is a stub", stubs)
	for _, id := range slices.Sorted(maps.Keys(notOffered)) {
		t.Logf("without a method: %s (%s), since %s", contract[id].Line(), id, notOffered[id])
	}
}

// newTestClient makes a client that sends to transport and never tries twice.
func newTestClient(t *testing.T, transport http.RoundTripper) *maas2.Client {
	t.Helper()
	client, err := maas2.NewClient(testURL, testKey,
		maas.WithHTTPClient(&http.Client{Transport: transport}),
		maas.WithRetryPolicy(maas.RetryPolicy{MaxAttempts: 1}))
	require.NoError(t, err)
	return client
}

// newClientOf makes a client that knows the release of its server and sends to
// transport.
func newClientOf(t *testing.T, release string, transport http.RoundTripper) *maas2.Client {
	t.Helper()
	known := false
	client := newTestClient(t, contracttest.RoundTripFunc(func(req *http.Request) (*http.Response, error) {
		if known {
			return transport.RoundTrip(req)
		}
		body := io.NopCloser(strings.NewReader(`{"version": "` + release + `"}`))
		return &http.Response{StatusCode: http.StatusOK, Body: body, Request: req}, nil
	}))
	_, err := client.MAAS.Version(t.Context())
	require.NoError(t, err)
	known = true
	return client
}

// TestContractRequests calls every method with every one of its options and
// compares what is sent with the contract.
func TestContractRequests(t *testing.T) {
	t.Parallel()
	contract := contracttest.Read(t, contractFile)
	byLine := contract.ByLine()
	for _, m := range contracttest.SourceMethods(t, ".") {
		if helperMethods[m.String()] != "" || len(m.Lines) != 1 || byLine[m.Lines[0]] == "" {
			continue // TestContract says what is wrong
		}
		t.Run(m.String(), func(t *testing.T) {
			t.Parallel()
			checkMethod(t, m, contract[byLine[m.Lines[0]]])
		})
	}
}

func checkMethod(t *testing.T, m contracttest.SourceMethod, op contracttest.Operation) {
	var sent []*contracttest.SentRequest
	transport := contracttest.RoundTripFunc(func(req *http.Request) (*http.Response, error) {
		sent = append(sent, contracttest.NoteRequest(t, req, apiRoot))
		return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader("{}")), Request: req}, nil
	})
	method := contracttest.Method(newTestClient(t, transport), m.String())
	require.True(t, method.IsValid(), "the client has no such method")

	// The arguments, with options nil, and where options go.
	args := []reflect.Value{reflect.ValueOf(t.Context())}
	options := 0
	for i, name := range m.Args {
		typ := method.Type().In(i + 1)
		if contracttest.IsOptions(typ) {
			options = i + 1
			args = append(args, reflect.Zero(typ))
		} else {
			args = append(args, sample(t, name, typ))
		}
	}
	send := func(what string) *contracttest.SentRequest {
		sent = nil
		result, err := contracttest.CallMethod(method, args)
		if body, ok := result.(io.Closer); ok && err == nil {
			_ = body.Close()
		}
		require.Lenf(t, sent, 1, "requests sent with %s: %v", what, err)
		return sent[0]
	}

	bare := send("no options")
	assert.Equal(t, op.Method, bare.Method)
	assert.Regexp(t, contracttest.PathPattern(op.Path), bare.Path)
	assert.Equal(t, op.Op, bare.Op)
	told := bare.Operation
	told.Path = strings.ReplaceAll(told.Path, "...}", "}")
	assert.Equal(t, op.Line(), told.String(), "what the transport is told")
	if len(bare.Form) == 0 && bare.Raw == nil {
		assert.False(t, bare.HasBody, "a body without parameters: MAAS 3.6 refuses that")
	}

	reached := map[string]bool{}
	check := func(what string, params []contracttest.SentParam) {
		for _, p := range params {
			want, ok := op.Param(p.Name)
			reached[want.Name] = true
			if assert.Truef(t, ok, "%s sends %s, which the operation does not have", what, p.Name) {
				assert.Equalf(t, want.In, p.In, "%s sends %s in the wrong place", what, p.Name)
			}
		}
	}
	check("the call", bare.Params())
	for _, p := range op.Params {
		if p.Required && options == 0 {
			assert.True(t, reached[p.Name], "a call lacks %s, which MAAS insists on", p.Name)
		}
	}
	if options > 0 {
		typ := method.Type().In(options).Elem()
		contracttest.OptionFields(typ, func(index []int, field reflect.StructField) {
			value := reflect.New(typ)
			value.Elem().FieldByIndex(index).Set(sample(t, field.Name, field.Type))
			args[options] = value
			if release := cmp.Or(field.Tag.Get("until"), field.Tag.Get("since")); release != "" {
				method = contracttest.Method(newClientOf(t, release, transport), m.String())
			}
			got := send(field.Name).Params()
			name, option, _ := strings.Cut(field.Tag.Get("param"), ",")
			if !field.Type.Implements(paramMarshaler) {
				assert.Truef(t, slices.ContainsFunc(got, func(p contracttest.SentParam) bool { return p.Name == name }), "%s is not sent", field.Name)
			}
			check(field.Name, got)
			want, ok := op.Param(name)
			if ok && op.Method == http.MethodGet {
				assert.Equalf(t, want.Since, field.Tag.Get("since"), "%s: the release that knows the filter", field.Name)
				assert.Equalf(t, want.Until, field.Tag.Get("until"), "%s: the last release that knows the filter", field.Name)
			}
			if ok && !field.Type.Implements(paramMarshaler) {
				checkOptionType(t, field, option, want)
			}
		})
	}
	for _, p := range op.Params {
		if unreadParams[op.ID][p.Name] == "" {
			assert.True(t, reached[p.Name], "the parameter %s can't be sent", p.Name)
		} else {
			assert.False(t, reached[p.Name], "the parameter %s can be sent after all", p.Name)
		}
	}
}

var paramMarshaler = reflect.TypeFor[maas.ParamMarshaler]()

// checkOptionType compares the type of a field with how MAAS reads it.
func checkOptionType(t *testing.T, field reflect.StructField, option string, want contracttest.Param) {
	if option == "base64" || option == "json" {
		return
	}
	typ := field.Type
	if typ == reflect.TypeFor[io.Reader]() {
		assert.Equal(t, "bytes", want.Type)
		return
	}
	assert.Equalf(t, want.List, typ.Kind() == reflect.Slice, "%s: a list or not", field.Name)
	if typ.Kind() == reflect.Slice || typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	if want.Type == "string" {
		return // named types may stand for a number that MAAS reads as a text
	}
	kind := map[reflect.Kind]string{reflect.String: "string", reflect.Int: "int", reflect.Int64: "int", reflect.Float64: "float", reflect.Bool: "bool"}[typ.Kind()]
	assert.Equalf(t, want.Type, kind, "%s: how it is written", field.Name)
}

// sample makes a value that MAAS and its client take for an argument or option
// of that name.
func sample(t *testing.T, name string, typ reflect.Type) reflect.Value {
	t.Helper()
	value := reflect.New(typ).Elem()
	lower := strings.ToLower(name)
	switch typ {
	case reflect.TypeFor[io.Reader]():
		value.Set(reflect.ValueOf(strings.NewReader("content")))
		return value
	case reflect.TypeFor[maas.Secret]():
		value.Set(reflect.ValueOf(maas.NewSecret("sample")))
		return value
	case reflect.TypeFor[maas2.PowerParameters]():
		value.Set(reflect.ValueOf(samplePower))
		return value
	case reflect.TypeFor[maas2.ScriptParameters]():
		value.Set(reflect.ValueOf(maas2.ScriptParameters{"script": {"name": "value"}}))
		return value
	}
	switch typ.Kind() {
	case reflect.String:
		value.SetString("sample")
		if strings.Contains(lower, "mac") && !strings.Contains(lower, "machine") && !strings.Contains(lower, "macvlan") {
			value.SetString("aa:bb:cc:dd:ee:01")
		}
		if lower == "ip" || strings.HasSuffix(lower, "ip") || strings.Contains(lower, "ipaddress") || strings.Contains(lower, "dnsservers") {
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
