// Package benchmarks compares the SDK with its floor: a program written by hand
// on net/http, with kept connections, an Authorization header made beforehand,
// and encoding/json into the same structs, by Decode and by ReadAll and Unmarshal.
//
//	go run ./benchmarks/report              all figures, as Markdown tables
//	go test -bench Cases/Get ./benchmarks   one case, to profile it
//
// The server is a process of its own, so that its work is not counted.
package benchmarks
