// Jsongen writes zz_decode.go: for every struct type that a package has MAAS's
// JSON decoded into, a function that does so in one pass. Beside it goes
// zz_decode_test.go, which holds the functions against encoding/json. It runs in
// the directory of the package, by go generate.
//
// The types are those that generic functions of the module, such as List and Do,
// are used with, and all that they are made of. What a field's type leaves to
// encoding/json (a method that decodes it, an interface), the functions leave to it
// too.
package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/format"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"log"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	output     = "zz_decode.go"
	testOutput = "zz_decode_test.go"
	module     = "github.com/gomaas/maas"
	lists      = module + "/internal/jsonlist"
)

func main() {
	log.SetFlags(0)
	if err := generate("."); err != nil {
		log.Fatal("jsongen: ", err)
	}
}

// generate writes the files for the package in dir.
func generate(dir string) error {
	pkg, info, err := load(dir)
	if err != nil {
		return err
	}
	g := &generator{pkg: pkg, imports: map[string]bool{}, wanted: map[*types.Named]bool{}}
	for _, instance := range info.Instances {
		for arg := range instance.TypeArgs.Types() {
			g.want(arg)
		}
	}
	g.roots = maps.Clone(g.wanted)
	// Writing the decoder of one type may bring in others.
	written := map[*types.Named]string{}
	for len(written) < len(g.wanted) {
		for t := range g.wanted {
			if _, ok := written[t]; ok {
				continue
			}
			if written[t], err = g.decoder(t); err != nil {
				return err
			}
			break
		}
	}
	if len(written) == 0 {
		return errors.New("no types found")
	}
	byName := func(a, b *types.Named) int { return strings.Compare(a.Obj().Name(), b.Obj().Name()) }
	order := slices.SortedFunc(maps.Keys(written), byName)
	if err := write(filepath.Join(dir, output), g.file(order, written)); err != nil {
		return err
	}
	return write(filepath.Join(dir, testOutput), g.testFile(order))
}

func write(path string, source []byte) error {
	source, err := format.Source(source)
	if err != nil {
		return err
	}
	return os.WriteFile(path, source, 0o644)
}

// load parses and checks the package in dir, without the file that is to be
// made.
func load(dir string) (*types.Package, *types.Info, error) {
	type listed struct {
		ImportPath, Export string
		GoFiles            []string
	}
	cmd := exec.CommandContext(context.Background(), "go", "list", "-e", "-deps", "-export", "-json=ImportPath,Export,GoFiles", ".")
	cmd.Dir, cmd.Stderr = dir, os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, nil, err
	}
	exports := map[string]string{}
	var target listed
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := d.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			return nil, nil, err
		}
		exports[p.ImportPath] = p.Export
		target = p // the last one is what the others are for
	}
	fset := token.NewFileSet()
	var files []*ast.File
	for _, name := range target.GoFiles {
		if name == output {
			continue
		}
		file, err := parser.ParseFile(fset, filepath.Join(dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, nil, err
		}
		files = append(files, file)
	}
	config := types.Config{Importer: importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) {
		if exports[path] == "" {
			return nil, fmt.Errorf("no export data of %s", path)
		}
		return os.Open(exports[path])
	})}
	info := &types.Info{Instances: map[*ast.Ident]types.Instance{}}
	pkg, err := config.Check(target.ImportPath, fset, files, info)
	return pkg, info, err
}

type generator struct {
	pkg     *types.Package
	imports map[string]bool
	wanted  map[*types.Named]bool
	roots   map[*types.Named]bool // those of wanted that are asked for by themselves
}

// want asks for decoders of t, or of what it is a list of or a pointer to, if
// that is a struct type of the package. It reports whether t itself will have
// one.
func (g *generator) want(t types.Type) bool {
	switch u := types.Unalias(t).(type) {
	case *types.Pointer:
		g.want(u.Elem())
	case *types.Slice:
		g.want(u.Elem())
	case *types.Map:
		g.want(u.Elem())
	case *types.Named:
		_, isStruct := u.Underlying().(*types.Struct)
		if !isStruct || decodesItself(u) || u.Obj().Pkg() != g.pkg || u.Obj().Parent() != g.pkg.Scope() || u.TypeParams().Len() > 0 || !hasTags(u) {
			return false
		}
		g.wanted[u] = true
		return true
	}
	return false
}

// hasTags reports whether some field of a struct type, or of one that it embeds,
// has a json tag: generic functions are used with other types, too.
func hasTags(t types.Type) bool {
	s, ok := t.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for i := range s.NumFields() {
		if _, ok := reflect.StructTag(s.Tag(i)).Lookup("json"); ok || s.Field(i).Embedded() && hasTags(s.Field(i).Type()) {
			return true
		}
	}
	return false
}

// decodesItself reports whether t has a method that encoding/json decodes it
// with.
func decodesItself(t types.Type) bool {
	methods := types.NewMethodSet(types.NewPointer(t))
	return methods.Lookup(nil, "UnmarshalJSON") != nil || methods.Lookup(nil, "UnmarshalText") != nil
}

// isNumber reports whether t is json.Number, for which encoding/json has rules of
// its own.
func isNumber(t types.Type) bool { return types.TypeString(t, nil) == "encoding/json.Number" }

func functionName(t *types.Named) string {
	name := t.Obj().Name()
	first, size := utf8.DecodeRuneInString(name)
	return "decode" + string(unicode.ToUpper(first)) + name[size:]
}

func (g *generator) typeName(t types.Type) string {
	return types.TypeString(t, func(p *types.Package) string {
		if p == g.pkg {
			return ""
		}
		g.imports[p.Path()] = true
		return p.Name()
	})
}

// field is a member of an object and where its value belongs.
type field struct {
	name, target string
	typ          types.Type
	tagged       bool
}

func (f field) depth() int { return strings.Count(f.target, ".") }

// fields returns those of a struct type that encoding/json decodes. Of several
// with one name the least embedded one counts, of several such the only one with
// a tag, or else none.
func fields(t *types.Struct) ([]field, error) {
	all, err := allFields(t, "v")
	if err != nil {
		return nil, err
	}
	var visible []field
	for _, f := range all {
		hides := func(other field) bool {
			if other.name != f.name || other.target == f.target {
				return false
			}
			return other.depth() < f.depth() || other.depth() == f.depth() && (other.tagged || !f.tagged)
		}
		if !slices.ContainsFunc(all, hides) {
			visible = append(visible, f)
		}
	}
	return visible, nil
}

func allFields(t *types.Struct, target string) ([]field, error) {
	var all []field
	for i := range t.NumFields() {
		f := t.Field(i)
		tag := reflect.StructTag(t.Tag(i)).Get("json")
		name, options, _ := strings.Cut(tag, ",")
		if tag == "-" || !f.Exported() && !f.Embedded() {
			continue
		}
		if slices.Contains(strings.Split(options, ","), "string") {
			return nil, fmt.Errorf("field %s: the option string is not supported", f.Name())
		}
		if f.Embedded() && name == "" {
			embedded, ok := f.Type().Underlying().(*types.Struct)
			if !ok || decodesItself(f.Type()) {
				return nil, fmt.Errorf("field %s: is embedded and no plain struct", f.Name())
			}
			inner, err := allFields(embedded, target+"."+f.Name())
			if err != nil {
				return nil, err
			}
			all = append(all, inner...)
			continue
		}
		if !f.Exported() {
			continue
		}
		all = append(all, field{cmp.Or(name, f.Name()), target + "." + f.Name(), f.Type(), name != ""})
	}
	return all, nil
}

// decoder returns the function for t, and the method that it is found by if it
// has to be.
func (g *generator) decoder(t *types.Named) (string, error) {
	name := t.Obj().Name()
	function := functionName(t)
	if g.pkg.Scope().Lookup(function) != nil {
		return "", fmt.Errorf("%s is a name of the package already", function)
	}
	members, err := fields(t.Underlying().(*types.Struct))
	if err != nil {
		return "", fmt.Errorf("type %s: %w", name, err)
	}
	known := map[string]bool{}
	for _, m := range members {
		if strings.ContainsFunc(m.name, func(r rune) bool { return r >= utf8.RuneSelf }) {
			return "", fmt.Errorf("type %s: the name %q is not ASCII", name, m.name)
		}
		known[m.name] = true
	}
	var b strings.Builder
	if g.roots[t] {
		fmt.Fprintf(&b, "\nfunc (*%s) jsonDecoder() any { return jsonlist.Func[%[1]s](%s) }\n", name, function)
	}
	fmt.Fprintf(&b, "\nfunc %s(v *%s, d *jsonlist.Decoder) {\n", function, name)
	if len(members) > 0 {
		fmt.Fprintf(&b, "\tvar seen [%d]uint64\n", (len(members)+63)/64)
	}
	b.WriteString("\tfor name := d.Object(); name != nil; name = d.Member() {\n\tmember:\n\t\tswitch string(name) {\n")
	var otherCase []string
	for i, m := range members {
		fmt.Fprintf(&b, "\t\tcase %q:\n\t\t\td.Once(&seen[%d], 1<<%d)\n\t\t\t%s\n", m.name, i/64, i%64, g.assign(m.target, m.typ))
		if lower := strings.ToLower(m.name); !known[lower] {
			known[lower] = true
			otherCase = append(otherCase, strconv.Quote(lower))
		}
	}
	if len(otherCase) > 0 {
		fmt.Fprintf(&b, "\t\tcase %s:\n\t\t\td.Fail()\n", strings.Join(otherCase, ", "))
	}
	b.WriteString("\t\tdefault:\n\t\t\tif d.Unknown(&name) {\n\t\t\t\tgoto member\n\t\t\t}\n\t\t}\n\t}\n}\n")
	return b.String(), nil
}

// assign returns the statement that decodes a value of type t into target, which
// is zero.
func (g *generator) assign(target string, t types.Type) string {
	conversion := func(from string, call string) string {
		if g.typeName(t) == from {
			return target + " = " + call
		}
		return target + " = " + g.typeName(t) + "(" + call + ")"
	}
	if isNumber(t) {
		return target + " = d.Number()"
	}
	if !decodesItself(t) {
		switch u := t.Underlying().(type) {
		case *types.Basic:
			switch bits := g.bits(u); {
			case u.Info()&types.IsString != 0:
				return conversion("string", "d.String()")
			case u.Info()&types.IsBoolean != 0:
				return conversion("bool", "d.Bool()")
			case u.Kind() == types.Uintptr:
			case u.Info()&types.IsUnsigned != 0:
				return conversion("uint64", "d.Uint("+bits+")")
			case u.Info()&types.IsInteger != 0:
				return conversion("int64", "d.Int("+bits+")")
			case u.Info()&types.IsFloat != 0:
				return conversion("float64", "d.Float("+bits+")")
			}
		case *types.Struct:
			if g.want(t) {
				return functionName(types.Unalias(t).(*types.Named)) + "(" + address(target) + ", d)"
			}
		case *types.Pointer:
			if !decodesItself(u.Elem()) {
				return target + " = jsonlist.Pointer(d, " + g.function(u.Elem()) + ")"
			}
		case *types.Slice:
			if elem, ok := u.Elem().Underlying().(*types.Basic); ok && elem.Kind() == types.Uint8 {
				if u.Elem() == types.Universe.Lookup("byte").Type() || u.Elem() == types.Typ[types.Uint8] {
					return target + " = d.Bytes()"
				}
				break
			}
			if types.Identical(u.Elem(), types.Typ[types.String]) {
				return target + " = d.Strings()"
			}
			return target + " = jsonlist.Slice(d, " + g.function(u.Elem()) + ")"
		case *types.Map:
			if key, ok := u.Key().Underlying().(*types.Basic); ok && !decodesItself(u.Key()) {
				switch {
				case key.Info()&types.IsString != 0:
					return target + " = jsonlist.Map[" + g.typeName(u.Key()) + "](d, " + g.function(u.Elem()) + ")"
				case key.Info()&types.IsInteger != 0 && key.Info()&types.IsUnsigned == 0:
					return target + " = jsonlist.IntMap[" + g.typeName(u.Key()) + "](d, " + g.function(u.Elem()) + ")"
				}
			}
		}
	}
	return g.other(t) + "(" + address(target) + ", d)"
}

func address(target string) string {
	if pointer, ok := strings.CutPrefix(target, "*"); ok {
		return pointer
	}
	return "&" + target
}

// other is the function for a type that has no decoder in this package.
func (g *generator) other(t types.Type) string {
	if named, ok := types.Unalias(t).(*types.Named); ok && !decodesItself(t) {
		path := named.Obj().Pkg().Path()
		if _, ok := t.Underlying().(*types.Struct); ok && path != g.pkg.Path() && (path == module || strings.HasPrefix(path, module+"/")) {
			return "jsonlist.Foreign"
		}
	}
	return "jsonlist.Any"
}

// bits is the size of a number, as an expression.
func (g *generator) bits(t *types.Basic) string {
	switch t.Kind() {
	case types.Int8, types.Uint8:
		return "8"
	case types.Int16, types.Uint16:
		return "16"
	case types.Int32, types.Uint32, types.Float32:
		return "32"
	case types.Int, types.Uint:
		g.imports["strconv"] = true
		return "strconv.IntSize"
	}
	return "64"
}

// function returns a func(*T, *Decoder) for a type, as an expression.
func (g *generator) function(t types.Type) string {
	name := g.typeName(t)
	if decodesItself(t) || isNumber(t) {
		return g.other(t) + "[" + name + "]"
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		switch {
		case u.Info()&types.IsString != 0:
			return "jsonlist.String[" + name + "]"
		case u.Info()&types.IsBoolean != 0:
			return "jsonlist.Bool[" + name + "]"
		case u.Kind() == types.Uintptr:
		case u.Info()&types.IsUnsigned != 0:
			return "jsonlist.Uint[" + name + "]"
		case u.Info()&types.IsInteger != 0:
			return "jsonlist.Int[" + name + "]"
		case u.Info()&types.IsFloat != 0:
			return "jsonlist.Float[" + name + "]"
		}
	case *types.Struct:
		if g.want(t) {
			return functionName(types.Unalias(t).(*types.Named))
		}
	case *types.Slice, *types.Map, *types.Pointer:
		return "func(v *" + name + ", d *jsonlist.Decoder) { " + g.assign("*v", t) + " }"
	}
	return g.other(t) + "[" + name + "]"
}

const header = "// Code generated by internal/jsongen; DO NOT EDIT.\n\npackage "

// file puts the decoders together.
func (g *generator) file(order []*types.Named, decoders map[*types.Named]string) []byte {
	g.imports[lists] = true
	var b bytes.Buffer
	b.WriteString(header + g.pkg.Name() + "\n\nimport (\n")
	// The standard library's come first.
	paths := slices.SortedFunc(maps.Keys(g.imports), func(a, b string) int {
		return cmp.Or(strings.Count(a, ".")-strings.Count(b, "."), strings.Compare(a, b))
	})
	for i, path := range paths {
		if i > 0 && strings.Contains(path, ".") && !strings.Contains(paths[i-1], ".") {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "\t%q\n", path)
	}
	b.WriteString(")\n\nfunc init() {\n\tjsonlist.Register(func(v any) any {\n" +
		"\t\tif v, ok := v.(interface{ jsonDecoder() any }); ok {\n\t\t\treturn v.jsonDecoder()\n\t\t}\n\t\treturn nil\n\t})\n}\n")
	for _, t := range order {
		b.WriteString(decoders[t])
	}
	return b.Bytes()
}

// testFile holds the decoders against encoding/json.
func (g *generator) testFile(order []*types.Named) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, header+"%s\n\nimport (\n\t\"testing\"\n\n\t%q\n)\n", g.pkg.Name(), lists+"/jsonlisttest")
	b.WriteString("\nvar decodedTypes = []jsonlisttest.Type{\n")
	for _, t := range order {
		if !g.roots[t] {
			continue // a part of one
		}
		fmt.Fprintf(&b, "\tjsonlisttest.Of[%s](),\n", t.Obj().Name())
	}
	b.WriteString("}\n\nfunc TestDecoders(t *testing.T) {\n\tt.Parallel()\n\tjsonlisttest.Test(t, decodedTypes)\n}\n" +
		"\nfunc FuzzDecoders(f *testing.F) { jsonlisttest.Fuzz(f, decodedTypes) }\n")
	return b.Bytes()
}
