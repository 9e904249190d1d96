// Operations writes docs/operations.md: which method is which operation of the
// API, from the contract and the documentation of the methods. It runs in the
// root of the repository, by go generate.
package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"log"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// An operation is an entry of the contract.
type operation struct {
	ID, Method, Path, Op string
	Since, Until         string
	Documented           bool
}

// releases are those that have the operation, "1.6 to 1.8".
func (o operation) releases() string {
	since, until := cmp.Or(o.Since, "1.5"), cmp.Or(o.Until, "1.10")
	if since == "1.5" && until == "1.10" {
		return "all"
	}
	return since + " to " + until
}

func (o operation) line() string {
	if o.Op == "" {
		return o.Method + " " + o.Path
	}
	return o.Method + " " + o.Path + "?op=" + o.Op
}

func main() {
	log.SetFlags(0)
	page, err := page()
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join("docs", "operations.md"), page, 0o644); err != nil {
		log.Fatal(err)
	}
}

func page() ([]byte, error) {
	data, err := os.ReadFile(filepath.Join("testdata", "operations.json"))
	if err != nil {
		return nil, err
	}
	var operations []operation
	if err := json.Unmarshal(data, &operations); err != nil {
		return nil, err
	}
	methods, err := methodsByLine()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.WriteString("# Operations and methods\n\n" +
		"Made by `go generate` from the contract in testdata/operations.json and the documentation of the methods; do not edit.\n")
	for _, part := range []struct {
		title      string
		documented bool
	}{{"In the API document of 1.5", true}, {"Beyond it", false}} {
		fmt.Fprintf(&b, "\n## %s\n\n| operation | releases | method | |\n|---|---|---|---|\n", part.title)
		for _, o := range operations {
			if o.Documented == part.documented {
				fmt.Fprintf(&b, "| `%s` | %s | %s |\n", o.line(), o.releases(), cmp.Or(methods[o.line()], "|"))
			}
		}
	}
	return b.Bytes(), nil
}

var operationLine = regexp.MustCompile(`^(GET|POST|PUT|DELETE) /\S*$`)

// methodsByLine gives the cells of the table for each operation line at the end
// of a method's comment. Where several methods name one operation, the one that
// the source has first is the plain one.
func methodsByLine() (map[string]string, error) {
	names, err := filepath.Glob("*.go")
	if err != nil {
		return nil, err
	}
	methods := make(map[string]string)
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		for _, decl := range file.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok || fn.Recv == nil || !fn.Name.IsExported() {
				continue
			}
			pointer, ok := fn.Recv.List[0].Type.(*ast.StarExpr)
			if !ok {
				continue
			}
			receiver := pointer.X.(*ast.Ident).Name
			service, ok := strings.CutSuffix(receiver, "Service")
			text := strings.TrimSpace(fn.Doc.Text())
			line := text[strings.LastIndex(text, "\n")+1:]
			if !ok || methods[line] != "" || !operationLine.MatchString(line) {
				continue
			}
			synopsis := new(doc.Package).Synopsis(text)
			methods[line] = fmt.Sprintf("[`%s.%s`](https://pkg.go.dev/github.com/gomaas/maas#%s.%s) | %s",
				service, fn.Name.Name, receiver, fn.Name.Name, strings.ReplaceAll(synopsis, "|", "\\|"))
		}
	}
	return methods, nil
}
