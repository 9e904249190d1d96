package maastest

import (
	"encoding/xml"
	"fmt"
	"strings"

	"github.com/gomaas/maas/internal/engine"
)

// appendXML writes v as piston's XML emitter does: lists as resource elements,
// objects as an element for each member.
func appendXML(b []byte, v any) []byte {
	b = append(b, `<?xml version="1.0" encoding="utf-8"?>`+"\n<response>"...)
	return append(appendXMLValue(b, v), "</response>"...)
}

func appendXMLValue(b []byte, v any) []byte {
	switch v := v.(type) {
	case engine.Object:
		for _, m := range v {
			b = append(b, "<"+m.Name()+">"...)
			b = appendXMLValue(b, m[1])
			b = append(b, "</"+m.Name()+">"...)
		}
		return b
	case []engine.Object:
		return appendXMLList(b, v)
	case engine.LongList:
		return appendXMLList(b, v.Expand())
	case []any:
		return appendXMLList(b, v)
	case []string:
		return appendXMLList(b, v)
	case nil:
		return append(b, "None"...)
	case bool:
		return append(b, engine.PyStr(v)...)
	default:
		var escaped strings.Builder
		_ = xml.EscapeText(&escaped, []byte(fmt.Sprint(v))) // a Builder takes everything
		return append(b, escaped.String()...)
	}
}

func appendXMLList[T any](b []byte, list []T) []byte {
	for _, element := range list {
		b = append(b, "<resource>"...)
		b = appendXMLValue(b, element)
		b = append(b, "</resource>"...)
	}
	return b
}
