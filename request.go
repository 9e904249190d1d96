package maas

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"reflect"
	"slices"
)

// A Request describes one call of an operation. [Get], [Post], [Put], [Delete]
// and [NewRequest] make one, its methods complete it, and [Do], [List], [Each],
// [Exec] or [Stream] sends it. Every service of this package is written with
// these, and a program can define an operation of its own in the same way.
//
// A Request is a value: each method returns a changed copy. The first argument
// found to be wrong is reported when the request is sent, before any I/O.
type Request struct {
	op       Operation
	args     []string // for the wildcards of the path, in order
	params   Params
	body     *Param // raw body: Name is its content type
	releases releases
	limited  []limitedParam
	unsigned bool
	once     bool
	raw      bool // the path is a path, not a template
	nothing  bool // a filter is an empty list: the result is known to be empty
	err      error
}

// NewRequest returns the request for an operation. The path is a template
// relative to the root of the API, such as "/nodes/{system_id}/", and args are
// the values of its wildcards in order. A wildcard "{filename...}" accepts
// slashes; every other refuses them. An empty argument and the path elements
// "." and ".." are refused as well.
func NewRequest(method, path string, args ...string) Request {
	return Request{op: Operation{Method: method, Path: path}, args: args}
}

// Get returns a GET request, see [NewRequest].
func Get(path string, args ...string) Request { return NewRequest(http.MethodGet, path, args...) }

// Post returns a POST request, see [NewRequest].
func Post(path string, args ...string) Request { return NewRequest(http.MethodPost, path, args...) }

// Put returns a PUT request, see [NewRequest].
func Put(path string, args ...string) Request { return NewRequest(http.MethodPut, path, args...) }

// Delete returns a DELETE request, see [NewRequest].
func Delete(path string, args ...string) Request { return NewRequest(http.MethodDelete, path, args...) }

// Op sets the op of the operation, such as "start".
func (r Request) Op(name string) Request {
	r.op.Op = name
	return r
}

// With adds parameters: [Params], or a pointer to a struct whose fields have
// param tags, see [ParamMarshaler]. A nil pointer adds none. Parameters go into
// the query of a GET or DELETE and into the form of a POST or PUT.
//
// A parameter that the server's release lacks by its tags since and until is an
// [*ArgumentError]. An older MAAS ignores a filter that it does not know and
// returns everything: for such a parameter of a GET, unless it is a bool, a client
// that does not know the release, see [Client.Release], asks for it first.
func (r Request) With(options any) Request {
	r.params = slices.Clip(r.params)
	if params, ok := options.(Params); ok {
		r.params = append(r.params, params...)
		return r
	}
	var e paramEncoder
	e.params = r.params
	err := e.encode(options)
	r.params, r.nothing = e.params, r.nothing || e.nothing
	r.limited = append(slices.Clip(r.limited), e.limited...)
	return r.Check(err)
}

// Set adds a parameter that the server insists on: an empty value is refused.
func (r Request) Set(name, value string) Request {
	if value == "" {
		return r.Check(&ArgumentError{Argument: name, Reason: "is empty"})
	}
	r.params = append(slices.Clip(r.params), Param{Name: name, Value: value})
	return r
}

// SetSecret is Set for a value that must not show.
func (r Request) SetSecret(name string, value Secret) Request {
	if value.IsZero() {
		return r.Check(&ArgumentError{Argument: name, Reason: "is empty"})
	}
	r.params = append(slices.Clip(r.params), Param{Name: name, Secret: value})
	return r
}

// SetAll adds a parameter once for each value. No values add no parameter.
func (r Request) SetAll(name string, values []string) Request {
	params := slices.Grow(slices.Clip(r.params), len(values))
	for _, value := range values {
		if value == "" {
			return r.Set(name, value)
		}
		params = append(params, Param{Name: name, Value: value})
	}
	r.params = params
	return r
}

// SetMACs adds a parameter once for each MAC address.
func (r Request) SetMACs(name string, addresses []string) Request {
	for _, address := range addresses {
		r = r.Set(name, address).Check(checkMAC(name, address))
	}
	return r
}

// SetJSON adds a parameter whose value is the JSON text of value.
func (r Request) SetJSON(name string, value any) Request {
	text, err := marshalJSON(name, value)
	if err != nil {
		return r.Check(err)
	}
	return r.Set(name, text)
}

// File adds a file that the server insists on: nil is refused.
func (r Request) File(name string, content io.Reader) Request {
	if content == nil {
		return r.Check(&ArgumentError{Argument: name, Reason: "is nil"})
	}
	r.params = append(slices.Clip(r.params), Param{Name: name, File: content})
	return r
}

// Body makes content the body of the request, in place of a form. It is for
// POST and PUT; the parameters of such a request go into its query.
func (r Request) Body(contentType string, content io.Reader) Request {
	if content == nil {
		return r.Check(&ArgumentError{Argument: "the body", Reason: "is nil"})
	}
	r.body = &Param{Name: contentType, File: content}
	return r
}

// Check notes err, which says what is wrong with an argument, unless it is nil
// or an earlier finding was noted. An [*ArgumentError] needs no Operation.
func (r Request) Check(err error) Request {
	if r.err == nil {
		r.err = err
	}
	return r
}

// Unsigned makes the request anonymous, for operations that MAAS offers to
// unsigned requests only.
func (r Request) Unsigned() Request {
	r.unsigned = true
	return r
}

// Once marks an operation that may act on hardware or that can't be undone. It
// is not sent again once the server may have received it, not even where the
// server reports that nothing was done.
func (r Request) Once() Request {
	r.once = true
	return r
}

// Since sets the first release of MAAS that has the operation, "1.8". Without
// it the operation is in all releases of its API version. A client that knows
// the server's release, see [Client.Release], does not send an operation that
// the release lacks.
func (r Request) Since(release string) Request {
	r.releases.since = release
	return r
}

// Until sets the last release of MAAS that has the operation, "1.9".
func (r Request) Until(release string) Request {
	r.releases.until = release
	return r
}

// Do sends r and decodes the response, a JSON value, into a T. A body that is
// null or empty is a [*DecodeError] with [ErrNoValue], unless T is
// [json.RawMessage].
func Do[T any](ctx context.Context, c *Client, r Request) (T, error) {
	if r.nothing {
		r = r.Check(&ArgumentError{Argument: "a filter", Reason: "is an empty list"})
	}
	return fetch(ctx, c, r, func(body *responseBody) (T, error) {
		value, err := decodeJSON[T](c.limit(body), body.size, c.opts.maxResponse)
		if version, ok := any(value).(*ServerVersion); ok && err == nil {
			c.server.learn(version.Version)
		}
		return value, err
	})
}

// List sends r and decodes the response, a JSON array. The slice is nil only
// beside an error.
func List[T any](ctx context.Context, c *Client, r Request) ([]T, error) {
	values, err := fetch(ctx, c, r, func(body *responseBody) ([]T, error) {
		return decodeList[T](c.limit(body), body.size, c.opts.maxResponse)
	})
	if values == nil && err == nil {
		values = []T{}
	}
	return values, err
}

// Each sends r and yields the elements of the response, a JSON array, as they
// arrive. An error ends the iteration, as the last pair. Nothing is retried
// after the first element.
func Each[T any](ctx context.Context, c *Client, r Request) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		stopped, yielded := false, false
		broken, err := fetch(ctx, c, r, func(body *responseBody) (error, error) {
			body.releaseSlot()
			err := decodeEach(c.limit(body), c.opts.maxResponse, func(value *T) bool {
				yielded = true
				stopped = !yield(value, nil)
				return !stopped
			})
			if yielded {
				return body.failure(err), nil
			}
			return nil, err
		})
		if err == nil {
			err = broken
		}
		if err != nil && !stopped {
			yield(nil, err)
		}
	}
}

// Exec sends r and discards the response, which may not be a web page.
func Exec(ctx context.Context, c *Client, r Request) error {
	_, err := fetch(ctx, c, r, func(body *responseBody) (struct{}, error) { return struct{}{}, expectText(body) })
	return err
}

// expectText reads a response in words, which a web page is not.
func expectText(body *responseBody) error {
	text, err := io.ReadAll(io.LimitReader(body, 4096))
	if err == nil && isHTML(text) {
		err = errors.New("a web page: " + pageTitle(text))
	}
	return err
}

// Stream sends r and returns the body of the response, which the caller reads
// and closes.
func Stream(ctx context.Context, c *Client, r Request) (io.ReadCloser, error) {
	body, err := fetch(ctx, c, r, func(body *responseBody) (*responseBody, error) {
		body.kept = true
		body.releaseSlot()
		return body, nil
	})
	if err != nil {
		return nil, err
	}
	return body, nil
}

// fetch is the one path of a call: it builds r, sends it, and has read decode
// the body of a successful response. The value is zero beside an error.
func fetch[T any](ctx context.Context, c *Client, r Request, read func(*responseBody) (T, error)) (T, error) {
	var value T
	b, err := c.build(ctx, r)
	if err == nil && !r.nothing {
		defer b.close()
		err = c.send(ctx, b, func(body *responseBody) (err error) {
			value, err = read(body)
			return err
		})
	}
	if err != nil {
		return *new(T), err
	}
	return value, nil
}

// Call sends an operation that no service covers. The path is relative to the
// root of the API, "nodes/" or "/nodes/", or a resource_uri that MAAS sent; a
// query at its end, "nodes/?op=list", adds to op and params. The response is
// decoded as JSON into out if that is a pointer, copied if it is an [io.Writer],
// and discarded if it is nil. [NewRequest] and [Do] are the typed way.
func (c *Client) Call(ctx context.Context, method, path, op string, params Params, out any) error {
	r := c.rawRequest(method, path, op).With(params)
	switch out := out.(type) {
	case nil:
		return Exec(ctx, c, r)
	case io.Writer:
		body, err := Stream(ctx, c, r)
		if err != nil {
			return err
		}
		defer body.Close()
		_, err = io.Copy(out, body)
		return err
	}
	if v := reflect.ValueOf(out); v.Kind() != reflect.Pointer || v.IsNil() {
		r = r.Check(&ArgumentError{Argument: "out", Reason: fmt.Sprintf("is a %T, not a pointer to decode into", out)})
	}
	_, err := fetch(ctx, c, r, func(body *responseBody) (struct{}, error) {
		text, err := io.ReadAll(c.limit(body))
		if err == nil {
			err = json.Unmarshal(text, out)
		}
		return struct{}{}, err
	})
	return err
}
