package maastest

import (
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"
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
		{method: "GET", op: "get", run: (*call).filesGet},
		{method: "GET", op: "get_by_key", run: (*call).filesGetByKey},
	}
	return &resource{
		template: "files/",
		operations: append([]operation{
			{method: "GET", op: "list", run: (*call).filesList},
			{method: "POST", op: "add", run: (*call).filesAdd},
		}, public...),
		anonymous: public,
	}
}

func fileResource() *resource {
	return &resource{
		template: "files/{filename:.+}/",
		operations: []operation{
			{method: "GET", run: (*call).fileRead},
			{method: "DELETE", run: (*call).fileDelete},
			{method: "POST", op: "delete", run: (*call).fileDelete},
		},
	}
}

func (c *call) fileJSON(f *storedFile) object {
	return object{
		{"filename", f.name},
		{"anon_resource_uri", c.uri("files") + "?key=" + f.key + "&op=get_by_key"},
		{"resource_uri", c.uri("files", f.name)},
	}
}

func (c *call) filesList() (any, error) {
	prefix := c.query.get("prefix")
	list := []object{}
	for _, f := range c.state.files.sorted() {
		if f.owner == c.user.name && strings.HasPrefix(f.name, prefix) {
			list = append(list, c.fileJSON(f))
		}
	}
	return list, nil
}

func (c *call) filesAdd() (any, error) {
	if c.data == nil {
		return nil, noData()
	}
	name := c.data.get("filename")
	if name == "" {
		return nil, badRequest("Filename not supplied")
	}
	switch names := c.uploadNames(); len(names) {
	case 0:
		return nil, badRequest("File not supplied")
	case 1:
	default:
		return nil, badRequest("Exactly one file must be supplied")
	}
	file := c.file("file")
	if file == nil {
		return nil, serverError(`"u'file'"`) // a KeyError
	}
	if err := fitsColumn(name, maxFilename); err != nil {
		return nil, err
	}
	c.state.putFile(c.user.name, name, file.content)
	return text(201, ""), nil
}

// uploadNames are the names of the request's file parts, each once.
func (c *call) uploadNames() map[string]bool {
	names := make(map[string]bool)
	for _, f := range c.files {
		names[f.name] = true
	}
	return names
}

// putFile adds a file, or gives new content to the owner's file of that name,
// which keeps its key.
func (st *state) putFile(owner, name string, content []byte) {
	id := fileID(owner, name)
	f := &storedFile{name: name, owner: owner, content: content}
	if old := st.files.get(id); old != nil {
		f.key = old.key
	} else {
		f.key = newUUID()
	}
	st.files.put(id, f)
}

// filesGet finds a file by its name, whoever owns it: the newest of several.
func (c *call) filesGet() (any, error) {
	name, err := c.query.mandatory("filename")
	if err != nil {
		return nil, err
	}
	var newest *storedFile
	for _, f := range c.state.files.all() {
		if f.name == name {
			newest = f
		}
	}
	if newest == nil {
		return nil, raise(404, "File not found")
	}
	return fileContent(newest), nil
}

func (c *call) filesGetByKey() (any, error) {
	key, err := c.query.mandatory("key")
	if err != nil {
		return nil, err
	}
	f := c.state.files.find(func(f *storedFile) bool { return f.key == key })
	if f == nil {
		return nil, notFound()
	}
	return fileContent(f), nil
}

// fileContent is a file as it was uploaded; MAAS calls it HTML whatever it is.
func fileContent(f *storedFile) *response {
	return &response{status: 200, contentType: typeHTML, body: f.content}
}

// ownFile finds the caller's file that the path names, or nil.
func (c *call) ownFile() *storedFile {
	return c.state.files.get(fileID(c.user.name, c.args["filename"]))
}

func (c *call) fileRead() (any, error) {
	f := c.ownFile()
	if f == nil {
		// The header tells a missing file from a server without this call.
		missing := text(404, "Not Found")
		missing.header = []Pair{{"Workaround", "bug1123986"}}
		return missing, nil
	}
	content := member{"content", base64.StdEncoding.EncodeToString(f.content)}
	return append(c.fileJSON(f), content), nil
}

func (c *call) fileDelete() (any, error) {
	f := c.ownFile()
	if f == nil {
		return nil, notFound()
	}
	c.state.files.delete(fileID(f.owner, f.name))
	return deleted(), nil
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
		if owner != "" && st.users.get(owner) == nil {
			return fmt.Errorf("file %q: no user %q", name, owner)
		}
		st.putFile(owner, name, content)
		return nil
	})
}
