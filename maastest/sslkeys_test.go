package maastest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas/internal/engine"
)

// certificate makes a certificate in PEM.
func certificate(t *testing.T) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

func TestSSLKeys(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	cert := certificate(t)
	shown := fmt.Sprintf(`{"id": 1, "key": %q, "resource_uri": "/MAAS/api/1.0/account/prefs/sslkeys/1/"}`, cert)
	const broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
	runSteps(t, s, []step{
		{"admin", "POST", "account/prefs/sslkeys/", []any{"op", "new", "key", cert}, 201, engine.TypeJSON, fmt.Sprintf(`{"id": 1, "key": %q}`, cert)},
		{"admin", "POST", "account/prefs/sslkeys/", []any{"op", "new", "key", cert}, 400, engine.TypePlainJSON, `{"key": ["This key has already been added for this user."]}`},
		{"admin", "POST", "account/prefs/sslkeys/", []any{"op", "new"}, 400, engine.TypePlainJSON, `{"key": ["This field is required."]}`},
		{"admin", "POST", "account/prefs/sslkeys/", []any{"op", "new", "key", "zz"}, 400, engine.TypePlainJSON, `{"key": ["Invalid SSL key."]}`},
		{"admin", "POST", "account/prefs/sslkeys/", []any{"op", "new", "key", broken}, 400, engine.TypePlainJSON, `{"key": ["Invalid SSL key."]}`},
		{"admin", "GET", "account/prefs/sslkeys/", []any{"op", "list"}, 200, engine.TypeJSON, "[" + shown + "]"},
		{"admin", "GET", "account/prefs/sslkeys/1/", nil, 200, engine.TypeJSON, shown},
		{"user", "GET", "account/prefs/sslkeys/1/", nil, 403, engine.TypeHTML, "Can't get a key you don't own."},
		{"user", "DELETE", "account/prefs/sslkeys/1/", nil, 403, engine.TypeHTML, "Can't delete a key you don't own."},
		{"admin", "POST", "account/prefs/sslkeys/1/", []any{"op", "delete"}, 405, engine.TypeHTML, ""},
		{"admin", "GET", "account/prefs/sslkeys/1/", []any{"op", "delete"}, 204, engine.TypePlain, ""}, // a GET that deletes
		{"admin", "DELETE", "account/prefs/sslkeys/1/", nil, 404, engine.TypePlain, "Not Found"},
	})
}
