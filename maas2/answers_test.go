package maas2_test

import (
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/gomaas/maas/internal/contracttest"
)

// A conversation answers requests from a table and notes them.
type conversation struct {
	t       *testing.T
	mu      sync.Mutex
	answers map[string]string
	then    map[string]string // answers from the second time on
	said    []string
	after   func() // called with every DELETE
}

// answers makes a transport that answers requests by their method and their URI
// behind the API's root, with the form behind that: "PUT /vlans/4/ name=b". A
// body that starts with three digits and a blank has another status than 200.
// Any other request fails the test.
func answers(t *testing.T, table map[string]string) *conversation {
	return &conversation{t: t, answers: table}
}

func (c *conversation) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	sent := contracttest.NoteRequest(c.t, req, apiRoot)
	request := req.Method + " " + strings.TrimPrefix(req.URL.RequestURI(), apiRoot)
	for _, p := range sent.Form {
		request += " " + p.Name + "=" + p.Value
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.said = append(c.said, request)
	if c.after != nil && req.Method == http.MethodDelete {
		c.after()
	}
	body, ok := c.answers[request]
	if again, found := c.then[request]; found {
		c.answers[request] = again
	}
	assert.True(c.t, ok, "nobody expects %s", request)
	status := http.StatusOK
	if code, rest, found := strings.Cut(body, " "); found && len(code) == 3 && strings.Trim(code, "0123456789") == "" {
		status, body = int(code[0]-'0')*100+int(code[1]-'0')*10+int(code[2]-'0'), rest
	}
	header := http.Header{"Content-Type": {"text/plain; charset=utf-8"}}
	if strings.HasPrefix(body, "{") || strings.HasPrefix(body, "[") || strings.HasPrefix(body, `"`) {
		header.Set("Content-Type", "application/json; charset=utf-8")
	}
	return &http.Response{
		StatusCode: status, Header: header, ContentLength: int64(len(body)), Body: io.NopCloser(strings.NewReader(body)), Request: req,
	}, nil
}

// requests are those so far.
func (c *conversation) requests() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.said
}
