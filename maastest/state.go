package maastest

import (
	"crypto/rand"
	"fmt"
	"maps"
	"strings"
)

// state is everything in the server's database. Tables are only changed while
// Server.mu is held, through their methods, so that a request that fails can be
// taken back.
type state struct {
	journal   *journal
	sequences map[string]int // last number given out, per kind; never taken back

	users       *table[string, user]                // by name
	tokens      *table[string, token]               // by key
	consumers   *table[string, string]              // token key by consumer key
	zones       *table[string, zone]                // by name
	nodes       *table[string, node]                // by system id
	hostnames   *table[string, string]              // system id by host name as stored
	macs        *table[string, mac]                 // by address
	tags        *table[string, tag]                 // by name
	results     *table[string, commissioningResult] // by resultKey
	pending     *table[string, pendingWork]         // by system id
	nodeGroups  *table[string, nodeGroup]           // by uuid
	networks    *table[string, network]             // by name
	interfaces  *table[int, clusterInterface]
	bootImages  *table[int, bootImage]
	bootSources *table[int, bootSource]
	selections  *table[int, bootSourceSelection]
	addresses   *table[string, staticAddress] // by address
	leases      *table[string, lease]         // by address
	downloads   *table[int, download]
	files       *table[string, storedFile] // by fileID
	settings    *table[string, any]        // by name; those ever set
	sshKeys     *table[int, userKey]
	sslKeys     *table[int, userKey]
	scripts     *table[string, script]     // by name
	licenseKeys *table[string, licenseKey] // by licenseKeyID
}

func newState() *state {
	j := new(journal)
	return &state{
		journal:     j,
		sequences:   make(map[string]int),
		users:       newTable[string, user](j),
		tokens:      newTable[string, token](j),
		consumers:   newTable[string, string](j),
		zones:       newTable[string, zone](j),
		nodes:       newTable[string, node](j),
		hostnames:   newTable[string, string](j),
		macs:        newTable[string, mac](j),
		tags:        newTable[string, tag](j),
		results:     newTable[string, commissioningResult](j),
		pending:     newTable[string, pendingWork](j),
		nodeGroups:  newTable[string, nodeGroup](j),
		networks:    newTable[string, network](j),
		interfaces:  newTable[int, clusterInterface](j),
		bootImages:  newTable[int, bootImage](j),
		bootSources: newTable[int, bootSource](j),
		selections:  newTable[int, bootSourceSelection](j),
		addresses:   newTable[string, staticAddress](j),
		leases:      newTable[string, lease](j),
		downloads:   newTable[int, download](j),
		files:       newTable[string, storedFile](j),
		settings:    newTable[string, any](j),
		sshKeys:     newTable[int, userKey](j),
		sslKeys:     newTable[int, userKey](j),
		scripts:     newTable[string, script](j),
		licenseKeys: newTable[string, licenseKey](j),
	}
}

// clone copies the state. Rows are shared, since they never change.
func (st *state) clone() *state {
	j := new(journal)
	return &state{
		journal:     j,
		sequences:   maps.Clone(st.sequences),
		users:       st.users.clone(j),
		tokens:      st.tokens.clone(j),
		consumers:   st.consumers.clone(j),
		zones:       st.zones.clone(j),
		nodes:       st.nodes.clone(j),
		hostnames:   st.hostnames.clone(j),
		macs:        st.macs.clone(j),
		tags:        st.tags.clone(j),
		results:     st.results.clone(j),
		pending:     st.pending.clone(j),
		nodeGroups:  st.nodeGroups.clone(j),
		networks:    st.networks.clone(j),
		interfaces:  st.interfaces.clone(j),
		bootImages:  st.bootImages.clone(j),
		bootSources: st.bootSources.clone(j),
		selections:  st.selections.clone(j),
		addresses:   st.addresses.clone(j),
		leases:      st.leases.clone(j),
		downloads:   st.downloads.clone(j),
		files:       st.files.clone(j),
		settings:    st.settings.clone(j),
		sshKeys:     st.sshKeys.clone(j),
		sslKeys:     st.sslKeys.clone(j),
		scripts:     st.scripts.clone(j),
		licenseKeys: st.licenseKeys.clone(j),
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
	st.tokens.put(t.key, t)
	st.consumers.put(t.consumer, &t.key)
}

func (st *state) deleteToken(t *token) {
	st.tokens.delete(t.key)
	st.consumers.delete(t.consumer)
}

func (st *state) hasConsumer(key string) bool { return st.consumers.get(key) != nil }

// userToken returns a user's oldest key, or nil.
func (st *state) userToken(name string) *token {
	return st.tokens.find(func(t *token) bool { return t.user == name })
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
