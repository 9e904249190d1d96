package maas2_test

import (
	"io"
	"net/http"
	"strings"
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
