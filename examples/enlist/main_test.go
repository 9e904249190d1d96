package main

import (
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/examples/internal/demo"
	"github.com/gomaas/maas/examples/internal/demotest"
	"github.com/gomaas/maas/internal/deadline"
	"github.com/gomaas/maas/maastest"
)

// live is a MAAS that the program takes for a live one, filled as the one in
// memory.
func live(t *testing.T) *maastest.Server {
	t.Helper()
	server := demotest.Live(t)
	seed(server)
	return server
}

// csvFile writes lines to a file behind the usual names of columns.
func csvFile(t *testing.T, lines ...string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "machines.csv")
	header := "hostname,architecture,mac_addresses,power_type,power_address,power_id,power_user,power_pass"
	require.NoError(t, os.WriteFile(name, []byte(header+"\n"+strings.Join(lines, "\n")+"\n"), 0o600))
	return name
}

func created(server *maastest.Server) (requests []maastest.Request) {
	for _, request := range server.Requests() {
		if request.Operation == "POST /nodes/?op=new" {
			requests = append(requests, request)
		}
	}
	return requests
}

func TestSample(t *testing.T) {
	demotest.Memory(t)
	stdout, _, err := demotest.Run(t, run)
	require.NoError(t, err)
	assert.Equal(t, 6, strings.Count(stdout, "can be enlisted"))
	assert.Contains(t, stdout, "nothing was enlisted; use -apply to enlist\n")

	stdout, _, err = demotest.Run(t, run, "-apply")
	require.NoError(t, err)
	assert.Regexp(t, `(?m)^4 +ada +amd64/generic +2 +ipmi +ada, Commissioning, node-`, stdout)
	assert.NotContains(t, stdout, "nothing")
	assert.NotContains(t, stdout, "sesame")
}

func TestDryRunOnlyReads(t *testing.T) {
	server := live(t)
	_, _, err := demotest.Run(t, run, "machines.csv")
	require.NoError(t, err)
	for _, request := range server.Requests() {
		assert.Equal(t, http.MethodGet, request.Method, request.Operation)
	}
}

func TestApplySendsPower(t *testing.T) {
	server := live(t)
	t.Setenv("ADAS_PASSWORD", "sesame-1")
	stdout, stderr, err := demotest.Run(t, run, "-apply", csvFile(t,
		"ada,amd64,52:54:00:00:01:01 52-54-00-00-01-02,fence_cdu, 10.0.9.11 ,A7,maas,env:ADAS_PASSWORD",
		"grace,amd64,52:54:00:00:02:01,,,,,",
		"edsger,amd64,52:54:00:00:03:01,virsh,qemu+ssh://host/system,edsger,,sesame 3 ",
	))
	require.NoError(t, err)
	requests := created(server)
	require.Len(t, requests, 3)
	ada := requests[0]
	assert.Equal(t, []string{"52:54:00:00:01:01", "52-54-00-00-01-02"}, ada.Params("mac_addresses"))
	assert.Equal(t, "fence_cdu", ada.Param("power_type"))
	assert.Equal(t, "10.0.9.11", ada.Param("power_parameters_power_address"))
	assert.Equal(t, "A7", ada.Param("power_parameters_power_id"))
	assert.Equal(t, "maas", ada.Param("power_parameters_power_user"))
	assert.Equal(t, "sesame-1", ada.Param("power_parameters_power_pass"))
	assert.Empty(t, requests[1].Param("power_type"))
	assert.Equal(t, "sesame 3 ", requests[2].Param("power_parameters_power_pass"))
	assert.NotContains(t, stdout+stderr, "sesame")
}

func TestBrokenLines(t *testing.T) {
	server := live(t)
	stdout, stderr, err := demotest.Run(t, run, "-apply", "broken.csv")
	require.EqualError(t, err, "7 of 8 machines failed")
	for _, line := range []string{
		`2 +ada .*  ada, Commissioning, node-.*`,
		`3 +ada .*  invalid: line 2 has the same hostname ada; line 2 has the same MAC address 52:54:00:00:01:01`,
		`4 +gr_ce .*  invalid: "gr_ce" is not a hostname; "52:54:00:00:02" is not a MAC address; ipmi does not have power_id; ` +
			`ipmi needs power_address or mac_address; MAAS has no boot images for vax/generic`,
		`5 +edsger .*  invalid: missing architecture; missing MAC address; unknown power type "telepathy"`,
		`6 +barbara .*  invalid: virsh needs power_address; virsh needs power_id; the environment variable that power_pass names is not set`,
		`7 .*  invalid: 7 columns instead of 8`,
		`8 .*  invalid: bare " in non-quoted-field`,
		`9 +rack1-old .*  invalid: power_address without a power_type; MAAS already has a node rack1-old; node rack1-old already has 52:54:00:00:0F:01`,
	} {
		assert.Regexp(t, "(?m)^"+line+"$", stdout)
	}
	assert.Len(t, created(server), 1)
	assert.NotContains(t, stdout+stderr, "sesame")
}

func TestLineBreaksInCells(t *testing.T) {
	live(t)
	stdout, _, err := demotest.Run(t, run, csvFile(t, "\"a\nda\",amd64,52:54:00:00:01:01,,,,,"))
	require.Error(t, err)
	assert.Regexp(t, `(?m)^2 +"a\\nda" +amd64 +1 +- +invalid: "a\\nda" is not a hostname$`, stdout)
}

func TestGoesOnAfterARefusal(t *testing.T) {
	server := live(t)
	server.Inject(maastest.Match{Op: "new"}, maastest.Fault{Status: 400, Body: "No room."})
	server.Inject(maastest.Match{Op: "new"}, maastest.Fault{Reset: true})
	stdout, _, err := demotest.Run(t, run, "-apply", csvFile(t,
		"ada,amd64,52:54:00:00:01:01,,,,,",
		"grace,amd64,52:54:00:00:02:01,,,,,",
		"edsger,amd64,52:54:00:00:03:01,,,,,",
	))
	require.EqualError(t, err, "2 of 3 machines failed")
	assert.Regexp(t, `(?m)^2 +ada .*  refused: No room\.$`, stdout)
	assert.Regexp(t, `(?m)^3 +grace .*  failed: maas: POST `, stdout)
	assert.Regexp(t, `(?m)^4 +edsger .*  edsger, Commissioning, node-`, stdout)
}

// interrupter interrupts at the nth POST, before it is sent.
type interrupter struct {
	n         int
	interrupt func()
}

func (i *interrupter) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Method == http.MethodPost {
		if i.n--; i.n == 0 {
			i.interrupt()
		}
	}
	return http.DefaultTransport.RoundTrip(req)
}

func TestInterrupted(t *testing.T) {
	server := live(t)
	ctx, interrupt := context.WithCancel(deadline.Context(t))
	client := server.Client(maas.WithHTTPClient(&http.Client{Transport: &interrupter{2, interrupt}}))
	machines := []*machine{
		{line: 2, architecture: "amd64", macs: []string{"52:54:00:00:01:01"}},
		{line: 3, architecture: "amd64", macs: []string{"52:54:00:00:02:01"}},
		{line: 4, architecture: "amd64", macs: []string{"52:54:00:00:03:01"}},
	}
	outcomes := enlist(ctx, client, machines, demo.NewProgress(io.Discard))
	err := verdict(ctx, outcomes)
	require.ErrorIs(t, err, context.Canceled)
	assert.ErrorContains(t, err, "2 of 3 machines are not enlisted")
	assert.False(t, outcomes[0].failed)
	assert.Contains(t, outcomes[1].text, "failed: ")
	assert.Equal(t, "not attempted", outcomes[2].text)
	assert.Len(t, created(server), 1)

	err = run(ctx, []string{"machines.csv"}, io.Discard, io.Discard)
	require.ErrorIs(t, err, context.Canceled)
}

func TestZones(t *testing.T) {
	server := live(t)
	machines := []*machine{{zone: "rack1"}, {zone: "rack9"}, {}}
	for _, m := range machines {
		m.architecture = "amd64"
	}
	require.NoError(t, checkAgainst(t.Context(), server.Client(), machines))
	assert.Empty(t, machines[0].problems)
	assert.Equal(t, []string{`zone "rack9" does not exist`}, machines[1].problems)
	assert.Empty(t, machines[2].problems)
}

func TestIsMAC(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"52:54:00:00:00:01": true, "52-54-00-00-00-0A": true, "5254.0000.0001": false,
		"52:54:00:00:00": false, "52:54:00:00:00:01:02:03": false, "": false,
	} {
		assert.Equal(t, want, isMAC(text), text)
	}
}

func TestMalformedFiles(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ content, want string }{
		"empty":           {"", "no header line"},
		"no machines":     {"architecture,mac_addresses\n# none\n", "no machines"},
		"unknown column":  {"architecture,mac_addresses,colour\n", `"colour" is not a column`},
		"column twice":    {"architecture,mac_addresses,architecture\n", "duplicate column architecture"},
		"no MAC column":   {"architecture,hostname\n", "missing column mac_addresses"},
		"no architecture": {"mac_addresses,hostname\n", "missing column architecture"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := readMachines(strings.NewReader(test.content))
			require.ErrorContains(t, err, test.want)
		})
	}
}

// TestPowerKinds checks the table of power types against the description that MAAS
// gives, and that each makes a struct with all settings.
func TestPowerKinds(t *testing.T) {
	t.Parallel()
	described, err := maastest.Start(t).Client().NodeGroups.DescribePowerTypes(t.Context())
	require.NoError(t, err)
	require.Len(t, powerKinds, len(described)+1, "and none")
	for _, kind := range described {
		names := powerKinds[kind.Name].names()
		given := settings{}
		for _, field := range kind.Fields {
			assert.True(t, names[field.Name], "%s takes %s", kind.Name, field.Name)
			given[field.Name] = "52:54:00:00:01:01" // valid for all but choices
			if choices[field.Name] != nil {
				given[field.Name] = choices[field.Name][0]
			}
		}
		assert.Len(t, names, len(kind.Fields), kind.Name)
		power, problems := powerOf(kind.Name, given)
		assert.Empty(t, problems, kind.Name)

		server := maastest.Start(t)
		_, err := server.Client().Nodes.Create(t.Context(), "amd64", []string{"52:54:00:00:01:01"}, &maas.NodeCreateOptions{Power: power})
		require.NoError(t, err, kind.Name)
		for name, value := range given {
			assert.Equal(t, value, server.Requests()[0].Param("power_parameters_"+name), "%s %s", kind.Name, name)
		}
	}
}

func TestPowerProblems(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		kind  maas.PowerType
		given settings
		want  string
	}{
		"MAC":      {maas.PowerTypeEtherWake, settings{"mac_address": "x"}, `"x" is not a MAC address`},
		"choice":   {maas.PowerTypeIPMI, settings{"power_address": "a", "power_user": "u", "power_pass": "p", "power_driver": "LAN3"}, "power_driver must be one of LAN, LAN_2_0"},
		"password": {maas.PowerTypeEtherWake, settings{"mac_address": "52:54:00:00:01:01", "power_pass": "p"}, "ether_wake does not have power_pass"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			power, problems := powerOf(test.kind, test.given)
			assert.Equal(t, []string{test.want}, problems)
			assert.Nil(t, power)
		})
	}
}

func TestFailures(t *testing.T) {
	for _, operation := range []string{"GET /nodegroups/{uuid}/boot-images/", "GET /zones/", "GET /nodes/?op=list"} {
		t.Run(operation, func(t *testing.T) {
			server := live(t)
			server.Inject(maastest.Match{Operation: operation}, maastest.Fault{Status: 500, Body: "trouble"})
			_, _, err := demotest.Run(t, run, "-apply", "machines.csv")
			require.ErrorIs(t, err, maas.ErrServer)
			assert.Empty(t, created(server))
		})
	}
}

func TestNoSuchFile(t *testing.T) {
	demotest.Memory(t)
	_, _, err := demotest.Run(t, run, "nothing.csv")
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestCalledWrongly(t *testing.T) {
	demotest.Live(t)
	for _, args := range [][]string{{}, {"-apply"}, {"-nonsense"}, {"a.csv", "b.csv"}, {"a.csv", "-nonsense"}} {
		_, _, err := demotest.Run(t, run, args...)
		assert.IsType(t, &demo.UsageError{}, err, args)
	}
}
