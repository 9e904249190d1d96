package maas2test

import (
	"flag"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/gomaas/maas/internal/doubletest"
	"github.com/gomaas/maas/internal/engine"
)

var replaySection = flag.String("section", "", "print what differs in TestReplay for this `section` only, known or not")

// readRecordings reads what was recorded with a real MAAS 3.4.10.
func readRecordings(t testing.TB) []*doubletest.Exchange {
	t.Helper()
	return doubletest.ReadRecordings(t, "testdata/recordings-3.4.10.jsonl")
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

// sectionOf is the part of the API that an exchange is counted under.
func sectionOf(e *doubletest.Exchange) string {
	name, _, _ := strings.Cut(e.Name, "-")
	if name == "sweep" && e.OpID != nil {
		name, _, _ = strings.Cut(strings.ToLower(*e.OpID), ".")
	}
	if other, ok := sectionNames[name]; ok {
		return other
	}
	return name
}

// A replay plays what was recorded.
type replay struct {
	doubletest.Replay
	server *Server
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

func newReplay(t testing.TB) *replay {
	clock := NewManualClock(time.Date(2026, 11, 21, 12, 48, 58, 0, time.UTC))
	r := &replay{server: NewUnstarted(WithClock(clock), WithManualCommissioning(), WithManualDeployment())}
	r.Replay = doubletest.Replay{
		T: t, Handler: r.server, Clock: clock, Host: "127.0.0.1:5243", Key: r.server.Key,
		Before: func(name string) {
			for _, prepare := range beforeExchanges[name] {
				prepare(r)
			}
		},
		MadeUp: madeUp, Times: timePattern, Page: 200,
		Fresh: func(key map[string]any) bool { return key["name"] == "ci" },
		Same: func(path string, recorded, ours any) bool {
			return secondsField.MatchString(path) && reflect.TypeOf(recorded) == reflect.TypeOf(ours) && recorded != ""
		},
	}
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

// madeUp are the fields whose values MAAS makes up, and what these look like.
var madeUp = map[string]*regexp.Regexp{
	"system_id":    regexp.MustCompile(`^([a-z0-9]{6})$`),
	"hostname":     regexp.MustCompile(`^([a-z]+-[a-z]+)$`),
	"uuid":         regexp.MustCompile(`^([0-9a-f]{8}-[0-9a-f-]{27})$`),
	"consumer_key": regexp.MustCompile(`^(\w{18})$`),
	"token_key":    regexp.MustCompile(`^(\w{18})$`),
	"token_secret": regexp.MustCompile(`^(\w{32})$`),
	"key":          regexp.MustCompile(`^([0-9a-f]{8}-[0-9a-f-]{27})$`),
}

var (
	timePattern = regexp.MustCompile(`^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?|\w{3}, \d\d \w{3}\.? \d{4} \d\d:\d\d:\d\d( -0000)?)$`)
	// secondsField is where a time is in seconds since 1970.
	secondsField = regexp.MustCompile(`\.(starttime|endtime)$`)
)

// TestReplay plays everything that was recorded with a real MAAS to the server, in
// order, and compares the answers. What differs has to be listed with its reason in
// testdata/known-differences.txt, and what is listed has to differ.
func TestReplay(t *testing.T) {
	t.Parallel()
	known := doubletest.ReadDifferences(t, "testdata/known-differences.txt")
	r := newReplay(t)
	sections := make(map[string]*doubletest.Figures)
	var all doubletest.Figures
	for _, e := range readRecordings(t) {
		section := sectionOf(e)
		if section == "parallel" {
			continue // which of these failed was chance
		}
		status, body, difference := r.PlayListed(e, known)
		if sections[section] == nil {
			sections[section] = new(doubletest.Figures)
		}
		sections[section].Add(status, body)
		all.Add(status, body)
		if section == *replaySection && difference != "" {
			t.Logf("%s: %s", e.Name, difference)
		}
	}
	assert.Empty(t, known, "listed, but not recorded")
	assert.Zero(t, r.server.host.Panics())
	for _, name := range engine.SortedKeys(sections) {
		t.Logf("%-14s %v", name, sections[name])
	}
	t.Logf("%-14s %v", "all", &all)
	all.Check(t)
}
