// Package contracttest holds the tests that keep a package of services, its
// comments and its contract equal. A contract is a JSON file of the operations
// of an API.
package contracttest

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
)

// A Param is a parameter of an operation.
type Param struct {
	Name     string `json:"name"`
	In       string `json:"in"`   // "query", "form" or "file"
	Type     string `json:"type"` // "string", "int", "float", "bool", "bytes", or "words" with commas or blanks between
	List     bool   `json:"list"`
	Required bool   `json:"required"`
	Since    string `json:"since"` // "": as long as the operation
	Until    string `json:"until"`
}

// An Operation is an entry of a contract.
type Operation struct {
	ID       string  `json:"id"`
	Section  string  `json:"section"`
	Method   string  `json:"method"`
	Path     string  `json:"path"`
	Op       string  `json:"op"`
	Since    string  `json:"since"` // the first release that has it
	Until    string  `json:"until"` // the last one, "" for the newest
	Access   string  `json:"access"`
	Params   []Param `json:"params"`
	Statuses []int   `json:"statuses"`
}

// Line writes the operation as the last line of a method's comment has it.
func (o Operation) Line() string {
	return maas.Operation{Method: o.Method, Path: o.Path, Op: o.Op}.String()
}

// Param finds the parameter of a name, or the template that it falls under.
func (o Operation) Param(name string) (found Param, ok bool) {
	for _, p := range o.Params {
		if p.Name == name {
			return p, true
		}
	}
	for _, p := range o.Params {
		prefix, _, template := strings.Cut(p.Name, "{")
		if template && strings.HasPrefix(name, prefix) && (prefix != "" || strings.Contains(name, "_") || p.Name == "{key}") {
			return p, true
		}
	}
	return Param{}, false
}

// A Contract is the operations by id.
type Contract map[string]Operation

// Read reads a contract from a file.
func Read(t *testing.T, file string) Contract {
	t.Helper()
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	var operations []Operation
	require.NoError(t, json.Unmarshal(data, &operations))
	contract := make(Contract, len(operations))
	for _, o := range operations {
		require.NotContains(t, contract, o.ID)
		contract[o.ID] = o
	}
	return contract
}

// ByLine are the ids of the operations by their lines.
func (c Contract) ByLine() map[string]string {
	lines := make(map[string]string, len(c))
	for id, o := range c {
		lines[o.Line()] = id
	}
	return lines
}

// PathPattern matches the escaped paths behind the API's root that a template
// stands for. The wildcards in slashes may hold slashes.
func PathPattern(template string, slashes ...string) *regexp.Regexp {
	pattern := regexp.QuoteMeta(template)
	for _, name := range slashes {
		pattern = strings.ReplaceAll(pattern, `\{`+name+`\}`, `(?P<`+name+`>.+)`)
	}
	return regexp.MustCompile("^" + regexp.MustCompile(`\\\{(\w+)\\\}`).ReplaceAllString(pattern, `(?P<$1>[^/]+)`) + "$")
}
