package maas_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/internal/deadline"
	"github.com/gomaas/maas/maastest"
)

func TestNodeStateWire(t *testing.T) {
	t.Parallel()
	runWire(t, []wireCase{
		{
			name: "QueryPowerState", want: "GET /nodes/node-1/?op=query_power_state", answer: `{"state": "on"}`, result: maas.PowerStateOn,
			call: func(ctx context.Context, c *maas.Client) (any, error) { return c.Nodes.QueryPowerState(ctx, "node-1") },
		}, {
			name: "DeploymentStatus", want: "GET /nodes/?op=deployment_status&nodes=node-1&nodes=node-2", answer: `{"node-1": "Deployed", "node-2": "Not in deployment"}`,
			result: map[string]maas.DeploymentStatus{"node-1": maas.DeploymentStatusDeployed, "node-2": maas.DeploymentStatusNone},
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Nodes.DeploymentStatus(ctx, "node-1", "node-2")
			},
		}, {
			name: "ListPowerParameters", want: "GET /nodes/?op=power_parameters&id=node-1", answer: `{"node-1": {"power_pass": "hunter2"}, "node-2": ""}`,
			result: map[string]maas.NodePowerParameters{"node-1": {"power_pass": maas.NewSecret("hunter2")}, "node-2": {}},
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Nodes.ListPowerParameters(ctx, &maas.NodeListPowerParametersOptions{IDs: []string{"node-1"}})
			},
		}, {
			name: "AbortOperation", want: "POST /nodes/node-1/?op=abort_operation", parts: []string{"comment=wrong cable"}, answer: "{}",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Nodes.AbortOperation(ctx, "node-1", &maas.NodeAbortOperationOptions{Comment: "wrong cable"})
			},
		}, {
			name: "MarkBroken of 1.7", want: "POST /nodes/node-1/?op=mark_broken", parts: []string{"error_description=fan"}, answer: "{}",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Nodes.MarkBroken(ctx, "node-1", &maas.NodeMarkBrokenOptions{ErrorDescription: "fan"})
			},
		}, {
			name: "MarkFixed", want: "POST /nodes/node-1/?op=mark_fixed", parts: []string{}, answer: "{}",
			call: func(ctx context.Context, c *maas.Client) (any, error) { return c.Nodes.MarkFixed(ctx, "node-1", nil) },
		}, {
			name: "ClearDefaultGateways", want: "POST /nodes/node-1/?op=clear_default_gateways", parts: []string{}, answer: "{}",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.Nodes.ClearDefaultGateways(ctx, "node-1")
			},
		}, {
			name: "GetCurtinConfig", want: "GET /nodes/node-1/?op=get_curtin_config", contentType: "text/plain", answer: "token: hunter2\n",
			result: maas.NewSecret("token: hunter2\n"),
			call:   func(ctx context.Context, c *maas.Client) (any, error) { return c.Nodes.GetCurtinConfig(ctx, "node-1") },
		}, {
			name: "Users.Delete", want: "DELETE /users/temp/", status: 204,
			call: func(ctx context.Context, c *maas.Client) (any, error) { return nil, c.Users.Delete(ctx, "temp") },
		},
	})
}

func TestPowerParametersOfNodesDoNotShow(t *testing.T) {
	t.Parallel()
	var power maas.NodePowerParameters
	require.NoError(t, power.UnmarshalJSON([]byte(`{"power_pass": "hunter2", "port": 5900, "none": null}`)))
	assert.Equal(t, "hunter2", power["power_pass"].Reveal())
	assert.Equal(t, "5900", power["port"].Reveal())
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		assert.NotContains(t, fmt.Sprintf(verb, power), "hunter2")
	}
	require.NoError(t, power.UnmarshalJSON([]byte(`""`)))
	assert.Empty(t, power)
	require.Error(t, power.UnmarshalJSON([]byte(`[]`)))
}

// TestDeployHandsOnItsOptions pins that what a deployment starts with arrives.
func TestDeployHandsOnItsOptions(t *testing.T) {
	t.Parallel()
	server := maastest.Start(t)
	server.AddNode(maastest.Node{Status: maas.NodeStatusReady, PowerType: "virsh"})
	client := server.Client()
	_, err := client.Nodes.Deploy(deadline.Context(t), &maas.NodeDeployOptions{
		Acquire: &maas.NodeAcquireOptions{AgentName: "pin"},
		Start:   &maas.NodeStartOptions{UserData: []byte("#!/bin/sh"), DistroSeries: "ubuntu/trusty", HWEKernel: "hwe-t", Comment: "pinned"},
		Wait:    &maas.NodeWaitOptions{Interval: time.Millisecond},
	})
	require.NoError(t, err)
	sent := map[string]map[string]string{}
	for _, r := range server.Requests() {
		sent[r.Op] = map[string]string{}
		for _, p := range r.Form {
			sent[r.Op][p.Name] = p.Value
		}
	}
	assert.Equal(t, map[string]string{"agent_name": "pin"}, sent["acquire"])
	assert.Equal(t, map[string]string{
		"user_data": "IyEvYmluL3No", "distro_series": "ubuntu/trusty", "hwe_kernel": "hwe-t", "comment": "pinned",
	}, sent["start"])
}

// TestRetiredNodesAreNotRegistered pins the answer about a node that is retired,
// whose address may be enlisted again.
func TestRetiredNodesAreNotRegistered(t *testing.T) {
	t.Parallel()
	server := maastest.Start(t)
	server.AddNode(maastest.Node{Status: maas.NodeStatusRetired, MACs: []string{"52:54:00:00:00:01"}})
	server.AddNode(maastest.Node{Status: maas.NodeStatusReady, MACs: []string{"52:54:00:00:00:02"}})
	client := server.Client()
	for mac, want := range map[string]bool{"52:54:00:00:00:01": false, "52:54:00:00:00:02": true, "52:54:00:00:00:03": false} {
		known, err := client.Nodes.IsRegistered(t.Context(), mac)
		require.NoError(t, err)
		assert.Equal(t, want, known, mac)
	}
}
