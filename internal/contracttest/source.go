package contracttest

import (
	"cmp"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
)

// A SourceMethod is an exported method of a service as the source has it.
type SourceMethod struct {
	Service, Name string
	Doc           string
	Lines         []string // the operation lines in its comment
	Last          string   // the last line of its comment
	TellsWho      bool     // its comment says who may call it
	Since, Until  string   // the releases that its comment names with that
	Args          []string // the names of its arguments without ctx
	// ParamOf is the parameter that an argument becomes, by the argument's name.
	ParamOf  map[string]string
	Requests []SourceRequest
}

// A SourceRequest is a request that the code of a method makes.
type SourceRequest struct {
	Operation    string // as an operation line
	Since, Until string
}

func (m SourceMethod) String() string { return m.Service + "." + m.Name }

var (
	operationLine = regexp.MustCompile(`(?m)^(?:GET|POST|PUT|DELETE) /\S*$`)
	sinceRelease  = regexp.MustCompile(`may call it[^.;]*?, since MAAS (\d+\.\d+(?:\.\d+)?)`)
	untilRelease  = regexp.MustCompile(`may call it(?:[^.;]|\.\d)*?, until MAAS (\d+\.\d+(?:\.\d+)?)`)
)

// SourceMethods parses the services of the package in dir.
func SourceMethods(t *testing.T, dir string) []SourceMethod {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	require.NoError(t, err)
	var methods []SourceMethod
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		require.NoError(t, err)
		for _, decl := range file.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Name.IsExported() {
				if service := serviceOf(fn); service != "" {
					methods = append(methods, newSourceMethod(service, fn))
				}
			}
		}
	}
	slices.SortFunc(methods, func(a, b SourceMethod) int { return cmp.Compare(a.String(), b.String()) })
	return methods
}

// serviceOf is the name of the service that fn is a method of, "" if of none.
func serviceOf(fn *ast.FuncDecl) string {
	if fn.Recv == nil {
		return ""
	}
	pointer, ok := fn.Recv.List[0].Type.(*ast.StarExpr)
	if !ok {
		return ""
	}
	receiver, ok := pointer.X.(*ast.Ident)
	if !ok {
		return ""
	}
	name, ok := strings.CutSuffix(receiver.Name, "Service")
	if !ok {
		return ""
	}
	return name
}

func newSourceMethod(service string, fn *ast.FuncDecl) SourceMethod {
	text := strings.TrimSpace(fn.Doc.Text())
	flat := strings.Join(strings.Fields(text), " ")
	m := SourceMethod{
		Service:  service,
		Name:     fn.Name.Name,
		Doc:      text,
		Lines:    operationLine.FindAllString(text, -1),
		Last:     text[strings.LastIndex(text, "\n")+1:],
		TellsWho: strings.Contains(flat, "may call it"),
		ParamOf:  paramsIn(fn.Body),
		Requests: requestsIn(fn.Body),
	}
	if found := sinceRelease.FindStringSubmatch(flat); found != nil {
		m.Since = found[1]
	}
	if found := untilRelease.FindStringSubmatch(flat); found != nil {
		m.Until = found[1]
	}
	for _, field := range fn.Type.Params.List {
		for _, name := range field.Names {
			m.Args = append(m.Args, name.Name)
		}
	}
	if len(m.Args) > 0 {
		m.Args = m.Args[1:]
	}
	return m
}

// requestsIn lists the requests that body makes: the calls of maas.Get,
// maas.Post, maas.Put and maas.Delete with what is chained to them.
func requestsIn(body ast.Node) []SourceRequest {
	chained := map[*ast.CallExpr]map[string]string{}
	var calls []*ast.CallExpr
	ast.Inspect(body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		if _, _, ok := requestLiteral(call); ok {
			calls = append(calls, call)
			return true
		}
		if f, ok := call.Fun.(*ast.SelectorExpr); ok && len(call.Args) == 1 && slices.Contains([]string{"Op", "Since", "Until"}, f.Sel.Name) {
			start := chainStart(call)
			if chained[start] == nil {
				chained[start] = map[string]string{}
			}
			chained[start][f.Sel.Name] = literal(call.Args[0])
		}
		return true
	})
	var requests []SourceRequest
	for _, call := range calls {
		method, path, _ := requestLiteral(call)
		operation := maas.Operation{Method: method, Path: strings.ReplaceAll(path, "...}", "}"), Op: chained[call]["Op"]}
		requests = append(requests, SourceRequest{operation.String(), chained[call]["Since"], chained[call]["Until"]})
	}
	return requests
}

// paramsIn finds the parameters that arguments become: in Set("name", argument)
// and its like, also with the argument converted, and in literal maas.Params.
func paramsIn(body ast.Node) map[string]string {
	params := map[string]string{}
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			f, ok := n.Fun.(*ast.SelectorExpr)
			if ok && len(n.Args) == 2 && slices.Contains([]string{"Set", "SetSecret", "SetAll", "SetMACs", "SetJSON", "File"}, f.Sel.Name) {
				params[innermost(n.Args[1])] = literal(n.Args[0])
			}
		case *ast.CompositeLit:
			found := map[string]ast.Expr{}
			for _, element := range n.Elts {
				if pair, ok := element.(*ast.KeyValueExpr); ok {
					if key, ok := pair.Key.(*ast.Ident); ok {
						found[key.Name] = pair.Value
					}
				}
			}
			if found["Name"] != nil && found["Value"] != nil {
				params[innermost(found["Value"])] = literal(found["Name"])
			}
		}
		return true
	})
	return params
}

// innermost is the name of x in a(b(x)).
func innermost(e ast.Expr) string {
	for {
		switch inner := e.(type) {
		case *ast.Ident:
			return inner.Name
		case *ast.CallExpr:
			if len(inner.Args) == 0 {
				return ""
			}
			e = inner.Args[len(inner.Args)-1]
		default:
			return ""
		}
	}
}

// requestLiteral reports whether call makes a request, and which.
func requestLiteral(call *ast.CallExpr) (method, path string, ok bool) {
	fn, isSelector := call.Fun.(*ast.SelectorExpr)
	if !isSelector || len(call.Args) == 0 {
		return "", "", false
	}
	if pkg, isIdent := fn.X.(*ast.Ident); !isIdent || pkg.Name != "maas" {
		return "", "", false
	}
	method, ok = map[string]string{"Get": "GET", "Post": "POST", "Put": "PUT", "Delete": "DELETE"}[fn.Sel.Name]
	return method, literal(call.Args[0]), ok
}

// chainStart is a in a().b().c().
func chainStart(call *ast.CallExpr) *ast.CallExpr {
	for {
		f, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return call
		}
		before, ok := f.X.(*ast.CallExpr)
		if !ok {
			return call
		}
		call = before
	}
}

func literal(e ast.Expr) string {
	lit, ok := e.(*ast.BasicLit)
	if !ok {
		return ""
	}
	text, _ := strconv.Unquote(lit.Value)
	return text
}
