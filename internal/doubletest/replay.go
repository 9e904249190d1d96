package doubletest

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"net/url"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/gomaas/maas/internal/engine"
	"github.com/gomaas/maas/maastest/double"
)

// An Exchange is one that was recorded with a real MAAS.
type Exchange struct {
	Name    string
	Op      *string // the operation of API 1.0, nil for what is none
	OpID    *string `json:"op_id"` // the operation of API 2.0
	Request struct {
		As            string
		Method        string
		Path          string
		Query         [][2]string
		Form          json.RawMessage // pairs, or the object of a JSON body
		Files         []recordedFile
		ContentType   *string `json:"content_type"`
		Headers       map[string]string
		RawBody       []byte `json:"raw_body_base64"`
		Authorization *string
	}
	Response struct {
		Status     int
		Headers    map[string]string
		Text       string `json:"body"`
		BodyBase64 []byte `json:"body_base64"`
	}
}

type recordedFile struct {
	Name, Filename string
	ContentType    string `json:"content_type"`
	Content        []byte `json:"content_base64"`
}

// ReadRecordings reads a file of one exchange a line.
func ReadRecordings(t testing.TB, file string) []*Exchange {
	t.Helper()
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	var list []*Exchange
	for line := range bytes.Lines(content) {
		e := new(Exchange)
		require.NoError(t, json.Unmarshal(line, e))
		list = append(list, e)
	}
	return list
}

// Body is the body of the response.
func (e *Exchange) Body() []byte {
	if e.Response.BodyBase64 != nil {
		return e.Response.BodyBase64
	}
	return []byte(e.Response.Text)
}

// OpOf is the op in the query of the request.
func (e *Exchange) OpOf() (op string) {
	for _, p := range e.Request.Query {
		if p[0] == "op" {
			op = p[1]
		}
	}
	return op
}

// Differences are the reasons for which exchanges may differ, by their names.
type Differences map[string]string

// ReadDifferences reads a file of a name and a reason a line.
func ReadDifferences(t testing.TB, file string) Differences {
	t.Helper()
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	known := make(Differences)
	for lines := bufio.NewScanner(bytes.NewReader(content)); lines.Scan(); {
		if strings.HasPrefix(lines.Text(), "#") || lines.Text() == "" {
			continue
		}
		name, reason, ok := strings.Cut(lines.Text(), ": ")
		require.True(t, ok && reason != "", "no reason in %q", lines.Text())
		known[name] = reason
	}
	return known
}

// Figures count the exchanges that were played.
type Figures struct {
	Played, Status, Body int
}

// Add counts an exchange.
func (f *Figures) Add(status, body bool) {
	f.Played++
	if status {
		f.Status++
	}
	if body {
		f.Body++
	}
}

// String returns the figures for a line of the test's log.
func (f *Figures) String() string {
	return fmt.Sprintf("%4d played, status equal %4d (%5.1f%%), body equal %4d (%5.1f%%)",
		f.Played, f.Status, 100*float64(f.Status)/float64(f.Played), f.Body, 100*float64(f.Body)/float64(f.Played))
}

// Check fails the test if less is equal than has to be.
func (f *Figures) Check(t testing.TB) {
	t.Helper()
	assert.GreaterOrEqual(t, 100*f.Status, 99*f.Played)
	assert.GreaterOrEqual(t, 100*f.Body, 97*f.Played)
}

// A Replay plays recorded requests to a server of ours. What MAAS made up when it
// was recorded differs from what ours makes up; the replay learns which is which
// from the responses. The exported fields are set before it is used.
type Replay struct {
	T       testing.TB
	Handler http.Handler
	Clock   *double.ManualClock
	// Host is that of the URLs.
	Host string
	// Key is the API key of the one who made a request, "" for nobody.
	Key func(as string) string
	// Before does what no request asked for before an exchange.
	Before func(name string)
	// MadeUp are the fields whose values MAAS makes up, and what these look
	// like. The first group of an expression is what was made up, the rest is
	// not.
	MadeUp map[string]*regexp.Regexp
	// Fresh reports whether a key that was made is the one that later requests
	// are signed with as "fresh".
	Fresh func(key map[string]any) bool
	// Times are strings that are all alike.
	Times *regexp.Regexp
	// Same reports whether two decoded values are as good as equal.
	Same func(path string, recorded, ours any) bool
	// Page is how much of a page is compared: pages were recorded in part, and
	// are not for programs to read.
	Page int

	ours     map[string]string // by what was recorded
	replacer *strings.Replacer // of ours, nil if that was added to
	fresh    string
}

// Learn notes what a made-up value of ours stands for.
func (r *Replay) Learn(recorded, ours string) {
	if _, known := r.ours[recorded]; known || recorded == ours {
		return
	}
	if r.ours == nil {
		r.ours = make(map[string]string)
	}
	r.ours[recorded] = ours
	r.replacer = nil
}

// Translate puts our made-up values in the place of the recorded ones.
func (r *Replay) Translate(s string) string {
	if r.replacer == nil {
		var pairs []string
		for _, value := range slices.SortedFunc(maps.Keys(r.ours), func(a, b string) int { return len(b) - len(a) }) {
			pairs = append(pairs, value, r.ours[value])
			if quoted := engine.QuotePath(value); quoted != value {
				pairs = append(pairs, quoted, engine.QuotePath(r.ours[value]))
			}
		}
		r.replacer = strings.NewReplacer(pairs...)
	}
	return r.replacer.Replace(s)
}

func (r *Replay) translatePairs(pairs [][2]string) [][2]string {
	translated := make([][2]string, len(pairs))
	for i, p := range pairs {
		translated[i] = [2]string{p[0], r.Translate(p[1])}
	}
	return translated
}

// body builds the body of a recorded request, and its content type.
func (r *Replay) body(e *Exchange) ([]byte, string) {
	contentType := ""
	if e.Request.ContentType != nil {
		contentType = *e.Request.ContentType
	}
	switch {
	case e.Request.RawBody != nil:
		raw := e.Request.RawBody
		if first, _, ok := bytes.Cut(raw, []byte("\r\n")); ok && bytes.HasPrefix(first, []byte("--")) {
			contentType += "; boundary=" + string(first[2:])
		}
		return raw, contentType
	case contentType == "":
		return nil, ""
	case contentType == "application/json":
		return []byte(r.Translate(string(e.Request.Form))), contentType
	}
	var pairs [][2]string
	require.NoError(r.T, json.Unmarshal(e.Request.Form, &pairs), e.Name)
	pairs = r.translatePairs(pairs)
	if contentType == "application/x-www-form-urlencoded" {
		return []byte(encodePairs(pairs)), contentType
	}
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	for _, p := range pairs {
		require.NoError(r.T, form.WriteField(p[0], p[1]))
	}
	for _, f := range e.Request.Files {
		header := textproto.MIMEHeader{}
		header.Set("Content-Disposition", fmt.Sprintf(`form-data; name="%s"; filename="%s"`, f.Name, f.Filename))
		header.Set("Content-Type", f.ContentType)
		part, err := form.CreatePart(header)
		require.NoError(r.T, err)
		_, err = part.Write(f.Content)
		require.NoError(r.T, err)
	}
	require.NoError(r.T, form.Close())
	return b.Bytes(), form.FormDataContentType()
}

func encodePairs(pairs [][2]string) string {
	var encoded []string
	for _, p := range pairs {
		encoded = append(encoded, url.QueryEscape(p[0])+"="+url.QueryEscape(p[1]))
	}
	return strings.Join(encoded, "&")
}

// Request builds the request of a recorded exchange for our server.
func (r *Replay) Request(e *Exchange) *http.Request {
	recorded := &e.Request
	target := "http://" + r.Host + r.Translate(recorded.Path)
	if len(recorded.Query) > 0 {
		target += "?" + encodePairs(r.translatePairs(recorded.Query))
	}
	body, contentType := r.body(e)
	req, err := http.NewRequestWithContext(r.T.Context(), recorded.Method, target, bytes.NewReader(body))
	require.NoError(r.T, err, e.Name)
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	for name, value := range recorded.Headers {
		if name == "Transfer-Encoding" {
			req.ContentLength = -1
			continue
		}
		req.Header.Set(name, value)
	}
	if recorded.Authorization != nil {
		req.Header.Set("Authorization", *recorded.Authorization)
	} else if key := r.key(recorded.As); key != "" {
		req.Header.Set("Authorization", Sign(key, r.Clock.Now()))
	}
	return req
}

// key is the API key of the one who made a recorded request.
func (r *Replay) key(as string) string {
	switch as {
	case "anonymous":
		return ""
	case "fresh":
		return r.fresh
	default:
		return r.Key(as)
	}
}

// Play sends the request of an exchange and reports whether the response has the
// recorded status, and the recorded content type and body.
func (r *Replay) Play(e *Exchange) (status, body bool, difference string) {
	if date, err := http.ParseTime(e.Response.Headers["date"]); err == nil {
		// Requests took some time, so that what they stored is not dated to the second.
		r.Clock.Set(date.Add(123 * time.Millisecond))
	}
	r.Before(e.Name)
	w := httptest.NewRecorder()
	r.Handler.ServeHTTP(w, r.Request(e))
	got := w.Result()
	gotType, wantType := got.Header.Get("Content-Type"), e.Response.Headers["content-type"]
	status = got.StatusCode == e.Response.Status
	wantBody := unzip(r.T, e.Response.Headers["content-encoding"], e.Body())
	difference = r.compare(wantType, wantBody, unzip(r.T, got.Header.Get("Content-Encoding"), w.Body.Bytes()))
	body = difference == "" && gotType == wantType
	if status && body {
		return true, true, ""
	}
	return status, body, fmt.Sprintf("%d %s, recorded %d %s: %s", got.StatusCode, gotType, e.Response.Status, wantType, difference)
}

// PlayListed plays an exchange, which has to be equal unless it is listed in
// known, and then has to differ. It is taken out of known.
func (r *Replay) PlayListed(e *Exchange, known Differences) (status, body bool, difference string) {
	status, body, difference = r.Play(e)
	_, listed := known[e.Name]
	delete(known, e.Name)
	switch {
	case difference == "" && listed:
		r.T.Errorf("%s no longer differs: take it off the list", e.Name)
	case difference != "" && !listed:
		r.T.Errorf("%s: %s", e.Name, difference)
	}
	return status, body, difference
}

func unzip(t testing.TB, encoding string, body []byte) []byte {
	t.Helper()
	if encoding != "gzip" {
		return body
	}
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return body // a body that was recorded without its bytes
	}
	plain, err := io.ReadAll(z)
	require.NoError(t, err)
	return plain
}

var (
	callback = regexp.MustCompile(`^cb\((?s:(.*))\)$`)
	// memoryAddress is that of a Python object.
	memoryAddress = regexp.MustCompile(`0x[0-9a-f]{12}`)
)

// equalText compares text but for what was made up.
func (r *Replay) equalText(recorded, ours string) bool {
	const address = "0x0"
	return memoryAddress.ReplaceAllString(r.Translate(recorded), address) == memoryAddress.ReplaceAllString(ours, address)
}

// compare returns how two bodies differ, or "".
func (r *Replay) compare(contentType string, want, got []byte) string {
	var wanted, have any
	switch {
	case strings.HasPrefix(contentType, "application/json"):
		if m := callback.FindSubmatch(want); m != nil && callback.Match(got) {
			want, got = m[1], callback.FindSubmatch(got)[1]
		}
		if json.Unmarshal(want, &wanted) == nil && json.Unmarshal(got, &have) == nil {
			r.learn("", wanted, have)
			return r.compareJSON("body", wanted, have)
		}
	case contentType == engine.TypeBSON:
		var a, b bson.M
		require.NoError(r.T, bson.Unmarshal(want, &a))
		if err := bson.Unmarshal(got, &b); err != nil {
			return "body: " + err.Error()
		}
		translated := bson.M{}
		for name, value := range a {
			translated[r.Translate(name)] = value
		}
		if reflect.DeepEqual(translated, b) {
			return ""
		}
	case bytes.HasPrefix(want, []byte("<!DOCTYPE html")):
		if bytes.HasPrefix(got, want[:min(len(want), r.Page)]) {
			return ""
		}
	}
	if r.equalText(string(want), string(got)) {
		return ""
	}
	return fmt.Sprintf("body %.300q, recorded %.300q", got, want)
}

// learn notes which made-up values of ours stand for which recorded ones.
func (r *Replay) learn(field string, recorded, ours any) {
	switch recorded := recorded.(type) {
	case map[string]any:
		ours, _ := ours.(map[string]any)
		for name, value := range recorded {
			r.learn(name, value, ours[name])
		}
		if secret, ok := ours["token_secret"].(string); ok && r.Fresh(ours) {
			r.fresh = fmt.Sprint(ours["consumer_key"], ":", ours["token_key"], ":", secret)
		}
	case []any:
		list, _ := ours.([]any)
		for i := range min(len(recorded), len(list)) {
			r.learn(field, recorded[i], list[i])
		}
	case string:
		ours, _ := ours.(string)
		pattern := r.MadeUp[field]
		if pattern == nil {
			return
		}
		if a, b := pattern.FindStringSubmatch(recorded), pattern.FindStringSubmatch(ours); a != nil && b != nil {
			r.Learn(a[1], b[1])
		}
	}
}

// compareJSON returns where two decoded values first differ, or "".
func (r *Replay) compareJSON(path string, recorded, ours any) string {
	if r.Same(path, recorded, ours) {
		return ""
	}
	switch recorded := recorded.(type) {
	case map[string]any:
		have, ok := ours.(map[string]any)
		if !ok {
			return fmt.Sprintf("%s is %.200v, recorded %.200v", path, ours, recorded)
		}
		for _, name := range engine.SortedKeys(recorded) {
			value, ok := have[r.Translate(name)]
			if !ok {
				return fmt.Sprintf("%s.%s is missing, recorded %.200v", path, name, recorded[name])
			}
			if difference := r.compareJSON(path+"."+name, recorded[name], value); difference != "" {
				return difference
			}
		}
		if len(have) > len(recorded) {
			return fmt.Sprintf("%s has %v, recorded %v", path, engine.SortedKeys(have), engine.SortedKeys(recorded))
		}
		return ""
	case []any:
		have, ok := ours.([]any)
		if !ok || len(have) != len(recorded) {
			return fmt.Sprintf("%s has %d elements: %.300v, recorded %d: %.300v", path, len(have), ours, len(recorded), recorded)
		}
		for i := range recorded {
			if difference := r.compareJSON(fmt.Sprintf("%s[%d]", path, i), recorded[i], have[i]); difference != "" {
				return difference
			}
		}
		return ""
	case string:
		have, ok := ours.(string)
		if ok && (r.Times.MatchString(recorded) && r.Times.MatchString(have) || r.equalText(recorded, have)) {
			return ""
		}
	}
	if reflect.DeepEqual(recorded, ours) {
		return ""
	}
	return fmt.Sprintf("%s is %#v, recorded %#v", path, ours, recorded)
}
