package maas

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dghubble/oauth1"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas/internal/deadline"
)

// TestSecretsNeverShow drives every way to fail against a server that quotes the
// Authorization header wherever it can, prints every exported type with every
// verb, and looks through all of it, and through the log, for the token secret
// and the signature.
func TestSecretsNeverShow(t *testing.T) {
	t.Parallel()
	for name, secret := range map[string]string{
		"as MAAS makes it":    "kSt2Wq9vLm4XcZ7nRb8pTy3HdGf6Ja5e",
		"with odd characters": faultySecret,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			shown := &secretWatch{t: t, forms: secretForms(secret)}
			key := "consumerkey0000001:tokenkey0000000001:" + secret
			printErrors(shown, key, secret)
			printTypes(shown, key)
			printMixUps(shown, key)
			assert.Greater(t, shown.texts, 5000)
			assert.Greater(t, shown.redactions, 500, "the server did quote the secret")
		})
	}
}

// secretForms are the ways in which a secret may be written.
func secretForms(secret string) []string {
	once := oauth1.PercentEncode(secret)
	signature := oauth1.PercentEncode("&" + once)
	return []string{
		secret, once, signature, url.QueryEscape(secret), oauth1.PercentEncode(signature),
		// A part of it is too much, too.
		secret[:16], secret[16:], once[:16], once[len(once)-16:], signature[3:19],
		fmt.Sprintf("%x", secret), fmt.Sprintf("% x", secret), fmt.Sprintf("%X", secret),
	}
}

// A secretWatch looks at all that is printed.
type secretWatch struct {
	t     *testing.T
	forms []string

	mu         sync.Mutex
	texts      int
	redactions int
}

func (w *secretWatch) look(where, text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.texts++
	w.redactions += strings.Count(text, redacted)
	for _, form := range w.forms {
		if strings.Contains(text, form) {
			// The text itself would show it.
			w.t.Errorf("%s shows a secret, %d characters before it, in %d", where, strings.Index(text, form), len(text))
			return
		}
	}
}

// Write takes a line of a log.
func (w *secretWatch) Write(line []byte) (int, error) {
	w.look("the log", string(line))
	return len(line), nil
}

// value prints v in every way.
func (w *secretWatch) value(where string, v any) {
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%p", "%T"} {
		w.look(where+" "+verb, fmt.Sprintf(verb, v))
	}
	if text, err := json.Marshal(v); err == nil {
		w.look(where+" as JSON", string(text))
	}
	for _, handler := range []func(io.Writer) slog.Handler{
		func(out io.Writer) slog.Handler { return slog.NewTextHandler(out, nil) },
		func(out io.Writer) slog.Handler { return slog.NewJSONHandler(out, nil) },
	} {
		slog.New(handler(w)).Info("value", "value", v)
	}
}

// failure prints err and all that is in it.
func (w *secretWatch) failure(where string, err error) {
	if err == nil {
		return
	}
	if answer, ok := err.(*Error); ok { //nolint:errorlint // the error itself
		w.look(where+" body", string(answer.Body))
		w.look(where+" location", answer.Location)
		short := *answer // a MiB in every verb takes its time
		short.Body = short.Body[max(0, len(short.Body)-1000):]
		err = &short
	}
	w.value(where, err)
	if v := reflect.ValueOf(err); v.Kind() == reflect.Pointer && !v.IsNil() {
		if e := v.Elem(); e.CanInterface() {
			w.value(where+" dereferenced", e.Interface())
		}
	}
	switch e := err.(type) { //nolint:errorlint // the error itself
	case interface{ Unwrap() error }:
		w.failure(where, e.Unwrap())
	case interface{ Unwrap() []error }:
		for _, err := range e.Unwrap() {
			w.failure(where, err)
		}
	}
}

// quoting are answers that give the header back, or the decoded signature,
// wherever there is room for a text.
func quoting(secret string) map[string]func(*exchange) {
	texts := func(x *exchange) string {
		_, encoded, _ := strings.Cut(x.req.Header.Get("Authorization"), `oauth_signature="`)
		encoded, _, _ = strings.Cut(encoded, `"`)
		return strings.Join([]string{x.req.Header.Get("Authorization"), encoded, "&" + secret, secret}, " ")
	}
	answers := map[string]func(*exchange){
		"the 401 of MAAS": func(x *exchange) {
			x.reply(401, htmlType, "Invalid signature. Expected signature base string: &"+secret)
		},
		"the 401 of MAAS 1.9": func(x *exchange) {
			x.reply(401, htmlType, "Authorization Error: 'Invalid signature. Expected signature base string: &"+secret+"'")
		},
		"an expired timestamp": func(x *exchange) {
			x.reply(401, htmlType, "Expired timestamp: given 1 and now 2 "+texts(x), dateHeader(time.Now().Add(time.Hour)))
		},
		"fields": func(x *exchange) {
			body, _ := json.Marshal(map[string][]string{texts(x): {texts(x)}, "__all__": {secret}})
			x.reply(400, "application/json", string(body))
		},
		"a JSON text":  func(x *exchange) { body, _ := json.Marshal(texts(x)); x.reply(400, "application/json", string(body)) },
		"a JSON list":  func(x *exchange) { x.reply(400, "application/json", `["`+secret+`"]`) },
		"a title":      func(x *exchange) { x.reply(502, htmlType, "<html><title>"+texts(x)+"</title></html>") },
		"a title, 200": func(x *exchange) { x.reply(200, htmlType, "<html><title>"+texts(x)+"</title></html>") },
		"a title, 204": func(x *exchange) { x.write("HTTP/1.1 204 %s\r\n\r\n", texts(x)) },
		"a busy server": func(x *exchange) {
			x.reply(503, textType, texts(x), "Retry-After: "+secret, "Retry-After: 0")
		},
		"a lost race": func(x *exchange) { x.reply(500, textType, "could not serialize access "+texts(x)) },
		"a redirect to elsewhere": func(x *exchange) {
			x.reply(302, htmlType, texts(x), "Location: http://elsewhere/"+secret+"?"+texts(x))
		},
		"a redirect into a loop": func(x *exchange) {
			x.reply(302, htmlType, texts(x), "Location: "+x.req.URL.Path+"?"+url.QueryEscape(secret)+"&"+secret)
		},
		"a redirect to nonsense": func(x *exchange) { x.reply(302, htmlType, "", "Location: http://%zz/"+texts(x)) },
		"a content type":         func(x *exchange) { x.reply(200, texts(x), "<nonsense") },
		"a content encoding":     func(x *exchange) { x.reply(200, jsonType, texts(x), "Content-Encoding: gzip") },
		"a JSON value":           func(x *exchange) { x.reply(200, jsonType, `{"name": {"`+secret+`": "`+secret+`"}}`) },
		"a JSON scalar":          func(x *exchange) { x.reply(200, jsonType, `"`+secret+`"`) },
		"a JSON status":          func(x *exchange) { x.reply(200, jsonType, `[{"status": "`+secret+`", "created": "`+secret+`"}]`) },
		"a broken text":          func(x *exchange) { x.reply(200, jsonType, texts(x)) },
		"BSON": func(x *exchange) {
			x.reply(200, "application/bson", "\x30\x00\x00\x00\x02"+secret+"\x00\x01\x00\x00\x00\x00\x00")
		},
		"a status line":   func(x *exchange) { x.write("%s\r\n\r\n", texts(x)) },
		"a status":        func(x *exchange) { x.write("HTTP/1.1 %s OK\r\n\r\n", secret) },
		"a version":       func(x *exchange) { x.write("HTTP/%s 200 OK\r\n\r\n", secret) },
		"a broken header": func(x *exchange) { x.write("HTTP/1.1 200 OK\r\n%s\r\n\r\n", texts(x)) },
		"a length":        func(x *exchange) { x.write("HTTP/1.1 200 OK\r\nContent-Length: %s\r\n\r\n", texts(x)) },
		"an encoding":     func(x *exchange) { x.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: %s\r\n\r\n", texts(x)) },
		"a chunk":         func(x *exchange) { x.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%s\r\n", secret) },
		"a trailer": func(x *exchange) {
			x.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n0\r\n%s\r\n\r\n", texts(x))
		},
		// The cut at a MiB must not go through it.
		"a long error": func(x *exchange) { x.reply(500, textType, strings.Repeat("x", maxErrorBody-20)+secret) },
		"a long line":  func(x *exchange) { x.reply(500, textType, strings.Repeat("x", 980)+" "+texts(x)) },
	}
	return answers
}

// printErrors makes every call fail in every way, with a logger that wants
// everything.
func printErrors(w *secretWatch, key, secret string) {
	logger := slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: slog.LevelDebug, AddSource: true}))
	calls := slices.Clone(faultOps)
	type call = func(ctx context.Context, c *Client) error
	for name, f := range map[string]call{
		"list":    func(ctx context.Context, c *Client) error { _, err := c.Nodes.List(ctx, nil); return err },
		"details": func(ctx context.Context, c *Client) error { _, err := c.Nodes.Details(ctx, "node-1"); return err },
		"ping":    func(ctx context.Context, c *Client) error { _, err := c.Ping(ctx); return err },
		"token":   func(ctx context.Context, c *Client) error { _, err := c.Account.CreateToken(ctx); return err },
		"raw":     func(ctx context.Context, c *Client) error { return c.Call(ctx, "POST", "x/", "y", nil, new(any)) },
		"raw stream": func(ctx context.Context, c *Client) error {
			return c.Call(ctx, "GET", "x/", "y", nil, io.Discard)
		},
		"iteration": func(ctx context.Context, c *Client) (failure error) {
			for _, err := range c.Nodes.All(ctx, nil) {
				failure = err
			}
			return failure
		},
		"wait": func(ctx context.Context, c *Client) error {
			ctx, cancel := context.WithCancel(ctx)
			defer cancel()
			looks := 0
			_, err := c.Nodes.WaitFor(ctx, "node-1", Ready, &NodeWaitOptions{
				Interval: time.Millisecond,
				OnPoll: func(_ *Node, err error) {
					w.failure("OnPoll", err)
					if looks++; looks == 2 {
						cancel()
					}
				},
			})
			return err
		},
		"argument": func(ctx context.Context, c *Client) error { _, err := c.Nodes.Get(ctx, ".."); return err },
		"cancelled": func(ctx context.Context, c *Client) error {
			ctx, cancel := context.WithCancelCause(ctx)
			cancel(errors.New("shutting down"))
			_, err := c.Zones.Get(ctx, "rack1")
			return err
		},
	} {
		calls = append(calls, struct {
			name string
			call call
		}{name, f})
	}
	for name, answer := range quoting(secret) {
		s := startFaulty(w.t, answer)
		c, err := NewClient(s.url(), key, WithLogger(logger),
			WithRetryPolicy(RetryPolicy{MaxAttempts: 2, BaseDelay: 1, MaxRetryAfter: 1}))
		require.NoError(w.t, err)
		for _, call := range calls {
			w.failure(name+", "+call.name, call.call(deadline.Context(w.t), c))
		}
		c.CloseIdleConnections()
	}
	// A transport of the program's own that says more than it should.
	c, err := NewClient("https://host/MAAS", key, WithLogger(logger), WithRetryPolicy(RetryPolicy{MaxAttempts: 1}),
		WithHTTPClient(&http.Client{Transport: roundTripper(func(req *http.Request) (*http.Response, error) {
			return nil, fmt.Errorf("can't send %v to %v", req.Header, req.URL)
		})}))
	require.NoError(w.t, err)
	for _, call := range calls {
		w.failure("chatty transport, "+call.name, call.call(deadline.Context(w.t), c))
	}
}

// printTypes prints a value of every exported type that can be reached from the
// client, and of those that can't, filled with the key wherever one fits.
func printTypes(w *secretWatch, key string) {
	parsed, err := ParseAPIKey(key)
	require.NoError(w.t, err)
	secret := parsed.secret
	client, err := NewClient("http://127.0.0.1/MAAS", key)
	require.NoError(w.t, err)
	holder := struct {
		Exported   APIKey
		Pointer    *APIKey
		unexported APIKey
		Secret     Secret
	}{parsed, &parsed, parsed, secret}
	_ = holder.unexported
	for _, v := range []any{
		client, *client, client.Anonymous(), client.Nodes, *client.Nodes, parsed, &parsed, secret, &secret, holder, &holder,
		[]any{parsed, secret}, map[string]any{"key": parsed, "secret": secret, "client": client}, []APIKey{parsed},
		PlaintextSigner{}, RetryPolicy{}, WithTimeout(time.Second), Get("/nodes/").Op("list").op, Ready,
		&Error{Message: "no"}, &TransportError{Err: io.EOF}, &DecodeError{Err: io.EOF}, &ArgumentError{}, &NodeWaitError{Err: io.EOF},
	} {
		w.value(fmt.Sprintf("%T", v), v)
	}

	seen := map[reflect.Type]bool{}
	for method := range serviceMethods {
		for i := range method.NumIn() {
			reach(method.In(i), seen)
		}
		for i := range method.NumOut() {
			reach(method.Out(i), seen)
		}
	}
	for _, power := range allPower {
		reach(reflect.TypeOf(power), seen)
	}
	require.Greater(w.t, len(seen), 50)
	for typ := range seen {
		v := reflect.New(typ).Elem()
		fillSecrets(v, parsed, secret, 0)
		w.value(typ.String(), v.Interface())
		w.value("*"+typ.String(), v.Addr().Interface())
	}
}

// reach notes the package's struct types that typ leads to.
func reach(typ reflect.Type, seen map[reflect.Type]bool) {
	switch typ.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		reach(typ.Elem(), seen)
	case reflect.Struct:
		if seen[typ] || typ.PkgPath() != reflect.TypeFor[Client]().PkgPath() || typ == reflect.TypeFor[Client]() || !isExported(typ) {
			return
		}
		seen[typ] = true
		for i := range typ.NumField() {
			reach(typ.Field(i).Type, seen)
		}
	}
}

func isExported(typ reflect.Type) bool { return typ.Name() != "" && typ.Name()[0] < 'a' }

// fillSecrets puts a secret wherever v has a place for one.
func fillSecrets(v reflect.Value, key APIKey, secret Secret, depth int) {
	if !v.CanSet() || depth > 6 {
		return
	}
	switch v.Type() {
	case reflect.TypeFor[APIKey]():
		v.Set(reflect.ValueOf(key))
		return
	case reflect.TypeFor[Secret]():
		v.Set(reflect.ValueOf(secret))
		return
	case reflect.TypeFor[PowerParameters]():
		v.Set(reflect.ValueOf(PowerParameters(&IPMIPower{Password: secret})))
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fillSecrets(v.Elem(), key, secret, depth+1)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fillSecrets(v.Index(0), key, secret, depth+1)
	case reflect.Struct:
		for i := range v.NumField() {
			fillSecrets(v.Field(i), key, secret, depth+1)
		}
	}
}

// printMixUps makes the mistakes that put a key where it does not belong.
func printMixUps(w *secretWatch, key string) {
	mistakes := func(baseURL, apiKey string, opts ...Option) {
		_, err := NewClient(baseURL, apiKey, opts...)
		require.Error(w.t, err)
		w.failure("NewClient", err)
	}
	mistakes(key, "http://host:5240/MAAS") // the arguments the other way round
	mistakes(key, key)
	mistakes("http://"+key+"@host/MAAS", key)
	mistakes("http://user:"+key+"@host/MAAS", key)
	mistakes("http://host/MAAS", key+":more")
	mistakes("http://host/MAAS", strings.ReplaceAll(key, ":", " "))
	mistakes("http://host/MAAS", "\""+key+"\x00\"")
	mistakes("http://host/MAAS?", key)
	_, err := ParseAPIKey(key + "\u00a0\u00e9")
	require.Error(w.t, err)
	w.failure("ParseAPIKey", err)
	var parsed APIKey
	for _, text := range []string{`"` + key + `"`, `{"consumer_key": "a", "token_key": "b", "token_secret": "` + key + ` "}`, `{"token_secret": ["` + key + `"]}`} {
		err := json.Unmarshal([]byte(text), &parsed)
		require.Error(w.t, err)
		w.failure("APIKey.UnmarshalJSON", err)
	}
}

// TestSecretWatchSees makes sure that the test above could fail.
func TestSecretWatchSees(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"raw":     "x " + faultySecret + " x",
		"header":  newAuthorizer(APIKey{"a", "b", NewSecret(faultySecret)}).known().prefix,
		"half":    faultySecret[:20],
		"encoded": url.QueryEscape(faultySecret),
	} {
		found := slices.ContainsFunc(secretForms(faultySecret), func(form string) bool { return bytes.Contains([]byte(text), []byte(form)) })
		assert.True(t, found, name)
	}
}
