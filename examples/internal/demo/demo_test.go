package demo

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas/maastest"
)

func TestExitCode(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		err    error
		code   int
		stderr string
	}{
		"success":      {nil, 0, ""},
		"help":         {fmt.Errorf("help: %w", flag.ErrHelp), 0, ""},
		"failure":      {errors.New("no such node"), 1, "tool: no such node\n"},
		"wrong call":   {Usagef("no such flag: %s", "-x"), 2, "tool: no such flag: -x\ntool -h tells how to call it\n"},
		"wrapped call": {fmt.Errorf("row 3: %w", Usagef("bad")), 2, "tool: row 3: bad\ntool -h tells how to call it\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var stderr strings.Builder
			assert.Equal(t, test.code, exitCode("tool", test.err, &stderr))
			assert.Equal(t, test.stderr, stderr.String())
		})
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	parse := func(args ...string) (rest []string, stdout string, err error) {
		var out strings.Builder
		flags := Flags("tool [flags] file", &out)
		flags.Int("n", 3, "how `many`")
		err = Parse(flags, args, 1)
		return flags.Args(), out.String(), err
	}

	rest, stdout, err := parse("-n", "4", "a")
	require.NoError(t, err)
	assert.Equal(t, []string{"a"}, rest)
	assert.Empty(t, stdout)

	_, stdout, err = parse("-h")
	require.ErrorIs(t, err, flag.ErrHelp)
	assert.Equal(t, "usage: tool [flags] file\n  -n many\n    \thow many (default 3)\n", stdout)

	_, stdout, err = parse("-n", "x")
	assert.IsType(t, &UsageError{}, err)
	assert.ErrorContains(t, err, "-n")
	assert.Empty(t, stdout)

	_, _, err = parse("a", "b")
	assert.Equal(t, Usagef(`no argument "b" is wanted`), err)
}

func TestConnectToMemory(t *testing.T) {
	t.Setenv("MAAS_URL", "")
	t.Setenv("MAAS_API_KEY", "")
	var told strings.Builder
	site, err := Connect(&told, func(s *maastest.Server) { s.AddNode(maastest.Node{Hostname: "ada"}) })
	require.NoError(t, err)
	defer site.Close()
	assert.False(t, site.Live())
	assert.Contains(t, told.String(), "in memory at "+site.BaseURL())

	node, err := site.Nodes.Find(t.Context(), "ada")
	require.NoError(t, err)
	assert.Equal(t, "ada", node.Hostname)
}

func TestConnectToLive(t *testing.T) {
	server := maastest.Start(t)
	t.Setenv("MAAS_URL", server.URL)
	t.Setenv("MAAS_API_KEY", server.AdminKey)
	var told strings.Builder
	site, err := Connect(&told, func(*maastest.Server) { t.Error("a live MAAS is seeded") })
	require.NoError(t, err)
	defer site.Close()
	assert.True(t, site.Live())
	assert.Equal(t, "using the MAAS at "+server.URL+"\n", told.String())
	_, err = site.Ping(t.Context())
	require.NoError(t, err)
}

func TestConnectToHalfConfigured(t *testing.T) {
	for name, unset := range map[string]string{"no URL": "MAAS_URL", "no key": "MAAS_API_KEY"} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("MAAS_URL", "http://maas.example/MAAS")
			t.Setenv("MAAS_API_KEY", "consumer:token:secret")
			t.Setenv(unset, "")
			_, err := Connect(io.Discard, nil)
			require.ErrorContains(t, err, unset+" is not set")
		})
	}
}

func TestProgress(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	progress := NewProgress(&log)
	progress.Show("%d of %d", 1, 2)
	progress.Done()
	assert.Empty(t, log.String(), "not a terminal")

	progress = &Progress{w: &log}
	progress.Done()
	assert.Empty(t, log.String(), "nothing to take away")
	progress.Show("%d of %d", 1, 2)
	progress.Done()
	assert.Equal(t, "\r\x1b[K1 of 2\r\x1b[K", log.String())
}

func TestIsTerminal(t *testing.T) {
	t.Parallel()
	file, err := os.Create(filepath.Join(t.TempDir(), "log"))
	require.NoError(t, err)
	defer file.Close()
	assert.False(t, IsTerminal(file))
	assert.False(t, IsTerminal(new(strings.Builder)))
}
