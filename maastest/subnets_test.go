package maastest

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestMakeNetwork(t *testing.T) {
	t.Parallel()
	for given, want := range map[[2]string]string{
		{"10.1.2.3", "255.255.255.0"}:   "10.1.2.0/24",
		{"10.1.2.3", "0.0.0.255"}:       "10.1.2.0/24",
		{"10.1.2.3", "0.0.0.0"}:         "0.0.0.0/0",
		{"10.1.2.3", "255.255.255.255"}: "10.1.2.3/32",
		{"fd00::9", "ffff:ffff::"}:      "fd00::/32",
	} {
		subnet, err := makeNetwork(given[0], given[1])
		require.NoError(t, err, given)
		assert.Equal(t, want, subnet.String())
	}
	subnet, err := makeNetwork("10.1.2.3", "255.255.254.0")
	require.NoError(t, err)
	assert.Equal(t, "10.1.3.255", broadcast(subnet).String())
	assert.Equal(t, "255.255.254.0", netmask(subnet))
	_, err = makeNetwork("10.1.2.3", "255.0.255.0")
	assert.EqualError(t, err, "invalid IPNetwork 10.1.2.3/255.0.255.0")
}

func TestAddressRange(t *testing.T) {
	t.Parallel()
	r := parseRange("10.0.0.10", "10.0.0.20")
	assert.True(t, r.contains(netip.MustParseAddr("10.0.0.10")))
	assert.True(t, r.contains(netip.MustParseAddr("10.0.0.20")))
	assert.False(t, r.contains(netip.MustParseAddr("10.0.0.21")))
	assert.False(t, parseRange("", "").contains(netip.MustParseAddr("10.0.0.1")), "no range has no addresses")
	assert.False(t, parseRange("", "").contains(netip.Addr{}))
	assert.True(t, r.overlaps(parseRange("10.0.0.1", "10.0.0.99")), "the other one is around it")
	assert.True(t, r.overlaps(parseRange("10.0.0.11", "10.0.0.12")), "the other one is inside")
	assert.False(t, r.overlaps(parseRange("10.0.0.21", "10.0.0.30")))
}
