package maastest

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas/internal/engine"
)

// pxe asks how to boot and returns the answer.
func pxe(t *testing.T, s *Server, params ...any) map[string]any {
	t.Helper()
	got := ask(t, s, "", "GET", "pxeconfig/", append(params, "local", "10.0.0.1")...)
	require.Equal(t, 200, got.status, got.body)
	assert.Equal(t, engine.TypePlainJSON, got.contentType)
	return got.json(t).(map[string]any)
}

func TestPXEConfigOfEnlistment(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	want := map[string]any{
		"osystem": "ubuntu", "release": "trusty", "arch": "amd64", "subarch": "generic",
		"label": "release", "purpose": "commissioning", "hostname": "maas-enlist", "domain": "local",
		"preseed_url": "http://example.com/MAAS/metadata/enlist-preseed/?op=get_enlist_preseed",
		"log_host":    "example.com", "fs_host": "10.0.0.1", "extra_opts": nil,
	}
	assert.Equal(t, want, pxe(t, s, "cluster_uuid", defaultCluster))
	require.Equal(t, 200, ask(t, s, "admin", "POST", "maas/", "op", "set_config", "name", "kernel_opts", "value", "quiet").status)
	want["arch"], want["subarch"], want["label"], want["extra_opts"] = "armhf", "highbank", "mine", "quiet"
	assert.Equal(t, want, pxe(t, s, "arch", "arm", "subarch", "highbank", "label", "mine"))
	assert.Equal(t, "no-such-image", pxe(t, s, "arch", "arm")["label"])
	assert.Equal(t, "i386", pxe(t, NewUnstarted(WithEmpty()))["arch"])
	runSteps(t, s, []step{
		{"", "GET", "pxeconfig/", nil, 400, engine.TypeText, "No provided local!"},
		{"", "GET", "pxeconfig/", []any{"mac", "aa-bb-cc-dd-ee-01"}, 204, engine.TypeHTML, ""},
	})
}

func TestPXEConfigOfNodes(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	s.AddTag(Tag{Name: "a-quiet", KernelOpts: "quiet"})
	s.AddTag(Tag{Name: "b-loud", KernelOpts: "loud"})
	for _, test := range []struct {
		node                     Node
		purpose, release, system string
		options                  any
	}{
		{Node{Status: statusDeclared}, "poweroff", "trusty", "ubuntu", nil},
		{Node{Status: statusCommissioning}, "commissioning", "trusty", "ubuntu", nil},
		{Node{Status: statusAllocated, Owner: "user", Tags: []string{"b-loud", "a-quiet"}}, "install", "trusty", "ubuntu", "quiet"},
		{Node{Status: statusAllocated, Owner: "user", Tags: []string{fastpathTag, "b-loud"}}, "xinstall", "trusty", "ubuntu", "loud"},
		{Node{Status: statusAllocated, Owner: "user", Installed: true}, "local", "trusty", "ubuntu", nil},
		{Node{Status: statusAllocated, Owner: "user", OSystem: "ubuntu", DistroSeries: "precise"}, "install", "precise", "ubuntu", nil},
	} {
		n := test.node
		n.Hostname, n.MACs = "one.example.com", []string{"AA:BB:CC:DD:EE:01"}
		fresh := s.Snapshot()
		id := s.AddNode(n)
		got := pxe(t, s, "mac", "aa-bb-cc-dd-ee-01", "arch", "i386")
		assert.Equal(t, test.purpose, got["purpose"])
		assert.Equal(t, test.release, got["release"])
		assert.Equal(t, test.system, got["osystem"])
		assert.Equal(t, test.options, got["extra_opts"])
		assert.Equal(t, "amd64", got["arch"], "the node's own")
		assert.Equal(t, "one", got["hostname"])
		assert.Equal(t, "maas", got["domain"])
		assert.Equal(t, "http://example.com/MAAS/metadata/latest/by-id/"+id+"/?op=get_preseed", got["preseed_url"])
		s.Restore(fresh)
	}
}

func TestPXEConfigOfDefaultSeries(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	require.Equal(t, 200, ask(t, s, "admin", "POST", "maas/", "op", "set_config", "name", "default_distro_series", "value", "ubuntu/trusty").status)
	s.AddNode(Node{Status: statusAllocated, Owner: "user", MACs: []string{"aa:bb:cc:dd:ee:01"}})
	assert.Equal(t, "trusty", pxe(t, s, "mac", "aa-bb-cc-dd-ee-01")["release"])
}
