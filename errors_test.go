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

// TestErrExists reads what MAAS 1.6.1, 1.9.5 and 3.4.10 were recorded to answer
// when something exists already, and what only sounds like it.
func TestErrExists(t *testing.T) {
	t.Parallel()
	const text, json = "text/plain; charset=utf-8", "application/json; charset=utf-8"
	for _, tc := range []struct {
		status      int
		contentType string
		body        string
		exists      bool
	}{
		{400, json, `{"__all__": ["Node group interface with this Nodegroup and Interface already exists."]}`, true},
		{400, json, `{"name": ["Physical zone with this Name already exists."]}`, true},
		{400, json, `{"mac_addresses": ["MAC address aa:bb:cc:dd:ee:01 already in use."]}`, true},
		{400, json, `{"mac_addresses": ["MAC address 52:54:00:a1:00:01 already in use on fit-one."]}`, true},
		{400, json, `{"mac_addresses": ["MAC address 52:54:00:10:01:01 already in use on node-1."], "power_type": ["Can't set power type to manual without network interfaces"]}`, true},
		{400, json, `{"mac_address": ["This MAC address is already registered."]}`, true},
		{400, json, `{"mac_address": ["This MAC address is already in use by eth2 (physical) on node-1b."]}`, true},
		{400, json, `{"hostname": ["Node with this Hostname already exists."]}`, true},
		{400, json, `{"name": ["Tag with this Name already exists."]}`, true},
		{400, json, `{"name": ["Fan Network with this Name already exists."]}`, true},
		{500, text, "duplicate key value violates unique constraint \"auth_user_username_key\"\nDETAIL:  Key (username)=(newbie) already exists.\n", true},
		{400, json, `{"key": ["This key has already been added for this user."]}`, true},
		{400, json, `{"__all__": ["This key has already been added for this user."]}`, true},
		{400, json, `{"__all__": ["Duplicate name: storage"]}`, true},
		{400, json, `{"__all__": ["VLAN with this Vid and Fabric already exists."]}`, true},
		{400, json, `{"__all__": ["A VLAN with the specified VID already exists in the destination fabric."]}`, true},
		{400, json, `{"cidr": ["Subnet with this Cidr already exists."]}`, true},
		{400, json, `{"name": ["Node node-e9 (fit-one.maas) already has an interface named 'eth0'."]}`, true},
		{400, json, `{"url": ["Boot source with this Url already exists."]}`, true},
		{400, json, `{"__all__": ["Boot source selection with this Boot source, Os and Release already exists."]}`, true},
		{400, json, `{"__all__": ["Invalid license key.", "License key with this operating system and distro series already exists."]}`, true},
		{400, json, `{"__all__": ["Static route with this Source, Destination and Gateway IP already exists."]}`, true},
		{400, json, `{"__all__": ["Labels must be unique within their zone."]}`, true},
		{400, text, "Pod quick-perch with type and parameters already exist.", true},
		{404, text, "The IP address 10.0.0.217 is already in use.", true},
		{404, text, "IP address is already in use.", true},

		{400, text, "Filesystem is already unmounted.", false},
		{400, json, `{"parents": ["eth1, eth2 is already in-use by another interface."]}`, false},
		{400, json, `{"mode": ["Interface is already set to DHCP."]}`, false},
		{400, json, `{"hostname": ["Can't change hostname to changed: node is in use."]}`, false},
		{400, text, "File already exists with sha256 that is of different size.", false},
		{401, text, "Nonce already used: 4a55f2270e6f4358a2964228030d19c7", false},
		{403, text, "This method is reserved for admin users.", false},
		{404, text, "Not Found", false},
		{409, text, "Machine is already locked", false},
		{500, "text/html", "<html><title>duplicate key value violates unique constraint</title>", false},
	} {
		e := answerTo(t, tc.status, tc.contentType, tc.body)
		assert.Equal(t, tc.exists, errors.Is(e, ErrExists), tc.body)
		assert.Equal(t, tc.status == 400, errors.Is(e, ErrBadRequest), tc.body)
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
