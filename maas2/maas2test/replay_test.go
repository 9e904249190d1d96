package maas2test

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/gomaas/maas/internal/doubletest"
	"github.com/gomaas/maas/internal/engine"
)

var replaySection = flag.String("section", "", "print what differs in TestReplay for this `section` only, known or not")

// An exchange is one recorded with a real MAAS 3.4.10.
type exchange struct {
	Name    string
	OpID    *string `json:"op_id"`
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
		Handler    bool // whether a handler answered, and not an exception
		Body       *string
		BodyBase64 *string `json:"body_base64"`
	}
}

type recordedFile struct {
	Name, Filename string
	ContentType    string `json:"content_type"`
	Content        string `json:"content_base64"`
}

func readRecordings(t testing.TB) []exchange {
	t.Helper()
	content, err := os.ReadFile("testdata/recordings-3.4.10.jsonl")
	require.NoError(t, err)
	var list []exchange
	for line := range bytes.Lines(content) {
		var e exchange
		require.NoError(t, json.Unmarshal(line, &e))
		list = append(list, e)
	}
	return list
}

// sectionNames are the sections whose exchanges have another first word.
var sectionNames = map[string]string{
	"commscripts": "scripts", "commissioningscript": "scripts", "commissioningscripts": "scripts",
	"nodescript": "scripts", "nodescripts": "scripts",
	"nodescriptresult": "results", "nodescriptresults": "results", "noderesults": "results", "installation": "results",
	"cachesets": "bcaches", "bcache": "bcaches", "bcachecacheset": "bcaches", "bcachecachesets": "bcaches",
	"pods": "vmhosts", "pod": "vmhosts", "vmhost": "vmhosts", "vmcluster": "vmclusters",
	"tokens": "account", "whoami": "users", "user": "users",
	"version": "dispatch", "api": "dispatch", "auth": "dispatch", "anon": "dispatch", "alice": "dispatch", "body": "dispatch",
	"is": "nodes", "action": "nodes", "node": "nodes", "machine": "machines", "device": "devices", "nodedevice": "nodedevices",
	"rackcontroller": "racks", "rackcontrollers": "racks", "regioncontroller": "regions", "regioncontrollers": "regions",
	"interface": "interfaces", "blockdevice": "blockdevices", "partition": "partitions", "raid": "raids",
	"volumegroup": "volumegroups", "vmfsdatastore": "vmfs", "vmfsdatastores": "vmfs",
	"fabric": "fabrics", "vlan": "vlans", "space": "spaces", "subnet": "subnets", "iprange": "ipranges",
	"staticroute": "staticroutes", "network": "networks", "domain": "domains",
	"dnsresource": "dnsresources", "dnsresourcerecord": "dnsrecords", "dnsresourcerecords": "dnsrecords",
	"dhcpsnippet": "dhcpsnippets", "discoveries": "discovery", "tag": "tags", "maas": "config", "file": "files",
	"bootresource": "bootresources", "bootsource": "bootsources",
	"bootsourceselection": "selections", "bootsourceselections": "selections",
	"licensekey": "licensekeys", "notification": "notifications",
	"packagerepository": "packagerepos", "packagerepositories": "packagerepos",
	"sshkey": "sshkeys", "sslkey": "sslkeys", "zone": "zones", "resourcepool": "pools", "resourcepools": "pools",
}

// section is the part of the API that an exchange is counted under.
func (e *exchange) section() string {
	name, _, _ := strings.Cut(e.Name, "-")
	if name == "sweep" && e.OpID != nil {
		name, _, _ = strings.Cut(strings.ToLower(*e.OpID), ".")
	}
	if other, ok := sectionNames[name]; ok {
		return other
	}
	return name
}

// notYet stands for all exchanges of a section in its known differences.
const notYet = "*"

// readKnownDifferences reads, by section, the names of the exchanges that differ,
// each with the reason.
func readKnownDifferences(t *testing.T) map[string]map[string]string {
	t.Helper()
	known := make(map[string]map[string]string)
	files, err := fs.Glob(os.DirFS("testdata/known-differences"), "*.txt")
	require.NoError(t, err)
	for _, name := range files {
		content, err := os.ReadFile(filepath.Join("testdata/known-differences", name))
		require.NoError(t, err)
		section := make(map[string]string)
		for lines := bufio.NewScanner(bytes.NewReader(content)); lines.Scan(); {
			if strings.HasPrefix(lines.Text(), "#") || lines.Text() == "" {
				continue
			}
			exchange, reason, ok := strings.Cut(lines.Text(), ": ")
			require.True(t, ok && reason != "", "no reason in %q", lines.Text())
			section[exchange] = reason
		}
		known[strings.TrimSuffix(name, ".txt")] = section
	}
	return known
}

// A replay plays recorded requests to a server of ours. What MAAS made up when it
// was recorded differs from what ours makes up; the replay learns which is which
// from the answers.
type replay struct {
	t        testing.TB
	server   *Server
	clock    *ManualClock
	ours     map[string]string // by what was recorded
	replacer *strings.Replacer // of ours, nil if that was added to
}

// beforeExchanges are what is to happen to the server before an exchange that no
// request asked for: what was done by hand, or by a node.
var beforeExchanges = map[string][]func(*replay){}

// before registers what is to happen before an exchange. Sections call it in the
// declaration of a variable.
func before(name string, prepare func(*replay)) bool {
	beforeExchanges[name] = append(beforeExchanges[name], prepare)
	return true
}

func newReplay(t *testing.T) *replay {
	clock := NewManualClock(time.Date(2026, 11, 21, 12, 48, 58, 0, time.UTC))
	r := &replay{t: t, clock: clock, ours: make(map[string]string), server: NewUnstarted(WithClock(clock), WithManualCommissioning(), WithManualDeployment())}
	// These are the keys in the headers that were recorded as they were, of a test
	// server that is gone.
	r.server.seed(func(st *state) error {
		for _, t := range tokens.in(st).All() {
			st.deleteToken(t)
		}
		for _, t := range []*token{
			{consumer: "H44Idit7cqcnfsGYw4", key: "AfODzU16vBXNY1PRsK", secret: "u52338hjwSnOLV1XH2S6FTDGTYepyYNO", user: "admin"},
			{consumer: "PC1NWUvAX9gzyKcHu9", key: "liYp9mjj4GG2XhuafE", secret: "oG5yWUJFYIs7M5pM9VWl96ZUmTqOiglD", user: "alice"},
			{consumer: "U5s2wLa6dUDQwRMNS6", key: "dUV561DQPBBvHOsPd5", secret: "cG1HpY4DvZmTXOLxm0oDEkNNmgdbwfMm", user: "alice"},
		} {
			t.name = "MAAS consumer"
			st.addToken(t)
		}
		return nil
	})
	return r
}

// key is the API key of the one who made a recorded request.
func (r *replay) key(as string) string {
	switch as {
	case "anonymous":
		return ""
	case "fresh":
		return r.ours["fresh"]
	default:
		return r.server.Key(as)
	}
}

// translate puts our made-up values in the place of the recorded ones.
func (r *replay) translate(s string) string {
	if r.replacer == nil {
		recorded := slices.SortedFunc(maps.Keys(r.ours), func(a, b string) int { return len(b) - len(a) })
		var pairs []string
		for _, value := range recorded {
			if value != "fresh" {
				pairs = append(pairs, value, r.ours[value])
			}
		}
		r.replacer = strings.NewReplacer(pairs...)
	}
	return r.replacer.Replace(s)
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
	contentType := ""
	if e.Request.ContentType != nil {
		contentType = *e.Request.ContentType
	}
	switch {
	case e.Request.RawBody != nil:
		raw := r.decode(*e.Request.RawBody)
		if first, _, ok := bytes.Cut(raw, []byte("\r\n")); ok && bytes.HasPrefix(first, []byte("--")) {
			contentType += "; boundary=" + string(first[2:])
		}
		return raw, contentType
	case contentType == "":
		return nil, ""
	case contentType == "application/json":
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
	const host = "127.0.0.1:5243"
	target := "http://" + host + r.translate(recorded.Path)
	if len(recorded.Query) > 0 {
		target += "?" + encodePairs(r.translatePairs(recorded.Query))
	}
	body, contentType := r.body(e)
	req, err := http.NewRequest(recorded.Method, target, bytes.NewReader(body))
	require.NoError(r.t, err, e.Name)
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	for name, value := range recorded.Headers {
		req.Header.Set(name, value)
	}
	if recorded.Authorization != nil {
		req.Header.Set("Authorization", *recorded.Authorization)
	} else if key := r.key(recorded.As); key != "" {
		req.Header.Set("Authorization", signWith(r.server, key))
	}
	return req
}

func signWith(s *Server, key string) string { return doubletest.Sign(key, s.clock.Now()) }

// play sends the request of an exchange and reports whether the answer has the
// recorded status, and the recorded content type and body.
func (r *replay) play(e *exchange) (status, body bool, difference string) {
	if date, err := http.ParseTime(e.Response.Headers["date"]); err == nil {
		// Requests took some time, so that what they stored is not dated to the second.
		r.clock.Set(date.Add(123 * time.Millisecond))
	}
	for _, prepare := range beforeExchanges[e.Name] {
		prepare(r)
	}
	w := httptest.NewRecorder()
	r.server.ServeHTTP(w, r.request(e))
	got := w.Result()
	gotType, wantType := got.Header.Get("Content-Type"), e.Response.Headers["content-type"]
	status = got.StatusCode == e.Response.Status
	difference = r.compare(wantType, r.recordedBody(e), w.Body.Bytes())
	body = difference == "" && gotType == wantType
	if status && body {
		return true, true, ""
	}
	return status, body, fmt.Sprintf("%d %s, recorded %d %s: %s", got.StatusCode, gotType, e.Response.Status, wantType, difference)
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

// cutPage is where pages were cut off when they were recorded.
const cutPage = 200

var callback = regexp.MustCompile(`^cb\((?s:(.*))\)$`)

// compare returns how two bodies differ, or "".
func (r *replay) compare(contentType string, want, got []byte) string {
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
		require.NoError(r.t, bson.Unmarshal(want, &a))
		if err := bson.Unmarshal(got, &b); err != nil {
			return "body: " + err.Error()
		}
		if reflect.DeepEqual(a, b) {
			return ""
		}
	case strings.HasPrefix(contentType, "text/html") && len(want) == cutPage:
		if bytes.HasPrefix(got, want) {
			return ""
		}
	}
	if normal(r.translate(string(want))) == normal(string(got)) {
		return ""
	}
	return fmt.Sprintf("body %.300q, recorded %.300q", got, want)
}

// madeUp are the fields whose values MAAS makes up, and what these look like.
var madeUp = map[string]*regexp.Regexp{
	"system_id":    regexp.MustCompile(`^[a-z0-9]{6}$`),
	"hostname":     regexp.MustCompile(`^[a-z]+-[a-z]+$`),
	"uuid":         regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f-]{27}$`),
	"consumer_key": regexp.MustCompile(`^\w{18}$`),
	"token_key":    regexp.MustCompile(`^\w{18}$`),
	"token_secret": regexp.MustCompile(`^\w{32}$`),
	"key":          regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f-]{27}$`),
}

var (
	timePattern = regexp.MustCompile(`^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?|\w{3}, \d\d \w{3}\.? \d{4} \d\d:\d\d:\d\d( -0000)?)$`)
	// secondsField is where a time is in seconds since 1970.
	secondsField = regexp.MustCompile(`\.(starttime|endtime)$`)
	// memoryAddress is that of a Python object.
	memoryAddress = regexp.MustCompile(`0x[0-9a-f]{12}`)
)

func normal(s string) string { return memoryAddress.ReplaceAllString(s, "0x0") }

// learn notes which made-up values of ours stand for which recorded ones.
func (r *replay) learn(field string, recorded, ours any) {
	switch recorded := recorded.(type) {
	case map[string]any:
		ours, _ := ours.(map[string]any)
		for name, value := range recorded {
			r.learn(name, value, ours[name])
		}
		if secret, ok := ours["token_secret"].(string); ok && ours["name"] == "ci" {
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
		if pattern == nil || !pattern.MatchString(recorded) || !pattern.MatchString(ours) {
			return
		}
		if _, known := r.ours[recorded]; !known && recorded != ours {
			r.ours[recorded] = ours
			r.replacer = nil
		}
	}
}

// compareJSON returns where two decoded values first differ, or "".
func (r *replay) compareJSON(path string, recorded, ours any) string {
	switch recorded := recorded.(type) {
	case map[string]any:
		have, ok := ours.(map[string]any)
		if !ok {
			return fmt.Sprintf("%s is %.200v, recorded %.200v", path, ours, recorded)
		}
		for _, name := range engine.SortedKeys(recorded) {
			value, ok := have[r.translate(name)]
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
		if ok && (timePattern.MatchString(recorded) && timePattern.MatchString(have) || normal(r.translate(recorded)) == normal(have)) {
			return ""
		}
	}
	if reflect.DeepEqual(recorded, ours) || secondsField.MatchString(path) && reflect.TypeOf(recorded) == reflect.TypeOf(ours) && recorded != "" {
		return ""
	}
	return fmt.Sprintf("%s is %#v, recorded %#v", path, ours, recorded)
}

// figures count the exchanges of a section.
type figures struct {
	played, status, body int
}

func (f *figures) add(status, body bool) {
	f.played++
	if status {
		f.status++
	}
	if body {
		f.body++
	}
}

func (f *figures) String() string {
	return fmt.Sprintf("%4d played, status equal %4d (%5.1f%%), body equal %4d (%5.1f%%)",
		f.played, f.status, 100*float64(f.status)/float64(f.played), f.body, 100*float64(f.body)/float64(f.played))
}

// TestReplay plays everything that was recorded with a real MAAS to the server, in
// order, and compares the answers. What differs has to be listed with its reason in
// testdata/known-differences, and what is listed has to differ.
func TestReplay(t *testing.T) {
	t.Parallel()
	known := readKnownDifferences(t)
	r := newReplay(t)
	sections := make(map[string]*figures)
	total := new(figures)
	for _, e := range readRecordings(t) {
		section := e.section()
		if section == "parallel" {
			continue // which of these failed was chance
		}
		status, body, difference := r.play(&e)
		if sections[section] == nil {
			sections[section] = new(figures)
		}
		sections[section].add(status, body)
		total.add(status, body)
		if section == *replaySection && difference != "" {
			t.Logf("%s: %s", e.Name, difference)
		}
		if _, exempt := known[section][notYet]; exempt {
			continue
		}
		_, listed := known[section][e.Name]
		delete(known[section], e.Name)
		switch {
		case difference == "" && listed:
			t.Errorf("%s no longer differs: take it off the list of %s", e.Name, section)
		case difference != "" && !listed:
			t.Errorf("%s: %s", e.Name, difference)
		}
	}
	complete := true
	for _, name := range engine.SortedKeys(known) {
		if _, exempt := known[name][notYet]; exempt {
			complete = false
			continue
		}
		assert.Empty(t, known[name], "listed for %s, but not recorded", name)
	}
	for _, name := range engine.SortedKeys(sections) {
		t.Logf("%-14s %v", name, sections[name])
	}
	t.Logf("%-14s %v", "all", total)
	assert.Zero(t, r.server.host.Panics())
	if complete {
		assert.GreaterOrEqual(t, 100*total.status, 99*total.played)
		assert.GreaterOrEqual(t, 100*total.body, 97*total.played)
	}
}
