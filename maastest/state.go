package maastest

import (
	"crypto/rand"
	"fmt"
	"maps"
	"strings"

	"github.com/gomaas/maas/internal/engine"
)

// state is everything in the server's database. Tables are only changed while
// the lock of the store is held, through their methods, so that a request that fails can be
// taken back.
type state struct {
	journal   *engine.Journal
	sequences map[string]int // last number given out, per kind; never taken back

	users       *engine.Table[string, user]                // by name
	tokens      *engine.Table[string, token]               // by key
	consumers   *engine.Table[string, string]              // token key by consumer key
	zones       *engine.Table[string, zone]                // by name
	nodes       *engine.Table[string, node]                // by system id
	hostnames   *engine.Table[string, string]              // system id by host name as stored
	macs        *engine.Table[string, mac]                 // by address
	tags        *engine.Table[string, tag]                 // by name
	results     *engine.Table[string, commissioningResult] // by resultKey
	pending     *engine.Table[string, pendingWork]         // by system id
	nodeGroups  *engine.Table[string, nodeGroup]           // by uuid
	networks    *engine.Table[string, network]             // by name
	interfaces  *engine.Table[int, clusterInterface]
	bootImages  *engine.Table[int, bootImage]
	bootSources *engine.Table[int, bootSource]
	selections  *engine.Table[int, bootSourceSelection]
	addresses   *engine.Table[string, staticAddress] // by address
	leases      *engine.Table[string, lease]         // by address
	downloads   *engine.Table[int, download]
	files       *engine.Table[string, storedFile] // by fileID
	settings    *engine.Table[string, any]        // by name; those ever set
	sshKeys     *engine.Table[int, userKey]
	sslKeys     *engine.Table[int, userKey]
	scripts     *engine.Table[string, script]     // by name
	licenseKeys *engine.Table[string, licenseKey] // by licenseKeyID
}

func newState() *state {
	j := new(engine.Journal)
	return &state{
		journal:     j,
		sequences:   make(map[string]int),
		users:       engine.NewTable[string, user](j),
		tokens:      engine.NewTable[string, token](j),
		consumers:   engine.NewTable[string, string](j),
		zones:       engine.NewTable[string, zone](j),
		nodes:       engine.NewTable[string, node](j),
		hostnames:   engine.NewTable[string, string](j),
		macs:        engine.NewTable[string, mac](j),
		tags:        engine.NewTable[string, tag](j),
		results:     engine.NewTable[string, commissioningResult](j),
		pending:     engine.NewTable[string, pendingWork](j),
		nodeGroups:  engine.NewTable[string, nodeGroup](j),
		networks:    engine.NewTable[string, network](j),
		interfaces:  engine.NewTable[int, clusterInterface](j),
		bootImages:  engine.NewTable[int, bootImage](j),
		bootSources: engine.NewTable[int, bootSource](j),
		selections:  engine.NewTable[int, bootSourceSelection](j),
		addresses:   engine.NewTable[string, staticAddress](j),
		leases:      engine.NewTable[string, lease](j),
		downloads:   engine.NewTable[int, download](j),
		files:       engine.NewTable[string, storedFile](j),
		settings:    engine.NewTable[string, any](j),
		sshKeys:     engine.NewTable[int, userKey](j),
		sslKeys:     engine.NewTable[int, userKey](j),
		scripts:     engine.NewTable[string, script](j),
		licenseKeys: engine.NewTable[string, licenseKey](j),
	}
}

// Undo is the journal of all tables.
func (st *state) Undo() *engine.Journal { return st.journal }

// Clone copies the state. Rows are shared, since they never change.
func (st *state) Clone() *state {
	j := new(engine.Journal)
	return &state{
		journal:     j,
		sequences:   maps.Clone(st.sequences),
		users:       st.users.Clone(j),
		tokens:      st.tokens.Clone(j),
		consumers:   st.consumers.Clone(j),
		zones:       st.zones.Clone(j),
		nodes:       st.nodes.Clone(j),
		hostnames:   st.hostnames.Clone(j),
		macs:        st.macs.Clone(j),
		tags:        st.tags.Clone(j),
		results:     st.results.Clone(j),
		pending:     st.pending.Clone(j),
		nodeGroups:  st.nodeGroups.Clone(j),
		networks:    st.networks.Clone(j),
		interfaces:  st.interfaces.Clone(j),
		bootImages:  st.bootImages.Clone(j),
		bootSources: st.bootSources.Clone(j),
		selections:  st.selections.Clone(j),
		addresses:   st.addresses.Clone(j),
		leases:      st.leases.Clone(j),
		downloads:   st.downloads.Clone(j),
		files:       st.files.Clone(j),
		settings:    st.settings.Clone(j),
		sshKeys:     st.sshKeys.Clone(j),
		sslKeys:     st.sslKeys.Clone(j),
		scripts:     st.scripts.Clone(j),
		licenseKeys: st.licenseKeys.Clone(j),
	}
}

// next gives out the next number of a sequence, from 1 on.
func (st *state) next(sequence string) int {
	st.sequences[sequence]++
	return st.sequences[sequence]
}

// A user is an account, those included that MAAS keeps for itself.
type user struct {
	name, email, password string
	superuser             bool
	inactive              bool // refused by the API
}

// Accounts that every MAAS has for its own use.
const (
	nodeInitUser = "maas-init-node"        // for the metadata service
	workerUser   = "maas-nodegroup-worker" // owns the keys of clusters
)

// newToken gives a user a new key.
func (st *state) newToken(user string) *token {
	t := &token{key: randomKey(18), secret: randomKey(32), consumer: randomKey(18), user: user}
	st.addToken(t)
	return t
}

func (st *state) addToken(t *token) {
	st.tokens.Put(t.key, t)
	st.consumers.Put(t.consumer, &t.key)
}

func (st *state) deleteToken(t *token) {
	st.tokens.Delete(t.key)
	st.consumers.Delete(t.consumer)
}

func (st *state) hasConsumer(key string) bool { return st.consumers.Get(key) != nil }

// userToken returns a user's oldest key, or nil.
func (st *state) userToken(name string) *token {
	return st.tokens.Find(func(t *token) bool { return t.user == name })
}

// randomKey makes the text of a key, n characters long.
func randomKey(n int) string {
	var b strings.Builder
	for b.Len() < n {
		b.WriteString(rand.Text())
	}
	return b.String()[:n]
}

// newUUID makes an identifier in the form of MAAS's own, a UUID of version 1.
func newUUID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x10, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
