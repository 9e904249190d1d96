package maas

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"mime"
	"mime/multipart"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// allPower are the typed parameters of all power types.
var allPower = []PowerParameters{
	EtherWakePower{}, VirshPower{}, FenceCDUPower{}, IPMIPower{}, MoonshotPower{}, SM15KPower{}, AMTPower{}, DLIPower{}, UCSMPower{}, MSCMPower{},
	APCPower{}, MSFTOCSPower{}, VMwarePower{}, HMCPower{},
}

// optionsTypes finds the types of options in the signatures of all methods.
func optionsTypes(t *testing.T) []reflect.Type {
	t.Helper()
	var types []reflect.Type
	services := reflect.TypeFor[Services]()
	for i := range services.NumField() {
		service := services.Field(i)
		for m := range service.Type.NumMethod() {
			method := service.Type.Method(m).Type
			for a := range method.NumIn() {
				typ := method.In(a)
				isOptions := typ.Kind() == reflect.Pointer && strings.HasSuffix(typ.Elem().Name(), "Options")
				if isOptions && typ != reflect.TypeFor[*NodeWaitOptions]() && typ != reflect.TypeFor[*NodeDeployOptions]() && !slices.Contains(types, typ.Elem()) {
					types = append(types, typ.Elem())
				}
			}
		}
	}
	require.Greater(t, len(types), 20)
	return types
}

// contractNames are the names of all parameters of the contract, and of those
// that later releases have beyond it.
func contractNames(t *testing.T) map[string]bool {
	t.Helper()
	var operations []struct {
		Params []struct{ Name string }
	}
	var later map[string]map[string]string
	for name, target := range map[string]any{"operations.json": &operations, "later-parameters.json": &later} {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(data, target))
	}
	names := map[string]bool{}
	for _, o := range operations {
		for _, p := range o.Params {
			names[p.Name] = true
		}
	}
	for _, params := range later {
		for name := range params {
			names[name] = true
		}
	}
	return names
}

// A sampleValue is a value for a field and the texts that have to arrive.
type sampleValue struct {
	value any
	texts []string
}

const nasty = "a &b=c;d+e%20\"f\"\r\n--g\nä日本\U0001F600 "

// samplesFor makes values of a field's type, the zero value by pointer among
// them, from what the option means rather than from how it is encoded.
func samplesFor(t *testing.T, typ reflect.Type, option string) []sampleValue {
	t.Helper()
	one := func(value any, text string) sampleValue { return sampleValue{value, []string{text}} }
	switch option {
	case "01":
		return []sampleValue{one(new(true), "1"), one(new(false), "0")}
	case "True":
		return []sampleValue{one(new(true), "True"), one(new(false), "False")}
	case "presence":
		return []sampleValue{one(new(true), "true"), {new(false), nil}}
	case "base64":
		return []sampleValue{one([]byte("\x00\xff#!/bin/sh\n"), base64.StdEncoding.EncodeToString([]byte("\x00\xff#!/bin/sh\n")))}
	case "mac":
		return addresses(typ, "aa:bb:cc:dd:ee:01", "AA-BB-CC-DD-EE-02")
	case "ip":
		return addresses(typ, "10.0.0.7", "2001:db8::1")
	case "json":
		value := reflect.MakeSlice(typ, 1, 1)
		text, err := json.Marshal(value.Interface())
		require.NoError(t, err)
		return []sampleValue{one(value.Interface(), string(text)), one(reflect.MakeSlice(typ, 0, 0).Interface(), "[]")}
	}
	switch typ {
	case reflect.TypeFor[io.Reader]():
		return []sampleValue{one(strings.NewReader("\x00\xffcontent\r\n"), "\x00\xffcontent\r\n")}
	case reflect.TypeFor[*bool]():
		return []sampleValue{one(new(true), "true"), one(new(false), "false")}
	case reflect.TypeFor[Secret]():
		return []sampleValue{one(NewSecret(nasty), nasty)}
	case reflect.TypeFor[*Secret]():
		return []sampleValue{one(new(NewSecret(nasty)), nasty), one(new(Secret{}), "")}
	case reflect.TypeFor[InterfaceTags]():
		return []sampleValue{one(InterfaceTags{"ssd", "a b"}, "ssd,a b"), one(InterfaceTags{""}, "")}
	case reflect.TypeFor[StorageConstraints]():
		return []sampleValue{one(StorageConstraints{{Label: "root", Size: 100, Tags: []string{"ssd", "fast"}}, {Size: 0.5}}, "root:100(ssd,fast),0.5")}
	case reflect.TypeFor[InterfaceConstraints]():
		return []sampleValue{one(InterfaceConstraints{{Label: "a", Space: "s", VID: new(0)}, {Label: "b", Mode: "dhcp"}}, "a:space=s,vid=0;b:mode=dhcp")}
	}
	switch typ.Kind() {
	case reflect.Slice:
		var list sampleValue
		value := reflect.MakeSlice(typ, 0, 2)
		for _, s := range scalars(t, typ.Elem()) {
			value = reflect.Append(value, reflect.ValueOf(s.value).Convert(typ.Elem()))
			list.texts = append(list.texts, s.texts...)
		}
		list.value = value.Interface()
		return []sampleValue{list}
	case reflect.Pointer:
		var samples []sampleValue
		for _, s := range scalars(t, typ.Elem()) {
			samples = append(samples, sampleValue{pointerTo(typ, s.value), s.texts})
		}
		zero := map[reflect.Kind]string{reflect.String: ""}
		text, isText := zero[typ.Elem().Kind()]
		if !isText {
			text = "0"
		}
		return append(samples, one(reflect.New(typ.Elem()).Interface(), text))
	}
	return scalars(t, typ)
}

// addresses are samples of a text, a text by pointer, or a list of texts.
func addresses(typ reflect.Type, first, second string) []sampleValue {
	switch typ.Kind() {
	case reflect.Slice:
		return []sampleValue{{reflect.ValueOf([]string{first, second}).Convert(typ).Interface(), []string{first, second}}}
	case reflect.Pointer:
		return []sampleValue{{pointerTo(typ, first), []string{first}}, {pointerTo(typ, ""), []string{""}}}
	}
	return []sampleValue{{first, []string{first}}, {second, []string{second}}}
}

// scalars are samples that are not zero.
func scalars(t *testing.T, typ reflect.Type) []sampleValue {
	switch typ.Kind() {
	case reflect.String:
		return []sampleValue{{nasty, []string{nasty}}, {"x", []string{"x"}}}
	case reflect.Int, reflect.Int64:
		return []sampleValue{{7, []string{"7"}}, {1 << 30, []string{"1073741824"}}}
	case reflect.Float64:
		return []sampleValue{{2.0, []string{"2"}}, {0.25, []string{"0.25"}}, {1e9, []string{"1000000000"}}}
	}
	require.Failf(t, "no sample", "for a %v", typ)
	return nil
}

func pointerTo(typ reflect.Type, value any) any {
	pointer := reflect.New(typ.Elem())
	pointer.Elem().Set(reflect.ValueOf(value).Convert(typ.Elem()))
	return pointer.Interface()
}

// TestEveryOption encodes every field of every options struct, sends it as a
// form and as a query, and reads both as a server does.
func TestEveryOption(t *testing.T) {
	t.Parallel()
	names := contractNames(t)
	fields := 0
	for _, typ := range optionsTypes(t) {
		t.Run(typ.Name(), func(t *testing.T) {
			require.NoError(t, planOf(typ).err)
			for _, field := range reflect.VisibleFields(typ) {
				if field.Anonymous {
					continue
				}
				fields++
				name, option, _ := strings.Cut(field.Tag.Get("param"), ",")
				require.NotEmptyf(t, name, "%s has no param tag", field.Name)
				option = strings.TrimPrefix(strings.TrimPrefix(option, "any"), ",")
				require.NotEqualf(t, reflect.Bool, field.Type.Kind(), "%s is a plain bool", field.Name)
				if field.Type == reflect.TypeFor[PowerParameters]() {
					continue // TestPowerParameters
				}
				assert.Containsf(t, names, name, "%s: a parameter that MAAS does not know", field.Name)
				for _, s := range samplesFor(t, field.Type, option) {
					options := reflect.New(typ)
					target := options.Elem().FieldByIndex(field.Index)
					target.Set(reflect.ValueOf(s.value).Convert(field.Type))
					checkRoundTrip(t, field.Name, options.Interface(), name, s.texts)
				}
			}
		})
	}
	t.Logf("%d fields", fields)
}

// checkRoundTrip holds what arrives for options equal to a list of values of
// one name.
func checkRoundTrip(t *testing.T, what string, options any, name string, texts []string) {
	t.Helper()
	r := Get("/x/").With(options)
	params := r.params
	require.NoErrorf(t, r.err, "%s", what)
	want := Params{}
	for _, text := range texts {
		want.Add(name, text)
	}
	assert.Equalf(t, want, formOf(t, params), "%s in a form", what)
	if slices.ContainsFunc(params, func(p Param) bool { return p.File != nil }) {
		return
	}
	query := []byte{}
	for _, p := range params {
		query = appendQuery(query, p.Name, p.text())
	}
	values, err := url.ParseQuery(string(query))
	require.NoError(t, err)
	assert.Equalf(t, texts, values[name], "%s in a query", what)
	assert.LessOrEqual(t, len(values), 1)
}

// formOf sends params as a form and returns what arrives; the content of a file
// becomes the value.
func formOf(t *testing.T, params Params) Params {
	t.Helper()
	f, err := newForm(t.Context(), params)
	require.NoError(t, err)
	defer f.close()
	body, err := f.reader()
	require.NoError(t, err)
	counted := &countingReader{reader: body}
	_, media, err := mime.ParseMediaType(f.contentType)
	require.NoError(t, err)
	arrived := Params{}
	parts := multipart.NewReader(counted, media["boundary"])
	for {
		part, err := parts.NextRawPart()
		if err == io.EOF {
			break
		}
		require.NoError(t, err)
		value, err := io.ReadAll(part)
		require.NoError(t, err)
		arrived.Add(part.FormName(), string(value))
	}
	_, err = io.Copy(io.Discard, counted)
	require.NoError(t, err)
	assert.Equal(t, f.length, counted.n, "Content-Length")
	return arrived
}

type countingReader struct {
	reader io.Reader
	n      int64
}

func (r *countingReader) Read(p []byte) (int, error) {
	n, err := r.reader.Read(p)
	r.n += int64(n)
	return n, err
}

// TestPowerParameters encodes each field of each power type, under a prefix and
// as JSON.
func TestPowerParameters(t *testing.T) {
	t.Parallel()
	type options struct {
		Power PowerParameters `param:"power_parameters_"`
	}
	for _, power := range allPower {
		t.Run(string(power.PowerType()), func(t *testing.T) {
			t.Parallel()
			typ := reflect.TypeOf(power)
			require.NoError(t, planOf(typ).err)
			for _, field := range reflect.VisibleFields(typ) {
				name, option, _ := strings.Cut(field.Tag.Get("param"), ",")
				text := samplesFor(t, field.Type, option)[0].texts[0]
				filled := reflect.New(typ)
				if target := filled.Elem().FieldByIndex(field.Index); target.Kind() == reflect.String {
					target.SetString(text)
				} else {
					target.Set(reflect.ValueOf(NewSecret(text)))
				}
				for _, value := range []any{filled.Interface(), filled.Elem().Interface()} { // a pointer will do too
					value := value.(PowerParameters)
					params, err := EncodeParams("", options{value})
					require.NoError(t, err)
					assert.Equal(t, Params{{Name: "power_type", Value: string(power.PowerType())}, {Name: "power_parameters_" + name, Value: text}}, formOf(t, params))

					params, err = EncodeParams("", options{UncheckedPower{value}})
					require.NoError(t, err)
					require.Len(t, params, 2)
					assert.Equal(t, Param{Name: "power_type", Value: string(power.PowerType())}, params[0])
					assert.Equal(t, "power_parameters", params[1].Name)
					var members map[string]string
					require.NoError(t, json.Unmarshal([]byte(params[1].text()), &members))
					assert.Equal(t, map[string]string{name: text}, members)
				}
			}
		})
	}
}

func TestEncodeParams(t *testing.T) {
	t.Parallel()
	type inner struct {
		Name string `param:"inner"`
	}
	type number int
	type options struct {
		inner
		Text   string          `param:"text"`
		TextP  *string         `param:"text_p"`
		Texts  []string        `param:"texts"`
		Int    number          `param:"int"`
		IntP   *int64          `param:"int_p"`
		Float  float64         `param:"float"`
		Bool   *bool           `param:"bool"`
		Bool01 *bool           `param:"bool01,01"`
		There  *bool           `param:"there,presence"`
		JSON   []inner         `param:"json,json"`
		Base64 []byte          `param:"base64,base64"`
		Any    []string        `param:"any,any"`
		MAC    *string         `param:"mac,mac"`
		MACs   []string        `param:"macs,mac"`
		IP     string          `param:"ip,ip"`
		Power  PowerParameters `param:"p_"`
		Secret Secret          `param:"secret"`
		True   *bool           `param:"true,True"`
	}
	for _, tc := range []struct {
		name    string
		options options
		want    string // name=value, separated by |
	}{
		{"nothing", options{}, ""},
		{"embedded", options{inner: inner{"a"}, Text: "b"}, "inner=a|text=b"},
		{"empty text by pointer", options{TextP: new("")}, "text_p="},
		{"list", options{Texts: []string{"a", "", "a"}}, "texts=a|texts=|texts=a"},
		{"empty list", options{Texts: []string{}}, ""},
		{"int", options{Int: 3}, "int=3"},
		{"negative zero", options{Float: math.Copysign(0, -1)}, ""},
		{"zero int by pointer", options{IntP: new(int64(0))}, "int_p=0"},
		{"large int", options{IntP: new(int64(1 << 40))}, "int_p=1099511627776"},
		{"float", options{Float: 2}, "float=2"},
		{"large float", options{Float: 1e21}, "float=1000000000000000000000"},
		{"false", options{Bool: new(false)}, "bool=false"},
		{"true", options{Bool: new(true)}, "bool=true"},
		{"0", options{Bool01: new(false)}, "bool01=0"},
		{"1", options{Bool01: new(true)}, "bool01=1"},
		{"there", options{There: new(true)}, "there=true"},
		{"not there", options{There: new(false)}, ""},
		{"JSON", options{JSON: []inner{{"<&>"}}}, `json=[{"Name":"\u003c\u0026\u003e"}]`},
		{"empty JSON", options{JSON: []inner{}}, "json=[]"},
		{"base64", options{Base64: []byte{0, 0xff}}, "base64=AP8="},
		{"any", options{Any: []string{"a", "b"}}, "any=a|any=b"},
		{"empty MAC by pointer", options{MAC: new("")}, "mac="},
		{"MAC with hyphens", options{MAC: new("AA-bb-cc-dd-ee-ff")}, "mac=AA-bb-cc-dd-ee-ff"},
		{"IPv6", options{IP: "fe80::1"}, "ip=fe80::1"},
		{"True", options{True: new(true)}, "true=True"},
		{"False", options{True: new(false)}, "true=False"},
		{"power without parameters", options{Power: VirshPower{}}, "power_type=virsh"},
		{"power as JSON without parameters", options{Power: UncheckedPower{VirshPower{}}}, "power_type=virsh|p={}"},
		{"custom power", options{Power: NewCustomPower("hmc", map[string]string{"x": "y", "server": ""})}, "power_type=hmc|p_server=|p_x=y"},
		{"custom power by pointer", options{Power: UncheckedPower{new(NewCustomPower("hmc", map[string]string{"x": "y"}))}}, `power_type=hmc|p={"x":"y"}`},
		{"secret", options{Secret: NewSecret("hunter2")}, "secret=hunter2"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			r := Get("/x/").With(&tc.options)
			require.NoError(t, r.err)
			var got []string
			for _, p := range r.params {
				got = append(got, p.Name+"="+p.text())
			}
			assert.Equal(t, tc.want, strings.Join(got, "|"))
		})
	}

	t.Run("order", func(t *testing.T) {
		t.Parallel()
		r := Get("/x/").Set("first", "1").With(&options{Text: "b", inner: inner{"a"}, Bool: new(true), Int: 1})
		require.NoError(t, r.err)
		assert.Equal(t, Params{{Name: "first", Value: "1"}, {Name: "inner", Value: "a"}, {Name: "text", Value: "b"}, {Name: "int", Value: "1"}, {Name: "bool", Value: "true"}}, r.params)
	})
	t.Run("nil", func(t *testing.T) {
		t.Parallel()
		for _, none := range []any{nil, (*options)(nil)} {
			r := Get("/x/").With(none)
			require.NoError(t, r.err)
			assert.Empty(t, r.params)
		}
	})
	t.Run("empty list that matches any", func(t *testing.T) {
		t.Parallel()
		r := Get("/x/").With(&options{Any: []string{}}).With(&options{Text: "a"})
		require.NoError(t, r.err)
		assert.True(t, r.nothing)
		assert.False(t, Get("/x/").With(&options{Any: []string{"a"}}).nothing)
	})

	for _, tc := range []struct {
		name    string
		options options
		want    string
	}{
		{"MAC", options{MAC: new("aa:bb")}, `mac "aa:bb" is not a MAC address`},
		{"MAC of eight bytes", options{MAC: new("00:00:00:00:00:00:00:01")}, `mac "00:00:00:00:00:00:00:01" is not a MAC address`},
		{"MAC with dots", options{MAC: new("aabb.ccdd.eeff")}, `mac "aabb.ccdd.eeff" is not a MAC address`},
		{"one MAC of several", options{MACs: []string{"aa:bb:cc:dd:ee:ff", "zz"}}, `macs "zz" is not a MAC address`},
		{"IP", options{IP: "10.0.0"}, `ip "10.0.0" is not an IP address`},
		{"IP with a prefix", options{IP: "10.0.0.0/8"}, `ip "10.0.0.0/8" is not an IP address`},
		{"IP with a zone", options{IP: "fe80::1%eth0"}, `ip "fe80::1%eth0" is not an IP address`},
		{"MAC among power parameters", options{Power: EtherWakePower{MACAddress: "zz"}}, `p_mac_address "zz" is not a MAC address`},
		{"MAC in power parameters as JSON", options{Power: UncheckedPower{EtherWakePower{MACAddress: "zz"}}}, `mac_address "zz" is not a MAC address`},
		{"nil power", options{Power: (*VirshPower)(nil)}, "p is a nil pointer"},
		{"int", options{Int: -3}, "int is negative"},
		{"int by pointer", options{IntP: new(int64(-1))}, "int_p is negative"},
		{"float", options{Float: -0.5}, "float is negative"},
		{"infinite float", options{Float: math.Inf(1)}, "float is +Inf"},
		{"float that is no number", options{Float: math.NaN()}, "float is NaN"},
	} {
		t.Run("bad "+tc.name, func(t *testing.T) {
			t.Parallel()
			var bad *ArgumentError
			require.ErrorAs(t, Get("/x/").With(&tc.options).err, &bad)
			assert.Equal(t, tc.want, bad.Argument+" "+bad.Reason)
		})
	}
}

// TestArgumentErrorNamesTheArgument shows that what is found wrong with an
// option comes out as an ArgumentError before any I/O.
func TestArgumentErrorNamesTheArgument(t *testing.T) {
	t.Parallel()
	client, err := NewClient("http://maas.example/MAAS", "consumer:token:secret789abcdef")
	require.NoError(t, err)
	for _, tc := range []struct {
		request  Request
		argument string
		text     string
	}{
		{Post("/x/").With(&NodeClaimStickyIPAddressOptions{MACAddress: "zz"}), "mac_address", `maas: POST /x/: mac_address "zz" is not a MAC address`},
		{Post("/x/").Op("y").Set("zone", ""), "zone", "maas: POST /x/?op=y: zone is empty"},
		{Post("/x/").SetAll("nodes", []string{"a", ""}), "nodes", "maas: POST /x/: nodes is empty"},
		{Post("/x/").File("content", nil), "content", "maas: POST /x/: content is nil"},
		{Post("/x/").Set("a\"b", "c"), `"a\"b"`, `maas: POST /x/: "a\"b" is not a name: it has a quote, a backslash, a control character or broken UTF-8`},
		{Post("/x/").Set("a", "\xff"), "a", "maas: POST /x/: a is not valid UTF-8"},
		{Get("/x/").File("content", strings.NewReader("")), "content", "maas: GET /x/: content is a file, which can't be sent in a query"},
		{Get("/x/{name}/", ""), "name", "maas: GET /x/{name}/: name is empty, or has an empty part between slashes"},
	} {
		t.Run(tc.text, func(t *testing.T) {
			t.Parallel()
			_, err := client.build(t.Context(), tc.request)
			var bad *ArgumentError
			require.ErrorAs(t, err, &bad)
			assert.Equal(t, tc.argument, bad.Argument)
			op := tc.request.op
			op.APIVersion = "1.0"
			assert.Equal(t, op, bad.Operation)
			assert.Equal(t, tc.text, err.Error())
		})
	}
}

// TestUnfitOptions shows that what can't be encoded faithfully is refused, not
// guessed.
func TestUnfitOptions(t *testing.T) {
	t.Parallel()
	type unfit struct {
		Name bool `param:"name"`
	}
	for i, options := range []any{
		&struct{ Name string }{"no tag"},
		&struct {
			Name string `param:",mac"`
		}{"no name"},
		&struct {
			Name bool `param:"name"`
		}{true},
		&struct{ unfit }{unfit{true}},
		&struct {
			Names []bool `param:"name"`
		}{[]bool{true}},
		&struct {
			Names map[string]string `param:"name"`
		}{map[string]string{}},
		&struct {
			Name *[]string `param:"name"`
		}{&[]string{}},
		&struct {
			Data []byte `param:"name"`
		}{[]byte("raw")},
		&struct {
			Text string `param:"name,base64"`
		}{"text"},
		&struct {
			Flag bool `param:"name,01"`
		}{true},
		&struct {
			Flag string `param:"name,presence"`
		}{"x"},
		&struct {
			Number int `param:"name,mac"`
		}{1},
		&struct {
			Text string `param:"name,any"`
		}{"a"},
		&struct {
			Text string `param:"name,prefix"`
		}{"a"},
		&struct {
			Text string `param:"name,unheard"`
		}{"a"},
		&struct {
			Any any `param:"name"`
		}{"a"},
		&struct {
			File io.Reader `param:"name,json2"`
		}{strings.NewReader("a")},
	} {
		t.Run(strconv.Itoa(i), func(t *testing.T) {
			t.Parallel()
			assert.Errorf(t, Get("/x/").With(options).err, "%T", options)
		})
	}
}

func TestConstraintTexts(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		constraint fmt.Stringer
		want       string
	}{
		{StorageConstraint{Size: 10}, "10"},
		{StorageConstraint{Label: "root", Size: 0.5}, "root:0.5"},
		{StorageConstraint{Size: 1e6, Tags: []string{"ssd"}}, "1000000(ssd)"},
		{StorageConstraint{Label: "data", Size: 100, Tags: []string{"ssd", "nvme"}}, "data:100(ssd,nvme)"},
		{InterfaceConstraint{Label: "a", Space: "s"}, "a:space=s"},
		{InterfaceConstraint{Label: "a", VID: new(0), NotVID: new(5)}, "a:vid=0,not_vid=5"},
		{
			InterfaceConstraint{"a", "1", "2", "3", "4", "5", "6", new(7), new(8), "9", "10", "11", "12", "13"},
			"a:space=1,not_space=2,fabric_class=3,not_fabric_class=4,subnet_cidr=5,not_subnet_cidr=6,vid=7,not_vid=8,fabric=9,not_fabric=10,subnet=11,not_subnet=12,mode=13",
		},
	} {
		assert.Equal(t, tc.want, tc.constraint.String())
	}
}

// TestUnfitPlanIsReported shows that an unfit type fails every call with it,
// whatever its values.
func TestUnfitPlanIsReported(t *testing.T) {
	t.Parallel()
	client, err := NewClient("http://maas.example/MAAS", "consumer:token:secret789abcdef")
	require.NoError(t, err)
	_, err = client.build(t.Context(), Get("/x/").With(&struct{ Untagged string }{}))
	require.ErrorContains(t, err, "Untagged has no param tag")
}
