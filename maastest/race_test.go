//go:build race

package maastest

const raceEnabled = true
