package workload

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// node19 is a deployed node of MAAS 1.9 with its interfaces and disks.
//
//go:embed testdata/node-1.9.json
var node19 []byte

// machine34 is a machine of MAAS 3.4 that was commissioned.
//
//go:embed testdata/machine-3.4.json
var machine34 []byte

// A list is the text of a list of objects. Long ones repeat the text of some, so
// that the server need not hold them.
type list struct {
	start, comma, end string
	text              []byte // objects, with a comma between them
	repeat            int
}

// newList returns a list of n objects of a kind: that of a Case.
func newList(kind string, n int) list {
	const most = 10_000
	repeat := 1
	if n > most {
		repeat = n / most
	}
	kind, compact := strings.CutSuffix(kind, "-compact")
	kind, odd := strings.CutSuffix(kind, "-odd")
	element := func(b []byte, i int) []byte { return appendNode(b, i, indent) }
	switch kind {
	case "node19":
		element = variants(node19, ", \n")
	case "machine":
		element = variants(machine34, ",\n")
	}
	l := list{start: "[\n" + indent, comma: ", \n" + indent, end: "\n]", repeat: repeat}
	if compact {
		l.start, l.comma, l.end = "[", ",", "]"
	}
	var one, packed []byte
	for i := range n / repeat {
		if i > 0 {
			l.text = append(l.text, l.comma...)
		}
		one = element(one[:0], i)
		if odd { // with a member that it has twice
			one = slices.Insert(one, 1, []byte(`"zone": {}, `)...)
		}
		if compact {
			b := bytes.NewBuffer(packed[:0])
			if err := json.Compact(b, one); err != nil {
				panic(err) // the texts are JSON
			}
			packed = b.Bytes()
			l.text = append(l.text, packed...)
			continue
		}
		l.text = append(l.text, one...)
	}
	return l
}

func (l list) size() int {
	return len(l.start) + l.repeat*(len(l.text)+len(l.comma)) - len(l.comma) + len(l.end)
}

// WriteTo writes the list.
func (l list) WriteTo(w io.Writer) (int64, error) {
	total := 0
	write := func(b []byte) (err error) {
		n, err := w.Write(b)
		total += n
		return err
	}
	err := write([]byte(l.start))
	for i := 0; i < l.repeat && err == nil; i++ {
		if i > 0 {
			err = write([]byte(l.comma))
		}
		if err == nil {
			err = write(l.text)
		}
	}
	if err == nil {
		err = write([]byte(l.end))
	}
	return int64(total), err
}

const indent = "    "

// own are the parts of an object that differ from each other's: ids, addresses
// and names.
var own = regexp.MustCompile(`"id": \d+|[0-9a-f]{2}(:[0-9a-f]{2}){5}|"system_id": "[^"]*"|"hostname": "[^"]*"|"fqdn": "[^"]*"|"ip_address": "[^"]*"|"uuid": "[^"]*"`)

// variants returns a function that appends object i, made from a given one,
// printed as MAAS does, with comma at the end of a line.
func variants(object []byte, comma string) func(b []byte, i int) []byte {
	var b bytes.Buffer
	if err := json.Indent(&b, object, indent, indent); err != nil {
		panic(err) // it is JSON
	}
	text := bytes.ReplaceAll(b.Bytes(), []byte(",\n"), []byte(comma))
	places := own.FindAllIndex(text, -1)
	return func(b []byte, i int) []byte {
		last := 0
		for j, place := range places {
			b = append(b, text[last:place[0]]...)
			b = appendVariant(b, text[place[0]:place[1]], i, j)
			last = place[1]
		}
		return append(b, text[last:]...)
	}
}

// appendVariant appends what stands at place j of object i.
func appendVariant(b, was []byte, i, j int) []byte {
	name, _, found := bytes.Cut(was, []byte(": "))
	if !found {
		return fmt.Appendf(b, "52:54:%02x:%02x:%02x:%02x", i>>16&255, i>>8&255, i&255, j&255)
	}
	b = append(append(b, name...), ": "...)
	switch string(name) {
	case `"id"`:
		return strconv.AppendInt(b, int64(100*i+j), 10)
	case `"ip_address"`:
		return fmt.Appendf(b, `"10.%d.%d.%d"`, i>>8&255, i&255, j&255)
	case `"uuid"`:
		return fmt.Appendf(b, `"%08x-e53a-11f1-9473-%012x"`, j, i)
	}
	return fmt.Appendf(b, `"machine-%d"`, i)
}

// AppendNode appends node i by itself.
func AppendNode(b []byte, i int) []byte { return appendNode(b, i, "") }

// WriteNodes writes a list of n nodes.
func WriteNodes(w io.Writer, n int) error {
	_, err := newList("node16", n).WriteTo(w)
	return err
}

// appendNode appends node i, about 2.8 KB as an element of a list, printed as
// MAAS does: indented, a blank behind each comma, the keys in no order.
func appendNode(b []byte, i int, prefix string) []byte {
	id := fmt.Sprintf("node-%08x-e53a-11f1-9473-02fc%08x", uint32(i)*2654435761, i)
	uri := "/MAAS/api/1.0/nodes/" + id + "/"
	mac := func(j int) string {
		return fmt.Sprintf("52:54:%02x:%02x:%02x:%02x", i>>16&255, i>>8&255, i&255, j)
	}
	macs := make([]any, 8)
	for j := range macs {
		macs[j] = members{
			{"resource_uri", uri + "macs/" + strings.ReplaceAll(mac(j), ":", "%3A") + "/"},
			{"mac_address", mac(j)},
		}
	}
	var owner any
	if i%3 != 0 {
		owner = fmt.Sprintf("user-%d", i%17)
	}
	zone := fmt.Sprintf("zone-%d", i%9)
	node := members{
		{"status", 4 + i%3},
		{"macaddress_set", macs},
		{"cpu_count", 4 + i%60},
		{"zone", members{
			{"resource_uri", "/MAAS/api/1.0/zones/" + zone + "/"},
			{"name", zone},
			{"description", fmt.Sprintf("Row %d, “north” hall \"B\"", i%9)},
		}},
		{"routers", []any{mac(200), mac(201)}},
		{"netboot", i%2 == 0},
		{"osystem", "ubuntu"},
		{"storage", 40960 + i%5000},
		{"owner", owner},
		{"ip_addresses", []any{fmt.Sprintf("10.0.%d.%d", i>>8&255, i&255), fmt.Sprintf("10.1.%d.%d", i>>8&255, i&255)}},
		{"system_id", id},
		{"architecture", "amd64/generic"},
		{"memory", 4096 * (1 + i%32)},
		{"power_type", "ipmi"},
		{"tag_names", []any{"use-fastpath-installer", "virtual", "ssd", "gpu-nvidia", fmt.Sprintf("rack-%d", i%40), "10gbe"}},
		{"hostname", fmt.Sprintf("machine-%d.maas", i)},
		{"distro_series", "trusty"},
		{"resource_uri", uri},
	}
	// Another order for each node; 7 has no divisor in common with 18.
	mixed := make(members, len(node))
	for j := range node {
		mixed[j] = node[(i+7*j)%len(node)]
	}
	return appendValue(b, mixed, prefix)
}

// members are those of a JSON object, in order.
type members []struct {
	name  string
	value any
}

func appendValue(b []byte, v any, prefix string) []byte {
	inner := prefix + indent
	switch v := v.(type) {
	case members:
		b = append(b, '{')
		for i, m := range v {
			b = appendItem(b, i, inner)
			b = append(strconv.AppendQuote(b, m.name), ": "...)
			b = appendValue(b, m.value, inner)
		}
		return append(append(append(b, '\n'), prefix...), '}')
	case []any:
		b = append(b, '[')
		for i, e := range v {
			b = appendItem(b, i, inner)
			b = appendValue(b, e, inner)
		}
		return append(append(append(b, '\n'), prefix...), ']')
	}
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // the values above can all be written
	}
	return append(b, text...)
}

func appendItem(b []byte, i int, prefix string) []byte {
	if i > 0 {
		b = append(b, ", "...)
	}
	return append(append(b, '\n'), prefix...)
}
