package maas

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"
)

// fillPath puts the escaped arguments in the places of a path's wildcards.
func fillPath(path string, args []string) (string, error) {
	if len(args) == 0 && !strings.Contains(path, "{") {
		return path, nil
	}
	var filled strings.Builder
	filled.Grow(len(path) + 32)
	for _, arg := range args {
		before, rest, _ := strings.Cut(path, "{")
		name, after, ok := strings.Cut(rest, "}")
		if !ok {
			return "", errors.New("more arguments than wildcards in " + path)
		}
		filled.WriteString(before)
		name, multi := strings.CutSuffix(name, "...")
		if !multi && strings.Contains(arg, "/") { // MAAS unescapes a path before it matches it
			return "", &ArgumentError{Argument: name, Reason: fmt.Sprintf("%q has a slash, which would make it another path", arg)}
		}
		for rest, more := arg, true; more; {
			var segment string
			segment, rest, more = strings.Cut(rest, "/")
			if err := checkSegment(name, segment); err != nil {
				return "", err
			}
			filled.WriteString(url.PathEscape(segment))
			if more {
				filled.WriteByte('/')
			}
		}
		path = after
	}
	if strings.Contains(path, "{") {
		return "", errors.New("fewer arguments than wildcards in " + path)
	}
	filled.WriteString(path)
	return filled.String(), nil
}

// checkSegment refuses a path element that would turn the path into that of
// another resource.
func checkSegment(name, segment string) error {
	var reason string
	switch {
	case segment == "":
		reason = "is empty, or has an empty part between slashes"
	case segment == "." || segment == "..":
		reason = fmt.Sprintf("has the path segment %q", segment)
	case !utf8.ValidString(segment):
		reason = fmt.Sprintf("%q is not valid UTF-8", segment)
	default:
		return nil
	}
	return &ArgumentError{Argument: name, Reason: reason}
}

// checkCaptured refuses a path that API 1.0 serves as another one: it takes any
// path that ends in one of these words for the page of that name.
func checkCaptured(template, path string) error {
	if !strings.HasSuffix(template, "}/") {
		return nil
	}
	for _, page := range []string{"doc", "describe", "pxeconfig", "version"} {
		if strings.HasSuffix(path, page+"/") {
			name := template[strings.LastIndexByte(template, '{')+1 : len(template)-2]
			return &ArgumentError{Argument: strings.TrimSuffix(name, "..."),
				Reason: fmt.Sprintf("ends in %q: MAAS takes such a path for a page of its own", page)}
		}
	}
	return nil
}

// rawRequest describes a request for a path that the caller made, after a check
// that it stays below the root of the API.
func (c *Client) rawRequest(method, path, op string) Request {
	path, query, _ := strings.Cut(path, "?")
	// The prefix of a resource_uri is MAAS's own, which a proxy may hide.
	if _, rest, ok := strings.Cut(path, "/api/"+c.opts.apiVersion+"/"); ok && path[0] == '/' {
		path = rest
	}
	path = strings.TrimPrefix(path, "/")
	r := NewRequest(method, "/"+path).Op(op)
	r.raw = true
	switch method {
	case http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete:
	default:
		return r.Check(&ArgumentError{Argument: "the method", Reason: fmt.Sprintf("is %q; MAAS knows GET, POST, PUT and DELETE", method)})
	}
	if strings.Contains(path, "#") {
		return r.Check(&ArgumentError{Argument: "the path", Reason: "has a #"})
	}
	unescaped, err := url.PathUnescape(strings.TrimSuffix(path, "/"))
	if err != nil {
		return r.Check(&ArgumentError{Argument: "the path", Reason: "has a % that is not escaped"})
	}
	for segment := range strings.SplitSeq(unescaped, "/") {
		r = r.Check(checkSegment("the path", segment))
	}
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		name, nameErr := url.QueryUnescape(name)
		value, valueErr := url.QueryUnescape(value)
		switch {
		case nameErr != nil || valueErr != nil:
			return r.Check(&ArgumentError{Argument: "the query", Reason: "is not well escaped"})
		case name == "op" && op != "":
			return r.Check(&ArgumentError{Argument: "the query", Reason: "has an op besides the op given"})
		case name == "op":
			r = r.Op(value)
		case name != "":
			r.params.Add(name, value)
		}
	}
	return r
}
