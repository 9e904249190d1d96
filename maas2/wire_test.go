package maas2_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas/internal/contracttest"
	"github.com/gomaas/maas/maas2"
)

const (
	testURL = "http://maas.example/MAAS"
	testKey = "consumer123:token456:secret789abcdef"
)

// A wireCase is a call and exactly what it has to put on the wire.
type wireCase struct {
	name string
	call func(ctx context.Context, c *maas2.Client) (any, error)
	// want is the method and the URI behind the API's root:
	// "POST /machines/?op=allocate".
	want string
	// parts are those of the form in order: "name=value", or "name@=content" for
	// a file. nil: no body at all, which is what a call without parameters has.
	parts []string
	// raw is the body of a request that is no form.
	raw string
	// The response to give; status 0 is 200 and no type is JSON.
	status      int
	contentType string
	answer      string
	// result is what the call has to return; nil: not looked at.
	result any
	// release is that of the server, if the client knows it.
	release string
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
			var uri string
			var sent *contracttest.SentRequest
			transport.RegisterNoResponder(func(req *http.Request) (*http.Response, error) {
				require.Nil(t, sent, "a second request")
				uri = strings.TrimPrefix(req.URL.RequestURI(), apiRoot)
				sent = contracttest.NoteRequest(t, req, apiRoot)
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
			client := newTestClient(t, transport)
			if tc.release != "" {
				client = newClientOf(t, tc.release, transport)
			}
			result, err := tc.call(t.Context(), client)
			require.NoError(t, err)
			require.NotNil(t, sent, "nothing was sent")
			assert.Equal(t, tc.want, sent.Method+" "+uri)
			var parts []string
			for _, p := range sent.Form {
				if p.In == "file" {
					p.Name += "@"
				}
				parts = append(parts, p.Name+"="+p.Value)
			}
			assert.Equal(t, tc.parts, parts)
			assert.Equal(t, tc.parts != nil || tc.raw != "", sent.HasBody, "has a body")
			assert.Equal(t, tc.raw, string(sent.Raw))
			assert.Equal(t, tc.unsigned, !sent.Signed, "signed or not")
			if tc.result != nil {
				assert.Equal(t, tc.result, result)
			}
		})
	}
}
