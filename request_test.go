package maas_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maastest"
)

// A package that is not this one defines an operation and calls it.
func ExampleDo() {
	type startOptions struct {
		UserData []byte `param:"user_data,base64"`
		Series   string `param:"distro_series"`
	}
	start := func(ctx context.Context, c *maas.Client, id string, opts *startOptions) (*maas.Node, error) {
		return maas.Do[*maas.Node](ctx, c, maas.Post("/nodes/{system_id}/", id).Op("start").With(opts).Once())
	}

	server := maastest.NewServer()
	defer server.Close()
	server.AddNode(maastest.Node{Hostname: "ada", Status: maas.NodeStatusReady, PowerType: "virsh"})
	ctx := context.Background()
	client := server.Client()
	node, err := client.Nodes.Acquire(ctx, nil)
	if err != nil {
		log.Fatal(err)
	}
	node, err = start(ctx, client, node.SystemID, &startOptions{Series: "trusty", UserData: []byte("#!/bin/sh\n")})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(node.Hostname, *node.DistroSeries)
	_, err = start(ctx, client, "", nil)
	fmt.Println(err)
	// Output:
	// ada trusty
	// maas: POST /nodes/{system_id}/?op=start: system_id is empty, or has an empty part between slashes
}

// Two requests made from one share nothing that either of them adds.
func TestRequestIsAValue(t *testing.T) {
	t.Parallel()
	type options struct {
		A string `param:"a"`
	}
	client, sent := noting(t, http.StatusOK, "application/json", "1")
	send := func(r maas.Request) []string {
		t.Helper()
		*sent = nil
		require.NoError(t, maas.Exec(t.Context(), client, r))
		require.Len(t, *sent, 1)
		return append(paramsOf((*sent)[0]), (*sent)[0].op)
	}
	base := maas.Get("/x/").Set("zero", "0").Set("one", "1").Set("two", "2") // three of a capacity of four
	forks := map[string]maas.Request{
		"query a=1":   base.With(&options{"1"}),
		"query a=2":   base.With(maas.Params{{Name: "a", Value: "2"}}),
		"query b=3":   base.Set("b", "3"),
		"query c=4":   base.SetAll("c", []string{"4"}),
		"query d=[5]": base.SetJSON("d", []int{5}),
	}
	common := []string{"query zero=0", "query one=1", "query two=2"}
	for param, fork := range forks {
		assert.Equal(t, append(common[:3:3], param, ""), send(fork))
	}
	assert.Equal(t, append(common[:3:3], ""), send(base))
	_ = base.Op("other")
	_ = base.Check(errors.New("bad"))
	assert.Equal(t, append(common[:3:3], ""), send(base))

	params := append(make(maas.Params, 0, 9), maas.Param{Name: "p", Value: "1"})
	first, second := maas.Get("/x/").With(params).Set("q", "1"), maas.Get("/x/").With(params).Set("q", "2")
	assert.Equal(t, []string{"query p=1", "query q=1", ""}, send(first))
	assert.Equal(t, []string{"query p=1", "query q=2", ""}, send(second))
}

// TestRequestRefuses shows what each method of a request takes for wrong, and
// that nothing is sent then.
func TestRequestRefuses(t *testing.T) {
	t.Parallel()
	type plainBool struct {
		B bool `param:"b"`
	}
	type marshaler struct {
		M broken `param:"m"`
	}
	client, sent := noting(t, http.StatusOK, "application/json", "1")
	for _, tc := range []struct {
		request  maas.Request
		argument string // "" for an error of another type
		text     string
	}{
		{maas.Post("/x/").Set("a", ""), "a", "a is empty"},
		{maas.Post("/x/").SetAll("a", []string{"b", ""}), "a", "a is empty"},
		{maas.Post("/x/").SetMACs("a", []string{"aa:bb:cc:dd:ee:01", "zz"}), "a", `a "zz" is not a MAC address`},
		{maas.Post("/x/").SetJSON("a", func() {}), "a", "a can't be written as JSON: json: unsupported type: func()"},
		{maas.Post("/x/").SetJSON("a", make(chan int)), "a", "a can't be written as JSON"},
		{maas.Post("/x/").File("a", nil), "a", "a is nil"},
		{maas.Get("/x/").File("a", strings.NewReader("b")), "a", "a is a file, which can't be sent in a query"},
		{maas.Post("/x/").File("a", iotest.ErrReader(errors.New("disk gone"))), "", "the file a can't be read: disk gone"},
		{maas.Put("/x/").Body("text/plain", nil), "the body", "the body is nil"},
		{maas.Get("/x/").Body("text/plain", strings.NewReader("b")), "the body", "the body can't be sent with a GET"},
		{maas.Delete("/x/").Body("text/plain", strings.NewReader("b")), "the body", "the body can't be sent with a DELETE"},
		{maas.Put("/x/").Body("text/plain", iotest.ErrReader(errors.New("disk gone"))), "", "the body can't be read: disk gone"},
		{maas.Put("/x/").Body("text/plain", strings.NewReader("b")).File("a", strings.NewReader("c")), "a", "a is a file, which can't be sent in a query"},
		{maas.Get("/x/").Check(&maas.ArgumentError{Argument: "vid", Reason: "is negative"}).Set("a", ""), "vid", "vid is negative"},
		{maas.Get("/x/").Check(nil).Check(errors.New("first")).Check(errors.New("second")), "", "maas: GET /x/: first"},
		{maas.Get("/x/").With(&plainBool{true}), "", "a bool with option \"\" can't be encoded"},
		{maas.Get("/x/").With(plainBool{}), "", "options are a maas_test.plainBool, not a pointer to a struct"},
		{maas.Get("/x/").With(42), "", "options are a int, not a pointer to a struct"},
		{maas.Get("/x/").With(&marshaler{"x"}), "", "broken marshaler of m"},
		{maas.Get("/x/").With(maas.Params{{Value: "b"}}), "a parameter", "a parameter has no name"},
		{maas.Get("/x/{id}/"), "", "fewer arguments than wildcards in /x/{id}/"},
		{maas.Get("/x/{id}/", "a", "b"), "", "more arguments than wildcards"},
		{maas.Get("/x/{id}/", "a/b"), "id", `id "a/b" has a slash, which would make it another path`},
		{maas.Get("/x/{id}/", ".."), "id", `id has the path segment ".."`},
		{maas.Get("/x/{id}/", "\xff"), "id", `id "\xff" is not valid UTF-8`},
		{maas.Get("/x/{name...}/", "a//b"), "name", "name is empty, or has an empty part between slashes"},
		{maas.Get("/x/{name...}/", "a/../b"), "name", `name has the path segment ".."`},
		{maas.Get("/x/{name...}/", "a/version"), "name", `name ends in "version"`},
	} {
		err := maas.Exec(t.Context(), client, tc.request)
		require.ErrorContains(t, err, tc.text)
		assert.True(t, strings.HasPrefix(err.Error(), "maas: "), err)
		var bad *maas.ArgumentError
		if assert.Equal(t, tc.argument != "", errors.As(err, &bad), err) && bad != nil {
			assert.Equal(t, tc.argument, bad.Argument)
			assert.Equal(t, "1.0", bad.Operation.APIVersion)
		}
		for _, again := range []error{
			errOf(maas.Do[int](t.Context(), client, tc.request)),
			errOf(maas.List[int](t.Context(), client, tc.request)),
			errOf(maas.Stream(t.Context(), client, tc.request)),
		} {
			assert.EqualError(t, again, err.Error())
		}
		for _, again := range maas.Each[int](t.Context(), client, tc.request) {
			assert.EqualError(t, again, err.Error())
		}
	}
	assert.Empty(t, *sent)
}

func errOf[T any](_ T, err error) error { return err }

type broken string

func (broken) MarshalParams(name string) (maas.Params, error) {
	return nil, errors.New("broken marshaler of " + name)
}

// csv is a type of another package that encodes itself.
type csv []string

func (c csv) MarshalParams(name string) (maas.Params, error) {
	return maas.Params{{Name: name, Value: strings.Join(c, ",")}, {Name: name + "_count", Value: fmt.Sprint(len(c))}}, nil
}

func TestParamMarshaler(t *testing.T) {
	t.Parallel()
	type inner struct {
		Words csv `param:"words"`
	}
	type options struct {
		inner
		Other  csv                 `param:"other"`
		Iface  maas.ParamMarshaler `param:"iface"`
		Number int                 `param:"number"`
	}
	for _, tc := range []struct {
		prefix  string
		options any
		want    maas.Params
	}{
		{"", options{}, nil},
		{"", &options{}, nil},
		{"", options{Other: csv{}}, nil},
		{"", &options{inner: inner{csv{"a", "b"}}, Number: 3}, maas.Params{{Name: "words", Value: "a,b"}, {Name: "words_count", Value: "2"}, {Name: "number", Value: "3"}}},
		{"x_", options{Other: csv{"c"}}, maas.Params{{Name: "x_other", Value: "c"}, {Name: "x_other_count", Value: "1"}}},
		{"x_", options{Iface: csv{"c"}}, maas.Params{{Name: "x_iface", Value: "c"}, {Name: "x_iface_count", Value: "1"}}},
	} {
		params, err := maas.EncodeParams(tc.prefix, tc.options)
		require.NoError(t, err)
		assert.Equal(t, tc.want, params)
	}
	for _, unfit := range []any{nil, 42, "text", []string{"a"}, (*options)(nil), struct{ Untagged string }{"x"}} {
		_, err := maas.EncodeParams("", unfit)
		assert.Error(t, err, "%T", unfit)
	}
	_, err := maas.EncodeParams("", options{Iface: (*csv)(nil)})
	require.ErrorContains(t, err, "iface is a nil pointer")
}

// TestRawBody sends a body that is no form, as uploads in pieces do.
func TestRawBody(t *testing.T) {
	t.Parallel()
	for _, method := range []string{http.MethodPut, http.MethodPost} {
		var got *http.Request
		var body []byte
		client := newTestClient(t, roundTripFunc(func(req *http.Request) (_ *http.Response, err error) {
			got = req
			body, err = io.ReadAll(req.Body)
			require.NoError(t, err)
			return answering(http.StatusOK, "text/plain", "OK")(req)
		}))
		const content = "\x00\xffpiece"
		r := maas.NewRequest(method, "/x/{id}/", "7").Op("upload").Set("offset", "4 4").Body("application/octet-stream", strings.NewReader(content))
		require.NoError(t, maas.Exec(t.Context(), client, r))
		assert.Equal(t, method, got.Method)
		assert.Equal(t, "/MAAS/api/1.0/x/7/?op=upload&offset=4+4", got.URL.RequestURI())
		assert.Equal(t, "application/octet-stream", got.Header.Get("Content-Type"))
		assert.EqualValues(t, len(content), got.ContentLength)
		assert.Equal(t, content, string(body))
	}
}

func TestUnsignedRequest(t *testing.T) {
	t.Parallel()
	client, sent := noting(t, http.StatusOK, "text/plain", "OK")
	require.NoError(t, maas.Exec(t.Context(), client, maas.Get("/x/").Unsigned()))
	require.NoError(t, maas.Exec(t.Context(), client, maas.Get("/x/")))
	assert.False(t, (*sent)[0].signed)
	assert.True(t, (*sent)[1].signed)
}

// TestOnce compares an operation that may act on hardware with one that may not,
// after a lost race that was rolled back.
func TestOnce(t *testing.T) {
	t.Parallel()
	client, sent := noting(t, http.StatusInternalServerError, "text/plain", "could not serialize access due to concurrent update",
		maas.WithRetryPolicy(maas.RetryPolicy{MaxAttempts: 2, BaseDelay: 1}))
	require.ErrorIs(t, maas.Exec(t.Context(), client, maas.Post("/x/")), maas.ErrDatabaseConflict)
	assert.Len(t, *sent, 2)
	require.ErrorIs(t, maas.Exec(t.Context(), client, maas.Post("/x/").Once()), maas.ErrDatabaseConflict)
	assert.Len(t, *sent, 3)
}

func TestNothingMatches(t *testing.T) {
	t.Parallel()
	type filter struct {
		IDs []string `param:"id,any"`
	}
	client, sent := noting(t, http.StatusOK, "application/json", "[1]")
	r := maas.Get("/x/").With(&filter{IDs: []string{}})
	list, err := maas.List[int](t.Context(), client, r)
	require.NoError(t, err)
	assert.Equal(t, []int{}, list)
	for range maas.Each[int](t.Context(), client, r) {
		assert.Fail(t, "an element")
	}
	require.NoError(t, maas.Exec(t.Context(), client, r))
	_, err = maas.Do[int](t.Context(), client, r)
	require.ErrorContains(t, err, "a filter is an empty list")
	assert.Empty(t, *sent)
	list, err = maas.List[int](t.Context(), client, maas.Get("/x/").With(&filter{}))
	require.NoError(t, err)
	assert.Equal(t, []int{1}, list)
}

func TestCallWire(t *testing.T) {
	t.Parallel()
	call := func(method, path, op string, params ...maas.Param) func(context.Context, *maas.Client) (any, error) {
		return func(ctx context.Context, c *maas.Client) (any, error) {
			var out any
			err := c.Call(ctx, method, path, op, params, &out)
			return out, err
		}
	}
	runWire(t, []wireCase{
		{name: "op in the query", call: call("GET", "nodes/?op=list", ""), want: "GET /nodes/?op=list", answer: "[]", result: []any{}},
		{name: "op given", call: call("GET", "/nodes/", "list"), want: "GET /nodes/?op=list", answer: "[]"},
		{
			name: "query and parameters", call: call("GET", "nodes/?id=a&op=list&id=b%26", "", maas.Param{Name: "id", Value: "c d"}),
			want: "GET /nodes/?op=list&id=a&id=b%26&id=c+d", answer: "[]",
		},
		{name: "resource_uri", call: call("GET", "/MAAS/api/1.0/nodes/node-1/", ""), want: "GET /nodes/node-1/", answer: "null"},
		{name: "no slash", call: call("GET", "commissioning-scripts/a%20b", ""), want: "GET /commissioning-scripts/a%20b", answer: "1"},
		{
			name: "form", call: call("POST", "machines/", "", maas.Param{Name: "architecture", Value: "amd64"},
				maas.Param{Name: "mac_addresses", Value: "00:00:00:00:00:00"}, maas.Param{Name: "power_type", Value: "manual"}),
			want: "POST /machines/", parts: []string{"architecture=amd64", "mac_addresses=00:00:00:00:00:00", "power_type=manual"}, answer: "{}",
		},
		{
			name: "file", call: call("PUT", "x/", "", maas.Param{Name: "f", File: strings.NewReader("\x00\xff")}),
			want: "PUT /x/", parts: []string{"f@f=\x00\xff"}, answer: "{}",
		},
		{name: "DELETE", call: call("DELETE", "x/", "", maas.Param{Name: "force", Value: "1"}), want: "DELETE /x/?force=1", answer: "{}"},
		{
			name: "to a writer",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				var out strings.Builder
				err := c.Call(ctx, "GET", "files/", "get", maas.Params{{Name: "filename", Value: "a"}}, &out)
				return out.String(), err
			},
			want: "GET /files/?op=get&filename=a", contentType: "text/html", answer: "<raw>", result: "<raw>",
		},
		{
			name: "answer not wanted",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return nil, c.Call(ctx, "POST", "x/", "do", nil, nil)
			},
			want: "POST /x/?op=do", parts: []string{}, contentType: "text/plain", answer: "OK",
		},
	})
}

func TestCallOtherVersion(t *testing.T) {
	t.Parallel()
	transport := httpmock.NewMockTransport()
	transport.RegisterResponder("GET", testURL+"/api/2.0/pods/", httpmock.NewStringResponder(200, `[{"id": 1}]`))
	client, err := maas.NewClient(testURL, testKey, maas.WithAPIVersion("2.0"), maas.WithHTTPClient(&http.Client{Transport: transport}))
	require.NoError(t, err)
	machine := httpmock.NewStringResponder(200, `{"system_id": "abc123"}`)
	transport.RegisterResponder("GET", testURL+"/api/2.0/machines/", httpmock.NewStringResponder(200, `[{"system_id": "abc123"}]`))
	transport.RegisterResponder("POST", testURL+"/api/2.0/machines/", func(req *http.Request) (*http.Response, error) {
		assert.Equal(t, []string{"architecture=amd64/generic", "mac_addresses=00:00:00:00:00:00", "power_type=manual"}, readParts(t, req))
		return machine(req)
	})
	var machines []struct {
		SystemID string `json:"system_id"`
	}
	require.NoError(t, client.Call(t.Context(), "GET", "machines/", "", nil, &machines))
	assert.Equal(t, "abc123", machines[0].SystemID)
	require.NoError(t, client.Call(t.Context(), "POST", "machines/", "", maas.Params{
		{Name: "architecture", Value: "amd64/generic"}, {Name: "mac_addresses", Value: "00:00:00:00:00:00"}, {Name: "power_type", Value: "manual"},
	}, &machines[0]))
	var pods []struct{ ID int }
	require.NoError(t, client.Call(t.Context(), "GET", "pods/", "", nil, &pods))
	assert.Equal(t, 1, pods[0].ID)
}

func TestCallRefuses(t *testing.T) {
	t.Parallel()
	client, err := maas.NewClient(testURL, testKey, maas.WithHTTPClient(&http.Client{Transport: httpmock.NewMockTransport()}))
	require.NoError(t, err)
	for _, tc := range []struct {
		method, path, op, want string
		params                 maas.Params
	}{
		{method: "PATCH", path: "nodes/", want: `the method is "PATCH"`},
		{method: "get", path: "nodes/", want: `the method is "get"`},
		{method: "GET", path: "", want: "the path is empty"},
		{method: "GET", path: "/", want: "the path is empty"},
		{method: "GET", path: "nodes/../users/", want: `the path has the path segment ".."`},
		{method: "GET", path: "nodes/%2e%2e/users/", want: `the path has the path segment ".."`},
		{method: "GET", path: "nodes//", want: "empty part"},
		{method: "GET", path: "nodes/#x", want: "the path has a #"},
		{method: "GET", path: "nodes/%zz/", want: "the path has a % that is not escaped"},
		{method: "GET", path: "nodes/?op=list", op: "list", want: "the query has an op besides"},
		{method: "GET", path: "nodes/?a=%zz", want: "the query is not well escaped"},
		{method: "GET", path: "nodes/", params: maas.Params{{Name: "f", File: strings.NewReader("")}}, want: "f is a file"},
		{method: "POST", path: "nodes/", params: maas.Params{{Name: "", Value: "x"}}, want: "has no name"},
		{method: "POST", path: "nodes/", params: maas.Params{{Name: "a\"b", Value: "x"}}, want: "is not a name"},
		{method: "POST", path: "nodes/", params: maas.Params{{Name: "a", Value: "\xff"}}, want: "a is not valid UTF-8"},
	} {
		err := client.Call(t.Context(), tc.method, tc.path, tc.op, tc.params, nil)
		require.ErrorContains(t, err, tc.want, "%s %s", tc.method, tc.path)
		_, ok := errors.AsType[*maas.ArgumentError](err)
		assert.True(t, ok, "%T", err)
	}
}

func TestCallTakesTheURIsOfAnotherPrefix(t *testing.T) {
	t.Parallel()
	server := maastest.Start(t, maastest.WithPrefix("/metal"))
	client := server.Client()
	var zone maas.Zone
	require.NoError(t, client.Call(t.Context(), "GET", "/MAAS/api/1.0/zones/default/", "", nil, &zone))
	assert.Equal(t, "default", zone.Name)
}

func TestHelpersRefuse(t *testing.T) {
	t.Parallel()
	server := maastest.Start(t)
	server.AddNode(maastest.Node{Status: maas.NodeStatusReady})
	client := server.Client()
	ctx := t.Context()
	_, err := client.Nodes.AcquireInZones(ctx, []string{"default", ""}, nil)
	refusedBeforeSending(t, server, err, "zone is empty")
	_, err = client.Nodes.Deploy(ctx, &maas.NodeDeployOptions{Acquire: &maas.NodeAcquireOptions{DryRun: new(true)}})
	refusedBeforeSending(t, server, err, "dry_run is set")
	_, err = client.Nodes.Find(ctx, "")
	refusedBeforeSending(t, server, err, "key is empty")
	refusedBeforeSending(t, server, client.Files.Under("").RemoveAll(ctx), "prefix is empty")
	_, err = client.Nodes.List(ctx, &maas.NodeListOptions{MACAddresses: []string{"zz"}})
	refusedBeforeSending(t, server, err, `mac_address "zz" is not a MAC address`)
	var nothing *maas.Node
	for _, out := range []any{map[string]any{}, maas.Node{}, nothing} {
		refusedBeforeSending(t, server, client.Call(ctx, "POST", "nodes/", "acquire", nil, out), "not a pointer")
	}
	_, err = maas.NewClient(server.URL, server.AdminKey, nil)
	require.ErrorContains(t, err, "an option is nil")
}

func TestPageOfAnInternalErrorIsRetriedForGET(t *testing.T) {
	t.Parallel()
	server := maastest.Start(t)
	client := server.Client(maas.WithRetryPolicy(maas.RetryPolicy{BaseDelay: 1}))
	page := maastest.Fault{Status: 500, ContentType: "text/html", Body: "<title>Error: Internal server error</title>"}
	server.Inject(maastest.Match{Path: "zones/"}, page)
	_, err := client.Zones.List(t.Context())
	require.NoError(t, err)
	server.Inject(maastest.Match{Path: "zones/"}, page)
	_, err = client.Zones.Create(t.Context(), "z", nil)
	require.ErrorIs(t, err, maas.ErrServer)
}
