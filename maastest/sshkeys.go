package maastest

import (
	"encoding/asn1"
	"encoding/base64"
	"encoding/binary"
	"encoding/pem"
	"net/http"
	"slices"
	"strings"

	"github.com/gomaas/maas/internal/engine"
)

// A userKey is an SSH or SSL key of a user.
type userKey struct {
	id         int
	text, user string
}

// A keyKind is what tells SSH keys and SSL keys apart.
type keyKind struct {
	path     string // "sshkeys"
	table    func(*state) *engine.Table[int, userKey]
	problem  func(key string) string // "" for a good key
	deleteBy string                  // the method of op=delete
	private  bool                    // a key can be read by its owner only
}

var sshKeys = &keyKind{
	path:     "sshkeys",
	table:    func(st *state) *engine.Table[int, userKey] { return st.sshKeys },
	problem:  sshKeyProblem,
	deleteBy: "POST",
}

// collection is the resource of all keys of a kind.
func (k *keyKind) collection() *resource {
	return &resource{
		Template: "account/prefs/" + k.path + "/",
		Operations: []operation{
			{Method: http.MethodGet, Op: "list", Run: k.list},
			{Method: http.MethodPost, Op: "new", Run: k.create},
		},
	}
}

// single is the resource of one key.
func (k *keyKind) single() *resource {
	return &resource{
		Template: "account/prefs/" + k.path + "/{keyid}/",
		Operations: []operation{
			{Method: http.MethodGet, Run: k.read},
			{Method: http.MethodDelete, Run: k.remove},
			{Method: k.deleteBy, Op: "delete", Run: k.remove},
		},
	}
}

func (k *keyKind) json(c *call, key *userKey) engine.Object {
	return engine.Object{
		{"id", key.id},
		{"key", key.text},
		{"resource_uri", c.uri("account", "prefs", k.path, engine.PyStr(key.id))},
	}
}

func (k *keyKind) list(c *call) (any, error) {
	list := []engine.Object{}
	for _, key := range k.table(c.state).Sorted() {
		if key.user == c.user.name {
			list = append(list, k.json(c, key))
		}
	}
	return list, nil
}

func (k *keyKind) create(c *call) (any, error) {
	if c.Data == nil {
		return nil, engine.FieldErrors{}.Raise()
	}
	sent := c.Data.Get("key")
	if sent == "" {
		return nil, engine.Invalid("key", fieldRequired)
	}
	if problem := k.problem(sent); problem != "" {
		return nil, engine.Invalid("key", problem)
	}
	keys := k.table(c.state)
	if keys.Find(func(key *userKey) bool { return key.user == c.user.name && key.text == sent }) != nil {
		return nil, engine.Invalid("key", "This key has already been added for this user.")
	}
	key := &userKey{id: c.state.next(k.path), text: sent, user: c.user.name}
	keys.Put(key.id, key)
	return engine.Python2.Created(engine.Object{{"id", key.id}, {"key", key.text}}), nil
}

// find returns the key that the path names.
func (k *keyKind) find(c *call) (*userKey, error) {
	id, err := c.intArg("keyid")
	if err != nil {
		return nil, err
	}
	key := k.table(c.state).Get(id)
	if key == nil {
		return nil, notFound()
	}
	return key, nil
}

func (k *keyKind) read(c *call) (any, error) {
	key, err := k.find(c)
	if err != nil {
		return nil, err
	}
	if k.private && key.user != c.user.name {
		return engine.Text(http.StatusForbidden, "Can't get a key you don't own."), nil
	}
	return k.json(c, key), nil
}

func (k *keyKind) remove(c *call) (any, error) {
	key, err := k.find(c)
	if err != nil {
		return nil, err
	}
	if key.user != c.user.name {
		return engine.Text(http.StatusForbidden, "Can't delete a key you don't own."), nil
	}
	k.table(c.state).Delete(key.id)
	return engine.Deleted(), nil
}

// sshKeyNumbers is how many numbers make up a key of each kind that MAAS 1.6
// knows.
var sshKeyNumbers = map[string]int{"ssh-rsa": 2, "ssh-dss": 4}

// sshKeyProblem says what is wrong with a public key; "" means nothing.
func sshKeyProblem(key string) string {
	switch {
	case isPrivateKey(key):
		return "Invalid SSH public key (this key is a private key)."
	case !isPublicKey(key):
		return "Invalid SSH public key."
	}
	return ""
}

func isPublicKey(key string) bool {
	fields := strings.Fields(key)
	if !strings.HasPrefix(key, "ssh-") || len(fields) < 2 {
		return false
	}
	blob, err := base64.StdEncoding.DecodeString(fields[1])
	if err != nil {
		return false
	}
	kind, rest, ok := cutString(blob)
	numbers := sshKeyNumbers[string(kind)]
	for range numbers {
		if ok {
			_, rest, ok = cutString(rest)
		}
	}
	return ok && numbers > 0
}

// cutString splits off the string that an SSH blob begins with: four bytes of
// length, and the text.
func cutString(blob []byte) (s, rest []byte, ok bool) {
	if len(blob) < 4 {
		return nil, nil, false
	}
	n, rest := binary.BigEndian.Uint32(blob), blob[4:]
	if uint64(n) > uint64(len(rest)) {
		return nil, nil, false
	}
	return rest[:n], rest[n:], true
}

// isPrivateKey recognises the PEM forms of RSA and DSA keys. OpenSSH's own
// format is younger than the server, which takes it for no key at all.
func isPrivateKey(key string) bool {
	block, _ := pem.Decode([]byte(key))
	if block == nil || !slices.Contains([]string{"RSA PRIVATE KEY", "DSA PRIVATE KEY"}, block.Type) {
		return false
	}
	var numbers asn1.RawValue
	_, err := asn1.Unmarshal(block.Bytes, &numbers)
	return err == nil && numbers.Tag == asn1.TagSequence
}
