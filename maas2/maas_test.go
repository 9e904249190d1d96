package maas2_test

import (
	"context"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maas2"
)

func TestMAASWire(t *testing.T) {
	t.Parallel()
	get := func(name, answer string, call func(context.Context, *maas2.Client) (any, error), result any) wireCase {
		return wireCase{name: "Get " + name + " " + answer, call: call, want: "GET /maas/?op=get_config&name=" + name, answer: answer, result: result}
	}
	set := func(name, value string, call func(context.Context, *maas2.Client) error) wireCase {
		return wireCase{
			name:  "Set " + name + " " + value,
			call:  func(ctx context.Context, c *maas2.Client) (any, error) { return nil, call(ctx, c) },
			want:  "POST /maas/?op=set_config",
			parts: []string{"name=" + name, "value=" + value}, contentType: "text/plain", answer: "OK",
		}
	}
	analytics := func(ctx context.Context, c *maas2.Client) (any, error) {
		return maas2.GetConfig(ctx, c, maas2.ConfigEnableAnalytics)
	}
	timeout := func(ctx context.Context, c *maas2.Client) (any, error) {
		return maas2.GetConfig(ctx, c, maas2.ConfigNodeTimeout)
	}
	proxy := func(ctx context.Context, c *maas2.Client) (any, error) {
		return maas2.GetConfig(ctx, c, maas2.ConfigHTTPProxy)
	}
	layout := func(ctx context.Context, c *maas2.Client) (any, error) {
		return maas2.GetConfig(ctx, c, maas2.ConfigDefaultStorageLayout)
	}
	dns := func(ctx context.Context, c *maas2.Client) (any, error) {
		return maas2.GetConfig(ctx, c, maas2.ConfigUpstreamDNS)
	}
	password := func(ctx context.Context, c *maas2.Client) (any, error) {
		return maas2.GetConfig(ctx, c, maas2.ConfigVCenterPassword)
	}
	later := maas2.ConfigName[int]("a_later_one")
	runWire(t, []wireCase{
		{
			name:   "Version",
			call:   func(ctx context.Context, c *maas2.Client) (any, error) { return c.MAAS.Version(ctx) },
			want:   "GET /version/",
			answer: `{"capabilities": ["authenticate-api"], "version": "3.4.10", "subversion": ""}`,
			result: &maas.ServerVersion{Capabilities: []maas.Capability{"authenticate-api"}, Version: "3.4.10"},
		},
		get("enable_analytics", `true`, analytics, true),
		get("enable_analytics", `null`, analytics, false),
		get("node_timeout", `30`, timeout, 30),
		get("http_proxy", `null`, proxy, ""),
		get("http_proxy", `"http://proxy:3128/"`, proxy, "http://proxy:3128/"),
		get("default_storage_layout", `"flat"`, layout, maas2.StorageLayoutFlat),
		get("upstream_dns", `["8.8.8.8", "8.8.4.4"]`, dns, []string{"8.8.8.8", "8.8.4.4"}),
		get("upstream_dns", `"8.8.8.8, 8.8.4.4"`, dns, []string{"8.8.8.8", "8.8.4.4"}),
		get("upstream_dns", `""`, dns, []string{}),
		get("node_timeout", `"30"`, timeout, 30),
		get("enable_analytics", `"true"`, analytics, true),
		get("maas_auto_ipmi_cipher_suite_id", `17`, func(ctx context.Context, c *maas2.Client) (any, error) {
			return maas2.GetConfig(ctx, c, maas2.ConfigMAASAutoIPMICipherSuiteID)
		}, "17"),
		get("upstream_dns", `null`, dns, []string(nil)),
		get("vcenter_password", `"hush"`, password, maas.NewSecret("hush")),
		get("a_later_one", `42`, func(ctx context.Context, c *maas2.Client) (any, error) { return maas2.GetConfig(ctx, c, later) }, 42),
		get("maas_name", `"vm"`, func(ctx context.Context, c *maas2.Client) (any, error) {
			return c.MAAS.GetConfig(ctx, string(maas2.ConfigMAASName))
		}, json.RawMessage(`"vm"`)),

		set("kernel_opts", "", func(ctx context.Context, c *maas2.Client) error {
			return maas2.SetConfig(ctx, c, maas2.ConfigKernelOpts, "")
		}),
		set("enable_analytics", "false", func(ctx context.Context, c *maas2.Client) error {
			return maas2.SetConfig(ctx, c, maas2.ConfigEnableAnalytics, false)
		}),
		set("node_timeout", "45", func(ctx context.Context, c *maas2.Client) error {
			return maas2.SetConfig(ctx, c, maas2.ConfigNodeTimeout, 45)
		}),
		set("dnssec_validation", "no", func(ctx context.Context, c *maas2.Client) error {
			return maas2.SetConfig(ctx, c, maas2.ConfigDNSSECValidation, maas2.DNSSECValidationNo)
		}),
		set("upstream_dns", "8.8.8.8 8.8.4.4", func(ctx context.Context, c *maas2.Client) error {
			return maas2.SetConfig(ctx, c, maas2.ConfigUpstreamDNS, []string{"8.8.8.8", "8.8.4.4"})
		}),
		set("ntp_servers", "", func(ctx context.Context, c *maas2.Client) error {
			return maas2.SetConfig(ctx, c, maas2.ConfigNTPServers, nil)
		}),
		set("vcenter_password", "hush", func(ctx context.Context, c *maas2.Client) error {
			return maas2.SetConfig(ctx, c, maas2.ConfigVCenterPassword, maas.NewSecret("hush"))
		}),
		set("vcenter_password", "", func(ctx context.Context, c *maas2.Client) error {
			return maas2.SetConfig(ctx, c, maas2.ConfigVCenterPassword, maas.Secret{})
		}),
		set("kernel_opts", "quiet", func(ctx context.Context, c *maas2.Client) error { return c.MAAS.SetConfig(ctx, "kernel_opts", "quiet") }),
	})
}

// TestConfigOfAnotherType: what is not the setting's value is an error, and never
// a zero value.
func TestConfigOfAnotherType(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`"yes"`, `1`, `{}`, `[]`, `tru`, ``} {
		t.Run(body, func(t *testing.T) {
			t.Parallel()
			client := newTestClient(t, answers(t, map[string]string{"GET /maas/?op=get_config&name=enable_analytics": body}))
			_, err := maas2.GetConfig(t.Context(), client, maas2.ConfigEnableAnalytics)
			var broken *maas.DecodeError
			require.ErrorAs(t, err, &broken)
			assert.ErrorContains(t, err, "GET /maas/?op=get_config")
		})
	}
}

// TestConfigUnknown: MAAS has a setting only from a release on.
func TestConfigUnknown(t *testing.T) {
	t.Parallel()
	const body = `400 {"theme": ["theme is not a valid config setting (valid settings are: maas_name)."]}`
	client := newTestClient(t, answers(t, map[string]string{
		"GET /maas/?op=get_config&name=theme":             body,
		"POST /maas/?op=set_config name=theme value=dark": body,
	}))
	_, err := maas2.GetConfig(t.Context(), client, maas2.ConfigTheme)
	require.ErrorIs(t, err, maas.ErrBadRequest)
	err = maas2.SetConfig(t.Context(), client, maas2.ConfigTheme, "dark")
	var refused *maas.Error
	require.ErrorAs(t, err, &refused)
	assert.Contains(t, refused.Fields, "theme")
}

// TestConfigSecretDoesNotShow: not even when the request fails.
func TestConfigSecretDoesNotShow(t *testing.T) {
	t.Parallel()
	client := newTestClient(t, answers(t, map[string]string{
		"POST /maas/?op=set_config name=vcenter_password value=hushhush": `400 {"vcenter_password": ["hushhush is too short."]}`,
	}))
	err := maas2.SetConfig(t.Context(), client, maas2.ConfigVCenterPassword, maas.NewSecret("hushhush"))
	require.ErrorIs(t, err, maas.ErrBadRequest)
	assert.NotContains(t, err.Error(), "hushhush")
}

// TestConfigNames holds the constants to the table of settings.
func TestConfigNames(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(filepath.Join("testdata", "config.json"))
	require.NoError(t, err)
	var table []struct {
		Name    string   `json:"name"`
		Type    string   `json:"type"` // "string", "bool", "int", "list" or "secret"
		Since   string   `json:"since"`
		Until   string   `json:"until"`
		Choices []string `json:"choices"`
	}
	require.NoError(t, json.Unmarshal(data, &table))
	require.Len(t, table, 72)

	file, err := parser.ParseFile(token.NewFileSet(), "maas.go", nil, parser.ParseComments)
	require.NoError(t, err)
	type constant struct{ goName, typ, comment string }
	constants := map[string]constant{}
	values := map[string][]string{} // of the vocabularies
	since, until := regexp.MustCompile(`since ([\d.]+)`), regexp.MustCompile(`until ([\d.]+)`)
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		literal, ok := spec.Values[0].(*ast.BasicLit)
		if !ok {
			return true
		}
		value, err := strconv.Unquote(literal.Value)
		require.NoError(t, err)
		switch typ := spec.Type.(type) {
		case *ast.Ident:
			values[typ.Name] = append(values[typ.Name], value)
		case *ast.IndexExpr:
			var name string
			switch of := typ.Index.(type) {
			case *ast.Ident:
				name = of.Name
			case *ast.ArrayType:
				name = "list"
			case *ast.SelectorExpr:
				name = of.Sel.Name
			}
			constants[value] = constant{spec.Names[0].Name, name, spec.Comment.Text()}
		}
		return true
	})
	assert.Len(t, constants, len(table))
	for _, setting := range table {
		c, ok := constants[setting.Name]
		if !assert.True(t, ok, "no constant for %s", setting.Name) {
			continue
		}
		assert.Equal(t, "config"+strings.ReplaceAll(setting.Name, "_", ""), strings.ToLower(c.goName))
		switch setting.Type {
		case "secret":
			assert.Equal(t, "Secret", c.typ, setting.Name)
		case "string":
			assert.NotContains(t, []string{"bool", "int", "list", "Secret"}, c.typ, setting.Name)
		default:
			assert.Equal(t, setting.Type, c.typ, setting.Name)
		}
		wantSince, wantUntil := setting.Since, setting.Until
		if wantSince == "2.0" {
			wantSince = "" // what API 2.0 always had need not be said
		}
		assert.Equal(t, wantSince, found(since, c.comment), setting.Name)
		assert.Equal(t, wantUntil, found(until, c.comment), setting.Name)
		if vocabulary := values[c.typ]; vocabulary != nil {
			assert.ElementsMatch(t, setting.Choices, vocabulary, setting.Name)
		}
	}
}

func found(pattern *regexp.Regexp, text string) string {
	if match := pattern.FindStringSubmatch(text); match != nil {
		return match[1]
	}
	return ""
}
