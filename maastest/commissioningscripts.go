package maastest

import (
	"encoding/base64"
	"strings"
)

// A script is a commissioning script that an administrator uploaded.
type script struct {
	name    string
	content []byte
}

func commissioningScriptsResource() *resource {
	return &resource{
		template:  "commissioning-scripts/",
		adminOnly: true,
		operations: []operation{
			{method: "GET", run: (*call).scriptsRead},
			{method: "POST", run: (*call).scriptsCreate},
		},
	}
}

func commissioningScriptResource() *resource {
	return &resource{
		template:  "commissioning-scripts/{name}",
		adminOnly: true,
		operations: []operation{
			{method: "GET", run: (*call).scriptRead},
			{method: "PUT", run: (*call).scriptUpdate},
			{method: "DELETE", run: (*call).scriptDelete},
		},
	}
}

func (c *call) scriptsRead() (any, error) {
	names := []string{}
	for name := range c.state.scripts.sorted() {
		names = append(names, name)
	}
	return names, nil
}

func (c *call) scriptsCreate() (any, error) {
	name, err := c.data.mandatory("name")
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
	if c.state.scripts.get(name) != nil {
		return nil, duplicateKey("metadataserver_commissioningscript_name_key", "name", name)
	}
	c.state.scripts.put(name, &script{name, content})
	return object{
		{"name", name},
		{"content", base64.StdEncoding.EncodeToString(content)},
		// This path has no slash at its end.
		{"resource_uri", strings.TrimSuffix(c.uri("commissioning-scripts", name), "/")},
	}, nil
}

// scriptContent is the script that was sent, which has to be a file part.
func (c *call) scriptContent() ([]byte, error) {
	file := c.file("content")
	if file == nil {
		return nil, badRequest("No provided content!")
	}
	return file.content, nil
}

func (c *call) scriptRead() (any, error) {
	s := c.state.scripts.get(c.args["name"])
	if s == nil {
		return nil, notFound()
	}
	return &response{status: 200, contentType: "application/binary", body: s.content}, nil
}

func (c *call) scriptUpdate() (any, error) {
	content, err := c.scriptContent()
	if err != nil {
		return nil, err
	}
	name := c.args["name"]
	if c.state.scripts.get(name) == nil {
		return nil, notFound()
	}
	c.state.scripts.put(name, &script{name, content})
	return nil, nil // in JSON: null
}

func (c *call) scriptDelete() (any, error) {
	if !c.state.scripts.delete(c.args["name"]) {
		return nil, notFound()
	}
	return deleted(), nil
}
