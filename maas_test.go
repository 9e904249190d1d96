package maas_test

import (
	"context"
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
)

func TestMAASConfigWire(t *testing.T) {
	t.Parallel()
	get := func(name, answer string, call func(context.Context, *maas.Client) (any, error), result any) wireCase {
		return wireCase{
			name: "Get " + name + " " + answer, call: call, want: "GET /maas/?op=get_config&name=" + name,
			contentType: "application/json", answer: answer, result: result,
		}
	}
	set := func(name, value string, call func(context.Context, *maas.Client) error) wireCase {
		return wireCase{
			name:  "Set " + name + " " + value,
			call:  func(ctx context.Context, c *maas.Client) (any, error) { return nil, call(ctx, c) },
			want:  "POST /maas/?op=set_config",
			parts: []string{"name=" + name, "value=" + value}, contentType: "text/plain", answer: "OK",
		}
	}
	ntp := func(ctx context.Context, c *maas.Client) (any, error) {
		return maas.GetConfig(ctx, c, maas.ConfigNTPServer)
	}
	compatible := func(ctx context.Context, c *maas.Client) (any, error) {
		return maas.GetConfig(ctx, c, maas.ConfigCheckCompatibility)
	}
	series := func(ctx context.Context, c *maas.Client) (any, error) {
		return maas.GetConfig(ctx, c, maas.ConfigDefaultDistroSeries)
	}
	later := maas.ConfigName[int]("a_later_one")
	runWire(t, []wireCase{
		get("ntp_server", `"ntp.ubuntu.com"`, ntp, "ntp.ubuntu.com"),
		get("ntp_server", `null`, ntp, ""),
		get("check_compatibility", `true`, compatible, true),
		get("check_compatibility", `false`, compatible, false),
		get("default_distro_series", `"ubuntu/trusty"`, series, maas.DistroSeries("ubuntu/trusty")),
		get("a_later_one", `42`, func(ctx context.Context, c *maas.Client) (any, error) { return maas.GetConfig(ctx, c, later) }, 42),
		get("http_proxy", `null`, func(ctx context.Context, c *maas.Client) (any, error) {
			return c.MAAS.GetConfig(ctx, "http_proxy")
		}, json.RawMessage("null")),
		get("maas_name", `"vm"`, func(ctx context.Context, c *maas.Client) (any, error) {
			return c.MAAS.GetConfig(ctx, string(maas.ConfigMAASName))
		}, json.RawMessage(`"vm"`)),

		set("ntp_server", "10.0.0.123", func(ctx context.Context, c *maas.Client) error {
			return maas.SetConfig(ctx, c, maas.ConfigNTPServer, "10.0.0.123")
		}),
		set("kernel_opts", "", func(ctx context.Context, c *maas.Client) error {
			return maas.SetConfig(ctx, c, maas.ConfigKernelOpts, "")
		}),
		set("check_compatibility", "true", func(ctx context.Context, c *maas.Client) error {
			return maas.SetConfig(ctx, c, maas.ConfigCheckCompatibility, true)
		}),
		set("check_compatibility", "false", func(ctx context.Context, c *maas.Client) error {
			return maas.SetConfig(ctx, c, maas.ConfigCheckCompatibility, false)
		}),
		set("default_osystem", "ubuntu", func(ctx context.Context, c *maas.Client) error {
			return maas.SetConfig(ctx, c, maas.ConfigDefaultOSystem, maas.OSystemUbuntu)
		}),
		set("a_later_one", "0", func(ctx context.Context, c *maas.Client) error { return maas.SetConfig(ctx, c, later, 0) }),
		set("upstream_dns", "", func(ctx context.Context, c *maas.Client) error { return c.MAAS.SetConfig(ctx, "upstream_dns", "") }),
	})
}

func TestMAASConfigRefused(t *testing.T) {
	t.Parallel()
	client := newTestClient(t, answering(http.StatusBadRequest, "application/json", `{"maas_name": ["This field is required."]}`))
	err := maas.SetConfig(t.Context(), client, maas.ConfigMAASName, "")
	require.ErrorIs(t, err, maas.ErrBadRequest)
	var answer *maas.Error
	require.ErrorAs(t, err, &answer)
	assert.Equal(t, map[string][]string{"maas_name": {"This field is required."}}, answer.Fields)

	value, err := maas.GetConfig(t.Context(), client, maas.ConfigMAASName)
	require.ErrorIs(t, err, maas.ErrBadRequest)
	assert.Empty(t, value)
}

// TestMAASConfigOfAnotherType: what is not the setting's value is an error, and
// never a zero value.
func TestMAASConfigOfAnotherType(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`"yes"`, `1`, `{}`, `tru`, ``, `<html><title>Sign in</title></html>`} {
		t.Run(body, func(t *testing.T) {
			t.Parallel()
			client := newTestClient(t, answering(http.StatusOK, "application/json", body))
			_, err := maas.GetConfig(t.Context(), client, maas.ConfigCheckCompatibility)
			var decode *maas.DecodeError
			require.ErrorAs(t, err, &decode)
			assert.ErrorContains(t, err, "GET /maas/?op=get_config")
			assert.Equal(t, "application/json", decode.ContentType)

			raw, err := client.MAAS.GetConfig(t.Context(), "check_compatibility")
			if json.Valid([]byte(body)) {
				require.NoError(t, err)
				assert.Equal(t, body, string(raw))
			} else {
				require.ErrorAs(t, err, &decode)
				assert.Nil(t, raw)
			}
		})
	}
}

func TestMAASViewsWire(t *testing.T) {
	t.Parallel()
	const capabilities = `"capabilities": [
        "networks-management", 
        "static-ipaddresses"
    ]`
	both := []maas.Capability{maas.CapabilityNetworksManagement, maas.CapabilityStaticIPAddresses}
	account := maas.APIHandler{
		Name: "AccountHandler", URI: "http://127.0.0.1:5240/MAAS/api/1.0/account/", Path: "/MAAS/api/1.0/account/", Params: []string{},
		Actions: []maas.APIAction{
			{Name: "create_authorisation_token", Method: "POST", Op: "create_authorisation_token"},
			{Name: "read", Method: "GET", Restful: true, Doc: "Reads."},
		},
	}
	const accountText = `{"name": "AccountHandler", "doc": null, "params": [],
		"uri": "http://127.0.0.1:5240/MAAS/api/1.0/account/", "path": "/MAAS/api/1.0/account/",
		"actions": [{"doc": null, "op": "create_authorisation_token", "restful": false, "method": "POST", "name": "create_authorisation_token"},
			{"doc": "Reads.", "op": null, "restful": true, "method": "GET", "name": "read"}]}`
	const parameters = `{"osystem": "ubuntu", "arch": "amd64", "subarch": "generic", "release": "trusty", "label": "release",
		"purpose": "commissioning", "hostname": "alpha", "domain": "maas", "preseed_url": "http://10.0.0.1/MAAS/metadata/enlist-preseed/",
		"log_host": "10.0.0.1", "fs_host": "10.0.0.2", "extra_opts": null}`
	boots := &maas.KernelParameters{
		OSystem: maas.OSystemUbuntu, Arch: "amd64", Subarch: "generic", Release: maas.DistroSeriesTrusty, Label: "release",
		Purpose: "commissioning", Hostname: "alpha", Domain: "maas", PreseedURL: "http://10.0.0.1/MAAS/metadata/enlist-preseed/",
		LogHost: "10.0.0.1", FSHost: "10.0.0.2",
	}
	runWire(t, []wireCase{
		{
			name:   "Version",
			call:   func(ctx context.Context, c *maas.Client) (any, error) { return c.MAAS.Version(ctx) },
			want:   "GET /version/",
			answer: "{" + capabilities + "}",
			result: &maas.ServerVersion{Capabilities: both},
		},
		{
			name:     "Version unsigned of 1.9.5",
			call:     func(ctx context.Context, c *maas.Client) (any, error) { return c.Anonymous().MAAS.Version(ctx) },
			want:     "GET /version/",
			answer:   "{" + capabilities + `, "version": "1.9.5", "subversion": "+bzr4599"}`,
			result:   &maas.ServerVersion{Capabilities: both, Version: "1.9.5", Subversion: "+bzr4599"},
			unsigned: true,
		},
		{
			name:   "Describe",
			call:   func(ctx context.Context, c *maas.Client) (any, error) { return c.MAAS.Describe(ctx) },
			want:   "GET /describe/",
			answer: `{"doc": null, "resources": [{"anon": null, "name": "AccountHandler", "auth": ` + accountText + `}], "handlers": [` + accountText + `], "hash": "0f1e"}`,
			result: &maas.APIDescription{
				Resources: []maas.APIResource{{Name: "AccountHandler", Auth: &account}}, Handlers: []maas.APIHandler{account}, Hash: "0f1e",
			},
		},
		{
			name:        "Doc",
			call:        func(ctx context.Context, c *maas.Client) (any, error) { return contentOf(c.MAAS.Doc(ctx)) },
			want:        "GET /doc/",
			contentType: "text/html; charset=utf-8",
			answer:      "<html>the API</html>",
			result:      "<html>the API</html>",
		},
		{
			name: "PXEConfig",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.MAAS.PXEConfig(ctx, "10.0.0.1", &maas.MAASPXEConfigOptions{
					Remote: "10.0.0.100", MACAddress: "aa-bb-cc-dd-ee-ff", Arch: "amd64", Subarch: "generic",
					ClusterUUID: "5977f6ab-9160-4352-b4db-d71a99066c4f", Label: "release",
				})
			},
			want: "GET /pxeconfig/?local=10.0.0.1&remote=10.0.0.100&mac=aa-bb-cc-dd-ee-ff&arch=amd64&subarch=generic" +
				"&cluster_uuid=5977f6ab-9160-4352-b4db-d71a99066c4f&label=release",
			contentType: "application/json",
			answer:      parameters,
			result:      boots,
		},
		{
			name:   "PXEConfig of a cluster's own address",
			call:   func(ctx context.Context, c *maas.Client) (any, error) { return c.MAAS.PXEConfig(ctx, "fd00::1", nil) },
			want:   "GET /pxeconfig/?local=fd00%3A%3A1",
			answer: parameters,
			result: boots,
		},
	})
}

func TestMAASRefuse(t *testing.T) {
	t.Parallel()
	pxe := func(local string, opts *maas.MAASPXEConfigOptions) func(context.Context, *maas.Client) error {
		return func(ctx context.Context, c *maas.Client) error { return second(c.MAAS.PXEConfig(ctx, local, opts)) }
	}
	runRefusals(t, []refusal{
		{"GetConfig without name", func(ctx context.Context, c *maas.Client) error { return second(c.MAAS.GetConfig(ctx, "")) }, "name"},
		{"SetConfig without name", func(ctx context.Context, c *maas.Client) error { return c.MAAS.SetConfig(ctx, "", "x") }, "name"},
		{"PXEConfig without address", pxe("", nil), "local"},
		{"PXEConfig with a name", pxe("localhost", nil), "local"},
		{"PXEConfig of a name", pxe("10.0.0.1", &maas.MAASPXEConfigOptions{Remote: "alpha"}), "remote"},
		{"PXEConfig of no MAC address", pxe("10.0.0.1", &maas.MAASPXEConfigOptions{MACAddress: "aa-bb"}), "mac"},
	})
}

func TestPXEConfigOfAnUnknownNode(t *testing.T) {
	t.Parallel()
	client := newTestClient(t, answering(http.StatusNoContent, "text/html; charset=utf-8", ""))
	parameters, err := client.MAAS.PXEConfig(t.Context(), "10.0.0.1", nil)
	require.ErrorIs(t, err, maas.ErrNotFound)
	assert.Nil(t, parameters)

	client = newTestClient(t, answering(http.StatusOK, "application/json", ""))
	_, err = client.MAAS.PXEConfig(t.Context(), "10.0.0.1", nil)
	var decode *maas.DecodeError
	require.ErrorAs(t, err, &decode, "an empty body is no answer")
}

func TestSupports(t *testing.T) {
	t.Parallel()
	version := &maas.ServerVersion{Capabilities: []maas.Capability{"networks-management", "a-later-one"}}
	assert.True(t, version.Supports(maas.CapabilityNetworksManagement))
	assert.True(t, version.Supports("a-later-one"))
	assert.False(t, version.Supports(maas.CapabilityStaticIPAddresses))
}
