package main

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/examples/internal/demo"
	"github.com/gomaas/maas/examples/internal/demotest"
	"github.com/gomaas/maas/internal/deadline"
	"github.com/gomaas/maas/maastest"
)

// live starts two servers that the program takes for live ones.
func live(t *testing.T) (from, to *maastest.Server) {
	t.Helper()
	from, to = demotest.Live(t), maastest.Start(t)
	t.Setenv("MAAS_URL_TO", to.URL)
	t.Setenv("MAAS_API_KEY_TO", to.AdminKey)
	require.NoError(t, seed(t.Context(), from.Client()))
	from.ResetRequests()
	return from, to
}

func memory(t *testing.T) {
	t.Helper()
	demotest.Memory(t)
	t.Setenv("MAAS_URL_TO", "")
	t.Setenv("MAAS_API_KEY_TO", "")
}

func writes(servers ...*maastest.Server) (names []string) {
	for _, server := range servers {
		for _, request := range server.Requests() {
			if request.Method != http.MethodGet {
				names = append(names, request.Param("name"))
			}
		}
	}
	return names
}

func TestInMemory(t *testing.T) {
	memory(t)
	stdout, stderr, err := demotest.Run(t, run, "-apply")
	require.NoError(t, err)
	assert.Regexp(t, `(?m)^enable_third_party_drivers +false +true +copied$`, stdout)
	assert.Regexp(t, `(?m)^http_proxy +http://proxy.example.com:3128/ +"" +copied$`, stdout)
	assert.Regexp(t, `(?m)^windows_kms_host +kms.example.com +\(none\) +the target lacks it$`, stdout)
	assert.NotContains(t, stdout, "main_archive", "it is equal")
	assert.Contains(t, stdout, "14 settings: 6 equal, 0 different, 6 copied\n")
	assert.Contains(t, stderr, "no MAAS is named: copying from one in memory at http://127.0.0.1:")
}

func TestDryRunOnlyReads(t *testing.T) {
	from, to := live(t)
	stdout, _, err := demotest.Run(t, run, "-all")
	require.NoError(t, err)
	assert.Regexp(t, `(?m)^maas_name +berlin +maas +differs$`, stdout)
	assert.Regexp(t, `(?m)^main_archive .* equal$`, stdout)
	assert.Regexp(t, `(?m)^default_distro_series +ubuntu/trusty +trusty +equal$`, stdout)
	assert.Contains(t, stdout, "nothing was copied; use -apply to copy\n")
	assert.Empty(t, writes(from, to))
}

func TestApply(t *testing.T) {
	from, to := live(t)
	require.NoError(t, maas.SetConfig(t.Context(), to.Client(), maas.ConfigEnlistmentDomain, "example.org"))
	require.NoError(t, maas.SetConfig(t.Context(), from.Client(), maas.ConfigEnlistmentDomain, ""))
	from.ResetRequests()
	stdout, _, err := demotest.Run(t, run, "-apply", "-skip", "maas_name, kernel_opts")
	require.NoError(t, err)
	assert.Regexp(t, `(?m)^maas_name +berlin +maas +skipped$`, stdout)
	assert.Empty(t, writes(from), "the source is only read")

	client := to.Client()
	drivers, err := maas.GetConfig(t.Context(), client, maas.ConfigEnableThirdPartyDrivers)
	require.NoError(t, err)
	assert.False(t, drivers)
	domain, err := maas.GetConfig(t.Context(), client, maas.ConfigEnlistmentDomain)
	require.NoError(t, err)
	assert.Empty(t, domain)
	name, err := maas.GetConfig(t.Context(), client, maas.ConfigMAASName)
	require.NoError(t, err)
	assert.Equal(t, "maas", name)

	stdout, _, err = demotest.Run(t, run, "-skip", "maas_name,kernel_opts")
	require.NoError(t, err)
	assert.Contains(t, stdout, " 0 different, 0 copied\n", "a second run has nothing to do")
}

func TestSettingsOfOtherReleases(t *testing.T) {
	from, to := live(t)
	older := httptest.NewServer(without(from, "maas_name"))
	defer older.Close()
	t.Setenv("MAAS_URL", older.URL+"/MAAS")
	stdout, _, err := demotest.Run(t, run, "-apply")
	require.NoError(t, err)
	assert.Regexp(t, `(?m)^maas_name +\(none\) +maas +the source lacks it$`, stdout)
	assert.NotContains(t, writes(to), "maas_name")
}

func TestReadsAFewSettingsAtOnce(t *testing.T) {
	from, _ := live(t)
	var inFlight, most atomic.Int32
	counted := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		now := inFlight.Add(1)
		defer inFlight.Add(-1)
		for seen := most.Load(); now > seen && !most.CompareAndSwap(seen, now); seen = most.Load() {
		}
		from.ServeHTTP(w, r)
	}))
	defer counted.Close()
	t.Setenv("MAAS_URL", counted.URL+"/MAAS")
	_, _, err := demotest.Run(t, run)
	require.NoError(t, err)
	assert.Len(t, from.Requests(), len(settings))
	assert.LessOrEqual(t, most.Load(), int32(4))
}

func TestRefusals(t *testing.T) {
	_, to := live(t)
	set := maastest.Match{Op: "set_config"} // in the order of their names
	to.Inject(set, maastest.Fault{Status: 400, ContentType: "application/json",
		Body: `{"enable_third_party_drivers": ["enable_third_party_drivers is not a valid config setting (valid settings are: ...)."]}`})
	to.Inject(set, maastest.Fault{Status: 400, ContentType: "application/json", Body: `{"http_proxy": ["Enter a valid URL."]}`})
	to.Inject(set, maastest.Fault{Status: 400, Body: "No."})
	stdout, _, err := demotest.Run(t, run, "-apply")
	require.EqualError(t, err, "the target refused 3 of the settings")
	assert.Regexp(t, `(?m)^enable_third_party_drivers +false +true +read-only in the target$`, stdout)
	assert.Regexp(t, `(?m)^http_proxy .* refused: Enter a valid URL\.$`, stdout)
	assert.Regexp(t, `(?m)^kernel_opts .* refused: No\.$`, stdout)
	assert.Regexp(t, `(?m)^ntp_server .* copied$`, stdout)
}

func TestStopsAtAnErrorOfTheTarget(t *testing.T) {
	_, to := live(t)
	to.Inject(maastest.Match{Op: "set_config"}, maastest.Fault{Status: 403})
	stdout, _, err := demotest.Run(t, run, "-apply")
	require.ErrorIs(t, err, maas.ErrForbidden)
	assert.ErrorContains(t, err, "the target: enable_third_party_drivers: ")
	assert.Regexp(t, `(?m)^enable_third_party_drivers .* failed$`, stdout)
	assert.Regexp(t, `(?m)^ntp_server .* not attempted$`, stdout)
	assert.Len(t, writes(to), 1)
}

func TestFailures(t *testing.T) {
	from, to := live(t)
	for name, server := range map[string]*maastest.Server{"source": from, "target": to} {
		server.Inject(maastest.Match{Op: "get_config"}, maastest.Fault{Status: 500, Body: "trouble"})
		_, _, err := demotest.Run(t, run, "-apply")
		require.ErrorIs(t, err, maas.ErrServer)
		assert.ErrorContains(t, err, "the "+name+": ")
	}
	assert.Empty(t, writes(from, to))
}

func TestInterrupted(t *testing.T) {
	from, to := live(t)
	ctx, interrupt := context.WithCancel(deadline.Context(t))
	interrupt()
	require.ErrorIs(t, run(ctx, []string{"-apply"}, io.Discard, io.Discard), context.Canceled)
	assert.Empty(t, writes(from, to))
}

func TestShown(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		`"ntp.example.com"`:                 "ntp.example.com",
		`null`:                              `""`,
		`""`:                                `""`,
		`true`:                              "true",
		`"a\tb\u001b"`:                      `"a\tb\x1b"`,
		`"a "`:                              `"a "`,
		`"http://maas:sesame@proxy:3128/"`:  "http://maas:xxxxx@proxy:3128/",
		`"` + strings.Repeat("ä", 45) + `"`: strings.Repeat("ä", 43) + "…",
		`"` + strings.Repeat("ä", 44) + `"`: strings.Repeat("ä", 44),
	} {
		assert.Equal(t, want, shown(json.RawMessage(value)), value)
	}
	assert.Equal(t, "(none)", shown(nil))
}

func TestCalledWrongly(t *testing.T) {
	for name, test := range map[string]struct {
		unset string
		args  []string
		want  string
	}{
		"no source":     {"MAAS_URL", nil, "missing -from or MAAS_URL$"},
		"no source key": {"MAAS_API_KEY", nil, "missing MAAS_API_KEY$"},
		"no target":     {"MAAS_URL_TO", nil, "missing -to or MAAS_URL_TO$"},
		"no target key": {"MAAS_API_KEY_TO", nil, "missing MAAS_API_KEY_TO$"},
		"bad flag":      {"", []string{"-nonsense"}, "-nonsense"},
		"argument":      {"", []string{"all"}, `"all"`},
		"bad skip":      {"", []string{"-skip", "nothing"}, `neither MAAS has the setting "nothing"`},
	} {
		t.Run(name, func(t *testing.T) {
			live(t)
			if test.unset != "" {
				t.Setenv(test.unset, "")
			}
			_, _, err := demotest.Run(t, run, test.args...)
			assert.IsType(t, &demo.UsageError{}, err)
			assert.Regexp(t, test.want, err)
		})
	}
}

func TestSameMAASTwice(t *testing.T) {
	from, _ := live(t)
	_, _, err := demotest.Run(t, run, "-to", from.URL+"/api/1.0/")
	require.EqualError(t, err, "the source and the target are the same MAAS")
}

func TestMalformedKeys(t *testing.T) {
	for variable, want := range map[string]string{"MAAS_API_KEY": "the source: ", "MAAS_API_KEY_TO": "the target: "} {
		live(t)
		t.Setenv(variable, "no key")
		_, _, err := demotest.Run(t, run)
		require.ErrorContains(t, err, want)
		assert.NotContains(t, err.Error(), "no key")
	}
}
