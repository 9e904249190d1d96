package maas2test

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"

	"github.com/gomaas/maas/internal/engine"
)

// A storedFile is a file in MAAS's file storage. A name is unique among the files
// of one owner.
type storedFile struct {
	name, owner string
	key         string // lets anyone read the file
	content     []byte
}

var storedFiles = hiddenKind[string, storedFile]() // by owner and name

func fileKey(owner, name string) string { return owner + "\x00" + name }

var filesSection = &section{
	resources: []*resource{
		{Template: "files/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).filesRead},
			{Method: http.MethodGet, Op: "get", Run: (*call).filesGet},
			{Method: http.MethodGet, Op: "get_by_key", Run: (*call).filesGetByKey},
			{Method: http.MethodPost, Run: (*call).filesCreate},
			{Method: http.MethodDelete, Run: (*call).filesDelete},
		}, Anonymous: []operation{
			{Method: http.MethodGet, Op: "get_by_key", Run: (*call).filesGetByKey},
		}},
		{Template: "files/{filename:.+}/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).fileRead},
			{Method: http.MethodDelete, Run: (*call).fileDelete},
		}},
	},
}

func (c *call) fileJSON(f *storedFile) object {
	return object{
		{"filename", f.name},
		{"anon_resource_uri", c.uri("files") + "?op=get_by_key&key=" + f.key},
		{"resource_uri", c.uri("files", f.name)},
	}
}

func (c *call) filesRead() (any, error) {
	prefix := c.Query.Get("prefix")
	list := []object{}
	for _, f := range storedFiles.in(c.state).Sorted() {
		if f.owner == c.user.name && strings.HasPrefix(f.name, prefix) {
			list = append(list, c.fileJSON(f))
		}
	}
	return list, nil
}

// filesCreate adds a file, or gives new content to the caller's file of that name.
func (c *call) filesCreate() (any, error) {
	if err := c.NeedData(); err != nil {
		return nil, err
	}
	name := c.Data.Get("filename")
	switch {
	case name == "":
		return nil, engine.BadRequest("Filename not supplied")
	case len(c.Files) == 0:
		return nil, engine.BadRequest("File not supplied")
	case len(c.Files) > 1:
		return nil, engine.BadRequest("Exactly one file must be supplied")
	}
	file := c.File("file")
	if file == nil {
		return nil, engine.ServerError("'file'")
	}
	c.state.putFile(c.user.name, name, file.Content)
	return engine.Text(http.StatusCreated, ""), nil
}

// putFile stores a file. One that is replaced keeps its key.
func (st *state) putFile(owner, name string, content []byte) {
	key := fileKey(owner, name)
	f := &storedFile{name: name, owner: owner, key: newUUID(), content: content}
	if old := storedFiles.in(st).Get(key); old != nil {
		f.key = old.key
	}
	storedFiles.in(st).Put(key, f)
}

// newUUID makes up a UUID.
func newUUID() string {
	var b [16]byte
	rand.Read(b[:])
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// fileContent is a file as it was stored; MAAS calls it HTML whatever it is.
func fileContent(f *storedFile) *engine.Response {
	return &engine.Response{Status: http.StatusOK, ContentType: engine.TypeHTML, Body: f.content}
}

func (c *call) filesGet() (any, error) {
	name, err := c.Query.Mandatory("filename")
	if err != nil {
		return nil, err
	}
	f := storedFiles.in(c.state).Get(fileKey(c.user.name, name))
	if f == nil {
		return nil, engine.Raise(http.StatusNotFound, "File not found")
	}
	return fileContent(f), nil
}

func (c *call) filesGetByKey() (any, error) {
	key, err := c.Query.Mandatory("key")
	if err != nil {
		return nil, err
	}
	f := storedFiles.in(c.state).Find(func(f *storedFile) bool { return f.key == key })
	if f == nil {
		return nil, notFound("FileStorage")
	}
	return fileContent(f), nil
}

func (c *call) filesDelete() (any, error) {
	name, err := c.Query.Mandatory("filename")
	if err != nil {
		return nil, err
	}
	return c.deleteFile(name)
}

func (c *call) fileDelete() (any, error) { return c.deleteFile(c.args["filename"]) }

func (c *call) deleteFile(name string) (any, error) {
	if !storedFiles.in(c.state).Delete(fileKey(c.user.name, name)) {
		return nil, notFound("FileStorage")
	}
	return engine.Deleted(), nil
}

// fileRead shows a file with its content.
func (c *call) fileRead() (any, error) {
	f := storedFiles.in(c.state).Get(fileKey(c.user.name, c.args["filename"]))
	if f == nil {
		resp := engine.Text(http.StatusNotFound, "Not Found")
		resp.SetHeader("Workaround", "bug1123986")
		return resp, nil
	}
	return append(c.fileJSON(f), member{"content", base64.StdEncoding.EncodeToString(f.content)}), nil
}

// AddFile stores a file of a user.
func (s *Server) AddFile(owner, name string, content []byte) {
	s.seed(func(st *state) error {
		st.putFile(owner, name, content)
		return nil
	})
}
