//go:build !race

package maastest

const raceEnabled = false
