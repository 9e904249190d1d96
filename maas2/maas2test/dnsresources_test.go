package maas2test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
)

type dnsAnswer struct {
	ID   int
	FQDN string
}

func TestNamesGoToTheLongestDomain(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	for _, name := range []string{"example.org", "sub.example.org"} {
		assert.Equal(t, http.StatusOK, submit(s, "admin", "POST", "domains/", "name", name).Code)
	}
	for full, uri := range map[string]string{
		"a.b.example.org":     "domains/1/",
		"www.sub.example.org": "domains/2/",
		"sub.example.org":     "domains/2/",
	} {
		record := answer[dnsAnswer](t, http.StatusOK, submit(s, "admin", "POST", "dnsresourcerecords/", "fqdn", full, "rrtype", "txt", "rrdata", "x"))
		assert.Equal(t, full, record.FQDN)
		list := answer[[]dnsAnswer](t, http.StatusOK, ask(s, "alice", "GET", "dnsresources/?fqdn="+full))
		assert.Len(t, list, 1, full)
		assert.Equal(t, http.StatusOK, ask(s, "alice", "GET", uri).Code)
	}
	w := submit(s, "admin", "POST", "dnsresourcerecords/", "fqdn", "www.nosuch.org", "rrtype", "TXT", "rrdata", "x")
	assert.Equal(t, http.StatusNotFound, w.Code)
}

func TestAliasesStandAlone(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	add := func(name, rrtype, data string) (int, string) {
		w := submit(s, "admin", "POST", "dnsresourcerecords/", "name", name, "domain", "maas", "rrtype", rrtype, "rrdata", data)
		return w.Code, w.Body.String()
	}
	code, text := add("a", "CNAME", "b.maas")
	assert.Equal(t, http.StatusOK, code, text)
	code, text = add("a", "CNAME", "c.maas")
	assert.Equal(t, http.StatusBadRequest, code)
	assert.Contains(t, text, "Only one CNAME")
	code, text = add("a", "TXT", "x")
	assert.Equal(t, http.StatusBadRequest, code)
	assert.Contains(t, text, "cannot coexist")
	w := submit(s, "admin", "POST", "dnsresources/", "fqdn", "www.maas", "ip_addresses", "10.0.0.70")
	assert.Equal(t, http.StatusOK, w.Code, w.Body.String())
	code, text = add("www", "CNAME", "b.maas")
	assert.Equal(t, http.StatusBadRequest, code)
	assert.Contains(t, text, "cannot coexist")
	for rrtype, bad := range map[string]string{"MX": "70000 mail", "SRV": "1 2 host", "SSHFP": "9 1 ab", "NS": "two words"} {
		code, text = add("bad", rrtype, bad)
		assert.Equal(t, http.StatusBadRequest, code, rrtype)
		assert.Contains(t, text, "Invalid "+rrtype)
	}
	names := answer[[]dnsAnswer](t, http.StatusOK, ask(s, "admin", "GET", "dnsresources/?name=bad"))
	assert.Empty(t, names, "what a refused record needed is taken back")
}

func TestLastRecordTakesItsName(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	record := answer[dnsAnswer](t, http.StatusOK, submit(s, "admin", "POST", "dnsresourcerecords/", "fqdn", "a.maas", "rrtype", "TXT", "rrdata", "x"))
	assert.Len(t, answer[[]dnsAnswer](t, http.StatusOK, ask(s, "alice", "GET", "dnsresources/")), 1)
	assert.Equal(t, http.StatusNoContent, ask(s, "admin", "DELETE", fmt.Sprintf("dnsresourcerecords/%d/", record.ID)).Code)
	assert.Empty(t, answer[[]dnsAnswer](t, http.StatusOK, ask(s, "alice", "GET", "dnsresources/")))
}

func TestDefaultDomain(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	assert.Equal(t, http.StatusOK, submit(s, "admin", "POST", "domains/", "name", "example.org").Code)
	assert.Equal(t, http.StatusOK, submit(s, "admin", "POST", "domains/example.org/?op=set_default").Code)
	assert.Equal(t, http.StatusBadRequest, ask(s, "admin", "DELETE", "domains/1/").Code)
	w := submit(s, "alice", "POST", "ipaddresses/?op=reserve", "subnet", "1", "hostname", "printer")
	assert.Equal(t, http.StatusOK, w.Code, w.Body.String())
	list := answer[[]dnsAnswer](t, http.StatusOK, ask(s, "alice", "GET", "dnsresources/"))
	assert.Equal(t, "printer.example.org", list[0].FQDN)
}
