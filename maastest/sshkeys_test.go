package maastest

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas/internal/engine"
)

// sshBlob encodes strings as an SSH public key does.
func sshBlob(parts ...string) string {
	var b []byte
	for _, part := range parts {
		b = append(b, 0, 0, byte(len(part)>>8), byte(len(part)))
		b = append(b, part...)
	}
	return base64.StdEncoding.EncodeToString(b)
}

func rsaKey(comment string) string {
	return "ssh-rsa " + sshBlob("ssh-rsa", "\x01\x00\x01", "\x00modulus "+comment) + " " + comment
}

func TestSSHKeys(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	k1, k2 := rsaKey("one@example"), rsaKey("two@example")
	shown := fmt.Sprintf(`{"id": 1, "key": %q, "resource_uri": "/MAAS/api/1.0/account/prefs/sshkeys/1/"}`, k1)
	const notOwner = "Can't delete a key you don't own."
	runSteps(t, s, []step{
		{"admin", "GET", "account/prefs/sshkeys/", []any{"op", "list"}, 200, engine.TypeJSON, "[]"},
		{"admin", "POST", "account/prefs/sshkeys/", []any{"op", "new", "key", k1}, 201, engine.TypeJSON, fmt.Sprintf(`{"id": 1, "key": %q}`, k1)},
		{"admin", "POST", "account/prefs/sshkeys/", []any{"op", "new", "key", k1}, 400, engine.TypePlainJSON, `{"key": ["This key has already been added for this user."]}`},
		{"user", "POST", "account/prefs/sshkeys/", []any{"op", "new", "key", k1}, 201, engine.TypeJSON, fmt.Sprintf(`{"id": 2, "key": %q}`, k1)},
		{"admin", "POST", "account/prefs/sshkeys/", []any{"op", "new", "key", k2}, 201, engine.TypeJSON, fmt.Sprintf(`{"id": 3, "key": %q}`, k2)},
		{"admin", "POST", "account/prefs/sshkeys/", []any{"op", "new"}, 400, engine.TypePlainJSON, `{"key": ["This field is required."]}`},
		{"admin", "POST", "account/prefs/sshkeys/", []any{"op", "new", "key", "not a key"}, 400, engine.TypePlainJSON, `{"key": ["Invalid SSH public key."]}`},
		{"", "POST", "account/prefs/sshkeys/", []any{"op", "new", "key", k1}, 401, engine.TypePlain, "Forbidden"},
		{"admin", "GET", "account/prefs/sshkeys/1/", nil, 200, engine.TypeJSON, shown},
		{"user", "GET", "account/prefs/sshkeys/1/", nil, 200, engine.TypeJSON, shown}, // anyone's
		{"admin", "GET", "account/prefs/sshkeys/99/", nil, 404, engine.TypePlain, "Not Found"},
		{"admin", "GET", "account/prefs/sshkeys/abc/", nil, 500, engine.TypeText, "invalid literal for int() with base 10: 'abc'"},
		{"user", "DELETE", "account/prefs/sshkeys/1/", nil, 403, engine.TypeHTML, notOwner},
		{"user", "POST", "account/prefs/sshkeys/1/", []any{"op", "delete"}, 403, engine.TypeHTML, notOwner},
		{"admin", "GET", "account/prefs/sshkeys/1/", []any{"op", "delete"}, 400, engine.TypeText, "Unrecognised signature: GET delete"},
		{"admin", "POST", "account/prefs/sshkeys/1/", []any{"op", "delete"}, 204, engine.TypePlain, ""},
		{"admin", "DELETE", "account/prefs/sshkeys/1/", nil, 404, engine.TypePlain, "Not Found"},
		{"admin", "DELETE", "account/prefs/sshkeys/3/", nil, 204, engine.TypePlain, ""},
		{"admin", "GET", "account/prefs/sshkeys/", []any{"op", "list"}, 200, engine.TypeJSON, "[]"},
		{"user", "GET", "account/prefs/sshkeys/", []any{"op", "list"}, 200, engine.TypeJSON,
			fmt.Sprintf(`[{"id": 2, "key": %q, "resource_uri": "/MAAS/api/1.0/account/prefs/sshkeys/2/"}]`, k1)},
	})
}

func TestSSHKeyProblem(t *testing.T) {
	t.Parallel()
	const invalidKey = "Invalid SSH public key."
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	privatePEM := string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(private)}))
	opensshPEM := string(pem.EncodeToMemory(&pem.Block{Type: "OPENSSH PRIVATE KEY", Bytes: []byte("openssh-key-v1")}))
	for name, test := range map[string]struct{ key, problem string }{
		"rsa":            {rsaKey("me"), ""},
		"dsa":            {"ssh-dss " + sshBlob("ssh-dss", "p", "q", "g", "y"), ""},
		"no comment":     {"ssh-rsa " + sshBlob("ssh-rsa", "e", "n"), ""},
		"ed25519":        {"ssh-ed25519 " + sshBlob("ssh-ed25519", "k"), invalidKey},
		"number missing": {"ssh-dss " + sshBlob("ssh-dss", "p", "q", "g"), invalidKey},
		"cut short":      {"ssh-rsa AAAAB3NzaC1yc2EAAAADAQ==", invalidKey},
		"empty blob":     {"ssh-rsa =", invalidKey},
		"no blob":        {"ssh-rsa", invalidKey},
		"bad base64":     {"ssh-rsa AAAA*", invalidKey},
		"leading blank":  {" " + rsaKey("me"), invalidKey},
		"openssh":        {opensshPEM, invalidKey},
		"private":        {privatePEM, "Invalid SSH public key (this key is a private key)."},
		"broken private": {"-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n", invalidKey},
	} {
		assert.Equal(t, test.problem, sshKeyProblem(test.key), name)
	}
}
