package maas_test

import (
	"context"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
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

// readParts lists the parts of a request's form, nil if it has no body, and
// checks what MAAS needs to read it at all: a Content-Length that is right.
func readParts(t *testing.T, req *http.Request) []string {
	if req.Body == nil {
		assert.NotContains(t, []string{http.MethodPost, http.MethodPut}, req.Method, "a POST or PUT without body")
		return nil
	}
	body, err := io.ReadAll(req.Body)
	require.NoError(t, err)
	if req.Method == http.MethodGet && len(body) == 0 {
		return nil // net/http sends nothing either
	}
	assert.Equal(t, req.ContentLength, int64(len(body)), "Content-Length")
	media, params, err := mime.ParseMediaType(req.Header.Get("Content-Type"))
	require.NoError(t, err)
	require.Equal(t, "multipart/form-data", media)
	parts := []string{}
	reader := multipart.NewReader(strings.NewReader(string(body)), params["boundary"])
	for {
		p, err := reader.NextRawPart()
		if err == io.EOF {
			return parts
		}
		require.NoError(t, err)
		value, err := io.ReadAll(p)
		require.NoError(t, err)
		name := p.FormName()
		if p.FileName() != "" {
			name += "@" + p.FileName()
		}
		parts = append(parts, name+"="+string(value))
	}
}
