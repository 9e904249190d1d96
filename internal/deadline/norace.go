//go:build !race

package deadline

// Race reports whether the race detector is on, which makes a test take ten times as
// long.
const Race = false
