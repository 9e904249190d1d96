package maas2_test

import (
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas/maas2"
)

// TestMigratingNamesMethods checks that the methods on the right of the tables
// in docs/migrating.md exist.
func TestMigratingNamesMethods(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../docs/migrating.md")
	require.NoError(t, err)
	services := reflect.TypeFor[maas2.Services]()
	method := regexp.MustCompile("`([A-Z]\\w+)\\.([A-Z]\\w+)`")
	found := 0
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(line, "|")
		if len(cells) < 4 {
			continue
		}
		for _, m := range method.FindAllStringSubmatch(cells[2], -1) {
			field, ok := services.FieldByName(m[1])
			if assert.Truef(t, ok, "there is no service %s", m[1]) {
				_, ok = field.Type.MethodByName(m[2])
				assert.Truef(t, ok, "there is no method %s.%s", m[1], m[2])
				found++
			}
		}
	}
	assert.Greater(t, found, 80)
}
