package maas2test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// Nothing but the addresses of files shows their keys.
var _ = before("files-list-more", func(r *replay) {
	r.server.store.View(func(st *state) {
		for recorded, name := range map[string]string{
			"fea6921c-8755-407b-8a6e-28492e5f26f5": "a.bin",
			"3e2ab7f4-b2d1-4f7b-bf89-355b3ae620f3": "dir/sub/a b+c.txt",
		} {
			if f := storedFiles.in(st).Get(fileKey("alice", name)); f != nil {
				r.Learn(recorded, f.key)
			}
		}
	})
})

func TestFilesBelongToUsers(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	s.AddFile("alice", "a", []byte("hers"))
	s.AddFile("admin", "a", []byte("theirs"))
	assert.Equal(t, "hers", ask(s, "alice", "GET", "files/?op=get&filename=a").Body.String())
	assert.Equal(t, "theirs", ask(s, "admin", "GET", "files/?op=get&filename=a").Body.String())
	assert.Equal(t, http.StatusNoContent, ask(s, "admin", "DELETE", "files/a/").Code)
	list := answer[[]struct {
		URI string `json:"anon_resource_uri"`
	}](t, http.StatusOK, ask(s, "alice", "GET", "files/"))
	assert.Len(t, list, 1)
	s.AddFile("alice", "a", []byte("new"))
	w := ask(s, "", "GET", strings.TrimPrefix(list[0].URI, "/MAAS"+apiRoot))
	assert.Equal(t, "new", w.Body.String(), "a file that is replaced keeps its key")
}
