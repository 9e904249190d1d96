package engine

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
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/gomaas/maas/maastest/double"
)

// Values are parameters in the order in which they were sent. A nil *values
// has none.
type Values struct {
	Pairs []double.Pair
}

// Add appends a parameter.
func (v *Values) Add(name, value string) {
	v.Pairs = append(v.Pairs, double.Pair{Name: name, Value: value})
}

// Lookup returns the last value of name, as a single-valued read does.
func (v *Values) Lookup(name string) (value string, ok bool) {
	if v == nil {
		return "", false
	}
	for _, p := range v.Pairs {
		if p.Name == name {
			value, ok = p.Value, true
		}
	}
	return value, ok
}

// Get returns the last value of name, or "".
func (v *Values) Get(name string) string {
	value, _ := v.Lookup(name)
	return value
}

// Has reports whether name was sent.
func (v *Values) Has(name string) bool {
	_, ok := v.Lookup(name)
	return ok
}

// List returns every value of name.
func (v *Values) List(name string) []string {
	if v == nil {
		return nil
	}
	var list []string
	for _, p := range v.Pairs {
		if p.Name == name {
			list = append(list, p.Value)
		}
	}
	return list
}

// Prefixed returns the parameters whose names begin with prefix, without it.
func (v *Values) Prefixed(prefix string) map[string]string {
	found := make(map[string]string)
	if v == nil {
		return found
	}
	for _, p := range v.Pairs {
		if name, ok := strings.CutPrefix(p.Name, prefix); ok {
			found[name] = p.Value
		}
	}
	return found
}

// Mandatory returns the last value of name, or the failure that MAAS raises
// when there is none.
func (v *Values) Mandatory(name string) (string, error) {
	if v == nil {
		return "", NoData()
	}
	value, ok := v.Lookup(name)
	if !ok {
		return "", BadRequest("No provided " + name + "!")
	}
	return value, nil
}

// An Upload is a part of a multipart body that has a file name.
type Upload struct {
	Name, Filename, ContentType string
	Content                     []byte
}

// Payload is what a request carries, parsed.
type Payload struct {
	Query *Values
	// Post is Django's request.POST: the fields of a form body, and nothing
	// of a body in another format.
	Post *Values
	// Data is piston's request.data: Post, or a JSON body's members. It is nil
	// for a body in an unknown format.
	Data  *Values
	Files []Upload
	JSON  any    // a JSON body as it was decoded
	Raw   []byte // a body in an unknown format
}

// NeedData fails where MAAS reads request.data without looking whether there
// is any.
func (p *Payload) NeedData() error {
	if p.Data == nil {
		return ServerError("'NoneType' object has no attribute 'get'")
	}
	return nil
}

// NeedBound fails where MAAS fills a form from request.data: without any the form
// is invalid, yet has no field to complain about.
func (p *Payload) NeedBound() error {
	if p.Data == nil {
		return FieldErrors{}.Raise()
	}
	return nil
}

// NeedForm fails where MAAS reads a list in a way that only forms have.
func (p *Payload) NeedForm() error {
	if p.JSON != nil {
		return ServerError("'dict' object has no attribute 'getlist'")
	}
	return p.NeedData()
}

// File returns the file part of that name, or nil.
func (p *Payload) File(name string) *Upload {
	for i := range p.Files {
		if p.Files[i].Name == name {
			return &p.Files[i]
		}
	}
	return nil
}

// ErrBadJSON is the error of a body that is not the JSON it is said to be.
var ErrBadJSON = errors.New("malformed JSON")

// A Dialect is what the servers of a generation have in common.
type Dialect int

const (
	Python2 Dialect = iota + 1 // MAAS 1.x
	Python3                    // MAAS 2.x and 3.x
)

// ParsePayload reads a request's query and body as servers of the dialect do. The
// error is ErrBadJSON, a *Failure, or one of the connection.
func (d Dialect) ParsePayload(r *http.Request) (*Payload, error) {
	p := &Payload{Query: d.parseQuery(r.URL.RawQuery), Post: new(Values)}
	p.Data = p.Post
	if r.Method != http.MethodPost && r.Method != http.MethodPut {
		return p, nil
	}
	body, err := readBody(r)
	if err != nil {
		return p, err
	}
	contentType := strings.TrimSpace(r.Header.Get("Content-Type"))
	switch {
	case contentType == "" && d == Python2, strings.Contains(contentType, "application/x-www-form-urlencoded"):
		p.Post.Pairs = d.parseQuery(string(body)).Pairs
	case contentType == "":
	case strings.HasPrefix(contentType, "multipart"):
		return p, p.parseMultipart(contentType, body, d)
	case strings.HasPrefix(contentType, "application/json"):
		return p, p.parseJSON(body, d)
	case strings.HasPrefix(contentType, "application/x-yaml") && d == Python3:
		return p, p.parseYAML(body)
	default:
		p.Data, p.Raw = nil, body
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
	body.Grow(int(min(r.ContentLength, maxReserved)) + bytes.MinRead)
	_, err := body.ReadFrom(r.Body)
	return body.Bytes(), err
}

// maxReserved is how many bytes are set aside before any of them arrived.
const maxReserved = 64 << 10

// parseQuery parses a query or an urlencoded form, never failing: what cannot
// be decoded stays as it is.
func (d Dialect) parseQuery(s string) *Values {
	separators := "&;"
	if d == Python3 {
		separators = "&"
		if !utf8.ValidString(s) {
			s = fromLatin1(s)
		}
	}
	v := new(Values)
	for s != "" {
		var pair string
		if i := strings.IndexAny(s, separators); i >= 0 {
			pair, s = s[:i], s[i+1:]
		} else {
			pair, s = s, ""
		}
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		v.Add(unescape(name), unescape(value))
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

// fromLatin1 takes each byte for a character of its own.
func fromLatin1(s string) string {
	runes := make([]rune, len(s))
	for i := range len(s) {
		runes[i] = rune(s[i])
	}
	return string(runes)
}

func (p *Payload) parseMultipart(contentType string, body []byte, d Dialect) error {
	_, params, err := mime.ParseMediaType(contentType)
	boundary := params["boundary"]
	if err != nil || boundary == "" {
		if d == Python3 {
			return &Failure{Response: Response{Status: http.StatusBadRequest}}
		}
		return ServerError("Invalid boundary in multipart: None")
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

func (p *Payload) addPart(part *multipart.Part) {
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
		p.Post.Add(name, toUTF8(string(content)))
	case filename != "":
		p.Files = append(p.Files, Upload{name, filename, part.Header.Get("Content-Type"), content})
	}
}

func (p *Payload) parseJSON(body []byte, d Dialect) error {
	if err := json.Unmarshal(body, &p.JSON); err != nil {
		return ErrBadJSON
	}
	if _, list := p.JSON.([]any); list && d == Python3 {
		return ServerError("'list' object has no attribute 'items'")
	}
	members, _ := p.JSON.(map[string]any)
	p.setMembers(members)
	return nil
}

func (p *Payload) parseYAML(body []byte) error {
	members := make(map[string]any)
	if err := yaml.Unmarshal(body, &members); err != nil {
		return ErrBadJSON
	}
	p.JSON = members
	p.setMembers(members)
	return nil
}

// setMembers makes the members of a decoded document the request's data.
func (p *Payload) setMembers(members map[string]any) {
	p.Data = new(Values)
	for _, name := range SortedKeys(members) {
		if list, ok := members[name].([]any); ok {
			for _, element := range list {
				p.Data.Add(name, PyStr(element))
			}
			continue
		}
		p.Data.Add(name, PyStr(members[name]))
	}
}

// PyStr is what Python 2's str makes of a decoded JSON value.
func PyStr(v any) string {
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

// NoData is the failure of a handler that reads a parameter of a body whose
// format nobody parsed.
func NoData() error {
	return ServerError("'NoneType' object has no attribute 'get'")
}
