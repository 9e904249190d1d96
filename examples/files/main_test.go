package main

import (
	"bytes"
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

func TestInMemory(t *testing.T) {
	demotest.Memory(t)
	for _, test := range []struct{ args, want string }{
		{"list", "hello.txt\nimages/disk.img\n"},
		{"get hello.txt", "Hello from MAAS's file store.\n"},
	} {
		stdout, stderr, err := demotest.Run(t, run, strings.Fields(test.args)...)
		require.NoError(t, err)
		assert.Equal(t, test.want, stdout)
		assert.Contains(t, stderr, "in memory", "only data is on stdout")
	}
}

func TestThereAndBack(t *testing.T) {
	demotest.Live(t)
	dir := t.TempDir()
	original, back := filepath.Join(dir, "state.bin"), filepath.Join(dir, "back.bin")
	content := bytes.Repeat([]byte{0, 255, '\r', '\n'}, 100_000)
	require.NoError(t, os.WriteFile(original, content, 0o600))

	_, stderr, err := demotest.Run(t, run, "put", original, "-write")
	require.NoError(t, err)
	assert.Contains(t, stderr, "put state.bin\n")
	_, _, err = demotest.Run(t, run, "-write", "put", original, "copies/one")
	require.NoError(t, err)
	stdout, _, err := demotest.Run(t, run, "list")
	require.NoError(t, err)
	assert.Equal(t, "copies/one\nstate.bin\n", stdout)

	_, stderr, err = demotest.Run(t, run, "get", "copies/one", back)
	require.NoError(t, err)
	assert.Contains(t, stderr, "got copies/one: 400000 bytes\n")
	got, err := os.ReadFile(back)
	require.NoError(t, err)
	assert.True(t, bytes.Equal(content, got))

	_, stderr, err = demotest.Run(t, run, "-write", "rm", "state.bin", "copies/one", "never-there")
	require.NoError(t, err)
	assert.Contains(t, stderr, "removed never-there\n")
	stdout, _, err = demotest.Run(t, run, "list")
	require.NoError(t, err)
	assert.Empty(t, stdout)
}

func TestURLNeedsNoKey(t *testing.T) {
	server := demotest.Live(t)
	server.AddFile("admin", "demo/hello.txt", []byte("hello"))
	stdout, _, err := demotest.Run(t, run, "url", "hello.txt")
	require.NoError(t, err)
	request, err := http.NewRequestWithContext(deadline.Context(t), http.MethodGet, strings.TrimSpace(stdout), nil)
	require.NoError(t, err)
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	assert.Equal(t, "hello", string(content))
}

func TestBrokenTransferLeavesNoFile(t *testing.T) {
	server := demotest.Live(t)
	server.AddFile("admin", "demo/big", make([]byte, 1<<20))
	server.Inject(maastest.Match{Op: "get_by_key"}, maastest.Fault{Truncate: 1000})
	dir := t.TempDir()
	_, _, err := demotest.Run(t, run, "get", "big", filepath.Join(dir, "big"))
	require.Error(t, err)
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Empty(t, left)
}

func TestFailures(t *testing.T) {
	demotest.Memory(t)
	_, _, err := demotest.Run(t, run, "get", "never-there")
	require.ErrorIs(t, err, maas.ErrNotFound)
	_, _, err = demotest.Run(t, run, "url", "never-there")
	require.ErrorIs(t, err, maas.ErrNotFound)
	_, _, err = demotest.Run(t, run, "put", "no-such-file")
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestInterrupt(t *testing.T) {
	server := demotest.Live(t)
	server.AddFile("admin", "demo/hello.txt", []byte("hello"))
	ctx, interrupt := context.WithCancel(deadline.Context(t))
	stderr := &demotest.Watch{Text: "removed hello.txt", Seen: interrupt}
	err := run(ctx, []string{"-write", "rm", "hello.txt", "another"}, io.Discard, stderr)
	require.ErrorIs(t, err, context.Canceled)
	assert.NotContains(t, stderr.String(), "another")
}

func TestCalledWrongly(t *testing.T) {
	server := demotest.Live(t)
	for _, args := range [][]string{
		{}, {"-nonsense"}, {"copy"}, {"list", "x"}, {"get"}, {"rm"}, {"put", "a", "b", "c"},
		{"put", "main.go"}, {"rm", "x"}, // without -write
	} {
		_, _, err := demotest.Run(t, run, args...)
		assert.IsType(t, &demo.UsageError{}, err, args)
	}
	assert.Empty(t, server.Requests())
}
