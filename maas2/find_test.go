package maas2_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/internal/deadline"
	"github.com/gomaas/maas/maas2"
)

const noMachine = "404 No Machine matches the given query."

// A machine is found in one filtered request, never in a list of all.
func TestMachinesFind(t *testing.T) {
	t.Parallel()
	machine := ada(maas2.NodeStatusReady)
	elsewhere := strings.NewReplacer("k7bmx3", "46pkrn", "ada.maas", "ada.lab").Replace(machine)
	for _, tc := range []struct {
		name, key string
		responses map[string][]string
		calls     []string
		err       error
	}{
		{"system id", "k7bmx3", map[string][]string{"GET /machines/k7bmx3/": {machine}}, []string{"GET /machines/k7bmx3/"}, nil},
		{"hostname", "ada", map[string][]string{"GET /machines/?": {"[" + machine + "]"}}, []string{"GET /machines/?hostname=ada"}, nil},
		{"hostname in capitals", "Ada", map[string][]string{"GET /machines/?": {"[" + machine + "]"}}, []string{"GET /machines/?hostname=Ada&hostname=ada"}, nil},
		{"hostname like a system id", "metrby", map[string][]string{"GET /machines/metrby/": {noMachine}, "GET /machines/?": {"[" + machine + "]"}},
			[]string{"GET /machines/metrby/", "GET /machines/?hostname=metrby"}, nil},
		{"FQDN", "ada.maas", map[string][]string{"GET /machines/?": {"[" + elsewhere + "," + machine + "]"}}, []string{"GET /machines/?hostname=ada"}, nil},
		{"MAC address", "52-54-00-10-03-0A", map[string][]string{"GET /machines/?": {"[" + machine + "]"}},
			[]string{"GET /machines/?mac_address=52%3A54%3A00%3A10%3A03%3A0a"}, nil},
		{"listed twice", "ada", map[string][]string{"GET /machines/?": {"[" + machine + "," + machine + "]"}}, []string{"GET /machines/?hostname=ada"}, nil},
		{"none", "ada", map[string][]string{"GET /machines/?": {"[]"}}, []string{"GET /machines/?hostname=ada"}, maas.ErrNotFound},
		{"none of that domain", "ada.example", map[string][]string{"GET /machines/?": {"[" + machine + "]"}}, []string{"GET /machines/?hostname=ada"}, maas.ErrNotFound},
		{"several", "ada", map[string][]string{"GET /machines/?": {"[" + machine + "," + elsewhere + "]"}}, []string{"GET /machines/?hostname=ada"}, maas.ErrAmbiguous},
		{"forbidden", "k7bmx3", map[string][]string{"GET /machines/k7bmx3/": {"403 "}}, []string{"GET /machines/k7bmx3/"}, maas.ErrForbidden},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			client, script := newScript(t, tc.responses)
			found, err := client.Machines.Find(t.Context(), tc.key)
			assert.Equal(t, tc.calls, script.calls())
			if tc.err != nil {
				require.ErrorIs(t, err, tc.err)
				assert.Nil(t, found)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, "k7bmx3", found.SystemID)
		})
	}
}

func TestDevicesFind(t *testing.T) {
	t.Parallel()
	const web = `{"system_id": "8yr6d4", "hostname": "web", "fqdn": "web.maas"}`
	client, script := newScript(t, map[string][]string{
		"GET /devices/8yr6d4/": {web}, "GET /devices/?hostname=": {"[" + web + "]"}, "GET /devices/?mac_address=": {"[" + web + "]"},
		"GET /devices/?hostname=db": {"[]"},
	})
	for _, key := range []string{"8yr6d4", "web", "WEB.maas", "52:54:00:cc:00:01"} {
		device, err := client.Devices.Find(t.Context(), key)
		require.NoError(t, err, key)
		assert.Equal(t, "8yr6d4", device.SystemID)
	}
	assert.Len(t, script.calls(), 4)
	_, err := client.Devices.Find(t.Context(), "db")
	require.ErrorIs(t, err, maas.ErrNotFound)
	_, err = client.Devices.Find(t.Context(), "")
	_, ok := errors.AsType[*maas.ArgumentError](err)
	assert.True(t, ok)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = client.Devices.Find(ctx, "web")
	require.ErrorIs(t, err, context.Canceled)
}

func TestMachinesFindRefuses(t *testing.T) {
	t.Parallel()
	client, script := newScript(t, nil)
	_, err := client.Machines.Find(t.Context(), "")
	_, ok := errors.AsType[*maas.ArgumentError](err)
	assert.True(t, ok, err)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = client.Machines.Find(ctx, "ada")
	require.ErrorIs(t, err, context.Canceled)
	assert.Empty(t, script.calls())
}

func TestMachinesCreateOrAdopt(t *testing.T) {
	t.Parallel()
	machine := ada(maas2.NodeStatusCommissioning)
	const (
		inUse  = `400 {"mac_addresses": ["MAC address 52:54:00:10:03:01 already in use on ada."]}`
		named  = `400 {"hostname": ["Node with this Hostname already exists."]}`
		noArch = `400 {"architecture": ["'zz' is not a valid architecture."]}`
		lookup = "GET /machines/?mac_address=52%3A54%3A00%3A10%3A03%3A01"
	)
	other := strings.Replace(machine, "k7bmx3", "46pkrn", 1)
	for _, tc := range []struct {
		name    string
		create  string
		lists   []string
		adopted bool
		looks   int
		takes   time.Duration
		err     error
	}{
		{"created", machine, nil, false, 0, 0, nil},
		{"MAC in use", inUse, []string{"[" + machine + "]"}, true, 1, 0, nil},
		{"MAC in use by a device", inUse, []string{"[]"}, false, 1, 0, maas.ErrExists},
		{"MACs of two machines", inUse, []string{"[" + machine + "," + other + "]"}, false, 1, 0, maas.ErrAmbiguous},
		{"name taken by another", named, []string{"[]"}, false, 1, 0, maas.ErrExists},
		{"refused", noArch, nil, false, 0, 0, maas.ErrBadRequest},
		{"504, and there", "504 Gateway Time-out", []string{"[" + machine + "]"}, true, 1, 0, nil},
		{"504, there later", "504 Gateway Time-out", []string{"[]", "502 no", "[]", "[" + machine + "]"}, true, 4, 7 * time.Second, nil},
		{"504, never there", "504 Gateway Time-out", []string{"[]"}, false, 10, 55 * time.Second, maas.ErrServer},
		{"500, not done", "500 Unconfigured power type.", []string{"[]"}, false, 1, 0, maas.ErrServer},
		{"broken connection, never there", "reset", []string{"[]"}, false, 4, 7 * time.Second, nil},
		{"nobody can tell", "reset", []string{"403 "}, false, 1, 0, maas.ErrForbidden},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			deadline.Bubble(t, deadline.Day, func(t *testing.T) {
				client, script := newScript(t, map[string][]string{"POST /machines/": {tc.create}, "GET /machines/?": tc.lists})
				started := time.Now()
				found, adopted, err := client.Machines.CreateOrAdopt(t.Context(), "amd64", []string{"52-54-00-10-03-01"}, nil)
				assert.Len(t, script.calls(lookup), tc.looks)
				assert.Len(t, script.calls("POST"), 1)
				assert.Equal(t, tc.takes, time.Since(started))
				assert.Equal(t, tc.adopted, adopted)
				if tc.err != nil || tc.create == "reset" {
					require.Error(t, err)
					if tc.err != nil {
						require.ErrorIs(t, err, tc.err)
					}
					assert.Nil(t, found)
					return
				}
				require.NoError(t, err)
				assert.Equal(t, "k7bmx3", found.SystemID)
			})
		})
	}
}

func TestMachinesCreateOrAdoptCancelled(t *testing.T) {
	t.Parallel()
	deadline.Bubble(t, deadline.Day, func(t *testing.T) {
		client, _ := newScript(t, map[string][]string{"POST /machines/": {"504 Gateway Time-out"}, "GET /machines/?": {"[]"}})
		ctx, cancel := context.WithTimeout(t.Context(), 12*time.Second)
		defer cancel()
		started := time.Now()
		_, _, err := client.Machines.CreateOrAdopt(ctx, "amd64", []string{"52:54:00:10:03:01"}, nil)
		require.ErrorIs(t, err, maas.ErrServer)
		assert.Equal(t, 12*time.Second, time.Since(started))
	})
}

func TestMachinesEnsureOn(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		state string
		sent  int
		err   error
	}{
		{`{"state": "on"}`, 0, nil},
		{`{"state": "off"}`, 1, nil},
		{`{"state": "unknown"}`, 0, maas2.ErrPowerUnknown},
		{`{"state": "error"}`, 0, maas2.ErrPowerUnknown},
		{"503 No BMC is defined.  Cannot power control node.", 0, maas.ErrUnavailable},
		{noMachine, 0, maas.ErrNotFound},
	} {
		client, script := newScript(t, map[string][]string{
			"GET /machines/k7bmx3/?op=query_power_state": {tc.state},
			"POST /machines/k7bmx3/?op=power_on":         {ada(maas2.NodeStatusDeployed)},
		})
		err := client.Machines.EnsureOn(t.Context(), "k7bmx3", &maas2.MachinePowerOnOptions{Comment: "again"})
		require.ErrorIs(t, err, tc.err)
		assert.Len(t, script.calls("POST"), tc.sent, tc.state)
	}
	client, script := newScript(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, client.Machines.EnsureOn(ctx, "k7bmx3", nil), context.Canceled)
	assert.Empty(t, script.calls())
}
