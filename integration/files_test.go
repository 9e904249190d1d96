package integration

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/gomaas/maas"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var fileScenarios = []scenario{
	{"file-binary", needs{}, nil, fileBinary},
	{"file-names", needs{}, nil, fileNames},
	{"file-anonymous", needs{}, nil, fileAnonymous},
	{"file-isolation", needs{admin: true, plain: true}, nil, fileIsolation},
	{"file-store", needs{}, nil, fileStore},
	{"file-delete", needs{}, nil, fileDelete},
}

// addFile stores a file until the scenario ends.
func addFile(t *testing.T, client *maas.Client, name string, content []byte) {
	t.Helper()
	require.NoError(t, client.Files.Add(t.Context(), name, bytes.NewReader(content)))
	cleanUp(t, func(ctx context.Context) error { return client.Files.Delete(ctx, name) })
}

// fileNamed returns the caller's own file of a name.
func fileNamed(t *testing.T, client *maas.Client, name string) *maas.File {
	t.Helper()
	files, err := client.Files.List(t.Context(), &maas.FileListOptions{Prefix: name})
	require.NoError(t, err)
	i := slices.IndexFunc(files, func(f maas.File) bool { return f.Filename == name })
	require.GreaterOrEqual(t, i, 0, "%s in %v", name, files)
	return &files[i]
}

// contentOf reads a stream to its end.
func contentOf(t *testing.T) func(body io.ReadCloser, err error) []byte {
	return func(body io.ReadCloser, err error) []byte {
		t.Helper()
		require.NoError(t, err)
		defer body.Close()
		content, err := io.ReadAll(body)
		require.NoError(t, err)
		return content
	}
}

func fileBinary(t *testing.T, m *site) {
	name, content := newName(), randomBytes(1<<20)
	addFile(t, m.anyone, name, content)
	assert.Equal(t, content, contentOf(t)(m.anyone.Files.Download(t.Context(), name)))
	read, err := m.anyone.Files.Get(t.Context(), name)
	require.NoError(t, err)
	assert.Equal(t, name, read.Filename)
	assert.Equal(t, content, read.Content)

	// A second file takes the place of the first, under its key. The content of
	// a reader that tells no size is as good.
	key := fileNamed(t, m.anyone, name).Key()
	require.NotEmpty(t, key)
	unsized := io.MultiReader(strings.NewReader("\r\n--"), strings.NewReader("boundary--\r\n\x00"))
	require.NoError(t, m.anyone.Files.Add(t.Context(), name, unsized))
	assert.Equal(t, []byte("\r\n--boundary--\r\n\x00"), contentOf(t)(m.anyone.Files.DownloadByKey(t.Context(), key)))
	assert.Equal(t, key, fileNamed(t, m.anyone, name).Key())

	require.NoError(t, m.anyone.Files.Add(t.Context(), name, strings.NewReader("")))
	assert.Empty(t, contentOf(t)(m.anyone.Files.Download(t.Context(), name)))
}

func fileNames(t *testing.T, m *site) {
	prefix := newName()
	for _, rest := range []string{
		"/dir/sub/file.txt", " with blanks ", "+plus&and=equal", "/100%25.txt", "%2F", "?query#fragment", ";semicolon:colon",
		"/\u00fcml\u00e4ut/\u6587\u4ef6", `"quoted" and \back\`, "~tilde!(*)'", "[brackets]{braces}|", "/trailing/slash/x",
	} {
		name := prefix + rest
		addFile(t, m.anyone, name, []byte(name))
		file := fileNamed(t, m.anyone, name)
		assert.Equal(t, name, maas.IDFromURI(prefixless(file.ResourceURI, prefix)), "the address in MAAS's own words")
		read, err := m.anyone.Files.Get(t.Context(), name)
		if assert.NoError(t, err, name) {
			assert.Equal(t, name, string(read.Content))
		}
		assert.Equal(t, name, string(contentOf(t)(m.anyone.Files.Download(t.Context(), name))))
		require.NoError(t, m.anyone.Files.Delete(t.Context(), name), name)
		_, err = m.anyone.Files.Get(t.Context(), name)
		assert.ErrorIs(t, err, maas.ErrNotFound, name)
	}
}

// prefixless makes the whole name of a file, slashes and all, the last element
// of its address.
func prefixless(uri, prefix string) string {
	_, name, _ := strings.Cut(uri, "/files/"+prefix)
	return prefix + strings.ReplaceAll(strings.TrimSuffix(name, "/"), "/", "%2F")
}

func fileAnonymous(t *testing.T, m *site) {
	name, content := newName()+"/a b", randomBytes(300)
	addFile(t, m.anyone, name, content)
	anonymous := m.anyone.Anonymous()
	key := fileNamed(t, m.anyone, name).Key()
	assert.Equal(t, content, contentOf(t)(anonymous.Files.DownloadByKey(t.Context(), key)))
	_, err := anonymous.Files.DownloadByKey(t.Context(), newName())
	require.ErrorIs(t, err, maas.ErrNotFound)

	// Any program can fetch it.
	url, err := m.anyone.Files.Under("").URL(t.Context(), name)
	require.NoError(t, err)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	require.NoError(t, err)
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, response.StatusCode)
	assert.Equal(t, content, contentOf(t)(response.Body, nil))

	_, err = anonymous.Files.List(t.Context(), nil)
	require.Error(t, err)
	require.Error(t, anonymous.Files.Add(t.Context(), newName(), strings.NewReader("x")))
	require.ErrorIs(t, anonymous.Files.Delete(t.Context(), name), maas.ErrUnauthorized)
	assert.Equal(t, key, fileNamed(t, m.anyone, name).Key(), "it is still there")
}

func fileIsolation(t *testing.T, m *site) {
	name := newName()
	addFile(t, m.plain, name, []byte("the user's"))
	_, err := m.admin.Files.Get(t.Context(), name)
	require.ErrorIs(t, err, maas.ErrNotFound, "not for administrators either")
	require.ErrorIs(t, m.admin.Files.Delete(t.Context(), name), maas.ErrNotFound)
	files, err := m.admin.Files.List(t.Context(), &maas.FileListOptions{Prefix: name})
	require.NoError(t, err)
	assert.Empty(t, files)

	addFile(t, m.admin, name, []byte("the administrator's"))
	for want, client := range map[string]*maas.Client{"the user's": m.plain, "the administrator's": m.admin} {
		read, err := client.Files.Get(t.Context(), name)
		require.NoError(t, err)
		assert.Equal(t, want, string(read.Content))
		assert.Equal(t, want, string(contentOf(t)(client.Files.Under("").Open(t.Context(), name))))
	}
	assert.NotEqual(t, fileNamed(t, m.plain, name).Key(), fileNamed(t, m.admin, name).Key())
}

func fileStore(t *testing.T, m *site) {
	store := m.anyone.Files.Under(newName() + "/")
	other := m.anyone.Files.Under(newName() + "/")
	cleanUp(t, store.RemoveAll)
	cleanUp(t, other.RemoveAll)
	for _, name := range []string{"b", "a/1", "a/2"} {
		require.NoError(t, store.Put(t.Context(), name, strings.NewReader("content of "+name)))
	}
	require.NoError(t, other.Put(t.Context(), "b", strings.NewReader("of the other")))

	names, err := store.List(t.Context())
	require.NoError(t, err)
	assert.Equal(t, []string{"a/1", "a/2", "b"}, names)
	assert.Equal(t, "content of a/2", string(contentOf(t)(store.Open(t.Context(), "a/2"))))

	require.NoError(t, store.Remove(t.Context(), "b"))
	require.NoError(t, store.Remove(t.Context(), "b"), "once more is no error")
	_, err = store.Open(t.Context(), "b")
	require.ErrorIs(t, err, maas.ErrNotFound)
	require.NoError(t, store.RemoveAll(t.Context()))
	names, err = store.List(t.Context())
	require.NoError(t, err)
	assert.Empty(t, names)
	assert.Equal(t, "of the other", string(contentOf(t)(other.Open(t.Context(), "b"))))
}

func fileDelete(t *testing.T, m *site) {
	name := newName() + "/by post"
	addFile(t, m.anyone, name, nil)
	require.NoError(t, m.anyone.Files.DeleteByPost(t.Context(), name))
	require.ErrorIs(t, m.anyone.Files.DeleteByPost(t.Context(), name), maas.ErrNotFound)
	_, err := m.anyone.Files.Download(t.Context(), name)
	require.ErrorIs(t, err, maas.ErrNotFound)
	require.NotErrorIs(t, err, maas.ErrUnknownEndpoint)
}
