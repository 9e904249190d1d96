package maas2

import (
	"maps"
	"slices"
	"strconv"

	"github.com/gomaas/maas"
)

// ID writes the number of an object for an argument that takes a name or
// another specifier too.
func ID(id int) string { return strconv.Itoa(id) }

// enumName names a value of a numbered vocabulary; a value that a later server
// may know prints as its number.
func enumName[T ~int](value T, typeName string, names map[T]string) string {
	if name, ok := names[value]; ok {
		return name
	}
	return typeName + "(" + strconv.Itoa(int(value)) + ")"
}

// notEmpty refuses a list without values where MAAS insists on one.
func notEmpty(argument string, length int) error {
	if length == 0 {
		return &maas.ArgumentError{Argument: argument, Reason: "is empty"}
	}
	return nil
}

// integers writes numbers as the values of a repeated parameter.
func integers(values []int) []string {
	texts := make([]string, len(values))
	for i, value := range values {
		texts[i] = strconv.Itoa(value)
	}
	return texts
}

// sortedParams are the entries of a map as parameters, ordered by name so that
// equal calls send equal requests.
func sortedParams(values map[string]string) maas.Params {
	var params maas.Params
	for _, name := range slices.Sorted(maps.Keys(values)) {
		params.Add(name, values[name])
	}
	return params
}
