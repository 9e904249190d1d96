package maas

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/gob"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html"
	"io"
	"log"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"text/template"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.yaml.in/yaml/v3"

	"github.com/gomaas/maas/internal/deadline"
)

// A leakDetector knows how eight consecutive characters of a secret may be
// written. It shares no code with the redactor.
type leakDetector []string

func newLeakDetector(secret string) leakDetector {
	var d leakDetector
	for i := range len(secret) - 7 {
		run := secret[i : i+8]
		digits := hex.EncodeToString([]byte(run))
		bytes := fmt.Sprint([]byte(run))
		d = append(d, run, url.QueryEscape(run), url.PathEscape(run), digits, strings.ToUpper(digits), fmt.Sprintf("% x", run), bytes[1:len(bytes)-1])
		if i%3 == 0 && i+9 <= len(secret) { // three characters are four of base64
			for shift := range 3 {
				d = append(d, base64.StdEncoding.EncodeToString([]byte(secret[i+shift : min(i+shift+9, len(secret))]))[:10])
			}
		}
	}
	return d
}

// find returns what of the secret is in text, "" for nothing.
func (d leakDetector) find(text string) string {
	for _, run := range d {
		if strings.Contains(text, run) {
			return run
		}
	}
	return ""
}

func TestLeakDetectorSees(t *testing.T) {
	t.Parallel()
	d := newLeakDetector(faultySecret)
	for _, text := range []string{
		faultySecret, faultySecret[5:13], hex.EncodeToString([]byte(faultySecret)), url.QueryEscape(faultySecret), fmt.Sprint([]byte(faultySecret)),
		base64.StdEncoding.EncodeToString([]byte(faultySecret)), base64.StdEncoding.EncodeToString([]byte("x" + faultySecret)),
		base64.StdEncoding.EncodeToString([]byte("xy" + faultySecret)),
	} {
		assert.NotEmpty(t, d.find("some "+text+" text"))
	}
	assert.Empty(t, d.find(faultySecret[:7]))
}

// An embedding puts a value into another.
var embeddings = map[string]func(v reflect.Value) any{
	"alone":               func(v reflect.Value) any { return v.Interface() },
	"pointer":             func(v reflect.Value) any { return pointer(v).Interface() },
	"pointer to pointer":  func(v reflect.Value) any { return pointer(pointer(v)).Interface() },
	"slice":               func(v reflect.Value) any { return slice(v).Interface() },
	"slice of pointers":   func(v reflect.Value) any { return slice(pointer(v)).Interface() },
	"map":                 func(v reflect.Value) any { return mapOf(v).Interface() },
	"map of pointers":     func(v reflect.Value) any { return mapOf(pointer(v)).Interface() },
	"map of slices":       func(v reflect.Value) any { return mapOf(slice(pointer(v))).Interface() },
	"field":               func(v reflect.Value) any { return field(v).Interface() },
	"field with pointer":  func(v reflect.Value) any { return pointer(field(pointer(v))).Interface() },
	"field in field":      func(v reflect.Value) any { return pointer(field(field(slice(v)))).Interface() },
	"interface":           func(v reflect.Value) any { return []any{v.Interface(), pointer(v).Interface()} },
	"unexported":          func(v reflect.Value) any { return hidden{v.Interface(), pointer(v).Interface()} },
	"pointer, unexported": func(v reflect.Value) any { return []*hidden{{v.Interface(), pointer(v).Interface()}} },
}

type hidden struct{ value, pointer any }

func pointer(v reflect.Value) reflect.Value {
	p := reflect.New(v.Type())
	p.Elem().Set(v)
	return p
}

func slice(v reflect.Value) reflect.Value {
	return reflect.Append(reflect.MakeSlice(reflect.SliceOf(v.Type()), 0, 1), v)
}

func mapOf(v reflect.Value) reflect.Value {
	m := reflect.MakeMap(reflect.MapOf(reflect.TypeFor[string](), v.Type()))
	m.SetMapIndex(reflect.ValueOf("key"), v)
	return m
}

func field(v reflect.Value) reflect.Value {
	s := reflect.New(reflect.StructOf([]reflect.StructField{{Name: "Field", Type: v.Type()}})).Elem()
	s.Field(0).Set(v)
	return s
}

// encoders are what a value may be written with. What they refuse is written
// nowhere.
var encoders = map[string]func(v any) (string, error){
	"JSON": func(v any) (string, error) { text, err := json.Marshal(v); return string(text), err },
	"XML":  func(v any) (string, error) { text, err := xml.Marshal(v); return string(text), err },
	"YAML": func(v any) (text string, err error) {
		defer func() {
			if recover() != nil { // it panics at functions
				err = io.EOF
			}
		}()
		data, err := yaml.Marshal(v)
		return string(data), err
	},
	"gob": func(v any) (string, error) {
		var out bytes.Buffer
		err := gob.NewEncoder(&out).Encode(v)
		return out.String(), err
	},
	"BSON": func(v any) (string, error) { data, err := bson.Marshal(bson.M{"v": v}); return string(data), err },
	"slog text": func(v any) (string, error) {
		return logged(v, func(w io.Writer) slog.Handler { return slog.NewTextHandler(w, nil) })
	},
	"slog JSON": func(v any) (string, error) {
		return logged(v, func(w io.Writer) slog.Handler { return slog.NewJSONHandler(w, nil) })
	},
	"template": func(v any) (string, error) {
		var out bytes.Buffer
		err := template.Must(template.New("").Parse("{{.}} {{print .}} {{js .}}")).Execute(&out, v)
		return out.String(), err
	},
	// It prints by reflection, unexported fields and behind pointers, no methods.
	"testify": func(v any) (string, error) {
		var out failedAssertion
		assert.Equal(&out, v, reflect.Zero(reflect.TypeOf(v)).Interface())
		return out.String(), nil
	},
}

func logged(v any, handler func(io.Writer) slog.Handler) (string, error) {
	var out strings.Builder
	slog.New(handler(&out)).With("bound", v).Info("message", "value", v, slog.Group("group", "value", v))
	return out.String(), nil
}

type failedAssertion struct{ strings.Builder }

func (f *failedAssertion) Errorf(format string, args ...any) { fmt.Fprintf(f, format, args...) }

// secretHolders are values of the types that hold secrets.
func secretHolders(t *testing.T, text string) []reflect.Value {
	key, err := ParseAPIKey("consumerkey0000001:tokenkey0000000001:" + text)
	require.NoError(t, err)
	secret := NewSecret(text)
	client, err := NewClient("http://127.0.0.1/MAAS", key.Reveal())
	require.NoError(t, err)
	custom := NewCustomPower("hmc", map[string]string{"server_name": "x", "power_pass": text})
	ipmi := IPMIPower{User: "root", Password: secret}
	params, err := UncheckedPower{custom}.MarshalParams("power_parameters_")
	require.NoError(t, err)
	request := Post("/users/").SetSecret("password", secret).With(&NodeUpdateOptions{Power: &ipmi})
	holders := []any{
		secret, key, ipmi, custom, UncheckedPower{custom}, UncheckedPower{&ipmi}, params, params[1], request,
		client.auth, client.Anonymous(), client.Nodes,
		NodeUpdateOptions{Power: &ipmi}, NodeUpdateOptions{Power: custom, LicenseKey: &secret}, NodeCreateOptions{Power: UncheckedPower{&custom}},
		NodeGroupRegistration{BrokerURL: secret}, LicenseKey{LicenseKey: secret}, map[Secret]Secret{secret: secret},
		[]PowerParameters{ipmi, &ipmi, custom, &custom}, &builtRequest{secrets: lazyRedactor(params)},
	}
	values := make([]reflect.Value, 0, 64)
	for _, holder := range holders {
		values = append(values, reflect.ValueOf(holder))
	}
	types := map[reflect.Type]bool{}
	for _, power := range allPower {
		reach(reflect.TypeOf(power), types)
	}
	for method := range serviceMethods {
		for i := range method.NumIn() {
			reach(method.In(i), types)
		}
	}
	for typ := range types {
		v := reflect.New(typ).Elem()
		fillSecrets(v, key, secret, 0)
		values = append(values, v)
	}
	return values
}

// TestNothingPrintsASecret prints every type that holds a secret, embedded in
// others in every way, with every verb and encoder.
func TestNothingPrintsASecret(t *testing.T) {
	t.Parallel()
	detector := newLeakDetector(faultySecret)
	var formats []string
	for _, flags := range []string{"", "+", "#", "+#"} {
		for _, verb := range "vTtbcdoOqxXUeEfFgGspwz" {
			formats = append(formats, "%"+flags+string(verb))
		}
	}
	cases := 0
	for _, holder := range secretHolders(t, faultySecret) {
		for name, embed := range embeddings {
			value := embed(holder)
			for _, format := range formats {
				cases++
				if run := detector.find(fmt.Sprintf(format, value)); run != "" {
					t.Errorf("%v, %s: %s shows %d characters", holder.Type(), name, format, len(run))
				}
			}
			for encoding, encode := range encoders {
				cases++
				text, err := encode(value)
				if err != nil {
					text = err.Error()
				}
				if run := detector.find(text); run != "" {
					t.Errorf("%v, %s: %s shows %d characters", holder.Type(), name, encoding, len(run))
				}
			}
		}
	}
	t.Logf("%d cases", cases)
	assert.Greater(t, cases, 100_000)
}

func TestSecret(t *testing.T) {
	t.Parallel()
	secret := NewSecret("calvin-hobbes")
	assert.Equal(t, "calvin-hobbes", secret.Reveal())
	assert.Equal(t, redacted, secret.String())
	assert.True(t, secret == NewSecret("calvin"+"-hobbes"), "== compares the texts")
	assert.False(t, secret == NewSecret("calvin"))
	assert.True(t, NewSecret("").IsZero())
	assert.Empty(t, Secret{}.Reveal())
	assert.Empty(t, fmt.Sprint(Secret{}))
	long := strings.Repeat("0123456789", 20)
	assert.Equal(t, long, NewSecret(long).Reveal(), "longer than the mask")

	for text, want := range map[string]string{
		`"a\u0062c"`: "abc", `null`: "", `""`: "", `623`: "623", `["a", 1]`: `["a", 1]`,
	} {
		got := NewSecret("before")
		require.NoError(t, json.Unmarshal([]byte(text), &got), text)
		assert.Equal(t, want, got.Reveal(), text)
	}
	require.Error(t, json.Unmarshal([]byte(`"[redacted]"`), &secret), "a dump is no configuration")

	var settings struct{ Password Secret }
	require.NoError(t, yaml.Unmarshal([]byte("password: abc"), &settings))
	assert.Equal(t, "abc", settings.Password.Reveal())
	settings.Password = Secret{}
	require.NoError(t, xml.Unmarshal([]byte("<x><Password>abc</Password></x>"), &settings))
	assert.Equal(t, "abc", settings.Password.Reveal())
	text, err := json.Marshal(settings)
	require.NoError(t, err)
	assert.JSONEq(t, `{"Password": "[redacted]"}`, string(text))
	require.ErrorContains(t, gob.NewEncoder(io.Discard).Encode(settings), "no exported fields")
}

func TestSecretAsJSONParameterIsRefused(t *testing.T) {
	t.Parallel()
	holder := []struct{ Password Secret }{{NewSecret("hunter2")}}
	for name, r := range map[string]Request{
		"SetJSON": Post("/x/").SetJSON("name", holder),
		"tag": Post("/x/").With(&struct {
			Holder []struct{ Password Secret } `param:"name,json"`
		}{holder}),
	} {
		var bad *ArgumentError
		require.ErrorAs(t, r.err, &bad, name)
		assert.Equal(t, "name", bad.Argument, name)
	}
	require.Error(t, Post("/x/").SetSecret("name", Secret{}).err)
}

// serverEncodings are what a server may do to a text that it quotes.
func serverEncodings(random *rand.Rand) map[string]func(string) string {
	some := func(escape func(byte) string) func(string) string {
		return func(s string) string {
			var b strings.Builder
			for i := range len(s) {
				if random.IntN(2) == 0 {
					b.WriteString(escape(s[i]))
				} else {
					b.WriteByte(s[i])
				}
			}
			return b.String()
		}
	}
	each := func(format string) func(string) string {
		return func(s string) string {
			var b strings.Builder
			for i := range len(s) {
				fmt.Fprintf(&b, format, s[i])
			}
			return b.String()
		}
	}
	escape := func(format string) func(byte) string { return func(c byte) string { return fmt.Sprintf(format, c) } }
	return map[string]func(string) string{
		"raw":             func(s string) string { return s },
		`\u`:              each(`\u%04x`),
		`some \u`:         some(escape(`\u%04X`)),
		`\x`:              each(`\x%02x`),
		"%XX":             each("%%%02X"),
		"some %xx":        some(escape("%%%02x")),
		"path":            url.PathEscape,
		"query":           url.QueryEscape,
		"query twice":     func(s string) string { return url.QueryEscape(url.QueryEscape(s)) },
		"%XX thrice":      func(s string) string { return url.QueryEscape(url.QueryEscape(each("%%%02X")(s))) },
		"entities":        each("&#%d;"),
		"hex entities":    each("&#x%x;"),
		`\u of %XX`:       func(s string) string { return each(`\u%04x`)(each("%%%02X")(s)) },
		"base64":          func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
		"base64, shifted": func(s string) string { return base64.StdEncoding.EncodeToString([]byte("x" + s + "y")) },
		"base64, again":   func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte("xy" + s + "yz")) },
		"base64 in URL":   func(s string) string { return url.QueryEscape(base64.StdEncoding.EncodeToString([]byte("a:" + s))) },
		"hex":             func(s string) string { return hex.EncodeToString([]byte(s)) },
	}
}

// serverPlaces are where a server may quote a text. The text in JSON may have
// escapes.
var serverPlaces = map[string]func(text string) *http.Response{
	"text": func(text string) *http.Response { return quotingResponse(400, textType, "no: "+text, "") },
	"title": func(text string) *http.Response {
		return quotingResponse(502, htmlType, "<title>"+text+"</title>"+text, "")
	},
	"field": func(text string) *http.Response {
		return quotingResponse(400, jsonType, `{"name": ["is `+text+`"], "`+text+`": "x"}`, "")
	},
	"list": func(text string) *http.Response { return quotingResponse(400, "application/json", `["`+text+`"]`, "") },
	"location": func(text string) *http.Response {
		return quotingResponse(302, htmlType, "", "http://elsewhere/"+text+"/x")
	},
	"query": func(text string) *http.Response { return quotingResponse(302, htmlType, text, "/MAAS/?x="+text) },
	"host":  func(text string) *http.Response { return quotingResponse(301, htmlType, "", "//"+text) },
}

func quotingResponse(status int, contentType, body, location string) *http.Response {
	return &http.Response{
		StatusCode: status,
		Header:     http.Header{"Content-Type": {contentType}, "Location": {location}},
		Body:       io.NopCloser(strings.NewReader(body)),
	}
}

var jsonEscape = regexp.MustCompile(`\\(u00|x)[0-9a-fA-F]{2}`)

// decodings are what somebody who reads an error may do to it.
func decodings(text string) string {
	all := []string{text}
	for range 4 {
		if !strings.ContainsAny(text, `%\&`) {
			break
		}
		text = html.UnescapeString(text)
		text = jsonEscape.ReplaceAllStringFunc(text, func(s string) string {
			c, _ := strconv.ParseUint(s[len(s)-2:], 16, 8)
			return string(rune(c))
		})
		var b strings.Builder
		for {
			before, after, found := strings.Cut(text, "%")
			b.WriteString(before)
			if !found {
				break
			}
			text = after
			if c, err := hex.DecodeString(after[:min(2, len(after))]); err == nil && len(c) == 1 {
				b.Write(c)
				text = after[2:]
			} else {
				b.WriteByte('%')
			}
		}
		if text = b.String(); text == all[len(all)-1] {
			break
		}
		all = append(all, text)
	}
	return strings.Join(all, "\n")
}

// TestErrorsHideWhatServersQuote has servers quote the secret in every encoding
// and place, cut off at every byte.
func TestErrorsHideWhatServersQuote(t *testing.T) {
	t.Parallel()
	target := &builtRequest{op: Post("/nodes/").op, path: "/nodes/", url: &url.URL{Scheme: "http", Host: "host", Path: "/MAAS/api/1.0/nodes/"}}
	random := rand.New(rand.NewPCG(1, 2))
	cases, quoted := 0, 0
	rounds := 7
	if deadline.Race { // there is one goroutine
		rounds = 1
	}
	for round := range rounds {
		secret := make([]byte, 32)
		alphabet := "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
		if round%3 == 2 {
			alphabet += "+/=-_.~!*'()"
		}
		for i := range secret {
			secret[i] = alphabet[random.IntN(len(alphabet))]
		}
		auth := newAuthorizer(APIKey{"consumer", "token", NewSecret(string(secret))})
		detector := newLeakDetector(string(secret))
		for encoding, encode := range serverEncodings(random) {
			text := encode(string(secret))
			for place, put := range serverPlaces {
				for cut := 4; cut <= len(text); cut++ {
					cases++
					resp := put(text[:cut])
					e := newError(resp, resp.Body, target, auth)
					shown := fmt.Sprintf("%v\n%s\n%v\n%s", e, e.Body, e.Fields, e.Location)
					if strings.Contains(shown, redacted) {
						quoted++
					}
					if run := detector.find(decodings(shown)); run != "" {
						t.Fatalf("%s in a %s, cut at %d of %d: %d characters show: %s", encoding, place, cut, len(text), len(run), shown)
					}
				}
			}
		}
	}
	t.Logf("%d cases, %d redacted", cases, quoted)
	assert.Greater(t, cases, 100_000*rounds/7)
	assert.Greater(t, quoted, cases/2)
}

// TestRedactionOfEachAttack has the ways by which a secret once came through.
func TestRedactionOfEachAttack(t *testing.T) {
	t.Parallel()
	const secret = "kSt2Wq9vLm4XcZ7nRb8pTy3HdGf6Ja5e"
	target := &builtRequest{op: Post("/nodes/").op, path: "/nodes/", url: &url.URL{Scheme: "http", Host: "host", Path: "/MAAS/api/1.0/nodes/"}}
	detector := newLeakDetector(secret)
	fail := func(resp *http.Response) *Error {
		e := newError(resp, resp.Body, target, newAuthorizer(APIKey{"consumer", "token", NewSecret(secret)}))
		assert.Empty(t, detector.find(decodings(fmt.Sprintf("%v %s %+v %s %s", e, e.Body, e.Fields, e.Location, e.Message))))
		return e
	}
	e := fail(quotingResponse(400, jsonType, `{"name": ["\u006bSt2Wq9vLm4XcZ7nRb8pTy3HdGf6Ja5e"]}`, ""))
	assert.Equal(t, map[string][]string{"name": {redacted}}, e.Fields)
	assert.Equal(t, "name: [redacted]", e.Message)

	for pad := range 5 { // the cut goes through the secret
		e = fail(quotingResponse(500, textType, strings.Repeat("x", 7*pad)+strings.Repeat(secret+" ", maxErrorBody/33+400), ""))
		assert.LessOrEqual(t, len(e.Body), maxErrorBody)
	}
	fail(quotingResponse(302, htmlType, "", "/%6BSt2Wq9vLm4XcZ7nRb8pTy3HdGf6Ja5e/"))
	fail(quotingResponse(302, htmlType, "", "http://elsewhere/"+url.PathEscape("a/"+secret)))
	fail(quotingResponse(401, textType, "signature &"+secret[:20], ""))
	fail(quotingResponse(101, textType, "", "/"+secret))

	e = fail(quotingResponse(401, textType, "Invalid signature. Expected signature base string: &ofanothersecret", ""))
	assert.Equal(t, "Invalid signature. Expected signature base string: [redacted]", e.Message)
	e = fail(quotingResponse(400, jsonType, `["Expected signature base string: \u0026ofanothersecret"]`, ""))
	assert.NotContains(t, e.Message+string(e.Body), "another")
}

// quotingClient has a server that quotes a text.
func quotingClient(t *testing.T, respond func(*http.Request) *http.Response) *Client {
	c, err := NewClient("https://host/MAAS", faultyKey, WithRetryPolicy(RetryPolicy{MaxAttempts: 1}),
		WithHTTPClient(&http.Client{Transport: roundTripper(func(req *http.Request) (*http.Response, error) {
			resp := respond(req)
			resp.Request = req
			return resp, nil
		})}))
	require.NoError(t, err)
	return c
}

func TestAnonymousRedacts(t *testing.T) {
	t.Parallel()
	c := quotingClient(t, func(req *http.Request) *http.Response {
		assert.Empty(t, req.Header.Get("Authorization"))
		return quotingResponse(400, textType, "a proxy remembers "+faultySecret, "")
	})
	_, err := c.Anonymous().Zones.List(t.Context())
	require.ErrorContains(t, err, "a proxy remembers [redacted]")
	assert.Empty(t, newLeakDetector(faultySecret).find(fmt.Sprintf("%+v", err)))
}

// TestSecretsInRequestsAreRedacted: a server may quote the password that it
// refuses.
func TestSecretsInRequestsAreRedacted(t *testing.T) {
	t.Parallel()
	const password = "correct horse battery staple"
	for name, respond := range map[string]func(*http.Request) *http.Response{
		"error": func(*http.Request) *http.Response {
			return quotingResponse(400, jsonType, `{"password": ["\u0022`+url.QueryEscape(password)+`\u0022 and `+password+` are too long"]}`, "")
		},
		"decoding": func(*http.Request) *http.Response { return quotingResponse(200, jsonType, password, "") },
	} {
		for call, f := range map[string]func(ctx context.Context, c *Client) error{
			"positional": func(ctx context.Context, c *Client) error {
				_, err := c.Users.Create(ctx, "name", "name@example.com", NewSecret(password), nil)
				return err
			},
			"power": func(ctx context.Context, c *Client) error {
				_, err := c.Nodes.Update(ctx, "node-1", &NodeUpdateOptions{Power: &IPMIPower{Password: NewSecret(password)}})
				return err
			},
		} {
			err := f(t.Context(), quotingClient(t, respond))
			require.Error(t, err)
			text := fmt.Sprintf("%v", err)
			if e, ok := err.(*Error); ok { //nolint:errorlint // the error itself
				text += fmt.Sprintf("%s %v", e.Body, e.Fields)
				assert.Contains(t, text, redacted)
			}
			assert.Empty(t, newLeakDetector(password).find(text), "%s, %s", name, call)
		}
	}
}

// TestSecretsArrive: what does not show is sent all the same.
func TestSecretsArrive(t *testing.T) {
	t.Parallel()
	var sent string
	c := quotingClient(t, func(req *http.Request) *http.Response {
		body, err := io.ReadAll(req.Body)
		assert.NoError(t, err)
		sent = string(body)
		return quotingResponse(400, textType, "", "")
	})
	_, err := c.Nodes.Update(t.Context(), "node-1", &NodeUpdateOptions{
		Power: NewCustomPower("hmc", map[string]string{"power_pass": "hunter2", "server_name": ""}), LicenseKey: new(NewSecret("AAAAA-BBBBB")),
	})
	require.Error(t, err)
	for _, part := range []string{"power_parameters_power_pass\"\r\n\r\nhunter2\r\n", "power_parameters_server_name\"\r\n\r\n\r\n", "\r\n\r\nAAAAA-BBBBB\r\n", "\r\n\r\nhmc\r\n"} {
		assert.Contains(t, sent, part)
	}
}

func TestProxyForHTTPIsWarnedOf(t *testing.T) {
	t.Parallel()
	proxied := func(proxy string) *http.Client {
		u, err := url.Parse(proxy)
		require.NoError(t, err)
		return &http.Client{Transport: &http.Transport{Proxy: http.ProxyURL(u)}}
	}
	for _, tc := range []struct {
		base, proxy string
		warnings    int
		named       bool
	}{
		{"http://maas.example/MAAS", "http://user:pass-of-proxy@proxy.example:3128", 1, true},
		{"http://127.0.0.1/MAAS", "http://proxy.example:3128", 1, true},
		{"https://maas.example/MAAS", "http://proxy.example:3128", 0, false}, // a tunnel
	} {
		var out bytes.Buffer
		c, err := NewClient(tc.base, authKey, WithHTTPClient(proxied(tc.proxy)), WithLogger(slog.New(slog.NewTextHandler(&out, nil))),
			WithTransport(func(next http.RoundTripper) http.RoundTripper { return roundTripper(next.RoundTrip) }))
		require.NoError(t, err)
		_ = c.Anonymous()
		assert.Equal(t, tc.warnings, strings.Count(out.String(), "in the clear"), "%+v", tc)
		assert.Equal(t, tc.named, strings.Contains(out.String(), "proxy=proxy.example:3128"), "%+v", tc)
		assert.NotContains(t, out.String(), "pass-of-proxy")
	}
}

// TestProxyOfTheEnvironmentIsWarnedOf needs a process of its own: net/http reads
// the environment once.
func TestProxyOfTheEnvironmentIsWarnedOf(t *testing.T) {
	if os.Getenv("MAAS_TEST_PROXY") != "" {
		_, err := NewClient("http://maas.example/MAAS", authKey, WithLogger(slog.New(slog.NewTextHandler(os.Stdout, nil))))
		require.NoError(t, err)
		return
	}
	t.Parallel()
	cmd := exec.CommandContext(deadline.Context(t), os.Args[0], "-test.run=^TestProxyOfTheEnvironmentIsWarnedOf$")
	cmd.Env = append(os.Environ(), "MAAS_TEST_PROXY=1", "HTTP_PROXY=http://proxy.example:3128", "NO_PROXY=", "no_proxy=", "REQUEST_METHOD=")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	assert.Equal(t, 1, strings.Count(string(out), "proxy=proxy.example:3128"), "%s", out)
}

// TestUnsolicitedResponseIsLoggedByNetHTTP holds SECURITY.md to what it says of
// net/http: should that change, the document has to.
func TestUnsolicitedResponseIsLoggedByNetHTTP(t *testing.T) { // not parallel: the standard logger is everybody's
	lines := make(chan string, 100)
	log.SetOutput(lineWriter(lines))
	defer log.SetOutput(os.Stderr)
	s := startFaulty(t, func(x *exchange) {
		x.write("HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: 2\r\n\r\n[]%s", jsonType, "unasked")
		x.keep = true
	})
	c, err := NewClient(s.url(), faultyKey)
	require.NoError(t, err)
	defer c.CloseIdleConnections()
	_, err = c.Zones.List(deadline.Context(t))
	require.NoError(t, err)
	line := deadline.Receive(t, lines, "a line in net/http's log")
	assert.Contains(t, line, `Unsolicited response received on idle HTTP channel starting with "unasked"`)
}

// A lineWriter sends what is written, as far as there is room.
type lineWriter chan string

func (w lineWriter) Write(line []byte) (int, error) {
	select {
	case w <- string(line):
	default:
	}
	return len(line), nil
}
