package maastest

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// A Pair is one parameter of a request.
type Pair struct {
	Name, Value string
}

// values are parameters in the order in which they were sent. A nil *values
// has none.
type values struct {
	pairs []Pair
}

func (v *values) add(name, value string) {
	v.pairs = append(v.pairs, Pair{name, value})
}

// lookup returns the last value of name, as a single-valued read does.
func (v *values) lookup(name string) (value string, ok bool) {
	if v == nil {
		return "", false
	}
	for _, p := range v.pairs {
		if p.Name == name {
			value, ok = p.Value, true
		}
	}
	return value, ok
}

// get returns the last value of name, or "".
func (v *values) get(name string) string {
	value, _ := v.lookup(name)
	return value
}

func (v *values) has(name string) bool {
	_, ok := v.lookup(name)
	return ok
}

// list returns every value of name.
func (v *values) list(name string) []string {
	if v == nil {
		return nil
	}
	var list []string
	for _, p := range v.pairs {
		if p.Name == name {
			list = append(list, p.Value)
		}
	}
	return list
}

// prefixed returns the parameters whose names begin with prefix, without it.
func (v *values) prefixed(prefix string) map[string]string {
	found := make(map[string]string)
	if v == nil {
		return found
	}
	for _, p := range v.pairs {
		if name, ok := strings.CutPrefix(p.Name, prefix); ok {
			found[name] = p.Value
		}
	}
	return found
}

// mandatory returns the last value of name, or the failure that MAAS raises
// when there is none.
func (v *values) mandatory(name string) (string, error) {
	if v == nil {
		return "", noData()
	}
	value, ok := v.lookup(name)
	if !ok {
		return "", badRequest("No provided " + name + "!")
	}
	return value, nil
}

// An upload is a part of a multipart body that has a file name.
type upload struct {
	name, filename, contentType string
	content                     []byte
}

// payload is what a request carries, parsed.
type payload struct {
	query *values
	// post is Django's request.POST: the fields of a form body, and nothing
	// of a body in another format.
	post *values
	// data is piston's request.data: post, or a JSON body's members. It is nil
	// for a body in an unknown format.
	data  *values
	files []upload
	json  any // a JSON body as it was decoded
}

// needData fails where MAAS reads request.data without looking whether there
// is any.
func (p *payload) needData() error {
	if p.data == nil {
		return serverError("'NoneType' object has no attribute 'get'")
	}
	return nil
}

// needBound fails where MAAS fills a form from request.data: without any the form
// is invalid, yet has no field to complain about.
func (p *payload) needBound() error {
	if p.data == nil {
		return fieldErrors{}.raise()
	}
	return nil
}

// needForm fails where MAAS reads a list in a way that only forms have.
func (p *payload) needForm() error {
	if p.json != nil {
		return serverError("'dict' object has no attribute 'getlist'")
	}
	return p.needData()
}

func (p *payload) file(name string) *upload {
	for i := range p.files {
		if p.files[i].name == name {
			return &p.files[i]
		}
	}
	return nil
}

var errBadJSON = errors.New("malformed JSON")

// parsePayload reads a request's query and body. The error is errBadJSON, a
// *failure, or one of the connection.
func parsePayload(r *http.Request) (*payload, error) {
	p := &payload{query: parseQuery(r.URL.RawQuery), post: new(values)}
	p.data = p.post
	if r.Method != http.MethodPost && r.Method != http.MethodPut {
		return p, nil
	}
	body, err := readBody(r)
	if err != nil {
		return p, err
	}
	contentType := strings.TrimSpace(r.Header.Get("Content-Type"))
	switch {
	case contentType == "", strings.Contains(contentType, "application/x-www-form-urlencoded"):
		p.post.pairs = parseQuery(string(body)).pairs
	case strings.HasPrefix(contentType, "multipart"):
		return p, p.parseMultipart(contentType, body)
	case strings.HasPrefix(contentType, "application/json"):
		return p, p.parseJSON(body)
	default:
		p.data = nil
	}
	return p, nil
}

// readBody reads the body of a request that announces its length: the server
// takes a chunked one for empty.
func readBody(r *http.Request) ([]byte, error) {
	if r.ContentLength <= 0 || r.Body == nil {
		return nil, nil
	}
	var body bytes.Buffer
	body.Grow(int(min(r.ContentLength, maxAnnounced)) + bytes.MinRead)
	_, err := body.ReadFrom(r.Body)
	return body.Bytes(), err
}

// maxAnnounced is how many bytes are set aside because a request says so.
const maxAnnounced = 64 << 20

// parseQuery parses a query or an urlencoded form, never failing: what cannot
// be decoded stays as it is.
func parseQuery(s string) *values {
	v := new(values)
	for s != "" {
		var pair string
		if i := strings.IndexAny(s, "&;"); i >= 0 {
			pair, s = s[:i], s[i+1:]
		} else {
			pair, s = s, ""
		}
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		v.add(unescape(name), unescape(value))
	}
	return v
}

func unescape(s string) string {
	if decoded, err := url.QueryUnescape(s); err == nil {
		s = decoded
	}
	return toUTF8(s)
}

// toUTF8 puts U+FFFD in place of each byte that is not UTF-8.
func toUTF8(s string) string {
	return string([]rune(s))
}

func (p *payload) parseMultipart(contentType string, body []byte) error {
	_, params, err := mime.ParseMediaType(contentType)
	boundary := params["boundary"]
	if err != nil || boundary == "" {
		return serverError("Invalid boundary in multipart: None")
	}
	reader := multipart.NewReader(bytes.NewReader(body), boundary)
	for {
		part, err := reader.NextRawPart()
		if err != nil {
			return nil // a truncated body counts as far as it goes
		}
		p.addPart(part)
	}
}

func (p *payload) addPart(part *multipart.Part) {
	_, disposition, err := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
	name := toUTF8(disposition["name"])
	if err != nil || name == "" {
		return
	}
	content, _ := io.ReadAll(part) // of a truncated part, what there is
	if strings.EqualFold(part.Header.Get("Content-Transfer-Encoding"), "base64") {
		if decoded, err := base64.StdEncoding.DecodeString(string(content)); err == nil {
			content = decoded
		}
	}
	filename, isFile := disposition["filename"]
	switch {
	case !isFile:
		p.post.add(name, toUTF8(string(content)))
	case filename != "":
		p.files = append(p.files, upload{name, filename, part.Header.Get("Content-Type"), content})
	}
}

func (p *payload) parseJSON(body []byte) error {
	if err := json.Unmarshal(body, &p.json); err != nil {
		return errBadJSON
	}
	p.data = new(values)
	members, _ := p.json.(map[string]any)
	for _, name := range sortedKeys(members) {
		if list, ok := members[name].([]any); ok {
			for _, element := range list {
				p.data.add(name, pyStr(element))
			}
			continue
		}
		p.data.add(name, pyStr(members[name]))
	}
	return nil
}

// pyStr is what Python 2's str makes of a decoded JSON value.
func pyStr(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case bool:
		if v {
			return "True"
		}
		return "False"
	case nil:
		return "None"
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	default:
		return fmt.Sprint(v)
	}
}
