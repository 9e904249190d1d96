package engine

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// A Resource is what one URL pattern leads to: a handler of MAAS. C is the type
// of a call on its way through it.
type Resource[C any] struct {
	// Template is the path below the API's root. {name} stands for one element,
	// {name:expr} for what the regular expression matches.
	Template string
	// Anywhere makes any path that ends in Template match.
	Anywhere bool
	// Open resources look at no credentials.
	Open bool
	// View answers any request, whatever its method, op and credentials.
	View func(C) (any, error)
	// ForNodes resources are for the keys of nodes, which the API refuses.
	ForNodes bool
	// AdminOnly resources refuse everyone but administrators.
	AdminOnly  bool
	Operations []Operation[C]
	// Anonymous are the operations for requests without credentials. With
	// none, such a request is told to log in.
	Anonymous []Operation[C]

	Path    string // Template without expressions, set by NewRouter
	literal string // what every path that matches begins with
	pattern *regexp.Regexp
}

// An Operation is one thing that a resource does.
type Operation[C any] struct {
	Method, Op string // Op is "" for a method's own operation
	Admin      bool   // refused to others than administrators
	Run        func(C) (any, error)
}

// A Router finds resources by path.
type Router[C any] struct {
	// Resources are tried in this order.
	Resources []*Resource[C]
}

// NewRouter returns a router for resources, which are tried in their order.
func NewRouter[C any](resources []*Resource[C]) *Router[C] {
	for _, r := range resources {
		r.compile()
	}
	return &Router[C]{resources}
}

// Find returns what a path below the API's root leads to, and the arguments in
// it, or nil.
func (r *Router[C]) Find(path string) (*Resource[C], map[string]string) {
	for _, res := range r.Resources {
		if args, ok := res.match(path); ok {
			return res, args
		}
	}
	return nil, nil
}

// TemplateArgument matches an argument of a path template.
var TemplateArgument = regexp.MustCompile(`\{(\w+)(?::([^}]+))?\}`)

func (r *Resource[C]) compile() {
	r.Path = TemplateArgument.ReplaceAllString(r.Template, "{$1}")
	r.literal, _, _ = strings.Cut(r.Path, "{")
	// What is between the arguments stands for itself.
	var expression strings.Builder
	rest := r.Template
	for rest != "" {
		at := TemplateArgument.FindStringSubmatchIndex(rest)
		if at == nil {
			break
		}
		name, expr := rest[at[2]:at[3]], "[^/]+"
		if at[4] >= 0 {
			expr = rest[at[4]:at[5]]
		}
		expression.WriteString(regexp.QuoteMeta(rest[:at[0]]) + "(?P<" + name + ">" + expr + ")")
		rest = rest[at[1]:]
	}
	expression.WriteString(regexp.QuoteMeta(rest))
	start := "^"
	if r.Anywhere {
		start, r.literal = "", ""
	}
	r.pattern = regexp.MustCompile(start + expression.String() + "$")
}

// match returns the path's arguments.
func (r *Resource[C]) match(path string) (args map[string]string, ok bool) {
	if r.Anywhere {
		return nil, strings.HasSuffix(path, r.Path)
	}
	if !strings.HasPrefix(path, r.literal) {
		return nil, false
	}
	if r.literal == r.Path {
		return nil, path == r.Path
	}
	found := r.pattern.FindStringSubmatch(path)
	if found == nil {
		return nil, false
	}
	args = make(map[string]string, len(found)-1)
	for i, name := range r.pattern.SubexpNames() {
		if name != "" {
			args[name] = found[i]
		}
	}
	return args, true
}

// Offer returns the operations among which a request with the method finds its
// own, or the response that refuses it. known reports whether its credentials were
// good, badJSON whether its body could not be decoded.
func (r *Resource[C]) Offer(method string, known, badJSON bool) ([]Operation[C], *Response) {
	operations := r.Operations
	if !known && !r.Open {
		operations = r.Anonymous
	}
	methods := allowed(operations)
	switch offered := slices.Contains(methods, method); {
	case !known && !r.Open && !offered:
		return nil, logIn()
	case badJSON:
		return nil, notJSON()
	case !offered:
		return nil, notAllowed(methods)
	}
	return operations, nil
}

// methodOrder is the order of an Allow header.
var methodOrder = []string{http.MethodPut, http.MethodPost, http.MethodDelete, http.MethodGet}

// allowed lists the methods that operations have, in the order of an Allow
// header.
func allowed[C any](operations []Operation[C]) []string {
	var methods []string
	for _, method := range methodOrder {
		if slices.ContainsFunc(operations, func(o Operation[C]) bool { return o.Method == method }) {
			methods = append(methods, method)
		}
	}
	return methods
}

// notAllowed is the answer to a method that a resource does not have.
func notAllowed(methods []string) *Response {
	resp := &Response{Status: http.StatusMethodNotAllowed, ContentType: TypeHTML}
	resp.SetHeader("Allow", strings.Join(methods, ", "))
	return resp
}

// logIn is the answer to a request without credentials for what needs them.
func logIn() *Response {
	return &Response{Status: http.StatusUnauthorized, ContentType: TypePlain, Body: []byte("Forbidden")}
}

// notJSON is the answer to a body that is not the JSON it is said to be.
func notJSON() *Response {
	return &Response{Status: http.StatusBadRequest, ContentType: TypePlain, Body: []byte("Bad Request")}
}
