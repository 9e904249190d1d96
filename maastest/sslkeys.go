package maastest

import (
	"crypto/x509"
	"encoding/pem"

	"github.com/gomaas/maas/internal/engine"
)

var sslKeys = &keyKind{
	path:     "sslkeys",
	table:    func(st *state) *engine.Table[int, userKey] { return st.sslKeys },
	problem:  sslKeyProblem,
	deleteBy: "GET",
	private:  true,
}

// sslKeyProblem says what is wrong with an SSL key, which has to be a
// certificate in PEM; "" means nothing.
func sslKeyProblem(key string) string {
	block, _ := pem.Decode([]byte(key))
	if block != nil && block.Type == "CERTIFICATE" {
		if _, err := x509.ParseCertificate(block.Bytes); err == nil {
			return ""
		}
	}
	return "Invalid SSL key."
}
