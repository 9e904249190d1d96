//go:build race

package maas

const raceEnabled = true
