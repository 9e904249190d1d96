package engine

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var lshw = []byte(`<list><node id="cpu" class="processor"><size units="Hz">1200</size><vendor>Intel (R)</vendor></node><node id="disk"/></list>`)

func TestMatchXPath(t *testing.T) {
	t.Parallel()
	for expression, want := range map[string]bool{
		`//node[@id="cpu"]`:                                        true,
		`//node[@id="gpu"]`:                                        false,
		`count(//node) = 2`:                                        true,
		`count(//gpu)`:                                             false,
		`"text"`:                                                   true,
		`starts-with(12, 1)`:                                       true,
		`starts-with(1,2)`:                                         false,
		`contains(//*,//*)`:                                        true,
		`contains(//vendor, "(R)")`:                                true,
		`contains(concat("a,b", ")"), ",b)")`:                      true,
		`//node[contains(vendor, 'Intel')]`:                        true,
		`//node[starts-with(@id, "d") and not(@class)]`:            true,
		`string-length(//size) = 4`:                                true,
		`//vendor[normalize-space() = "Intel (R)"]`:                true,
		`translate(12, 1, 3) = 32`:                                 true,
		`replace('x','(','y')`:                                     false,
		`substring-before("a-b", "-") = "a"`:                       true,
		`//node[contains(concat(' ', @class, ' '), ' proc')]`:      true,
		`//*[local-name()="vendor" and contains(text(), 'Intel')]`: true,
	} {
		assert.Equal(t, want, MatchXPath(expression, lshw), expression)
	}
	assert.False(t, MatchXPath("//node", nil))
	assert.False(t, MatchXPath("//node", []byte("<a")))
}

func TestCompileXPath(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"//node[", "foo(", "'", "contains(", "1 +"} {
		assert.NotPanics(t, func() {
			_, err := CompileXPath(bad)
			assert.Error(t, err, bad)
		}, bad)
	}
	_, err := CompileXPath("starts-with(1,2)")
	require.NoError(t, err)
}

func FuzzXPath(f *testing.F) {
	for _, seed := range []string{
		"//node[@id='cpu']", "starts-with(1,2)", "contains(//*,//*)", "replace('x','(','y')", "count(//node) > 1",
		"string-length(concat('a', 1, //*))", "//node[position()=last()]/..", "not(true())", "'a", "contains(", "a[b[c(", "1 div 0",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(_ *testing.T, expression string) {
		if _, err := CompileXPath(expression); err == nil {
			MatchXPath(expression, lshw)
		}
	})
}
