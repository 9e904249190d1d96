package maas2_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/gomaas/maas/internal/contracttest"
	"github.com/gomaas/maas/maas2"
)

// A script is a server that gives prepared responses: for each request, by method
// and URI behind the API's root, one after the other, the last one for ever. A
// response is JSON, "404 text", "reset" for a broken connection, or "block" for
// none before the request's context ends. A prefix of the request will do, the
// longest one counts.
type script struct {
	t         *testing.T
	mu        sync.Mutex
	responses map[string][]string
	asked     map[string]int
	log       []string
	form      map[string]string // of the last request with that prefix
	onForm    func(prefix, form string)
}

// newScript makes a client of a script.
func newScript(t *testing.T, responses map[string][]string) (*maas2.Client, *script) {
	t.Helper()
	s := &script{t: t, responses: responses, asked: map[string]int{}, form: map[string]string{}}
	return newTestClient(t, contracttest.RoundTripFunc(s.roundTrip)), s
}

func (s *script) roundTrip(req *http.Request) (*http.Response, error) {
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	sent := contracttest.NoteRequest(s.t, req, apiRoot)
	call := req.Method + " " + strings.TrimPrefix(req.URL.RequestURI(), apiRoot)
	s.mu.Lock()
	s.log = append(s.log, call)
	best := ""
	for prefix := range s.responses {
		if strings.HasPrefix(call, prefix) && len(prefix) > len(best) {
			best = prefix
		}
	}
	var form []string
	for _, p := range sent.Form {
		form = append(form, p.Name+"="+p.Value)
	}
	s.form[best] = strings.Join(form, "&")
	if s.onForm != nil {
		s.onForm(best, s.form[best])
	}
	answer := "418 the script has no " + call
	if list := s.responses[best]; len(list) > 0 {
		answer = list[min(s.asked[best], len(list)-1)]
		s.asked[best]++
	}
	s.mu.Unlock()

	switch answer {
	case "reset":
		return nil, errors.New("connection reset by peer")
	case "block":
		<-req.Context().Done()
		return nil, req.Context().Err()
	}
	status, header := http.StatusOK, http.Header{"Content-Type": {"application/json; charset=utf-8"}}
	if n, err := fmt.Sscanf(answer, "%3d ", &status); n == 1 && err == nil && status >= 200 {
		answer = answer[4:]
		if !strings.HasPrefix(answer, "{") && !strings.HasPrefix(answer, "[") {
			header.Set("Content-Type", "text/plain")
		}
	} else {
		status = http.StatusOK
	}
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(answer)), Request: req}, nil
}

// calls are the requests that begin with one of the prefixes, all without one.
func (s *script) calls(prefixes ...string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(prefixes) == 0 {
		return s.log
	}
	var calls []string
	for _, call := range s.log {
		for _, prefix := range prefixes {
			if strings.HasPrefix(call, prefix) {
				calls = append(calls, call)
				break
			}
		}
	}
	return calls
}
