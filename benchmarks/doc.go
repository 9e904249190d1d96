// Package benchmarks compares the SDK with its floor: a program written by hand
// on net/http, with kept connections, an Authorization header made beforehand,
// and encoding/json into the same structs.
//
//	go test -bench . ./benchmarks        each case once
//	go run ./benchmarks/report           medians of seven runs, as a table
//
// The server is a process of its own, so that its work is not counted. Floor
// and SDK take turns within a case: what else the machine does hits both.
package benchmarks
