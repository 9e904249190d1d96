package maastest

import (
	"encoding/base64"
	"net/http"
	"strings"

	"github.com/gomaas/maas/internal/engine"
)

// A script is a commissioning script that an administrator uploaded.
type script struct {
	name    string
	content []byte
}

func commissioningScriptsResource() *resource {
	return &resource{
		Template:  "commissioning-scripts/",
		AdminOnly: true,
		Operations: []operation{
			{Method: http.MethodGet, Run: (*call).scriptsRead},
			{Method: http.MethodPost, Run: (*call).scriptsCreate},
		},
	}
}

func commissioningScriptResource() *resource {
	return &resource{
		Template:  "commissioning-scripts/{name}",
		AdminOnly: true,
		Operations: []operation{
			{Method: http.MethodGet, Run: (*call).scriptRead},
			{Method: http.MethodPut, Run: (*call).scriptUpdate},
			{Method: http.MethodDelete, Run: (*call).scriptDelete},
		},
	}
}

func (c *call) scriptsRead() (any, error) {
	names := []string{}
	for name := range c.state.scripts.Sorted() {
		names = append(names, name)
	}
	return names, nil
}

func (c *call) scriptsCreate() (any, error) {
	name, err := c.Data.Mandatory("name")
	if err != nil {
		return nil, err
	}
	content, err := c.scriptContent()
	if err != nil {
		return nil, err
	}
	if err := fitsColumn(name, 255); err != nil {
		return nil, err
	}
	if c.state.scripts.Get(name) != nil {
		return nil, duplicateKey("metadataserver_commissioningscript_name_key", "name", name)
	}
	c.state.scripts.Put(name, &script{name, content})
	return engine.Object{
		{"name", name},
		{"content", base64.StdEncoding.EncodeToString(content)},
		// This path has no slash at its end.
		{"resource_uri", strings.TrimSuffix(c.uri("commissioning-scripts", name), "/")},
	}, nil
}

// scriptContent is the script that was sent, which has to be a file part.
func (c *call) scriptContent() ([]byte, error) {
	file := c.File("content")
	if file == nil {
		return nil, engine.BadRequest("No provided content!")
	}
	return file.Content, nil
}

func (c *call) scriptRead() (any, error) {
	s := c.state.scripts.Get(c.args["name"])
	if s == nil {
		return nil, notFound()
	}
	return &engine.Response{Status: http.StatusOK, ContentType: "application/binary", Body: s.content}, nil
}

func (c *call) scriptUpdate() (any, error) {
	content, err := c.scriptContent()
	if err != nil {
		return nil, err
	}
	name := c.args["name"]
	if c.state.scripts.Get(name) == nil {
		return nil, notFound()
	}
	c.state.scripts.Put(name, &script{name, content})
	return nil, nil // in JSON: null
}

func (c *call) scriptDelete() (any, error) {
	if !c.state.scripts.Delete(c.args["name"]) {
		return nil, notFound()
	}
	return engine.Deleted(), nil
}
