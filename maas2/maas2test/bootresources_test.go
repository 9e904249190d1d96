package maas2test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

type bootAnswer struct {
	ID   int
	Sets map[string]struct {
		Complete bool
		Files    map[string]struct {
			UploadURI string `json:"upload_uri"`
			Complete  bool
		}
	}
}

// upload sends a chunk to an upload_uri.
func upload(s *Server, uri, chunk string) (int, string) {
	r := httptest.NewRequest("PUT", uri, strings.NewReader(chunk))
	r.Header.Set("Content-Type", "application/octet-stream")
	r.Header.Set("Authorization", signWith(s, s.AdminKey))
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

func TestUploadInChunks(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	const content = "an image of some size"
	sum := sha256.Sum256([]byte(content))
	create := func() (version, uri string, id int) {
		got := answer[bootAnswer](t, http.StatusCreated, submit(s, "admin", "POST", "boot-resources/", "name", "custom/one",
			"architecture", "amd64/generic", "sha256", hex.EncodeToString(sum[:]), "size", strconv.Itoa(len(content))))
		for name, set := range got.Sets {
			if uri := set.Files["root-tgz"].UploadURI; uri != "" {
				return name, uri, got.ID
			}
		}
		t.Fatal("nothing to upload to")
		return "", "", 0
	}
	version, uri, id := create()
	for i := 0; i < len(content)-1; i += 10 {
		code, text := upload(s, uri, content[i:min(i+10, len(content)-1)])
		assert.Equal(t, http.StatusOK, code, text)
	}
	code, text := upload(s, uri, "?")
	assert.Equal(t, http.StatusBadRequest, code)
	assert.Equal(t, "Saved content does not match given SHA256 value.", text)
	code, _ = upload(s, uri, "")
	assert.Equal(t, http.StatusBadRequest, code)
	code, text = upload(s, uri, content[len(content)-1:])
	assert.Equal(t, http.StatusOK, code, "the wrong byte was taken back: "+text)

	again, uri, same := create()
	assert.Equal(t, id, same, "a second version of the same image")
	assert.Equal(t, version+".1", again)
	code, _ = upload(s, uri, content)
	assert.Equal(t, http.StatusOK, code)
	got := answer[bootAnswer](t, http.StatusOK, ask(s, "alice", "GET", fmt.Sprintf("boot-resources/%d/", id)))
	assert.Len(t, got.Sets, 2)
	for name, set := range got.Sets {
		assert.True(t, set.Complete, name)
	}
}
