package maastest

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/gomaas/maas/internal/engine"
)

// notFound is an Http404 raised inside a handler. Piston catches it, so that
// the request commits.
func notFound() error {
	return &engine.Failure{Response: engine.Response{Status: http.StatusNotFound, ContentType: engine.TypePlain, Body: []byte("Not Found")}, Keep: true}
}

// pyRepr is how Python 2 shows a unicode string: u'maas'.
func pyRepr(s string) string {
	quote := byte('\'')
	if strings.Contains(s, "'") && !strings.Contains(s, `"`) {
		quote = '"'
	}
	b := []byte{'u', quote}
	for _, r := range s {
		switch {
		case r == rune(quote), r == '\\':
			b = append(b, '\\', byte(r))
		case r == '\n':
			b = append(b, `\n`...)
		case r == '\r':
			b = append(b, `\r`...)
		case r == '\t':
			b = append(b, `\t`...)
		case r >= ' ' && r <= '~':
			b = append(b, byte(r))
		case r <= 0xff:
			b = fmt.Appendf(b, `\x%02x`, r)
		case r <= 0xffff:
			b = fmt.Appendf(b, `\u%04x`, r)
		default:
			b = fmt.Appendf(b, `\U%08x`, r)
		}
	}
	return string(append(b, quote))
}
