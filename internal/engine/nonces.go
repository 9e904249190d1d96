package engine

import (
	"crypto/sha256"
	"net/url"
	"strings"
	"time"
)

// TimestampWindow is how far a request's time may be from the server's.
const TimestampWindow = 300 * time.Second

const (
	// noncePurge is how often nonces outside the window are forgotten.
	noncePurge = 24 * time.Hour
	// maxNonces is how many nonces are remembered at most. Those outside the
	// window go first; a request that old is refused by its timestamp.
	maxNonces = 1 << 14
)

// A NonceID is what makes a nonce unique; the timestamp has no part in it.
type NonceID struct {
	Consumer, Token, Nonce string
}

// A nonceKey stands for a NonceID and keeps no request's header in memory.
type nonceKey [16]byte

func (id NonceID) key() nonceKey {
	sum := sha256.Sum256([]byte(id.Consumer + "\x00" + id.Token + "\x00" + id.Nonce))
	return nonceKey(sum[:len(nonceKey{})])
}

// Nonces are those that were used. They are guarded by the lock of the state
// whose journal Use is given.
type Nonces struct {
	used   map[nonceKey]int64 // when, in seconds
	order  []nonceKey         // by age; some may have been taken back since
	purged time.Time          // when old nonces were last forgotten
}

// NewNonces returns a store without nonces.
func NewNonces(now time.Time) *Nonces {
	return &Nonces{used: make(map[nonceKey]int64), purged: now}
}

// Use stores a nonce, and reports whether it was new. It is forgotten if the
// transaction is rolled back.
func (n *Nonces) Use(id NonceID, now time.Time, j *Journal) bool {
	if now.Sub(n.purged) >= noncePurge || len(n.order) >= maxNonces {
		n.purge(now)
	}
	key := id.key()
	if _, used := n.used[key]; used {
		return false
	}
	n.used[key] = now.Unix()
	n.order = append(n.order, key)
	j.OnRollback(func() { delete(n.used, key) })
	return true
}

// purge forgets the nonces outside the window, and the oldest half of the others
// if they are too many still.
func (n *Nonces) purge(now time.Time) {
	kept := n.order[:0]
	for _, key := range n.order {
		at, ok := n.used[key]
		switch {
		case !ok:
		case now.Sub(time.Unix(at, 0)) > TimestampWindow:
			delete(n.used, key)
		default:
			kept = append(kept, key)
		}
	}
	if len(kept) > maxNonces/2 {
		for _, key := range kept[:len(kept)-maxNonces/2] {
			delete(n.used, key)
		}
		kept = append(kept[:0], kept[len(kept)-maxNonces/2:]...)
	}
	n.order, n.purged = kept, now
}

// oauthParameters are those that make a request count as signed.
var oauthParameters = []string{
	"oauth_consumer_key", "oauth_token", "oauth_signature",
	"oauth_signature_method", "oauth_timestamp", "oauth_nonce",
}

// Signed reports whether a request claims to be signed by its header or by its
// parameters. MAAS looks for the names anywhere in the header's text.
func Signed(header string, p *Payload) (inHeader, inParams bool) {
	inHeader, inParams = true, true
	for _, name := range oauthParameters {
		inHeader = inHeader && strings.Contains(header, name)
		inParams = inParams && (p.Query.Has(name) || p.Post.Has(name))
	}
	return inHeader, inParams
}

// SplitAuthorization adds the parameters of the OAuth header's text behind the
// scheme to params, and reports whether it could be parsed. One whose text
// contains "realm" is dropped, whatever its name.
func SplitAuthorization(fields string, params *Values) bool {
	for field := range strings.SplitSeq(fields, ",") {
		if strings.Contains(field, "realm") {
			continue
		}
		name, value, ok := strings.Cut(strings.TrimSpace(field), "=")
		if !ok {
			return false
		}
		value = strings.Trim(value, `"`)
		if decoded, err := url.PathUnescape(value); err == nil {
			value = decoded
		}
		params.Add(name, value)
	}
	return true
}
