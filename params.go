package maas

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net"
	"net/netip"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// A Param is a named value of a request: a text, or a file where File is set.
type Param struct {
	Name   string
	Value  string
	File   io.Reader
	Secret Secret // sent in place of Value, for a text that must not show
}

// text returns what is sent.
func (p *Param) text() string {
	if p.Secret.IsZero() {
		return p.Value
	}
	return p.Secret.Reveal()
}

// Params are the parameters of a request in the order in which they are sent.
// A name that occurs several times is a list to MAAS.
type Params []Param

// Add appends a text parameter.
func (p *Params) Add(name, value string) { *p = append(*p, Param{Name: name, Value: value}) }

// AddSecret appends a text parameter that does not show where p is printed.
func (p *Params) AddSecret(name string, secret Secret) {
	*p = append(*p, Param{Name: name, Secret: secret})
}

// AddFile appends a file. Its content is streamed, with a Content-Length from
// the reader where that is reliable: of files, other seekers, and the readers of
// packages bytes and strings. Any other is copied to a temporary file first. The
// reader is not closed. One that blocks when the call ends may be read once more.
func (p *Params) AddFile(name string, file io.Reader) {
	*p = append(*p, Param{Name: name, File: file})
}

// A ParamMarshaler is a type of an options field that encodes itself.
//
// An options struct is a struct whose fields have tags `param:"name"`. A string,
// number or slice that is zero is not sent, and a pointer sends whatever it points to
// unless it is nil; a slice is sent as the same name several times; an
// [io.Reader] is sent as a file. A bool must be a pointer, since false could not
// be told from not given. Behind a comma, the tag may have one of these options:
//
//	01        a *bool as 0 or 1 instead of true or false
//	True      a *bool as True or False
//	presence  a *bool: the parameter is sent, as true, or it is not
//	json      any value as one JSON text
//	base64    a []byte in base64
//	any       a filter, a slice: nil does not filter, an empty one matches
//	          nothing, for which no request is sent; may precede mac or ip
//	mac, ip   a string or slice of strings that must be such an address
//
// A negative number is refused: nothing in MAAS has one.
//
// Tags since:"2.6" and until:"3.2" are the releases of MAAS that have the
// parameter, see [Request.With].
type ParamMarshaler interface {
	// MarshalParams returns the parameters for the field of that name. It is
	// not called for a field that is zero.
	MarshalParams(name string) (Params, error)
}

// EncodeParams returns the parameters of an options struct, given by value or by
// pointer, with prefix in front of each name. See [ParamMarshaler].
func EncodeParams(prefix string, options any) (Params, error) {
	var e paramEncoder
	v := reflect.ValueOf(options)
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	if v.Kind() != reflect.Struct {
		return nil, fmt.Errorf("maas: options are a %T, not a struct", options)
	}
	err := e.encodeStruct(v, prefix)
	return e.params, err
}

type paramField struct {
	index    int
	name     string
	option   string
	filter   bool
	marshals bool // its type is a ParamMarshaler
	releases releases
	nested   *paramPlan // of an embedded struct
}

type paramPlan struct {
	fields []paramField
	err    error // what makes the type unfit
}

var paramPlans sync.Map // reflect.Type to *paramPlan

var (
	readerType    = reflect.TypeFor[io.Reader]()
	bytesType     = reflect.TypeFor[[]byte]()
	boolType      = reflect.TypeFor[*bool]()
	marshalerType = reflect.TypeFor[ParamMarshaler]()
)

// planOf works out once per type how it is encoded.
func planOf(t reflect.Type) *paramPlan {
	if plan, ok := paramPlans.Load(t); ok {
		return plan.(*paramPlan)
	}
	plan := new(paramPlan)
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous && f.Type.Kind() == reflect.Struct {
			nested := planOf(f.Type)
			plan.fields = append(plan.fields, paramField{index: i, nested: nested})
			plan.err = cmp.Or(plan.err, nested.err)
			continue
		}
		name, option, _ := strings.Cut(f.Tag.Get("param"), ",")
		rest, filter := strings.CutPrefix(option, "any")
		if filter {
			option = strings.TrimPrefix(rest, ",")
		}
		if name == "" {
			plan.err = cmp.Or(plan.err, fmt.Errorf("%v.%s has no param tag", t, f.Name))
		} else if !encodable(f.Type, option) || filter && f.Type.Kind() != reflect.Slice {
			plan.err = cmp.Or(plan.err, fmt.Errorf("%v.%s: a %v with option %q can't be encoded", t, f.Name, f.Type, option))
		}
		plan.fields = append(plan.fields, paramField{
			index: i, name: name, option: option, filter: filter, marshals: f.Type.Implements(marshalerType),
			releases: releases{f.Tag.Get("since"), f.Tag.Get("until")},
		})
	}
	actual, _ := paramPlans.LoadOrStore(t, plan)
	return actual.(*paramPlan)
}

// encodable reports whether a field of type t can be encoded. A plain bool can't:
// its false could not be told from not given.
func encodable(t reflect.Type, option string) bool {
	switch option {
	case "json":
		return true
	case "base64":
		return t == bytesType
	case "01", "True", "presence":
		return t == boolType
	case "mac", "ip", "":
	default:
		return false
	}
	if t == readerType || t.Implements(marshalerType) {
		return option == ""
	}
	if t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Bool {
		return option == ""
	}
	if t.Kind() == reflect.Slice || t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t.Kind() {
	case reflect.String:
		return true
	case reflect.Int, reflect.Int64, reflect.Float64:
		return option == ""
	}
	return false
}

// A paramEncoder collects the parameters of options.
type paramEncoder struct {
	params  Params
	nothing bool           // a filter is an empty list
	limited []limitedParam // those that not every release has
}

// A limitedParam is a parameter that some releases of MAAS lack.
type limitedParam struct {
	name     string
	releases releases
	narrows  bool // fewer results: without it a list has too many
}

func (e *paramEncoder) add(name, value string) {
	e.params = append(e.params, Param{Name: name, Value: value})
}

// encode adds the parameters of an options struct, given by pointer; a nil
// pointer has none.
func (e *paramEncoder) encode(options any) error {
	v := reflect.ValueOf(options)
	if options == nil || v.Kind() == reflect.Pointer && v.IsNil() {
		return nil
	}
	if v.Kind() != reflect.Pointer || v.Elem().Kind() != reflect.Struct {
		return fmt.Errorf("options are a %T, not a pointer to a struct", options)
	}
	return e.encodeStruct(v.Elem(), "")
}

func (e *paramEncoder) encodeStruct(v reflect.Value, prefix string) error {
	plan := planOf(v.Type())
	if plan.err != nil {
		return plan.err
	}
	for i := range plan.fields {
		f := &plan.fields[i]
		value := v.Field(f.index)
		if f.releases.limited() && !value.IsZero() {
			e.limited = append(e.limited, limitedParam{prefix + f.name, f.releases, value.Type() != boolType})
		}
		var err error
		if f.nested != nil {
			err = e.encodeStruct(value, prefix)
		} else {
			err = e.encodeField(f, value, prefix+f.name)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// encodeField adds what one field says, which is nothing when it is zero. A
// pointer says even a zero.
func (e *paramEncoder) encodeField(f *paramField, v reflect.Value, name string) error {
	if v.Kind() == reflect.Slice && v.Len() == 0 {
		switch {
		case v.IsNil():
		case f.filter:
			e.nothing = true
		case f.option == "json":
			e.add(name, "[]")
		}
		return nil
	}
	if v.IsZero() {
		return nil
	}
	switch f.option {
	case "json":
		text, err := marshalJSON(name, v.Interface())
		e.add(name, text)
		return err
	case "base64":
		e.add(name, base64.StdEncoding.EncodeToString(v.Bytes()))
		return nil
	case "01", "True", "presence":
		e.addBool(f.option, v.Elem().Bool(), name)
		return nil
	}
	if f.marshals {
		if v.Kind() == reflect.Interface && v.Elem().Kind() == reflect.Pointer && v.Elem().IsNil() {
			return &ArgumentError{Argument: strings.TrimSuffix(name, "_"), Reason: "is a nil pointer"}
		}
		params, err := v.Interface().(ParamMarshaler).MarshalParams(name)
		e.params = append(e.params, params...)
		return err
	}
	if v.Type() == readerType {
		e.params = append(e.params, Param{Name: name, File: v.Interface().(io.Reader)})
		return nil
	}
	if v.Kind() != reflect.Slice {
		return e.addScalar(f.option, reflect.Indirect(v), name)
	}
	for i := range v.Len() {
		if err := e.addScalar(f.option, v.Index(i), name); err != nil {
			return err
		}
	}
	return nil
}

// marshalJSON returns the JSON text of a parameter. A [Secret] in it is refused,
// since it would arrive redacted.
func marshalJSON(name string, value any) (string, error) {
	text, err := json.Marshal(value)
	switch {
	case err != nil:
		return "", &ArgumentError{Argument: name, Reason: "can't be written as JSON: " + err.Error()}
	case bytes.Contains(text, []byte(redacted)):
		return "", &ArgumentError{Argument: name, Reason: "has a secret, which JSON redacts"}
	}
	return string(text), nil
}

func (e *paramEncoder) addBool(option string, value bool, name string) {
	text := strconv.FormatBool(value)
	switch {
	case option == "01":
		text = map[bool]string{false: "0", true: "1"}[value]
	case option == "True":
		text = map[bool]string{false: "False", true: "True"}[value]
	case !value: // presence
		return
	}
	e.add(name, text)
}

func (e *paramEncoder) addScalar(option string, v reflect.Value, name string) error {
	var text string
	switch v.Kind() {
	case reflect.String:
		text = v.String()
	case reflect.Bool:
		text = strconv.FormatBool(v.Bool())
	case reflect.Float64:
		if math.IsNaN(v.Float()) || math.IsInf(v.Float(), 0) {
			return &ArgumentError{Argument: name, Reason: fmt.Sprintf("is %v", v.Float())}
		}
		text = strconv.FormatFloat(v.Float(), 'f', -1, 64)
	default:
		text = strconv.FormatInt(v.Int(), 10)
	}
	if strings.HasPrefix(text, "-") && v.Kind() != reflect.String {
		return &ArgumentError{Argument: name, Reason: "is negative"}
	}
	if err := checkAddress(option, name, text); err != nil {
		return err
	}
	e.add(name, text)
	return nil
}

// checkAddress spares a round trip that could only end in a 400. An empty text
// clears an address.
func checkAddress(kind, name, text string) error {
	if text == "" {
		return nil
	}
	switch kind {
	case "mac":
		return checkMAC(name, text)
	case "ip":
		return checkIP(name, text)
	}
	return nil
}

// checkMAC accepts the notations that MAAS takes: six pairs of hexadecimal
// digits with colons or hyphens between them.
func checkMAC(name, text string) error {
	if _, err := net.ParseMAC(text); err != nil || len(text) != 17 || strings.Contains(text, ".") {
		return &ArgumentError{Argument: name, Reason: fmt.Sprintf("%q is not a MAC address", text)}
	}
	return nil
}

func checkIP(name, text string) error {
	if addr, err := netip.ParseAddr(text); err != nil || addr.Zone() != "" {
		return &ArgumentError{Argument: name, Reason: fmt.Sprintf("%q is not an IP address", text)}
	}
	return nil
}

// maxParamName keeps the head of a part well within the 1024 bytes of which
// MAAS drops a larger one without a word.
const maxParamName = 255

// checkParam refuses what MAAS would read as something else than was given.
func checkParam(p *Param) error {
	if p.Name == "" {
		return &ArgumentError{Argument: "a parameter", Reason: "has no name"}
	}
	if len(p.Name) > maxParamName || p.Name != strings.Trim(p.Name, " ") {
		return &ArgumentError{Argument: fmt.Sprintf("%.100q", p.Name), Reason: "is not a name: it is too long or has a blank at an end"}
	}
	if !utf8.ValidString(p.Name) || strings.ContainsFunc(p.Name, func(r rune) bool { return unicode.IsControl(r) || r == '"' || r == '\\' }) {
		return &ArgumentError{Argument: fmt.Sprintf("%q", p.Name), Reason: "is not a name: it has a quote, a backslash, a control character or broken UTF-8"}
	}
	if !utf8.ValidString(p.text()) {
		return &ArgumentError{Argument: p.Name, Reason: "is not valid UTF-8"}
	}
	return nil
}
