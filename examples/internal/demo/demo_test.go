package demo

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maastest"
)

func TestExitCode(t *testing.T) {
	t.Parallel()
	failure := errors.New("no such node")
	canceled := fmt.Errorf("waiting: %w", context.Canceled)
	ctrlC, terminated := &interruption{os.Interrupt}, &interruption{syscall.SIGTERM}
	for name, test := range map[string]struct {
		err, cause error
		code       int
		stderr     string
	}{
		"success":                    {nil, nil, 0, ""},
		"success after Ctrl-C":       {nil, ctrlC, 0, ""},
		"help":                       {fmt.Errorf("help: %w", flag.ErrHelp), nil, 0, ""},
		"failure":                    {failure, nil, 1, "tool: no such node\n"},
		"failure after Ctrl-C":       {failure, ctrlC, 1, "tool: no such node\n"},
		"timeout":                    {context.DeadlineExceeded, nil, 1, "tool: context deadline exceeded\n"},
		"wrong call":                 {Usagef("no such flag: %s", "-x"), nil, 2, "tool: no such flag: -x\nrun 'tool -h' for usage\n"},
		"wrapped call":               {fmt.Errorf("row 3: %w", Usagef("bad")), nil, 2, "tool: row 3: bad\nrun 'tool -h' for usage\n"},
		"Ctrl-C":                     {canceled, ctrlC, 130, "tool: interrupted\n"},
		"Ctrl-C, and its cause":      {fmt.Errorf("%w: %w", context.Canceled, ctrlC), ctrlC, 130, "tool: interrupted\n"},
		"SIGTERM":                    {canceled, terminated, 143, "tool: interrupted\n"},
		"Ctrl-C, and a failure":      {errors.Join(canceled, failure), ctrlC, 130, "tool: interrupted: no such node\n"},
		"canceled by something else": {canceled, nil, 1, "tool: waiting: context canceled\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var stderr strings.Builder
			assert.Equal(t, test.code, exitCode("tool", test.err, test.cause, &stderr))
			assert.Equal(t, test.stderr, stderr.String())
		})
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	parse := func(args ...string) (n int, rest []string, stdout string, err error) {
		var out strings.Builder
		flags := Flags("tool [flags] file...", &out)
		flags.IntVar(&n, "n", 3, "how `many`")
		rest, err = Parse(flags, args, 2)
		return n, rest, out.String(), err
	}

	for _, args := range []string{"-n 4 a b", "a -n 4 b", "a b -n 4", "a b -n=4", "-n 4 -- a b", "a -n 4 -- b"} {
		n, rest, stdout, err := parse(strings.Fields(args)...)
		require.NoError(t, err, args)
		assert.Equal(t, 4, n, args)
		assert.Equal(t, []string{"a", "b"}, rest, args)
		assert.Empty(t, stdout, args)
	}

	n, rest, _, err := parse("-", "--", "-n")
	require.NoError(t, err)
	assert.Equal(t, 3, n)
	assert.Equal(t, []string{"-", "-n"}, rest)

	for _, args := range []string{"-h", "a -h"} {
		_, _, stdout, err := parse(strings.Fields(args)...)
		require.ErrorIs(t, err, flag.ErrHelp)
		assert.Equal(t, "usage: tool [flags] file...\n  -n many\n    \thow many (default 3)\n", stdout)
	}

	for _, args := range []string{"-n x", "a -n x", "a -n"} {
		_, _, stdout, err := parse(strings.Fields(args)...)
		assert.IsType(t, &UsageError{}, err, args)
		assert.ErrorContains(t, err, "-n")
		assert.Empty(t, stdout)
	}

	_, _, _, err = parse("a", "b", "c", "d")
	assert.Equal(t, Usagef(`unexpected argument "c"`), err)
}

func TestCheckZone(t *testing.T) {
	t.Parallel()
	server := maastest.Start(t)
	server.AddZone("rack1", "the first rack")
	client := server.Client()
	require.NoError(t, CheckZone(t.Context(), client, ""))
	assert.Empty(t, server.Requests(), "no zone is named")
	require.NoError(t, CheckZone(t.Context(), client, "rack1"))
	require.EqualError(t, CheckZone(t.Context(), client, "rack9"), `zone "rack9" does not exist; the zones are default, rack1`)

	server.Inject(maastest.Match{}, maastest.Fault{Status: 500, Body: "trouble"})
	require.ErrorIs(t, CheckZone(t.Context(), client, "rack1"), maas.ErrServer)
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
