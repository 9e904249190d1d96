package maas

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"unique"
)

// redacted stands wherever a secret would have been.
const redacted = "[redacted]"

// A Secret is a password or another text that goes to MAAS, or comes from it, and
// must not show elsewhere. [NewSecret] makes one and [Secret.Reveal] returns its
// text. Whatever prints or encodes the value writes [redacted]: fmt with every
// verb, slog, JSON, XML and YAML, at any depth of other values and behind
// pointers. Package gob refuses it.
//
// The zero value is the empty text, which prints as such. ==
// reports whether two secrets are equal, so a Secret can be the key of a map. It
// does not take the same time for all values: compare what others may guess
// with [crypto/subtle].
type Secret struct {
	// The handle keeps the text behind a pointer, which fmt prints as an address
	// where the methods are out of its reach, and == true to the text. The text
	// is masked for printers that follow pointers into unexported fields.
	masked unique.Handle[string]
}

// NewSecret returns the secret with that text.
func NewSecret(text string) Secret {
	if text == "" {
		return Secret{}
	}
	return Secret{unique.Make(applyMask(text))}
}

// mask belongs to the process: equal texts are equal when masked. It is made on
// first use: it would be most of what the package takes to initialize.
var mask = sync.OnceValue(func() (m [64]byte) {
	_, _ = rand.Read(m[:]) // never fails
	return m
})

// applyMask masks a text, or takes the mask off.
func applyMask(text string) string {
	b, m := []byte(text), mask()
	for i := range b {
		b[i] ^= m[i%len(m)]
	}
	return string(b)
}

// Reveal returns the text.
func (s Secret) Reveal() string {
	if s.IsZero() {
		return ""
	}
	return applyMask(s.masked.Value())
}

// IsZero reports whether the text is empty.
func (s Secret) IsZero() bool { return s == Secret{} }

// String returns "[redacted]", or "" for the zero Secret.
func (s Secret) String() string {
	if s.IsZero() {
		return ""
	}
	return redacted
}

// GoString returns the same as String.
func (s Secret) GoString() string { return s.String() }

// Format prints the same as String, whatever the verb.
func (s Secret) Format(f fmt.State, _ rune) { fmt.Fprint(f, s.String()) }

// LogValue returns the same as String, for slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText returns the same as String. JSON, XML and YAML encode a secret
// with it.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the text of a secret, as from a file of settings. It
// refuses what MarshalText wrote, which is not the secret any more.
func (s *Secret) UnmarshalText(text []byte) error {
	if string(text) == redacted {
		return errors.New("maas: the secret was redacted when it was written")
	}
	*s = NewSecret(string(text))
	return nil
}

// UnmarshalJSON reads a JSON string, like UnmarshalText. null is the zero Secret,
// and any other value is a secret that consists of its JSON text: power
// parameters hold numbers, too.
func (s *Secret) UnmarshalJSON(data []byte) error {
	switch {
	case string(data) == "null":
		*s = Secret{}
		return nil
	case len(data) == 0 || data[0] != '"':
		*s = NewSecret(string(data))
		return nil
	}
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return errors.New("maas: the secret is not well-formed JSON")
	}
	return s.UnmarshalText([]byte(text))
}

// MarshalParams returns the parameter that sends the text.
func (s Secret) MarshalParams(name string) (Params, error) {
	return Params{{Name: name, Secret: s}}, nil
}
