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
	"slices"
	"strings"
)

// An operation is an entry of the contract.
type operation struct {
	ID, Method, Path, Op string
	Since, Until         string
}

// releases returns those that have the operation, "1.6 to 1.8".
func (o operation) releases(first, last string) string {
	since, until := cmp.Or(o.Since, first), cmp.Or(o.Until, last)
	switch {
	case since == first && until == last:
		return "all"
	case until == last:
		return since + " and later"
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

// An api is a package with the operations of one version of the API.
type api struct {
	title, folder, importPath string
	first, last               string // releases
}

var apis = []api{
	{"API 2.0: MAAS 2.0 and later, package maas2", "maas2", "github.com/gomaas/maas/maas2", "2.0", "later"},
	{"API 1.0: MAAS 1.5 to 1.10, package maas", ".", "github.com/gomaas/maas", "1.5", "1.10"},
}

func page() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("# Operations and methods\n\n" +
		"Made by `go generate` from the contracts in testdata and the documentation of the methods; do not edit.\n")
	for _, a := range apis {
		data, err := os.ReadFile(filepath.Join(a.folder, "testdata", "operations.json"))
		if err != nil {
			return nil, err
		}
		var operations []operation
		if err := json.Unmarshal(data, &operations); err != nil {
			return nil, err
		}
		slices.SortStableFunc(operations, func(a, b operation) int { return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Op, b.Op)) })
		// An operation for unsigned requests can have the line of the one for users.
		operations = slices.CompactFunc(operations, func(a, b operation) bool { return a.line() == b.line() })
		methods, err := a.methodsByLine()
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&b, "\n## %s\n\n| operation | releases | method | |\n|---|---|---|---|\n", a.title)
		for _, o := range operations {
			fmt.Fprintf(&b, "| `%s` | %s | %s |\n", o.line(), o.releases(a.first, a.last), cmp.Or(methods[o.line()], "|"))
		}
	}
	return b.Bytes(), nil
}

var operationLine = regexp.MustCompile(`^(GET|POST|PUT|DELETE) /\S*$`)

// methodsByLine gives the cells of the table for each operation line at the end
// of a method's comment. Where several methods name one operation, the plain one
// is the first in the file of its service.
func (a api) methodsByLine() (map[string]string, error) {
	names, err := filepath.Glob(filepath.Join(a.folder, "*.go"))
	if err != nil {
		return nil, err
	}
	var files, helpers []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		if declaresService(file) {
			files = append(files, file)
		} else {
			helpers = append(helpers, file)
		}
	}
	methods := make(map[string]string)
	for _, file := range append(files, helpers...) {
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
			methods[line] = fmt.Sprintf("[`%s.%s`](https://pkg.go.dev/%s#%s.%s) | %s",
				service, fn.Name.Name, a.importPath, receiver, fn.Name.Name, strings.ReplaceAll(synopsis, "|", "\\|"))
		}
	}
	return methods, nil
}

// declaresService reports whether file has the type of a service.
func declaresService(file *ast.File) bool {
	for _, decl := range file.Decls {
		types, ok := decl.(*ast.GenDecl)
		if !ok || types.Tok != token.TYPE {
			continue
		}
		for _, spec := range types.Specs {
			if strings.HasSuffix(spec.(*ast.TypeSpec).Name.Name, "Service") {
				return true
			}
		}
	}
	return false
}
