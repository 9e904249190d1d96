package maastest

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
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
)

// An exchange is one recorded with a real MAAS 1.6.1.
type exchange struct {
	Name    string
	Op      *string
	Request struct {
		As            string
		Method        string
		Path          string
		Query         [][2]string
		Form          json.RawMessage // pairs, or the object of a JSON body
		Files         []recordedFile
		ContentType   *string `json:"content_type"`
		Headers       map[string]string
		RawBody       *string `json:"raw_body_base64"`
		Authorization *string
	}
	Response struct {
		Status     int
		Headers    map[string]string
		Body       *string
		BodyBase64 *string `json:"body_base64"`
	}
}

type recordedFile struct {
	Name, Filename string
	ContentType    string `json:"content_type"`
	Content        string `json:"content_base64"`
}

func readRecordings(t *testing.T) []exchange {
	t.Helper()
	content, err := os.ReadFile("testdata/recordings-1.6.1.jsonl")
	require.NoError(t, err)
	var list []exchange
	for line := range bytes.Lines(content) {
		var e exchange
		require.NoError(t, json.Unmarshal(line, &e))
		list = append(list, e)
	}
	return list
}

// readKnownDifferences reads the names of the exchanges that differ, each with
// the reason.
func readKnownDifferences(t *testing.T) map[string]string {
	t.Helper()
	file, err := os.Open("testdata/known-differences.txt")
	require.NoError(t, err)
	defer file.Close()
	known := make(map[string]string)
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if strings.HasPrefix(lines.Text(), "#") || lines.Text() == "" {
			continue
		}
		name, reason, ok := strings.Cut(lines.Text(), ": ")
		require.True(t, ok && reason != "", "no reason in %q", lines.Text())
		require.False(t, strings.HasPrefix(name, "auth-"), "authentication has no differences")
		known[name] = reason
	}
	return known
}

// A replay plays recorded requests to a server of ours. What MAAS made up when
// it was recorded differs from what ours makes up; the replay learns which is
// which from the answers.
type replay struct {
	t      *testing.T
	server *Server
	clock  *ManualClock
	ours   map[string]string // by what was recorded
}

func newReplay(t *testing.T) *replay {
	clock := NewManualClock(time.Date(2026, 11, 20, 23, 17, 36, 0, time.UTC))
	s := NewUnstarted(WithClock(clock), WithManualCommissioning(), WithManualDeployment(), WithIdleClusters())
	s.AddUser(User{Name: "user2"})
	s.seed(func(st *state) error {
		var hostname any = "vm" // of the machine that MAAS was installed on
		st.settings.Put("maas_name", &hostname)
		return nil
	})
	r := &replay{t: t, server: s, clock: clock, ours: make(map[string]string)}
	// These are the keys in the headers that were recorded as they were, of a test
	// server that is gone.
	r.setKey("admin", "RARqVysGar3cuJMFuP", "8mNFVXqr8AzBQnyNSk", "YfNJxNnzHqnwmzYrQSQC8aS2mXZU5H85")
	r.setKey("user", "j6bTA5hUQuu88cJNdz", "a5TGDTFgjZHgAyV7WF", "cPbaps4NQhvJPqP3ebAcdKPqMHct8sut")
	return r
}

func (r *replay) setKey(user, consumer, key, secret string) {
	r.server.seed(func(st *state) error {
		st.deleteToken(st.userToken(user))
		st.addToken(&token{consumer: consumer, key: key, secret: secret, user: user})
		return nil
	})
}

// prepare does what the one who recorded did to the database by hand before an
// exchange.
func (r *replay) prepare(name string) {
	r.server.seed(func(st *state) error {
		setStaticRange := func(low, high string) {
			i := st.interfaceNamed(defaultCluster, "eth0")
			st.interfaces.Update(i.id, func(i *clusterInterface) { i.staticLow, i.staticHigh = low, high })
		}
		switch name {
		case "nodes-check-commissioning-one":
			id := r.translate("node-b7e03970-e53a-11f1-9473-02fc00000001")
			st.nodes.Update(id, func(n *node) { n.updated = n.updated.Add(-2 * commissioningTimeout) })
		case "node-start-with-static-ip":
			setStaticRange("10.0.0.200", "10.0.0.200")
			for _, address := range []string{"aa:bb:cc:dd:ee:01", "aa:bb:cc:dd:ee:02"} {
				st.macs.Update(address, func(m *mac) { m.clusterInterface = "eth0" })
			}
		case "ipaddresses-reserve":
			// MAAS takes any free address of a range, ours takes the first.
			setStaticRange("10.0.0.205", "10.0.0.220")
		case "inactive-user-refused":
			st.users.Update("user2", func(u *user) { u.inactive = true })
		}
		return nil
	})
}

// key is the API key of the one who made a recorded request.
func (r *replay) key(as string) string {
	switch {
	case as == "anonymous":
		return ""
	case as == "worker":
		s := r.server
		s.store.Lock()
		defer s.store.Unlock()
		return s.store.Current().tokens.Get(s.store.Current().nodeGroups.Get(defaultCluster).tokenKey).apiKey()
	case as == "fresh":
		return r.ours["fresh"]
	case strings.HasPrefix(as, "node:"):
		return r.server.NodeKey(r.translate(strings.TrimPrefix(as, "node:")))
	default:
		return r.server.Key(as)
	}
}

// translate puts our made-up values in the place of the recorded ones.
func (r *replay) translate(s string) string {
	for _, recorded := range engine.SortedKeys(r.ours) {
		s = strings.ReplaceAll(s, recorded, r.ours[recorded])
		s = strings.ReplaceAll(s, engine.QuotePath(recorded), engine.QuotePath(r.ours[recorded]))
	}
	return s
}

func (r *replay) translatePairs(pairs [][2]string) [][2]string {
	translated := make([][2]string, len(pairs))
	for i, p := range pairs {
		translated[i] = [2]string{p[0], r.translate(p[1])}
	}
	return translated
}

// body builds the body of a recorded request, and its content type.
func (r *replay) body(e *exchange) ([]byte, string) {
	if e.Request.ContentType == nil {
		return nil, ""
	}
	contentType := *e.Request.ContentType
	if e.Request.RawBody != nil {
		raw := r.decode(*e.Request.RawBody)
		if bytes.HasPrefix(raw, []byte("--B")) {
			contentType += "; boundary=B"
		}
		return raw, contentType
	}
	if contentType == "application/json" {
		return []byte(r.translate(string(e.Request.Form))), contentType
	}
	var pairs [][2]string
	require.NoError(r.t, json.Unmarshal(e.Request.Form, &pairs), e.Name)
	pairs = r.translatePairs(pairs)
	if contentType == "application/x-www-form-urlencoded" {
		return []byte(encodePairs(pairs)), contentType
	}
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	for _, p := range pairs {
		require.NoError(r.t, form.WriteField(p[0], p[1]))
	}
	for _, f := range e.Request.Files {
		header := textproto.MIMEHeader{}
		header.Set("Content-Disposition", fmt.Sprintf(`form-data; name="%s"; filename="%s"`, f.Name, f.Filename))
		header.Set("Content-Type", f.ContentType)
		part, err := form.CreatePart(header)
		require.NoError(r.t, err)
		_, err = part.Write(r.decode(f.Content))
		require.NoError(r.t, err)
	}
	require.NoError(r.t, form.Close())
	return b.Bytes(), form.FormDataContentType()
}

func encodePairs(pairs [][2]string) string {
	var encoded []string
	for _, p := range pairs {
		encoded = append(encoded, url.QueryEscape(p[0])+"="+url.QueryEscape(p[1]))
	}
	return strings.Join(encoded, "&")
}

func (r *replay) decode(s string) []byte {
	b, err := base64.StdEncoding.DecodeString(s)
	require.NoError(r.t, err)
	return b
}

// request builds the request of a recorded exchange for our server.
func (r *replay) request(e *exchange) *http.Request {
	recorded := &e.Request
	path := r.translate(recorded.Path)
	target := "http://127.0.0.1:5240" + path
	if len(recorded.Query) > 0 {
		target += "?" + encodePairs(r.translatePairs(recorded.Query))
	}
	body, contentType := r.body(e)
	req, err := http.NewRequest(recorded.Method, target, bytes.NewReader(body))
	require.NoError(r.t, err, e.Name)
	req.Host = "127.0.0.1:5240"
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
		req.Header.Set("Authorization", signWith(r.server, key))
	}
	return req
}

// play sends the request of an exchange and reports whether the answer has the
// recorded status, content type and body.
func (r *replay) play(e *exchange) (status, contentType, body bool, difference string) {
	date, err := http.ParseTime(e.Response.Headers["date"])
	require.NoError(r.t, err)
	// Requests took some time, so that what they stored is not dated to the
	// second.
	r.clock.Set(date.Add(123 * time.Millisecond))
	r.prepare(e.Name)
	w := httptest.NewRecorder()
	r.server.ServeHTTP(w, r.request(e))
	got := w.Result()
	gotType := got.Header.Get("Content-Type")
	status = got.StatusCode == e.Response.Status
	contentType = gotType == e.Response.Headers["content-type"]
	gotBody := unzip(r.t, got.Header.Get("Content-Encoding"), w.Body.Bytes())
	wantBody := unzip(r.t, e.Response.Headers["content-encoding"], r.recordedBody(e))
	difference = r.compare(e.Response.Headers["content-type"], wantBody, gotBody)
	if difference != "" || !status || !contentType {
		difference = fmt.Sprintf("%d %s, recorded %d %s: %s", got.StatusCode, gotType,
			e.Response.Status, e.Response.Headers["content-type"], difference)
	}
	return status, contentType, !strings.Contains(difference, "body"), difference
}

func (r *replay) recordedBody(e *exchange) []byte {
	if e.Response.BodyBase64 != nil {
		return r.decode(*e.Response.BodyBase64)
	}
	if e.Response.Body != nil {
		return []byte(*e.Response.Body)
	}
	return nil
}

func unzip(t *testing.T, encoding string, body []byte) []byte {
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

const cutHTML = "<!DOCTYPE html"

// compare returns how two bodies differ, or "".
func (r *replay) compare(contentType string, want, got []byte) string {
	var wanted, have any
	switch {
	case strings.HasPrefix(contentType, "application/json"):
		callback := regexp.MustCompile(`^cb\((?s:(.*))\)$`)
		if m := callback.FindSubmatch(want); m != nil && callback.Match(got) {
			want, got = m[1], callback.FindSubmatch(got)[1]
		}
		if json.Unmarshal(want, &wanted) == nil && json.Unmarshal(got, &have) == nil {
			r.learn("", wanted, have)
			return r.compareJSON("body", wanted, have)
		}
	case contentType == engine.TypeBSON:
		var a, b bson.M
		require.NoError(r.t, bson.Unmarshal(want, &a))
		if err := bson.Unmarshal(got, &b); err != nil {
			return "body: " + err.Error()
		}
		if reflect.DeepEqual(r.translateBSON(a), b) {
			return ""
		}
	case bytes.HasPrefix(want, []byte(cutHTML)):
		// Pages were recorded in part, and are not for programs to read.
		if bytes.HasPrefix(got, want[:min(len(want), len(got), 150)]) {
			return ""
		}
	}
	const address = "0x0" // which object it is of was chance
	if addressPattern.ReplaceAllString(r.translate(string(want)), address) == addressPattern.ReplaceAllString(string(got), address) {
		return ""
	}
	return fmt.Sprintf("body %.300q, recorded %.300q", got, want)
}

func (r *replay) translateBSON(document bson.M) bson.M {
	translated := bson.M{}
	for name, value := range document {
		translated[r.translate(name)] = value
	}
	return translated
}

// madeUp are the fields whose values MAAS makes up, and what these look like.
var madeUp = map[string]*regexp.Regexp{
	"system_id":    regexp.MustCompile(`^node-[0-9a-f-]{36}$`),
	"hostname":     regexp.MustCompile(`^[a-z0-9]{5}(\..*)?$`),
	"uuid":         regexp.MustCompile(`^[0-9a-f-]{36}$`),
	"consumer_key": regexp.MustCompile(`^\w{18}$`),
	"token_key":    regexp.MustCompile(`^\w{18}$`),
	"token_secret": regexp.MustCompile(`^\w{32}$`),
}

var (
	timePattern    = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?$`)
	fileKeyPattern = regexp.MustCompile(`[?&]key=([0-9a-f-]{36})`)
	addressPattern = regexp.MustCompile(`0x[0-9a-f]{12}`) // of an object in memory
)

// learn notes which made-up values of ours stand for which recorded ones.
func (r *replay) learn(field string, recorded, ours any) {
	switch recorded := recorded.(type) {
	case map[string]any:
		ours, _ := ours.(map[string]any)
		for name, value := range recorded {
			r.learn(name, value, ours[name])
		}
		if secret, ok := ours["token_secret"].(string); ok {
			r.ours["fresh"] = fmt.Sprint(ours["consumer_key"], ":", ours["token_key"], ":", secret)
		}
	case []any:
		list, _ := ours.([]any)
		for i := range min(len(recorded), len(list)) {
			r.learn(field, recorded[i], list[i])
		}
	case string:
		ours, _ := ours.(string)
		pattern := madeUp[field]
		if a, b := fileKeyPattern.FindStringSubmatch(recorded), fileKeyPattern.FindStringSubmatch(ours); a != nil && b != nil {
			r.ours[a[1]] = b[1]
		}
		if pattern == nil || !pattern.MatchString(recorded) || !pattern.MatchString(ours) {
			return
		}
		if field == "hostname" {
			recorded, _, _ = strings.Cut(recorded, ".")
			ours, _, _ = strings.Cut(ours, ".")
		}
		if _, known := r.ours[recorded]; !known && recorded != ours {
			r.ours[recorded] = ours
		}
	}
}

// compareJSON returns where two decoded values first differ, or "".
func (r *replay) compareJSON(path string, recorded, ours any) string {
	switch recorded := recorded.(type) {
	case map[string]any:
		have, ok := ours.(map[string]any)
		if !ok || !slices.Equal(engine.SortedKeys(recorded), engine.SortedKeys(have)) && !r.sameKeys(recorded, have) {
			return fmt.Sprintf("%s is %.300v, recorded %.300v", path, ours, recorded)
		}
		for _, name := range engine.SortedKeys(recorded) {
			a, b := recorded[name], have[r.translate(name)]
			if name == "tag_names" {
				a, b = sortedStrings(a), sortedStrings(b) // in no order
			}
			if difference := r.compareJSON(path+"."+name, a, b); difference != "" {
				return difference
			}
		}
		return ""
	case []any:
		have, ok := ours.([]any)
		if !ok || len(have) != len(recorded) {
			return fmt.Sprintf("%s is %.300v, recorded %.300v", path, ours, recorded)
		}
		for i := range recorded {
			if difference := r.compareJSON(fmt.Sprintf("%s[%d]", path, i), recorded[i], have[i]); difference != "" {
				return difference
			}
		}
		return ""
	case string:
		have, ok := ours.(string)
		if ok && (timePattern.MatchString(recorded) && timePattern.MatchString(have) ||
			addressPattern.ReplaceAllString(r.translate(recorded), "") == addressPattern.ReplaceAllString(have, "")) {
			return ""
		}
	}
	if reflect.DeepEqual(recorded, ours) {
		return ""
	}
	return fmt.Sprintf("%s is %#v, recorded %#v", path, ours, recorded)
}

func (r *replay) sameKeys(recorded, ours map[string]any) bool {
	translated := make(map[string]any)
	for name := range recorded {
		translated[r.translate(name)] = nil
	}
	return slices.Equal(engine.SortedKeys(translated), engine.SortedKeys(ours))
}

func sortedStrings(list any) any {
	values, _ := list.([]any)
	values = slices.Clone(values)
	slices.SortFunc(values, func(a, b any) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	return values
}

// TestReplay plays everything that was recorded with a real MAAS to the server,
// in order, and compares the answers. What differs has to be listed with its
// reason in testdata/known-differences.txt, and what is listed has to differ.
func TestReplay(t *testing.T) {
	t.Parallel()
	known := readKnownDifferences(t)
	r := newReplay(t)
	var total, played, statusEqual, bodyEqual int
	var documented, documentedStatus, documentedBody int
	for _, e := range readRecordings(t) {
		total++
		if strings.HasPrefix(e.Name, "parallel-") {
			continue // which of these failed was chance
		}
		played++
		status, contentType, body, difference := r.play(&e)
		body = body && contentType
		if status {
			statusEqual++
		}
		if body {
			bodyEqual++
		}
		if e.Op != nil {
			documented++
			documentedStatus += count(status)
			documentedBody += count(body)
		}
		_, listed := known[e.Name]
		delete(known, e.Name)
		switch {
		case status && body && listed:
			t.Errorf("%s no longer differs: take it off the list", e.Name)
		case (!status || !body) && !listed:
			t.Errorf("%s: %s", e.Name, difference)
		}
	}
	assert.Empty(t, known, "listed, but not recorded")
	assert.GreaterOrEqual(t, 100*documentedStatus, 99*documented)
	assert.GreaterOrEqual(t, 100*documentedBody, 97*documented)
	t.Logf("replayed %d of %d, status equal %d, body equal %d; of %d of documented operations: status %.1f%%, body %.1f%%",
		played, total, statusEqual, bodyEqual, documented,
		100*float64(documentedStatus)/float64(documented), 100*float64(documentedBody)/float64(documented))
}

func count(b bool) int {
	if b {
		return 1
	}
	return 0
}
