package maas2

//go:generate go run ../internal/jsongen
