package maas

//go:generate go run ./internal/operations
