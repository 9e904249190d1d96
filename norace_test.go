//go:build !race

package maas

const raceEnabled = false
