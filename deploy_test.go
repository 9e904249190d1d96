package maas_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/internal/deadline"
	"github.com/gomaas/maas/maastest"
)

func TestAcquireInZones(t *testing.T) {
	t.Parallel()
	server := maastest.Start(t)
	server.AddZone("full", "")
	server.AddZone("free", "")
	server.AddNode(maastest.Node{Status: maas.NodeStatusReady, Zone: "free", Hostname: "ada"})
	client := server.Client()

	_, err := client.Nodes.AcquireInZones(t.Context(), nil, nil)
	_, ok := errors.AsType[*maas.ArgumentError](err)
	require.True(t, ok, "%v", err)

	opts := &maas.NodeAcquireOptions{AgentName: "test"}
	node, err := client.Nodes.AcquireInZones(t.Context(), []string{"full", "free", "never"}, opts)
	require.NoError(t, err)
	assert.Equal(t, "free", node.Zone.Name)
	assert.Equal(t, 2, operations(server)["POST /nodes/?op=acquire"])
	assert.Empty(t, opts.Zone, "the caller's options were changed")

	_, err = client.Nodes.AcquireInZones(t.Context(), []string{"full", "free"}, nil)
	require.ErrorIs(t, err, maas.ErrConflict)
	_, err = client.Nodes.AcquireInZones(t.Context(), []string{"no-such-zone", "free"}, nil)
	require.ErrorIs(t, err, maas.ErrBadRequest)
}

func TestDeploy(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name     string
		prepare  func(*maastest.Server, context.CancelFunc)
		err      error
		text     string
		released bool
	}{
		{name: "deployed", prepare: func(*maastest.Server, context.CancelFunc) {}},
		{
			name:    "none is free",
			prepare: func(s *maastest.Server, _ context.CancelFunc) { s.Reset() },
			err:     maas.ErrConflict,
		},
		{
			name: "start fails",
			prepare: func(s *maastest.Server, _ context.CancelFunc) {
				s.Inject(maastest.Match{Op: "start"}, maastest.Fault{Status: 503, Body: "no address"})
			},
			err: maas.ErrUnavailable, text: "no address", released: true,
		},
		{
			name: "canceled while it waits",
			prepare: func(s *maastest.Server, cancel context.CancelFunc) {
				time.AfterFunc(time.Second, cancel)
				s.Inject(maastest.Match{Operation: "GET /nodes/{system_id}/"}, maastest.Fault{Delay: time.Minute})
			},
			err: context.Canceled, released: true,
		},
		{
			name: "canceled while it acquires",
			prepare: func(s *maastest.Server, cancel context.CancelFunc) {
				s.Inject(maastest.Match{Op: "acquire"}, maastest.Fault{Delay: time.Minute})
				time.AfterFunc(time.Second, cancel)
			},
			err: context.Canceled, released: true,
		},
		{
			name:    "canceled before",
			prepare: func(_ *maastest.Server, cancel context.CancelFunc) { cancel() },
			err:     context.Canceled,
		},
		{
			name: "the release fails too",
			prepare: func(s *maastest.Server, _ context.CancelFunc) {
				s.Inject(maastest.Match{Op: "start"}, maastest.Fault{Status: 503})
				s.Inject(maastest.Match{Op: "release"}, maastest.Fault{Status: 409, Body: "stuck"})
			},
			err: maas.ErrConflict, text: "could not be released",
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			deadline.Bubble(t, deadline.Day, func(t *testing.T) {
				m, client := newMeter(t)
				server := m.server
				id := server.AddNode(maastest.Node{Status: maas.NodeStatusReady, PowerType: "virsh"})
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				tc.prepare(server, cancel)
				node, err := client.Nodes.Deploy(ctx, &maas.NodeDeployOptions{Start: &maas.NodeStartOptions{UserData: []byte("#!")}})
				assert.Equal(t, tc.released, operations(server)["POST /nodes/{system_id}/?op=release"] > 0 && tc.text != "could not be released")
				if tc.err == nil {
					require.NoError(t, err)
					assert.Equal(t, maas.NodeSubstatusDeployed, node.State())
					return
				}
				require.ErrorIs(t, err, tc.err)
				assert.Contains(t, err.Error(), tc.text)
				assert.Nil(t, node)
				if tc.released {
					after, err := client.Nodes.Get(t.Context(), id)
					require.NoError(t, err)
					assert.Equal(t, maas.NodeStatusReady, after.Status)
				}
			})
		})
	}
}

func TestLostRaceIsNoConflict(t *testing.T) {
	t.Parallel()
	server := maastest.Start(t)
	server.AddZone("a", "")
	server.Inject(maastest.Match{Op: "acquire"}, maastest.Fault{Status: 409, ContentType: "text/html", Body: "<title>Conflict error</title>", Times: -1})
	client := server.Client(maas.WithRetryPolicy(maas.RetryPolicy{MaxAttempts: 2, BaseDelay: 1}))
	_, err := client.Nodes.AcquireInZones(t.Context(), []string{"a", "default"}, nil)
	require.ErrorIs(t, err, maas.ErrDatabaseConflict)
	assert.NotErrorIs(t, err, maas.ErrConflict)
	assert.Len(t, server.Requests(), 2, "the next zone was asked, though the first has no answer yet")
}
