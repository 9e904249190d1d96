package maas_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maastest"
)

const (
	testURL = "http://maas.example/MAAS"
	testKey = "consumer123:token456:secret789abcdef"
)

// A wireCase is a call and exactly what it has to put on the wire.
type wireCase struct {
	name string
	call func(ctx context.Context, c *maas.Client) (any, error)
	// want is the method and the URI behind the API's root:
	// "POST /nodes/?op=acquire".
	want string
	// parts are those of the form in order: "name=value", or
	// "name@filename=content" for a file. nil: a GET or DELETE with no body.
	parts []string
	// The answer to give; status 0 is 200 and no type is JSON.
	status      int
	contentType string
	answer      string
	// result is what the call has to return; nil: not looked at.
	result any
	// unsigned: the request must carry no Authorization header.
	unsigned bool
}

// runWire makes each call against a transport that notes the request.
func runWire(t *testing.T, cases []wireCase) {
	t.Helper()
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			transport := httpmock.NewMockTransport()
			var sent *http.Request
			var parts []string
			transport.RegisterNoResponder(func(req *http.Request) (*http.Response, error) {
				sent, parts = req, readParts(t, req)
				status := tc.status
				if status == 0 {
					status = http.StatusOK
				}
				resp := httpmock.NewStringResponse(status, tc.answer)
				resp.Header.Set("Content-Type", tc.contentType)
				if tc.contentType == "" {
					resp.Header.Set("Content-Type", "application/json; charset=utf-8")
				}
				return resp, nil
			})
			client, err := maas.NewClient(testURL, testKey,
				maas.WithHTTPClient(&http.Client{Transport: transport}),
				maas.WithRetryPolicy(maas.RetryPolicy{MaxAttempts: 1}))
			require.NoError(t, err)

			result, err := tc.call(t.Context(), client)
			require.NoError(t, err)
			require.NotNil(t, sent, "nothing was sent")
			got := sent.Method + " " + strings.TrimPrefix(sent.URL.RequestURI(), "/MAAS/api/1.0")
			assert.Equal(t, tc.want, got)
			assert.Equal(t, tc.parts, parts)
			assert.Equal(t, tc.unsigned, sent.Header.Get("Authorization") == "", "signed or not")
			if tc.result != nil {
				assert.Equal(t, tc.result, result)
			}
		})
	}
}

// readParts lists the parts of a request's form in order, "name=value", and
// "name@name=content" for a file; nil if it has no body.
func readParts(t *testing.T, req *http.Request) []string {
	t.Helper()
	var parts []string
	form, ok := readForm(t, req)
	if ok {
		parts = []string{}
	}
	for _, p := range form {
		if p.in == "file" {
			p.name += "@" + p.name
		}
		parts = append(parts, p.name+"="+p.value)
	}
	return parts
}

// readForm reads the form of a request and reports whether there is one. It
// checks what MAAS needs to read a form at all: a Content-Length that is right.
func readForm(t *testing.T, req *http.Request) (form []sentParam, ok bool) {
	t.Helper()
	var body []byte
	if req.Body != nil {
		var err error
		body, err = io.ReadAll(req.Body)
		require.NoError(t, err)
	}
	if req.Header.Get("Content-Type") == "application/octet-stream" {
		return []sentParam{{"body", "body", string(body)}}, true
	}
	if len(body) == 0 { // net/http sends nothing for an empty body of a GET
		assert.NotContains(t, []string{http.MethodPost, http.MethodPut}, req.Method, "a POST or PUT without body")
		return nil, false
	}
	assert.Equal(t, req.ContentLength, int64(len(body)), "Content-Length")
	media, params, err := mime.ParseMediaType(req.Header.Get("Content-Type"))
	require.NoError(t, err)
	require.Equal(t, "multipart/form-data", media)
	reader := multipart.NewReader(bytes.NewReader(body), params["boundary"])
	for {
		part, err := reader.NextRawPart()
		if err == io.EOF {
			return form, true
		}
		require.NoError(t, err)
		value, err := io.ReadAll(part)
		require.NoError(t, err)
		in := "form"
		if part.FileName() != "" {
			in = "file"
			assert.Equal(t, part.FormName(), part.FileName())
		}
		form = append(form, sentParam{part.FormName(), in, string(value)})
	}
}

// A sentRequest is what a call put on the wire.
type sentRequest struct {
	operation maas.Operation // as the transport is told
	method    string
	path      string // escaped, behind the API's root
	op        string
	signed    bool
	query     []sentParam // without op
	form      []sentParam
}

type sentParam struct{ name, in, value string }

func (r *sentRequest) params() []sentParam { return append(slices.Clone(r.query), r.form...) }

// noteRequest reads all of a request.
func noteRequest(t *testing.T, req *http.Request) *sentRequest {
	t.Helper()
	sent := &sentRequest{
		method: req.Method,
		path:   strings.TrimPrefix(req.URL.EscapedPath(), "/MAAS/api/1.0"),
		signed: req.Header.Get("Authorization") != "",
	}
	sent.operation, _ = maas.OperationFromContext(req.Context())
	for pair := range strings.SplitSeq(req.URL.RawQuery, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		name, value = unescape(t, name), unescape(t, value)
		if name == "op" {
			require.Empty(t, sent.op, "op is there twice")
			require.NotEmpty(t, value, "an empty op")
			sent.op = value
			continue
		}
		sent.query = append(sent.query, sentParam{name, "query", value})
	}
	sent.form, _ = readForm(t, req)
	return sent
}

func unescape(t *testing.T, s string) string {
	t.Helper()
	text, err := url.QueryUnescape(s)
	require.NoError(t, err)
	return text
}

// roundTripFunc is an http.RoundTripper made of a function.
type roundTripFunc func(*http.Request) (*http.Response, error)

func (f roundTripFunc) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// newTestClient makes a client that sends to transport and never tries twice.
func newTestClient(t *testing.T, transport http.RoundTripper, opts ...maas.Option) *maas.Client {
	t.Helper()
	opts = append([]maas.Option{
		maas.WithHTTPClient(&http.Client{Transport: transport}),
		maas.WithRetryPolicy(maas.RetryPolicy{MaxAttempts: 1}),
	}, opts...)
	client, err := maas.NewClient(testURL, testKey, opts...)
	require.NoError(t, err)
	return client
}

func readJSON[T any](t *testing.T, name string) (value T) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, &value))
	return value
}

// answering is a transport that gives every request the same answer.
func answering(status int, contentType, body string) roundTripFunc {
	return func(req *http.Request) (*http.Response, error) {
		return &http.Response{
			StatusCode: status, Header: http.Header{"Content-Type": {contentType}}, ContentLength: int64(len(body)),
			Body: io.NopCloser(strings.NewReader(body)), Request: req,
		}, nil
	}
}

// noting makes a client that notes what it sends and gets one response for all.
func noting(t *testing.T, status int, contentType, body string, opts ...maas.Option) (client *maas.Client, sent *[]*sentRequest) {
	t.Helper()
	sent = new([]*sentRequest)
	respond := answering(status, contentType, body)
	client = newTestClient(t, roundTripFunc(func(req *http.Request) (*http.Response, error) {
		*sent = append(*sent, noteRequest(t, req))
		return respond(req)
	}), opts...)
	return client, sent
}

func paramsOf(r *sentRequest) []string {
	var params []string
	for _, p := range r.params() {
		params = append(params, p.in+" "+p.name+"="+p.value)
	}
	return params
}

// operations counts the requests that a server got by operation.
func operations(server *maastest.Server) map[string]int {
	counts := make(map[string]int)
	for _, r := range server.Requests() {
		counts[r.Operation]++
	}
	return counts
}

// refusedBeforeSending asserts that nothing but an ArgumentError came of a call.
func refusedBeforeSending(t *testing.T, server *maastest.Server, err error, want string) {
	t.Helper()
	_, ok := errors.AsType[*maas.ArgumentError](err)
	require.True(t, ok, "%v", err)
	require.ErrorContains(t, err, want)
	assert.Empty(t, server.Requests())
}
