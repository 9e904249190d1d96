package maas

import "strconv"

// enumName names a value of a numbered vocabulary; a value that a later server
// may know prints as its number.
func enumName[T ~int](value T, typeName string, names ...string) string {
	if value >= 0 && int(value) < len(names) {
		return names[value]
	}
	return typeName + "(" + strconv.Itoa(int(value)) + ")"
}
