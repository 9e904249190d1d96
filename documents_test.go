package maas_test

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	markdownLink  = regexp.MustCompile(`\]\(([^)#\s]+)(#[^)\s]*)?\)`)
	markdownBlock = regexp.MustCompile("(?ms)^```(\\w+)\n(.*?)^```")
	testFunction  = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Benchmark)\w+)\(`)
	testName      = regexp.MustCompile("`((?:Test|Fuzz|Benchmark)[A-Z]\\w+)`")
	repoPath      = regexp.MustCompile(`(?:\./)?((?:examples|cmd|docs|maastest|integration|benchmarks|testdata|tools|internal)/[\w./-]*\w)`)
)

// documents returns the texts in the repository by their names.
func documents(t *testing.T) map[string]string {
	t.Helper()
	texts := make(map[string]string)
	for _, pattern := range []string{"*.md", "*/*.md", "*/*/*.md"} {
		names, err := filepath.Glob(pattern)
		require.NoError(t, err)
		for _, name := range names {
			text, err := os.ReadFile(name)
			require.NoError(t, err)
			texts[name] = string(text)
		}
	}
	require.Contains(t, texts, "README.md")
	return texts
}

// TestDocuments checks that what the texts point at is there, and that the
// commands in them name programs and folders that exist.
func TestDocuments(t *testing.T) {
	t.Parallel()
	links, paths := 0, 0
	for name, text := range documents(t) {
		for _, m := range markdownLink.FindAllStringSubmatch(text, -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			links++
			assert.FileExistsf(t, existing(filepath.Join(filepath.Dir(name), m[1])), "%s links to %s", name, m[1])
		}
		for _, block := range markdownBlock.FindAllStringSubmatch(text, -1) {
			if block[1] != "sh" {
				continue
			}
			for _, m := range repoPath.FindAllStringSubmatch(block[2], -1) {
				paths++
				assert.FileExistsf(t, existing(m[1]), "a command in %s names %s", name, m[1])
			}
		}
	}
	t.Logf("%d links, %d paths in commands", links, paths)
	assert.Positive(t, links)
	assert.Positive(t, paths)
}

// TestTestsInDocuments: the tests that the texts name, as SECURITY.md does for each
// of its promises, exist.
func TestTestsInDocuments(t *testing.T) {
	t.Parallel()
	there := map[string]bool{}
	require.NoError(t, filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, m := range testFunction.FindAllStringSubmatch(string(text), -1) {
			there[m[1]] = true
		}
		return err
	}))
	named := 0
	for name, text := range documents(t) {
		for _, m := range testName.FindAllStringSubmatch(text, -1) {
			named++
			assert.True(t, there[m[1]], "%s names %s", name, m[1])
		}
	}
	assert.Greater(t, named, 50)
}

// existing turns a folder into a file in it, so that one check serves both.
func existing(path string) string {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		if entries, err := os.ReadDir(path); err == nil && len(entries) > 0 {
			for _, e := range entries {
				if !e.IsDir() {
					return filepath.Join(path, e.Name())
				}
			}
		}
	}
	return path
}

// TestReadmeProgram builds the program in the README as a new user would: in a
// module of its own that has this one.
func TestReadmeProgram(t *testing.T) {
	t.Parallel()
	var program string
	for _, block := range markdownBlock.FindAllStringSubmatch(documents(t)["README.md"], -1) {
		if block[1] == "go" && strings.HasPrefix(block[2], "package main") {
			program = block[2]
		}
	}
	require.NotEmpty(t, program, "the README has no program")
	root, err := os.Getwd()
	require.NoError(t, err)
	sum, err := os.ReadFile("go.sum")
	require.NoError(t, err)
	mod, err := os.ReadFile("go.mod")
	require.NoError(t, err)
	mod = bytes.Replace(mod, []byte("module github.com/gomaas/maas"),
		[]byte("module example\n\nrequire github.com/gomaas/maas v0.0.0\n\nreplace github.com/gomaas/maas => "+root), 1)
	dir := t.TempDir()
	for name, content := range map[string][]byte{"main.go": []byte(program), "go.mod": mod, "go.sum": sum} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), content, 0o600))
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute) // all may have to be compiled
	defer cancel()
	build := exec.CommandContext(ctx, "go", "build", "-mod=mod", "-o", filepath.Join(dir, "program"), ".")
	build.Dir = dir
	build.Env = append(os.Environ(), "GOPROXY=off", "GOFLAGS=", "GOWORK=off") // all is there already
	output, err := build.CombinedOutput()
	require.NoError(t, err, "%s", output)
}
