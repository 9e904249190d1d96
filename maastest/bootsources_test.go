package maastest

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/gomaas/maas/internal/engine"
)

const sourcesPath = defaultPath + "boot-sources/"

func sourceShown(id, url, filename, data string) string {
	return `{"id": ` + id + `, "url": "` + url + `", "keyring_filename": "` + filename + `", "keyring_data": "` + data +
		`", "resource_uri": "/MAAS/api/1.0/nodegroups/` + defaultCluster + `/boot-sources/` + id + `/"}`
}

func TestBootSources(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	s.AddNodeGroup(NodeGroup{UUID: secondCluster})
	first := sourceShown("1", "http://maas.ubuntu.com/images/ephemeral-v2/releases/", "/usr/share/keyrings/ubuntu-cloudimage-keyring.gpg", "")
	keyring := func(content string) filePart { return filePart{"keyring_data", []byte(content)} }
	const neither = `{"__all__": ["One of keyring_data or keyring_filename must be specified."]}`
	const both = `{"__all__": ["Only one of keyring_filename or keyring_data can be specified."]}`
	runSteps(t, s, []step{
		{"admin", "GET", sourcesPath, nil, 200, engine.TypeJSON, "[" + first + "]"},
		{"admin", "GET", sourcesPath + "1/", nil, 200, engine.TypeJSON, first},
		{"user", "GET", sourcesPath, nil, 403, engine.TypeText, cannotAccess},
		{"", "GET", sourcesPath, nil, 403, engine.TypeText, cannotAccess},
		{"user", "POST", sourcesPath, nil, 403, engine.TypeText, cannotAccess},
		{"admin", "GET", unknownPath + "boot-sources/", nil, 404, engine.TypePlain, "Not Found"},
		{"admin", "GET", sourcesPath + "2/", nil, 404, engine.TypePlain, "Not Found"}, // the other cluster's
		{"admin", "GET", sourcesPath + "abc/", nil, 500, engine.TypeText, "invalid literal for int() with base 10: 'abc'"},
		{"user", "GET", sourcesPath + "1/", nil, 403, engine.TypeText, cannotAccess},
		{"admin", "POST", sourcesPath, []any{"url", "example.com", "keyring_filename", "/x.gpg"}, 201, engine.TypeJSON, sourceShown("3", "http://example.com/", "/x.gpg", "")},
		{"admin", "POST", sourcesPath, []any{"url", "http://localhost:80/a", keyring("ascii")}, 201, engine.TypeJSON, sourceShown("4", "http://localhost:80/a", "", "YXNjaWk=")},
		{"admin", "POST", sourcesPath, []any{"url", "http://example.com/", "keyring_data", "YXNjaWk="}, 400, engine.TypePlainJSON, neither},
		{"admin", "POST", sourcesPath, nil, 400, engine.TypePlainJSON, `{"__all__": ["One of keyring_data or keyring_filename must be specified."], "url": ["This field is required."]}`},
		{"admin", "POST", sourcesPath, []any{"url", "http://example.com/", "keyring_filename", "/x", keyring("z")}, 400, engine.TypePlainJSON, both},
		{"admin", "POST", sourcesPath, []any{"url", "http://example.com/", "keyring_filename", "/x", keyring("")}, 400, engine.TypePlainJSON, `{"keyring_data": ["The submitted file is empty."]}`},
		{"admin", "POST", sourcesPath, []any{"url", "zz", "keyring_filename", "/x"}, 400, engine.TypePlainJSON, `{"url": ["Enter a valid URL."]}`},
		{"admin", "POST", sourcesPath, []any{"url", "http://example.com/" + strings.Repeat("x", 182), "keyring_filename", "/x"}, 400, engine.TypePlainJSON,
			`{"url": ["Ensure this value has at most 200 characters (it has 201)."]}`},
		{"admin", "GET", sourcesPath + "4/", nil, 200, engine.TypeJSON, sourceShown("4", "http://localhost:80/a", "", "YXNjaWk=")},
		{"admin", "GET", sourcesPath, nil, 200, engine.TypeJSON, "[" + first + ", " + sourceShown("3", "http://example.com/", "/x.gpg", "") + ", " +
			sourceShown("4", "http://localhost:80/a", "", "ascii") + "]"},
		{"admin", "PUT", sourcesPath + "3/", []any{"url", "http://example.com/changed/"}, 200, engine.TypeJSON, sourceShown("3", "http://example.com/changed/", "/x.gpg", "")},
		{"admin", "PUT", sourcesPath + "3/", []any{keyring("new")}, 400, engine.TypePlainJSON, both},
		{"admin", "PUT", sourcesPath + "3/", []any{"keyring_filename", ""}, 400, engine.TypePlainJSON, neither},
		{"admin", "PUT", sourcesPath + "3/", []any{"url", ""}, 400, engine.TypePlainJSON, `{"url": ["This field is required."]}`},
		{"admin", "PUT", sourcesPath + "3/", []any{"keyring_filename", "", keyring("new")}, 200, engine.TypeJSON, sourceShown("3", "http://example.com/changed/", "", "new")},
		{"admin", "PUT", sourcesPath + "3/", nil, 500, engine.TypeText, "'buffer' object has no attribute 'read'"},
		{"admin", "PUT", sourcesPath + "9/", nil, 404, engine.TypePlain, "Not Found"},
		{"user", "PUT", sourcesPath + "3/", nil, 403, engine.TypeText, cannotAccess},
		{"user", "DELETE", sourcesPath + "3/", nil, 403, engine.TypeText, cannotAccess},
		{"admin", "DELETE", sourcesPath + "3/", nil, 204, engine.TypePlain, ""},
		{"admin", "DELETE", sourcesPath + "3/", nil, 404, engine.TypePlain, "Not Found"},
	})
	assert.Equal(t, "{}", askRaw(t, s, "admin", sourcesPath, "text/plain", "url=x").body)
}

func TestBootSourcesBinaryKeyring(t *testing.T) {
	t.Parallel()
	for content, want := range map[string]string{
		"\x00\x01\xffkeyring": "'utf8' codec can't decode byte 0xff in position 2: invalid start byte.",
		"é\xc3(":              "'utf8' codec can't decode byte 0xc3 in position 2: invalid continuation byte.",
		"a\xc3":               "'utf8' codec can't decode byte 0xc3 in position 1: unexpected end of data.",
	} {
		s := NewUnstarted()
		made := ask(t, s, "admin", "POST", sourcesPath, "url", "http://example.com/", filePart{"keyring_data", []byte(content)})
		assert.Equal(t, 201, made.status)
		assert.Equal(t, 200, ask(t, s, "admin", "GET", sourcesPath+"2/").status, "alone it comes in base64")
		got := ask(t, s, "admin", "GET", sourcesPath)
		assert.Equal(t, 500, got.status)
		assert.Equal(t, engine.TypeText, got.contentType)
		assert.True(t, strings.HasPrefix(got.body, want), got.body)
	}
}

func TestFormURL(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"example.com":              "http://example.com/",
		"example.com/a":            "http://example.com/a",
		"https://10.0.0.1:8080":    "https://10.0.0.1:8080/",
		"ftp://localhost/x?y":      "ftp://localhost/x?y",
		"http://[fe80::1]/":        "http://[fe80::1]/",
		"zz":                       "",
		"gopher://example.com/":    "",
		"http://exa mple.com/":     "",
		"http://example.com/a b":   "",
		"http://-example.com/":     "",
		"http://example.com:port/": "",
	} {
		errs := engine.FieldErrors{}
		got := formURL(&engine.Values{Pairs: []Pair{{Name: "url", Value: given}}}, "url", "", errs)
		assert.Equal(t, want, got, given)
		assert.Equal(t, want == "", errs["url"] != nil, given)
	}
}

func TestSelections(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	s.AddNodeGroup(NodeGroup{UUID: secondCluster})
	path := sourcesPath + "1/selections/"
	shown := func(id, release, lists string) string {
		return `{"id": ` + id + `, "release": "` + release + `", ` + lists + `, "resource_uri": "/MAAS/api/1.0/nodegroups/` + defaultCluster +
			`/boot-sources/1/selections/` + id + `/"}`
	}
	const all = `"arches": ["*"], "subarches": ["*"], "labels": ["release"]`
	const none = `"arches": [], "subarches": [], "labels": []`
	const some = `"arches": ["amd64", "i386"], "subarches": ["generic"], "labels": ["release", "beta"]`
	runSteps(t, s, []step{
		{"admin", "GET", path, nil, 200, engine.TypeJSON, "[" + shown("1", "precise", all) + ", " + shown("2", "trusty", all) + "]"},
		{"user", "GET", path, nil, 403, engine.TypeText, cannotAccess},
		{"", "POST", path, nil, 403, engine.TypeText, cannotAccess},
		{"admin", "GET", sourcesPath + "2/selections/", nil, 404, engine.TypePlain, "Not Found"}, // the other cluster's
		{"admin", "GET", sourcesPath + "x/selections/", nil, 500, engine.TypeText, "invalid literal for int() with base 10: 'x'"},
		{"admin", "POST", path, []any{"release", "saucy", "arches", "amd64", "arches", "i386", "subarches", "generic", "labels", "release", "labels", "beta"}, 200, engine.TypeJSON, shown("5", "saucy", some)},
		{"admin", "POST", path, nil, 200, engine.TypeJSON, shown("6", "", none)},
		{"admin", "POST", path, []any{"release", strings.Repeat("r", 21)}, 400, engine.TypePlainJSON, `{"release": ["Ensure this value has at most 20 characters (it has 21)."]}`},
		{"admin", "POST", sourcesPath + "9/selections/", nil, 404, engine.TypePlain, "Not Found"},
		{"admin", "GET", path + "5/", nil, 200, engine.TypeJSON, shown("5", "saucy", some)},
		{"admin", "GET", path + "3/", nil, 404, engine.TypePlain, "Not Found"},
		{"admin", "GET", path + "abc/", nil, 500, engine.TypeText, "invalid literal for int() with base 10: 'abc'"},
		{"user", "GET", path + "5/", nil, 403, engine.TypeText, cannotAccess},
		{"admin", "PUT", path + "5/", []any{"release", "", "url", "ignored"}, 200, engine.TypeJSON, shown("5", "", some)},
		{"admin", "PUT", path + "5/", []any{"arches", ""}, 200, engine.TypeJSON, shown("5", "", strings.Replace(some, `"amd64", "i386"`, `""`, 1))},
		{"admin", "PUT", path + "9/", nil, 404, engine.TypePlain, "Not Found"},
		{"user", "PUT", path + "5/", nil, 403, engine.TypeText, cannotAccess},
		{"user", "DELETE", path + "5/", nil, 403, engine.TypeText, cannotAccess},
		{"admin", "DELETE", path + "5/", nil, 204, engine.TypePlain, ""},
		{"admin", "DELETE", path + "5/", nil, 404, engine.TypePlain, "Not Found"},
		{"admin", "DELETE", sourcesPath + "1/", nil, 204, engine.TypePlain, ""},
	})
	assert.Equal(t, 2, s.store.Current().selections.Len(), "a source takes its selections along")
	assert.Equal(t, "{}", askRaw(t, s, "admin", secondPath+"boot-sources/2/selections/", "text/plain", "x").body)
}
