package maastest

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/gomaas/maas/internal/engine"
)

// maxFilename is how long the name of a stored file can be.
const maxFilename = 255

// A storedFile is a file in MAAS's file storage. A name is unique among the
// files of one owner.
type storedFile struct {
	name, owner string
	key         string // lets anyone read the file
	content     []byte
}

func fileID(owner, name string) string { return owner + "\x00" + name }

func filesResource() *resource {
	public := []operation{
		{Method: http.MethodGet, Op: "get", Run: (*call).filesGet},
		{Method: http.MethodGet, Op: "get_by_key", Run: (*call).filesGetByKey},
	}
	return &resource{
		Template: "files/",
		Operations: append([]operation{
			{Method: http.MethodGet, Op: "list", Run: (*call).filesList},
			{Method: http.MethodPost, Op: "add", Run: (*call).filesAdd},
		}, public...),
		Anonymous: public,
	}
}

func fileResource() *resource {
	return &resource{
		Template: "files/{filename:.+}/",
		Operations: []operation{
			{Method: http.MethodGet, Run: (*call).fileRead},
			{Method: http.MethodDelete, Run: (*call).fileDelete},
			{Method: http.MethodPost, Op: "delete", Run: (*call).fileDelete},
		},
	}
}

func (c *call) fileJSON(f *storedFile) engine.Object {
	return engine.Object{
		{"filename", f.name},
		{"anon_resource_uri", c.uri("files") + "?key=" + f.key + "&op=get_by_key"},
		{"resource_uri", c.uri("files", f.name)},
	}
}

func (c *call) filesList() (any, error) {
	prefix := c.Query.Get("prefix")
	list := []engine.Object{}
	for _, f := range c.state.files.Sorted() {
		if f.owner == c.user.name && strings.HasPrefix(f.name, prefix) {
			list = append(list, c.fileJSON(f))
		}
	}
	return list, nil
}

func (c *call) filesAdd() (any, error) {
	if c.Data == nil {
		return nil, engine.NoData()
	}
	name := c.Data.Get("filename")
	if name == "" {
		return nil, engine.BadRequest("Filename not supplied")
	}
	switch names := c.uploadNames(); len(names) {
	case 0:
		return nil, engine.BadRequest("File not supplied")
	case 1:
	default:
		return nil, engine.BadRequest("Exactly one file must be supplied")
	}
	file := c.File("file")
	if file == nil {
		return nil, engine.ServerError(`"u'file'"`) // a KeyError
	}
	if err := fitsColumn(name, maxFilename); err != nil {
		return nil, err
	}
	c.state.putFile(c.user.name, name, file.Content)
	return engine.Text(http.StatusCreated, ""), nil
}

// uploadNames are the names of the request's file parts, each once.
func (c *call) uploadNames() map[string]bool {
	names := make(map[string]bool)
	for _, f := range c.Files {
		names[f.Name] = true
	}
	return names
}

// putFile adds a file, or gives new content to the owner's file of that name,
// which keeps its key.
func (st *state) putFile(owner, name string, content []byte) {
	id := fileID(owner, name)
	f := &storedFile{name: name, owner: owner, content: content}
	if old := st.files.Get(id); old != nil {
		f.key = old.key
	} else {
		f.key = newUUID()
	}
	st.files.Put(id, f)
}

// filesGet finds a file by its name, whoever owns it: the newest of several.
func (c *call) filesGet() (any, error) {
	name, err := c.Query.Mandatory("filename")
	if err != nil {
		return nil, err
	}
	var newest *storedFile
	for _, f := range c.state.files.All() {
		if f.name == name {
			newest = f
		}
	}
	if newest == nil {
		return nil, engine.Raise(404, "File not found")
	}
	return fileContent(newest), nil
}

func (c *call) filesGetByKey() (any, error) {
	key, err := c.Query.Mandatory("key")
	if err != nil {
		return nil, err
	}
	f := c.state.files.Find(func(f *storedFile) bool { return f.key == key })
	if f == nil {
		return nil, notFound()
	}
	return fileContent(f), nil
}

// fileContent is a file as it was uploaded; MAAS calls it HTML whatever it is.
func fileContent(f *storedFile) *engine.Response {
	return &engine.Response{Status: http.StatusOK, ContentType: engine.TypeHTML, Body: f.content}
}

// ownFile finds the caller's file that the path names, or nil.
func (c *call) ownFile() *storedFile {
	return c.state.files.Get(fileID(c.user.name, c.args["filename"]))
}

func (c *call) fileRead() (any, error) {
	f := c.ownFile()
	if f == nil {
		// The header tells a missing file from a server without this call.
		missing := engine.Text(http.StatusNotFound, "Not Found")
		missing.Header = []Pair{{Name: "Workaround", Value: "bug1123986"}}
		return missing, nil
	}
	content := engine.Member{"content", base64.StdEncoding.EncodeToString(f.content)}
	return append(c.fileJSON(f), content), nil
}

func (c *call) fileDelete() (any, error) {
	f := c.ownFile()
	if f == nil {
		return nil, notFound()
	}
	c.state.files.Delete(fileID(f.owner, f.name))
	return engine.Deleted(), nil
}

// AddFile stores a file for a user, in the place of the one that the user has
// under that name. An empty owner makes a file that is in nobody's list and can
// be read by name or key only. It panics if the name is empty or too long, or
// if there is no such user.
func (s *Server) AddFile(owner, name string, content []byte) {
	s.seed(func(st *state) error {
		if name == "" || utf8.RuneCountInString(name) > maxFilename {
			return fmt.Errorf("file name %q is empty or too long", name)
		}
		if owner != "" && st.users.Get(owner) == nil {
			return fmt.Errorf("file %q: no user %q", name, owner)
		}
		st.putFile(owner, name, content)
		return nil
	})
}
