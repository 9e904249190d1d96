package maas

import (
	"cmp"
	"context"
	"net/url"
	"strconv"
	"strings"
)

// An Operation identifies an operation of the API.
type Operation struct {
	APIVersion string // "1.0" or "2.0"
	Method     string // "POST"
	Path       string // the template, "/nodes/{system_id}/"; for a raw request the path itself
	Op         string // "start"; "" for an operation without one
}

// String returns the operation as the documentation writes it:
// "POST /nodes/{system_id}/?op=start".
func (o Operation) String() string { return o.at(o.Path) }

// at writes the operation with a path in place of its template.
func (o Operation) at(path string) string {
	path = cmp.Or(path, o.Path)
	if o.Op == "" {
		return o.Method + " " + path
	}
	return o.Method + " " + path + "?op=" + o.Op
}

type operationKey struct{}

// OperationFromContext returns the operation that a request belongs to, given
// the context of the request. An [http.RoundTripper] uses it to label metrics
// and traces: there are few operations and many URLs.
func OperationFromContext(ctx context.Context) (Operation, bool) {
	b, ok := ctx.Value(operationKey{}).(*builtRequest)
	if !ok {
		return Operation{}, false
	}
	return b.op, true
}

// IDFromURI returns the id in a resource_uri that MAAS sent, such as the system
// id of a node or the name of a tag: the last element of its path, unescaped. It
// returns "" for a URI without one. Some URIs do not end in an id: that of a
// file may contain slashes, and that of a commissioning result or a reserved
// address is the URI of the collection.
func IDFromURI(resourceURI string) string {
	path, _, _ := strings.Cut(resourceURI, "?")
	path = strings.TrimSuffix(path, "/")
	id, err := url.PathUnescape(path[strings.LastIndexByte(path, '/')+1:])
	if err != nil {
		return ""
	}
	return id
}

// releases is the range of MAAS releases that have an operation, "1.8" to
// "1.9"; an empty end is open.
type releases struct{ since, until string }

func (r releases) limited() bool { return r != releases{} }

// include reports whether a release such as "1.9.5" has the operation.
func (r releases) include(release string) bool {
	return (r.since == "" || compareReleases(release, r.since) >= 0) &&
		(r.until == "" || compareReleases(release, r.until) <= 0)
}

// String returns what follows "available in".
func (r releases) String() string {
	switch {
	case r.since == "":
		return "MAAS " + r.until + " and earlier"
	case r.until == "":
		return "MAAS " + r.since + " and later"
	case r.since == r.until:
		return "MAAS " + r.since + " only"
	}
	return "MAAS " + r.since + " to " + r.until
}

// compareReleases compares as many numbers as limit has, so that 1.9.5 is in
// "1.9". A part that is not a number, as in "3.5.0~rc1", counts up to it.
func compareReleases(release, limit string) int {
	have, want := strings.Split(release, "."), strings.Split(limit, ".")
	for i := range want {
		if i == len(have) {
			return -1
		}
		if c := cmp.Compare(leadingNumber(have[i]), leadingNumber(want[i])); c != 0 {
			return c
		}
	}
	return 0
}

func leadingNumber(s string) int {
	end := strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' })
	if end < 0 {
		end = len(s)
	}
	n, _ := strconv.Atoi(s[:end])
	return n
}
