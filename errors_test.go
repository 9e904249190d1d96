package maas

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// answerTo makes the error of a made-up answer.
func answerTo(t *testing.T, status int, contentType, body string, header ...string) *Error {
	t.Helper()
	target, err := url.Parse("http://host/MAAS/api/1.0/nodes/?op=acquire")
	require.NoError(t, err)
	resp := &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}
	if contentType != "" {
		resp.Header.Set("Content-Type", contentType)
	}
	for i := 0; i < len(header); i += 2 {
		resp.Header.Set(header[i], header[i+1])
	}
	return newError(resp, resp.Body, &builtRequest{op: Post("/nodes/").Op("acquire").op, path: "/nodes/", url: target}, nil)
}

func TestErrorFromAnswer(t *testing.T) {
	t.Parallel()
	const text, json, html = "text/plain; charset=utf-8", "application/json", "text/html; charset=utf-8"
	for _, tc := range []struct {
		name        string
		status      int
		contentType string
		body        string
		message     string
		fields      map[string][]string
		is          []error
	}{
		{"text", 409, text, "No available node matches constraints: zone=x\n", "No available node matches constraints: zone=x", nil, []error{ErrConflict}},
		{"fields", 400, json, `{"b": ["two", "three"], "a": ["one"], "__all__": ["whole"]}`, "a: one; b: two three; whole",
			map[string][]string{"a": {"one"}, "b": {"two", "three"}, "__all__": {"whole"}}, []error{ErrBadRequest}},
		{"fields labelled as text", 400, text, `{"a": ["one"]}`, "a: one", map[string][]string{"a": {"one"}}, []error{ErrBadRequest}},
		{"field with one message", 400, json, `{"a": "one"}`, "a: one", map[string][]string{"a": {"one"}}, []error{ErrBadRequest}},
		{"list of messages", 400, json, `["one", "two"]`, "one two", nil, []error{ErrBadRequest}},
		{"no fields", 400, json, `{}`, "{}", nil, []error{ErrBadRequest}},
		{"other JSON", 400, json, `{"a": 1}`, `{"a": 1}`, nil, []error{ErrBadRequest}},
		{"unknown op", 400, text, "Unrecognised signature: GET nope", "Unrecognised signature: GET nope", nil, []error{ErrBadRequest, ErrUnsupportedOperation}},
		{"401", 401, text, "Forbidden", "Forbidden", nil, []error{ErrUnauthorized}},
		{"empty 403", 403, text, "", "", nil, []error{ErrForbidden}},
		{"missing object", 404, text, "Not Found", "Not Found", nil, []error{ErrNotFound}},
		{"missing page", 404, html, "<html><head><title>Error: Page  not found</title>", "Error: Page not found", nil, []error{ErrUnknownEndpoint}},
		{"unknown endpoint", 404, text, "Unknown API endpoint: /MAAS/x.", "Unknown API endpoint: /MAAS/x.", nil, []error{ErrUnknownEndpoint}},
		{"405", 405, html, "", "", nil, []error{ErrMethodNotAllowed}},
		{"lost race, page", 409, html, "<!DOCTYPE html><title>Conflict error</title>", "Conflict error", nil, []error{ErrDatabaseConflict}},
		{"409 labelled as a page", 409, html, "Definition supplied '<a>' doesn't match", "Definition supplied '<a>' doesn't match", nil, []error{ErrConflict}},
		{"410", 410, text, "Gone", "Gone", nil, []error{ErrGone}},
		{"500", 500, text, "Incorrect padding", "Incorrect padding", nil, []error{ErrServer}},
		{"lost race, text", 500, text, "could not serialize access due to concurrent update\n", "could not serialize access due to concurrent update", nil, []error{ErrServer, ErrDatabaseConflict}},
		{"503", 503, text, "x", "x", nil, []error{ErrServer, ErrUnavailable}},
		{"page without title", 502, html, "<html>", "a web page", nil, []error{ErrServer}},
		{"page with odd title", 502, html, "<html>\u0130<title>x</title>", "a web page", nil, []error{ErrServer}},
		{"several lines", 500, text, "a\n\tb\r\nc\xff", "a b c\uFFFD", nil, []error{ErrServer}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			e := answerTo(t, tc.status, tc.contentType, tc.body)
			assert.Equal(t, tc.message, e.Message)
			assert.Equal(t, tc.fields, e.Fields)
			assert.Equal(t, tc.body, string(e.Body))
			for _, sentinel := range []error{ErrBadRequest, ErrUnauthorized, ErrForbidden, ErrNotFound, ErrMethodNotAllowed, ErrConflict, ErrGone,
				ErrServer, ErrUnavailable, ErrRedirect, ErrUnknownEndpoint, ErrDatabaseConflict, ErrUnsupportedOperation} {
				assert.Equal(t, slices.Contains(tc.is, sentinel), errors.Is(e, sentinel), "%v", sentinel)
			}
			assert.NotContains(t, e.Error(), "\n")
		})
	}
}

func TestErrorText(t *testing.T) {
	t.Parallel()
	e := answerTo(t, 409, "text/plain", "No node available.")
	assert.Equal(t, "maas: POST /nodes/?op=acquire: 409 Conflict: No node available.", e.Error())
	e.Attempts, e.Message = 3, ""
	assert.Equal(t, "maas: POST /nodes/?op=acquire: 409 Conflict (after 3 attempts)", e.Error())
	long := answerTo(t, 500, "text/plain", strings.Repeat("ä", 10_000))
	assert.Less(t, len(long.Error()), 1200)

	op := Get("/zones/").op
	assert.Equal(t, "maas: GET /zones/: EOF (after 2 attempts)", (&TransportError{op, "", 2, io.EOF}).Error())
	assert.Equal(t, "maas: GET /zones/: can't decode the response (no content type): EOF", (&DecodeError{op, "", "", io.EOF}).Error())
	assert.Equal(t, "maas: GET /zones/: name is empty", (&ArgumentError{op, "", "name", "is empty"}).Error())
	assert.True(t, (&TransportError{op, "", 1, errStalled}).Timeout())
	assert.False(t, (&TransportError{op, "", 1, io.EOF}).Timeout())
	assert.False(t, (&TransportError{op, "", 1, errors.Join(context.Canceled, errStalled)}).Timeout())
}

func TestErrorBodyIsCapped(t *testing.T) {
	t.Parallel()
	e := answerTo(t, 500, "text/plain", strings.Repeat("x", maxErrorBody+1000))
	assert.Len(t, e.Body, maxErrorBody)
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for _, tc := range []struct {
		value string
		want  time.Duration
		ok    bool
	}{
		{"", 0, false},
		{"soon", 0, false},
		{"-1", 0, false},
		{"0", 0, true},
		{"10", 10 * time.Second, true},
		{"99999999999999999999", (1<<32 - 1) * time.Second, true},
		{now.Add(time.Minute).Format(http.TimeFormat), time.Minute, true},
		{now.Add(-time.Minute).Format(http.TimeFormat), 0, true},
	} {
		got, ok := parseRetryAfter(http.Header{"Retry-After": {tc.value}}, now)
		assert.Equal(t, tc.want, got, tc.value)
		assert.Equal(t, tc.ok, ok, tc.value)
	}
}
