package maas

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"reflect"
	"strconv"
	"strings"
	"sync"
)

// A Param is a named value of a request: a text, or a file where File is set.
type Param struct {
	Name  string
	Value string
	File  io.Reader
}

// Params are the parameters of a request in the order in which they are sent.
// A name that occurs several times is a list to MAAS.
type Params []Param

// Add appends a text parameter.
func (p *Params) Add(name, value string) { *p = append(*p, Param{Name: name, Value: value}) }

// AddFile appends a file. Its content is streamed, with a Content-Length from
// the reader itself where it tells its size, as files, buffers and seekers do;
// else it is spooled to a temporary file first. The reader is not closed.
func (p *Params) AddFile(name string, file io.Reader) {
	*p = append(*p, Param{Name: name, File: file})
}

// An invalidParam says what is wrong with a parameter; the request that it was
// meant for makes an *ArgumentError of it.
type invalidParam struct{ name, reason string }

func (e *invalidParam) Error() string { return e.name + " " + e.reason }

// errMatchesNothing says that a filter was given an empty list of values. The
// answer is known to be empty, while MAAS, which can't see the empty list,
// would answer with everything.
var errMatchesNothing = errors.New("maas: the filter matches nothing")

// How a field of an options struct becomes parameters. The tag is
// `param:"name"`, with one option behind a comma where the field's type does
// not tell all:
//
//	01        a *bool as 0 or 1; the default is true or false
//	presence  a *bool: the parameter is there or not
//	json      any value, as JSON text
//	base64    []byte
//	any       a list that matches any of its values: empty matches nothing
//	mac, ip   a text or list of texts that has to be such an address
//	commas    a list of values with a String method, in one text with commas
//	semicolons  the same with semicolons
//	prefix    a PowerParameters, whose parameters get the name in front
//	power     a PowerParameters as the power type and one JSON text
type paramField struct {
	index  int
	name   string
	option string
	nested *paramPlan // of an embedded struct
}

type paramPlan struct {
	fields []paramField
	err    error // what makes the type unfit
}

var paramPlans sync.Map // reflect.Type to *paramPlan

var (
	readerType   = reflect.TypeFor[io.Reader]()
	powerType    = reflect.TypeFor[PowerParameters]()
	stringerType = reflect.TypeFor[fmt.Stringer]()
	bytesType    = reflect.TypeFor[[]byte]()
)

var separators = map[string]string{"commas": ",", "semicolons": ";"}

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
			plan.err = firstError(plan.err, nested.err)
			continue
		}
		name, option, _ := strings.Cut(f.Tag.Get("param"), ",")
		if name == "" {
			plan.err = firstError(plan.err, fmt.Errorf("%v.%s has no param tag", t, f.Name))
		} else if !encodable(f.Type, option) {
			plan.err = firstError(plan.err, fmt.Errorf("%v.%s: a %v with option %q can't be encoded", t, f.Name, f.Type, option))
		}
		plan.fields = append(plan.fields, paramField{index: i, name: name, option: option})
	}
	actual, _ := paramPlans.LoadOrStore(t, plan)
	return actual.(*paramPlan)
}

func firstError(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// encodable tells whether a field of type t can be encoded. A plain bool can't:
// its false could not be told from not given.
func encodable(t reflect.Type, option string) bool {
	switch option {
	case "json":
		return true
	case "base64":
		return t == bytesType
	case "commas", "semicolons":
		return t.Kind() == reflect.Slice && t.Elem().Implements(stringerType)
	case "prefix", "power":
		return t == powerType
	case "01", "presence":
		return t == reflect.TypeFor[*bool]()
	case "any":
		if t.Kind() != reflect.Slice {
			return false
		}
	case "mac", "ip", "":
	default:
		return false
	}
	if t == readerType {
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
		return option == "" || option == "any"
	}
	return false
}

// appendParams appends the parameters of an options struct, given by pointer;
// a nil pointer has none.
func appendParams(dst Params, options any) (Params, error) {
	v := reflect.ValueOf(options)
	if options == nil || v.IsNil() {
		return dst, nil
	}
	return appendStruct(dst, v.Elem(), "")
}

func appendStruct(dst Params, v reflect.Value, prefix string) (Params, error) {
	plan := planOf(v.Type())
	if plan.err != nil {
		return dst, plan.err
	}
	var err error
	for i := range plan.fields {
		f := &plan.fields[i]
		if f.nested != nil {
			dst, err = appendStruct(dst, v.Field(f.index), prefix)
		} else {
			dst, err = appendField(dst, f, v.Field(f.index), prefix+f.name)
		}
		if err != nil {
			return dst, err
		}
	}
	return dst, nil
}

// appendField appends what one field says, which is nothing when it is zero. A
// pointer says even a zero.
func appendField(dst Params, f *paramField, v reflect.Value, name string) (Params, error) {
	if v.Kind() == reflect.Slice && v.Len() == 0 {
		if f.option == "any" && !v.IsNil() {
			return dst, errMatchesNothing
		}
		if !v.IsNil() && f.option == "json" {
			return append(dst, Param{Name: name, Value: "[]"}), nil
		}
		return dst, nil
	}
	if v.IsZero() {
		return dst, nil
	}
	switch f.option {
	case "json":
		text, err := json.Marshal(v.Interface())
		if err != nil {
			return dst, &invalidParam{name, "can't be written as JSON: " + err.Error()}
		}
		return append(dst, Param{Name: name, Value: string(text)}), nil
	case "base64":
		return append(dst, Param{Name: name, Value: base64.StdEncoding.EncodeToString(v.Bytes())}), nil
	case "commas", "semicolons":
		texts := make([]string, v.Len())
		for i := range texts {
			texts[i] = v.Index(i).Interface().(fmt.Stringer).String()
		}
		return append(dst, Param{Name: name, Value: strings.Join(texts, separators[f.option])}), nil
	case "prefix":
		return appendPower(dst, v.Interface().(PowerParameters), name)
	case "power":
		return appendPowerJSON(dst, v.Interface().(PowerParameters), name)
	case "01", "presence":
		return appendBool(dst, f.option, v.Elem().Bool(), name), nil
	}
	if v.Type() == readerType {
		return append(dst, Param{Name: name, File: v.Interface().(io.Reader)}), nil
	}
	if v.Kind() != reflect.Slice {
		return appendScalar(dst, f.option, reflect.Indirect(v), name)
	}
	var err error
	for i := range v.Len() {
		if dst, err = appendScalar(dst, f.option, v.Index(i), name); err != nil {
			return dst, err
		}
	}
	return dst, nil
}

func appendBool(dst Params, option string, value bool, name string) Params {
	text := strconv.FormatBool(value)
	switch option {
	case "01":
		text = map[bool]string{false: "0", true: "1"}[value]
	case "presence":
		if !value {
			return dst
		}
	}
	return append(dst, Param{Name: name, Value: text})
}

func appendScalar(dst Params, option string, v reflect.Value, name string) (Params, error) {
	var text string
	switch v.Kind() {
	case reflect.String:
		text = v.String()
	case reflect.Bool:
		text = strconv.FormatBool(v.Bool())
	case reflect.Float64:
		text = strconv.FormatFloat(v.Float(), 'f', -1, 64)
	default:
		text = strconv.FormatInt(v.Int(), 10)
	}
	if err := checkAddress(option, name, text); err != nil {
		return dst, err
	}
	return append(dst, Param{Name: name, Value: text}), nil
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
		return &invalidParam{name, fmt.Sprintf("%q is not a MAC address", text)}
	}
	return nil
}

func checkIP(name, text string) error {
	if addr, err := netip.ParseAddr(text); err != nil || addr.Zone() != "" {
		return &invalidParam{name, fmt.Sprintf("%q is not an IP address", text)}
	}
	return nil
}

// appendPowerJSON appends the power type, and its parameters as one JSON object.
func appendPowerJSON(dst Params, power PowerParameters, name string) (Params, error) {
	params, err := appendPower(nil, power, "")
	if err != nil {
		return dst, err
	}
	object := make(map[string]string, len(params))
	for _, p := range params[1:] { // the first is the type
		object[p.Name] = p.Value
	}
	text, err := json.Marshal(object)
	return append(dst, params[0], Param{Name: name, Value: string(text)}), err
}

// appendPower appends the power type and the parameters that belong to it.
func appendPower(dst Params, power PowerParameters, prefix string) (Params, error) {
	v := reflect.ValueOf(power)
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return dst, &invalidParam{"power_type", "is a nil pointer"}
		}
		v = v.Elem()
	}
	dst = append(dst, Param{Name: "power_type", Value: string(power.powerType())})
	if custom, ok := v.Interface().(CustomPower); ok {
		for _, p := range custom.Parameters {
			dst = append(dst, Param{Name: prefix + p.Name, Value: p.Value})
		}
		return dst, nil
	}
	return appendStruct(dst, v, prefix)
}
