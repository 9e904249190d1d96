package maas2test

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gomaas/maas/internal/engine"
)

// A userKey is an SSH or SSL key of a user.
type userKey struct {
	id         int
	text, user string
	source     string // where it was imported from, "" if it was not
}

var sshKeys = hiddenKind[int, userKey]()

var sshKeysSection = &section{
	resources: []*resource{
		{Template: "account/prefs/sshkeys/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).sshKeysRead},
			{Method: http.MethodPost, Run: (*call).sshKeysCreate},
			{Method: http.MethodPost, Op: "import", Run: (*call).sshKeysImport},
		}},
		{Template: "account/prefs/sshkeys/{id}/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).sshKeyRead},
			{Method: http.MethodDelete, Run: (*call).sshKeyDelete},
		}},
	},
}

func (c *call) sshKeyJSON(k *userKey) object {
	return object{
		{"id", k.id},
		{"key", k.text},
		{"keysource", k.source},
		{"resource_uri", c.uri("account", "prefs", "sshkeys", strconv.Itoa(k.id))},
	}
}

func (c *call) sshKeysRead() (any, error) {
	list := []object{}
	for _, k := range sshKeys.in(c.state).Sorted() {
		if k.user == c.user.name {
			list = append(list, c.sshKeyJSON(k))
		}
	}
	return list, nil
}

// sshKeysCreate adds a key of the caller, or of the user whom an administrator
// names.
func (c *call) sshKeysCreate() (any, error) {
	owner := c.user.name
	if name := c.Data.Get("user"); name != "" {
		if !c.isAdmin() {
			return nil, engine.BadRequest("Only administrators can specify a user when creating an SSH key.")
		}
		if users.in(c.state).Get(name) == nil {
			return nil, engine.BadRequest("Supplied username does not match any current users.")
		}
		owner = name
	}
	f, err := c.form()
	if err != nil {
		return nil, err
	}
	k := &userKey{user: owner}
	f.text("key", &k.text, required, sshKeyProblem)
	if err := f.err(); err != nil {
		return nil, err
	}
	if sshKeys.in(c.state).Find(func(other *userKey) bool { return other.user == owner && other.text == k.text }) != nil {
		return nil, invalid("__all__", "This key has already been added for this user.")
	}
	k.id = c.state.next("sshkey")
	sshKeys.in(c.state).Put(k.id, k)
	return engine.Python3.Created(object{{"id", k.id}, {"key", k.text}, {"keysource", nil}}), nil
}

// keyHosts are where keys can be imported from.
var keyHosts = map[string]struct{ host, path string }{
	"lp": {"launchpad.net", "/~%s/+sshkeys"},
	"gh": {"api.github.com", "/users/%s/keys"},
}

// sshKeysImport fails as on a server that has no way to the Internet.
func (c *call) sshKeysImport() (any, error) {
	source := c.Data.Get("keysource")
	if source == "" {
		return nil, engine.BadRequest("Importing SSH keys failed. Input needs to be in protocol:auth_id or auth_id format.")
	}
	protocol, id, ok := strings.Cut(source, ":")
	if !ok {
		protocol, id = "lp", source
	}
	at, known := keyHosts[protocol]
	if !known {
		return nil, invalid("__all__", "The protocol "+protocol+" is not supported.")
	}
	return nil, engine.BadRequest(fmt.Sprintf("HTTPSConnectionPool(host='%s', port=443): Max retries exceeded with url: %s "+
		"(Caused by NewConnectionError('<urllib3.connection.HTTPSConnection object at 0x7f0000000000>: "+
		"Failed to establish a new connection: [Errno -2] Name or service not known'))", at.host, fmt.Sprintf(at.path, id)))
}

// sshKey finds the key in the path, whoever owns it.
func (c *call) sshKey() (*userKey, error) {
	id, _ := c.id("id")
	k := sshKeys.in(c.state).Get(id)
	if k == nil {
		return nil, notFound("SSHKey")
	}
	return k, nil
}

func (c *call) sshKeyRead() (any, error) {
	k, err := c.sshKey()
	if err != nil {
		return nil, err
	}
	return c.sshKeyJSON(k), nil
}

func (c *call) sshKeyDelete() (any, error) {
	k, err := c.sshKey()
	if err != nil {
		return nil, err
	}
	if k.user != c.user.name {
		return &engine.Response{Status: http.StatusForbidden, ContentType: engine.TypeText, Body: []byte("Can't delete a key you don't own.")}, nil
	}
	sshKeys.in(c.state).Delete(k.id)
	return engine.Deleted(), nil
}

// sshKeyKinds are the kinds of public keys that MAAS accepts.
var sshKeyKinds = []string{
	"ssh-rsa", "ssh-dss", "ssh-ed25519",
	"ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
}

// sshKeyProblem returns what is wrong with a public key, or "".
func sshKeyProblem(key string) string {
	const problem = "Invalid SSH public key: "
	fields := strings.Fields(key)
	if len(fields) < 2 {
		return problem + "Key must contain whitespace-separated key type and data."
	}
	if !slices.Contains(sshKeyKinds, fields[0]) {
		return problem + "Key type " + fields[0] + " not recognised; it should be one of: " + strings.Join(sshKeyKinds, ", ")
	}
	blob, err := base64.StdEncoding.DecodeString(fields[1])
	if err != nil || !wellFormed(blob, fields[0]) {
		return problem + "Key could not be converted to RFC4716 form."
	}
	return ""
}

// wellFormed reports whether blob is a list of strings, each after its length in
// four bytes, of which the first names the kind of the key.
func wellFormed(blob []byte, kind string) bool {
	for i := 0; len(blob) > 0; i++ {
		if len(blob) < 4 {
			return false
		}
		n := uint64(binary.BigEndian.Uint32(blob))
		blob = blob[4:]
		if n > uint64(len(blob)) || i == 0 && string(blob[:n]) != kind {
			return false
		}
		blob = blob[n:]
	}
	return true
}
