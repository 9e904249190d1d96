package maastest

import (
	"encoding/xml"
	"fmt"
	"strings"
)

// appendXML writes v as piston's XML emitter does: lists as resource elements,
// objects as an element for each member.
func appendXML(b []byte, v any) []byte {
	b = append(b, `<?xml version="1.0" encoding="utf-8"?>`+"\n<response>"...)
	return append(appendXMLValue(b, v), "</response>"...)
}

func appendXMLValue(b []byte, v any) []byte {
	switch v := v.(type) {
	case object:
		for _, m := range v {
			b = append(b, "<"+m.name+">"...)
			b = appendXMLValue(b, m.value)
			b = append(b, "</"+m.name+">"...)
		}
		return b
	case []object:
		return appendXMLList(b, v)
	case []any:
		return appendXMLList(b, v)
	case []string:
		return appendXMLList(b, v)
	case nil:
		return append(b, "None"...)
	case bool:
		return append(b, pyStr(v)...)
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
