package maas2_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maas2"
)

// TestCauseIsNotAResponse: the error of one call cancels the others, as an
// errgroup does. "There is no machine x" is not news of machine y.
func TestCauseIsNotAResponse(t *testing.T) {
	t.Parallel()
	client, _ := newScript(t, map[string][]string{"GET /machines/xxxxxx/": {"404 No Machine matches the given query."}})
	_, missing := client.Machines.Get(t.Context(), "xxxxxx")
	require.ErrorIs(t, missing, maas.ErrNotFound)
	ended, cancel := context.WithCancelCause(t.Context())
	cancel(missing)

	for name, call := range map[string]func() error{
		"ReleaseAndWait": func() error { return client.Machines.ReleaseAndWait(ended, "k7bmx3", nil, nil) },
		"ReleaseEach":    func() error { return client.Machines.ReleaseEach(ended, []string{"k7bmx3"}, nil)["k7bmx3"] },
		"Remove":         func() error { return client.Files.Under("state/").Remove(ended, "a") },
		"SetAddresses": func() error {
			_, err := client.DNSResources.SetAddresses(ended, "www.example.org", nil)
			return err
		},
		"Find": func() error {
			_, err := client.Machines.Find(ended, "k7bmx3")
			return err
		},
		"Ping": func() error {
			_, err := client.Ping(ended)
			assert.ErrorContains(t, err, "could be reached")
			return err
		},
	} {
		err := call()
		require.ErrorIs(t, err, context.Canceled, name)
		require.ErrorIs(t, err, maas.ErrNotFound, "%s: the cause is in the chain", name)
		_, ok := maas.ResponseOf(err)
		assert.False(t, ok, name)
	}
}

// TestCauseOfAWait: a wait for the end of a release that others cancel has not
// seen the machine vanish.
func TestCauseOfAWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, _ := newScript(t, map[string][]string{
			"POST /machines/k7bmx3/?op=release": {`{"system_id": "k7bmx3", "status": 12}`},
			"GET /machines/k7bmx3/":             {`{"system_id": "k7bmx3", "status": 12}`},
			"GET /machines/xxxxxx/":             {"404 No Machine matches the given query."},
		})
		_, missing := client.Machines.Get(t.Context(), "xxxxxx")
		ctx, cancel := context.WithCancelCause(t.Context())
		result := make(chan error)
		go func() { result <- client.Machines.ReleaseAndWait(ctx, "k7bmx3", nil, nil) }()
		synctest.Wait()
		cancel(missing)
		err := <-result
		require.ErrorIs(t, err, context.Canceled)
		_, ok := errors.AsType[*maas2.MachineWaitError](err)
		assert.True(t, ok)
	})
}
