package maas

//go:generate go run ./internal/jsongen
//go:generate go run ./internal/operations
