package maas

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas/internal/deadline"
)

func TestUploadIsRewound(t *testing.T) {
	t.Parallel()
	content := strings.Repeat("0123456789abcdef", 1<<14)
	path := filepath.Join(t.TempDir(), "upload")
	require.NoError(t, os.WriteFile(path, []byte("skipped"+content), 0o600))
	file, err := os.Open(path)
	require.NoError(t, err)
	defer file.Close()
	_, err = file.Seek(int64(len("skipped")), io.SeekStart)
	require.NoError(t, err)
	for name, reader := range map[string]io.Reader{
		"bytes.Reader":               bytes.NewReader([]byte(content)),
		"strings.Reader":             strings.NewReader(content),
		"bytes.Buffer":               bytes.NewBufferString(content),
		"file, from where it stands": file,
		"a stream of unknown length": onlyReader{strings.NewReader(content)},
	} {
		t.Run(name, func(t *testing.T) {
			s := startFaulty(t, func(x *exchange) {
				switch x.n {
				case 1:
					x.reply(503, textType, "busy", "Retry-After: 0", ofMAAS)
				case 2:
					x.reply(500, textType, "could not serialize access")
				default:
					x.healthy()
				}
			})
			require.NoError(t, s.client(t).Files.Add(deadline.Context(t), "notes", reader))
			require.Len(t, s.bodies, 3)
			assert.Equal(t, s.bodies[0], s.bodies[1])
			assert.Equal(t, s.bodies[0], s.bodies[2])
			form := parseForm(t, s.requests[2], s.bodies[2])
			assert.Equal(t, []string{content}, form["file"])
			assert.Equal(t, []string{"notes"}, form["filename"])
		})
	}
}

// A Len method of a type that the client does not know is not believed: the
// content is spooled, and can be sent again.
func TestStreamThatCantBeRewoundIsSpooled(t *testing.T) {
	t.Parallel()
	stream := func() io.Reader { return sizedReader{strings.NewReader(fileContent), len(fileContent)} }

	s := startFaulty(t, func(x *exchange) { x.reply(503, textType, "busy", "Retry-After: 0", ofMAAS) })
	err := s.client(t).Files.Add(deadline.Context(t), "notes", stream())
	require.ErrorIs(t, err, ErrUnavailable)
	require.Equal(t, 3, s.seen())
	assert.Equal(t, s.bodies[0], s.bodies[2])

	// A failed dial is repeated as well.
	s = startFaulty(t, (*exchange).healthy)
	s.refuse = 2
	require.NoError(t, s.client(t).Files.Add(deadline.Context(t), "notes", stream()))
	require.Equal(t, 1, s.seen())
	assert.Equal(t, []string{fileContent}, parseForm(t, s.requests[0], s.bodies[0])["file"])
}

func TestBodyIsNotReadAfterReturn(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		w.Header().Set("Connection", "close")
		http.Error(w, "no", http.StatusForbidden) // with most of the body unread
	}))
	defer server.Close()
	c, err := NewClient(server.URL, faultyKey)
	require.NoError(t, err)
	defer c.CloseIdleConnections()
	for range 20 {
		file := &greedyReader{Reader: bytes.NewReader(make([]byte, 8<<20))}
		ctx, cancel := context.WithCancel(deadline.Context(t))
		err := c.Files.Add(ctx, "notes", file)
		require.Error(t, err)
		reads := file.reads
		cancel()
		assert.Equal(t, reads, file.reads)
	}
}

// A spooled file is gone after a panic in the program's own code, which the caller
// gets for any kind of upload.
func TestSpooledFileIsGoneAfterAPanic(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	c, err := NewClient("http://127.0.0.1/MAAS", faultyKey, WithMaxConcurrent(1), WithHTTPClient(&http.Client{Transport: roundTripper(
		func(req *http.Request) (*http.Response, error) {
			_, _ = io.Copy(io.Discard, req.Body)
			panic("a bug in a transport")
		})}))
	require.NoError(t, err)
	assert.Panics(t, func() {
		_ = Exec(t.Context(), c, Post("/files/").Op("add").File("file", onlyReader{strings.NewReader(fileContent)}))
	})
	assert.PanicsWithValue(t, "a bug in a transport", func() {
		_ = Exec(t.Context(), c, Post("/files/").Op("add").File("file", seekable{Reader: strings.NewReader(strings.Repeat("x", 1000))}))
	})
	left, err := os.ReadDir(temp)
	require.NoError(t, err)
	assert.Empty(t, left)
	assert.Empty(t, spooled())
	assert.Empty(t, c.slots)
}

// Files that the kernel makes up have no size to speak of.
func TestFilesOfTheKernelAreSpooled(t *testing.T) {
	t.Parallel()
	want, err := os.ReadFile("/proc/self/limits")
	if err != nil {
		t.Skip("this system has no /proc/self/limits")
	}
	file, err := os.Open("/proc/self/limits")
	require.NoError(t, err)
	defer file.Close()
	s := startFaulty(t, (*exchange).healthy)
	require.NoError(t, s.client(t).Files.Add(deadline.Context(t), "limits", file))
	assert.Equal(t, []string{string(want)}, parseForm(t, s.requests[0], s.bodies[0])["file"])
}

// A length that a reader tells is not believed, and one that it keeps to is
// checked.
func TestReadersAreSentWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	const content = "fourteen bytes"
	for name, tc := range map[string]struct {
		reader io.Reader
		text   string // in the error, "" for success
	}{
		"Len that counts something else": {sizedReader{strings.NewReader(content), 3}, ""},
		"Len beyond the end":             {sizedReader{strings.NewReader(content), 100}, ""},
		"negative Len":                   {sizedReader{strings.NewReader(content), -1}, ""},
		"bytes.Buffer":                   {bytes.NewBufferString(content), ""},
		"bytes.Reader":                   {bytes.NewReader([]byte(content)), ""},
		"strings.Reader":                 {strings.NewReader(content), ""},
		"a file that shrinks":            {seekable{Reader: strings.NewReader(content)}, "the reader ended 986 bytes early"},
		"a file that grows":              {seekable{Reader: strings.NewReader(strings.Repeat("x", 1001))}, "more bytes than it announced"},
		"a file of just its size":        {seekable{Reader: strings.NewReader(strings.Repeat("x", 1000))}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := startFaulty(t, (*exchange).healthy)
			err := s.client(t).Files.Add(deadline.Context(t), "notes", tc.reader)
			if tc.text != "" {
				require.ErrorContains(t, err, tc.text)
				assert.Zero(t, s.seen(), "nothing arrived whole")
				return
			}
			require.NoError(t, err)
			got := parseForm(t, s.requests[0], s.bodies[0]).Get("file")
			if !strings.HasPrefix(got, "x") {
				assert.Equal(t, content, got)
			}
		})
	}
}
