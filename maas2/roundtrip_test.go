package maas2_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/gomaas/maas/internal/contracttest"
)

// roundTrip answers requests with a status and a body, which is JSON if it looks
// like it. The context of the request is looked at first.
type roundTrip func(req *http.Request) (status int, body string)

func (answer roundTrip) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	status, body := answer(req)
	if req.Body != nil {
		_, _ = io.Copy(io.Discard, req.Body)
		_ = req.Body.Close()
	}
	header := http.Header{"Content-Type": {"text/plain; charset=utf-8"}}
	if strings.HasPrefix(body, "{") || strings.HasPrefix(body, "[") {
		header.Set("Content-Type", "application/json; charset=utf-8")
	}
	return &http.Response{StatusCode: status, Header: header, ContentLength: -1, Body: io.NopCloser(strings.NewReader(body)), Request: req}, nil
}

// scripted answers each request, by its method and its URI behind the API's
// root, with what responses have for it one after the other; the last stays. A
// response that starts with three digits and a blank has another status than 200.
func scripted(t *testing.T, responses map[string][]string) roundTrip {
	var mu sync.Mutex
	made := map[string]int{}
	return func(req *http.Request) (int, string) {
		mu.Lock()
		defer mu.Unlock()
		request := req.Method + " " + strings.TrimPrefix(req.URL.RequestURI(), apiRoot)
		list := responses[request]
		if !assert.NotEmpty(t, list, "no response for %s", request) {
			return http.StatusTeapot, ""
		}
		body := list[min(made[request], len(list)-1)]
		made[request]++
		status := http.StatusOK
		if _, err := fmt.Sscanf(body, "%3d ", &status); err == nil {
			body = body[4:]
		}
		return status, body
	}
}

// formText is the form of a request in one line: " name=value name=value".
func formText(t *testing.T, req *http.Request) string {
	text := ""
	for _, p := range contracttest.NoteRequest(t, req, apiRoot).Form {
		text += " " + p.Name + "=" + p.Value
	}
	return text
}

// readAll reads a body to its end.
func readAll(body io.ReadCloser, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	defer body.Close()
	content, err := io.ReadAll(body)
	return string(content), err
}
