package double

import (
	"net/http"
	"time"
)

// A Match says which requests a fault is for. Empty fields match everything.
type Match struct {
	// Method is the HTTP method.
	Method string
	// Path is a pattern of [path.Match] for the path below the API's root, such
	// as "nodes/*/" or "files/*/"; the path with the server's prefix works too.
	Path string
	// Op is the name of the operation: "acquire".
	Op string
	// Operation is an operation as [Request.Operation] names it:
	// "POST /nodes/?op=acquire" or "GET /nodes/{system_id}/".
	Operation string
	// User is the name of the user who signed, "" for any.
	User string
}

// A Fault is what happens to a request instead of the server's own answer.
type Fault struct {
	// Status, with Body, ContentType and Header, is the answer. With 0 the
	// server answers itself, so that Delay and Truncate apply to its answer.
	Status      int
	Body        string
	ContentType string // "text/plain; charset=utf-8" if empty
	Header      http.Header
	// Delay passes before the request is looked at, or until the client gives up.
	Delay time.Duration
	// Reset closes the connection without an answer. On a connection that was
	// used before, net/http's transport repeats a GET by itself, so that its
	// caller does not notice.
	Reset bool
	// Truncate closes the connection after that many bytes of the body.
	Truncate int
	// Processed makes the server do what was asked before the fault takes its
	// answer's place: the reply is lost, not the request.
	Processed bool
	// RolledBack makes the server do what was asked, and undo it, before the fault
	// takes its answer's place, as when a race in the database is lost. Commands
	// to power controllers are among what is undone, unless the server was told
	// to keep them.
	RolledBack bool
	// Times is for how many requests the fault is there: 0 means one, -1 all.
	Times int
}
