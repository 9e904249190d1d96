package maas2_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/internal/contracttest"
	"github.com/gomaas/maas/maas2"
)

var update = flag.Bool("update", false, "write testdata/unexercised.json anew")

// strict says where a decoded response may differ from what MAAS sent.
var strict = contracttest.Strictness{
	LeftOut:    map[string]string{},
	SameAsNull: map[string]bool{"SSHKey.keysource": true},
	Secret: map[string]bool{
		"NodeToken.token_secret": true, "LicenseKey.license_key": true,
	},
}

// droppedAnswers are the operations whose response says nothing that the caller
// does not know, although it is JSON.
var droppedAnswers = map[string]string{
	"Tag.rebuild": "it repeats the tag's name",
}

// setSpecial sets options of types of their own from recorded parameters.
func setSpecial(target reflect.Value, name string, left map[string][]string) bool {
	if setVocabulary(target, name, left) {
		return true
	}
	switch target.Type() {
	case reflect.TypeFor[maas2.PowerParameters]():
		if power := takePower(name, left); power != nil {
			target.Set(reflect.ValueOf(power))
		}
		return true
	case reflect.TypeFor[maas2.ScriptParameters]():
		return true
	case reflect.TypeFor[maas2.Addresses](), reflect.TypeFor[*maas2.Addresses](), reflect.TypeFor[*maas2.NameList]():
		if values, ok := left[name]; ok {
			words := strings.FieldsFunc(values[len(values)-1], func(r rune) bool { return r == ' ' || r == ',' })
			if target.Kind() == reflect.Pointer {
				target.Set(reflect.New(target.Type().Elem()))
				target = target.Elem()
			}
			target.Set(reflect.ValueOf(words).Convert(target.Type()))
			delete(left, name)
		}
		return true
	case reflect.TypeFor[maas2.NameList]():
		if values, ok := left[name]; ok {
			target.Set(reflect.ValueOf(maas2.NameList(strings.Split(values[0], ","))))
			delete(left, name)
		}
		return true
	case reflect.TypeFor[maas2.NodeStatuses]():
		for status := maas2.NodeStatusNew; status <= maas2.NodeStatusFailedTesting; status++ {
			if slices.Equal(left[name], []string{strings.ToLower(status.String())}) {
				target.Set(reflect.ValueOf(maas2.NodeStatuses{status}))
				delete(left, name)
			}
		}
		return true
	case reflect.TypeFor[maas2.NodeDeviceBus]():
		if slices.Equal(left[name], []string{"pcie"}) {
			target.Set(reflect.ValueOf(maas2.NodeDeviceBusPCIE))
			delete(left, name)
		}
		return true
	case reflect.TypeFor[maas2.StorageConstraints]():
		if slices.Equal(left[name], []string{"root:8(default)"}) {
			target.Set(reflect.ValueOf(maas2.StorageConstraints{{Label: "root", Size: 8, Tags: []string{"default"}}}))
			delete(left, name)
		}
		if slices.Equal(left[name], []string{"root:50(ssd),data:10"}) {
			target.Set(reflect.ValueOf(maas2.StorageConstraints{{Label: "root", Size: 50, Tags: []string{"ssd"}}, {Label: "data", Size: 10}}))
			delete(left, name)
		}
		return true
	case reflect.TypeFor[maas2.InterfaceConstraints]():
		if slices.Equal(left[name], []string{"eth:subnet=10.0.0.0/24"}) {
			target.Set(reflect.ValueOf(maas2.InterfaceConstraints{{Label: "eth", Subnet: "10.0.0.0/24"}}))
			delete(left, name)
		}
		return true
	}
	return false
}

// TestRecordings makes every recorded request through the SDK, by the methods
// of its operation and by the bare door, and reads every recorded response.
// testdata/unexercised.json lists the exchanges that a method does not make,
// with the reason.
func TestRecordings(t *testing.T) {
	contract := contracttest.Read(t, contractFile)
	methods := map[string][]contracttest.SourceMethod{} // by operation line
	for _, m := range contracttest.SourceMethods(t, ".") {
		if helperMethods[m.String()] == "" && len(m.Lines) == 1 {
			methods[m.Lines[0]] = append(methods[m.Lines[0]], m)
		}
	}
	want := map[string]string{}
	data, err := os.ReadFile(filepath.Join("testdata", "unexercised.json"))
	if !*update || !errors.Is(err, os.ErrNotExist) {
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(data, &want))
	}

	got := map[string]string{}
	typed, bare, refused, reasons := map[string]int{}, map[string]int{}, 0, map[string]int{}
	operations := map[string]bool{}
	exchanges := contracttest.ReadExchanges(t, filepath.Join("testdata", "recordings.jsonl"))
	for _, e := range exchanges {
		if bareReason(e) == "" {
			bare[e.Kind]++
			t.Run(e.Name+"/bare", func(t *testing.T) { replayBare(t, e, contract[e.Operation]) })
		}
		reason := typedReason(e, contract[e.Operation])
		if reason == "" {
			for _, m := range methods[contract[e.Operation].Line()] {
				t.Run(e.Name+"/"+m.String(), func(t *testing.T) { reason = replay(t, e, m, contract[e.Operation]) })
			}
		}
		switch {
		case strings.HasPrefix(reason, "refused: "):
			refused++
		case reason == "" || reason == zeroNotSent:
			typed[e.Kind]++
			if e.Kind == "success" {
				operations[e.Operation] = true
			}
		}
		if reason != "" {
			got[e.Name] = reason
			if strings.HasPrefix(reason, "refused: ") {
				reason = "the argument is refused before anything is sent"
			}
			reasons[reason]++
		}
	}
	if *update {
		text, err := json.MarshalIndent(got, "", "")
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join("testdata", "unexercised.json"), append(text, '\n'), 0o644))
		want = got
	}
	for _, name := range slices.Sorted(maps.Keys(got)) {
		assert.Equal(t, want[name], got[name], "why no method makes %s; with -update the list is made anew, see what changed", name)
	}
	for name, reason := range want {
		assert.Contains(t, got, name, "is made after all, though the list says: %s", reason)
	}
	t.Logf("%d exchanges; successes of %d operations by their methods", len(exchanges), len(operations))
	t.Logf("by their methods: %d successes, %d failures, %d quirks; refused before anything is sent: %d",
		typed["success"], typed["failure"], typed["quirk"], refused)
	t.Logf("by the door alone: %d successes, %d failures, %d quirks", bare["success"], bare["failure"], bare["quirk"])
	for _, reason := range slices.Sorted(maps.Keys(reasons)) {
		t.Logf("%4d not as recorded: %s", reasons[reason], reason)
	}
}

const zeroNotSent = "an empty text or 0 that means the same as none is not sent"

// bareReason says why an exchange can't be made even without a method.
func bareReason(e *contracttest.Exchange) string {
	_, plain := e.Op()
	switch {
	case e.Request.CustomAuth:
		return "the Authorization header is one that the client never makes"
	case e.Request.Headers != nil && e.Request.Headers["Accept"] != "application/json":
		return "its headers are the transport's business"
	case e.Request.Body != nil && e.Request.ContentType != "application/octet-stream", e.Request.ContentType != "" && e.Request.ContentType != "application/octet-stream":
		return "the body is in another encoding"
	case !plain:
		return "its op is not in the query, or there are two"
	case !strings.HasPrefix(e.Request.Path, apiRoot+"/"):
		return "it is outside of API 2.0"
	case !slices.Contains([]string{"GET", "POST", "PUT", "DELETE"}, e.Request.Method):
		return "no operation has this method"
	case strings.Contains(e.Request.Path, "//"):
		return "no path has an empty element"
	}
	for _, p := range e.Params() {
		inQuery := e.Request.Method == "GET" || e.Request.Method == "DELETE"
		if inQuery != (p.In == "query") {
			return "a parameter is where MAAS does not look"
		}
	}
	return ""
}

// typedReason says why an exchange is not one of a method.
func typedReason(e *contracttest.Exchange, op contracttest.Operation) string {
	recordedOp, _ := e.Op()
	switch {
	case e.Operation == "":
		return "it is no operation's"
	case notOffered[e.Operation] != "":
		return "no method is for " + op.Line()
	case bareReason(e) != "":
		return bareReason(e)
	case recordedOp != op.Op || e.Request.Method != op.Method:
		return "the op is another"
	}
	return ""
}

// playback makes a client whose only request gets the recorded response and is
// noted in sent.
func playback(t *testing.T, e *contracttest.Exchange) (client *maas2.Client, sent **contracttest.SentRequest) {
	sent = new(*contracttest.SentRequest)
	client = newClientOf(t, "3.4.10", e.Respond(t, apiRoot, sent))
	if e.Request.As == "anonymous" {
		client = client.Anonymous()
	}
	return client, sent
}

// replay makes an exchange by a method, or says why it does not.
func replay(t *testing.T, e *contracttest.Exchange, m contracttest.SourceMethod, op contracttest.Operation) (reason string) {
	client, sent := playback(t, e)
	method := contracttest.Method(client, m.String())
	require.True(t, method.IsValid(), "there is no %v", m)
	args, err := contracttest.Arguments(e, m, op, method.Type(), apiRoot, setSpecial)
	if err != nil {
		return err.Error()
	}
	result, err := contracttest.CallMethod(method, append([]reflect.Value{reflect.ValueOf(t.Context())}, args...))
	if bad, ok := errors.AsType[*maas.ArgumentError](err); ok {
		assert.Nil(t, *sent, "sent all the same")
		return "refused: " + bad.Argument
	}
	require.NotNil(t, *sent, "nothing was sent: %v", err)
	if !(*sent).Signed && e.Request.As != "anonymous" {
		return "the method never signs"
	}
	if contracttest.CheckSent(t, e, op, *sent, apiRoot) {
		reason = zeroNotSent
	}
	if e.Response.Status >= 300 {
		contracttest.CheckFailure(t, e, err)
		return reason
	}
	if text := strings.TrimSpace(string(e.Body())); errors.Is(err, maas.ErrNoValue) && (text == "null" || text == "") {
		return reason // nothing came, and the error says so
	}
	require.NoError(t, err)
	checkResult(t, e, result)
	return reason
}

// replayBare makes an exchange by the door alone.
func replayBare(t *testing.T, e *contracttest.Exchange, op contracttest.Operation) {
	client, sent := playback(t, e)
	recordedOp, _ := e.Op()
	request := maas.NewRequest(e.Request.Method, strings.TrimPrefix(e.Request.Path, apiRoot))
	if recordedOp != "" {
		request = request.Op(recordedOp)
	}
	if e.Request.Body != nil {
		request = request.Body(e.Request.ContentType, bytes.NewReader(e.Request.Body))
	}
	var params maas.Params
	for _, p := range e.Params() {
		if p.In == "file" {
			params.AddFile(p.Name, strings.NewReader(p.Value))
		} else {
			params.Add(p.Name, p.Value)
		}
	}
	if len(params) > 0 {
		request = request.With(params)
	}
	body, err := maas.Stream(t.Context(), client.Core(), request)
	require.NotNil(t, *sent, "nothing was sent: %v", err)
	assert.False(t, contracttest.CheckSent(t, e, op, *sent, apiRoot))
	if e.Response.Status >= 300 {
		contracttest.CheckFailure(t, e, err)
		return
	}
	require.NoError(t, err)
	content, err := io.ReadAll(body)
	require.NoError(t, err)
	require.NoError(t, body.Close())
	assert.Equal(t, string(e.Body()), string(content))
}

// checkResult checks that a result has all that the recorded body has.
func checkResult(t *testing.T, e *contracttest.Exchange, result any) {
	switch result := result.(type) {
	case nil:
		text := strings.TrimSpace(string(e.Body()))
		media, _, _ := strings.Cut(e.Response.Headers["content-type"], ";")
		if droppedAnswers[e.Operation] == "" && text != "null" && text != "[]" && text != "" {
			assert.Contains(t, []string{"text/html", "text/plain"}, media, "a response that is dropped: %s", text)
		}
		return
	case *maas2.APIToken:
		checkTokens(t, e, []maas2.APIToken{*result}, "["+string(e.Body())+"]")
		return
	case []maas2.APIToken:
		checkTokens(t, e, result, string(e.Body()))
		return
	case io.ReadCloser:
		content, err := io.ReadAll(result)
		require.NoError(t, err)
		require.NoError(t, result.Close())
		assert.Equal(t, string(e.Body()), string(content))
		return
	case maas.Secret:
		assert.True(t, result.Reveal() == string(e.Body()), "another text")
		return
	case *maas.NodeDetails:
		for name, value := range map[string][]byte{"lshw": result.LSHW, "lldp": result.LLDP} {
			element := "\x0a" + name + "\x00" // null
			if value != nil {
				element = "\x05" + name + "\x00" + string([]byte{byte(len(value)), byte(len(value) >> 8), byte(len(value) >> 16), byte(len(value) >> 24), 0}) + string(value)
			}
			assert.Contains(t, string(e.Body()), element)
		}
		return
	}
	result = revealed(result)
	text, err := json.Marshal(result)
	require.NoError(t, err)
	strict.CompareJSON(t, elementType(result), "", decodeNumbers(t, e.Body()), decodeNumbers(t, text))
}

// decodeNumbers decodes JSON with numbers as Go writes them.
func decodeNumbers(t *testing.T, text []byte) (value any) {
	require.NoError(t, json.NewDecoder(bytes.NewReader(text)).Decode(&value))
	return value
}

// elementType is the type of a result, which for an iterator is that of its
// first element.
func elementType(result any) reflect.Type {
	if values, ok := result.([]any); ok && len(values) > 0 {
		return reflect.SliceOf(reflect.TypeOf(values[0]))
	}
	return reflect.TypeOf(result)
}

// checkTokens compares keys, which redact themselves in JSON.
func checkTokens(t *testing.T, e *contracttest.Exchange, got []maas2.APIToken, body string) {
	var want []map[string]string
	require.NoError(t, json.Unmarshal([]byte(body), &want))
	require.Len(t, got, len(want))
	for i, token := range want {
		assert.Equal(t, token["name"], got[i].Name, e.Name)
		text := token["token"]
		if text == "" {
			text = token["consumer_key"] + ":" + token["token_key"] + ":" + token["token_secret"]
		}
		assert.Equal(t, text, got[i].Key.Reveal(), e.Name)
	}
}
