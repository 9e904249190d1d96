package maas

//go:generate go run ./internal/operations
//go:generate go run ./internal/jsongen
