package maas2_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/internal/contracttest"
)

// detailsOf asks for the details of a machine and answers with a body.
func detailsOf(t *testing.T, body io.Reader) (*maas.NodeDetails, error) {
	t.Helper()
	client := newTestClient(t, contracttest.RoundTripFunc(func(req *http.Request) (*http.Response, error) {
		header := http.Header{"Content-Type": {"application/bson"}}
		return &http.Response{StatusCode: http.StatusOK, Header: header, ContentLength: -1, Body: io.NopCloser(body), Request: req}, nil
	}))
	return client.Machines.Details(t.Context(), "k7bmx3")
}

func TestMachinesDetails(t *testing.T) {
	t.Parallel()
	const doc = "\x1c\x00\x00\x00\x05lldp\x00\x01\x00\x00\x00\x00<\x05lshw\x00\x00\x00\x00\x00\x00\x00"
	details, err := detailsOf(t, strings.NewReader(doc))
	require.NoError(t, err)
	assert.Equal(t, &maas.NodeDetails{LLDP: []byte("<"), LSHW: []byte{}}, details)
	for name, body := range map[string]io.Reader{
		"cut short":    strings.NewReader(doc[:20]),
		"no document":  strings.NewReader("{}"),
		"nothing":      strings.NewReader(""),
		"lacks a part": strings.NewReader("\x0b\x00\x00\x00\x0alshw\x00\x00"),
	} {
		details, err := detailsOf(t, body)
		assert.Nil(t, details, name)
		bad, ok := errors.AsType[*maas.DecodeError](err)
		if assert.True(t, ok, "%s: %v", name, err) {
			assert.Equal(t, "GET /machines/{system_id}/?op=details", bad.Operation.String())
		}
	}
	details, err = detailsOf(t, io.LimitReader(zeros{}, 1<<40))
	require.ErrorIs(t, err, maas.ErrResponseTooLarge)
	assert.Nil(t, details)
	details, err = detailsOf(t, io.MultiReader(strings.NewReader(doc[:20]), broken{}))
	require.ErrorIs(t, err, errBroken)
	assert.Nil(t, details)
}

func TestMachinesCurtinConfigFails(t *testing.T) {
	t.Parallel()
	client := newTestClient(t, contracttest.RoundTripFunc(func(req *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, ContentLength: -1, Body: io.NopCloser(broken{}), Request: req}, nil
	}))
	_, err := client.Machines.CurtinConfig(t.Context(), "k7bmx3")
	require.ErrorIs(t, err, errBroken)

	client, _ = newScript(t, map[string][]string{"GET /machines/k7bmx3/?op=get_curtin_config": {"400 Machine ada is not in a deployment state."}})
	_, err = client.Machines.CurtinConfig(t.Context(), "k7bmx3")
	require.ErrorIs(t, err, maas.ErrBadRequest)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = client.Machines.CurtinConfig(ctx, "k7bmx3")
	require.ErrorIs(t, err, context.Canceled)
}

// zeros is a body without an end.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

var errBroken = errors.New("the connection broke")

// broken is a body that breaks off.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errBroken }
