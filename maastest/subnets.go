package maastest

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// notAnAddress is what the server's address library says of other text.
func notAnAddress(text string) string {
	return "failed to detect a valid IP address from " + pyRepr(text)
}

// makeNetwork combines an address and a mask, which may also be one of the host
// bits. The error's text is that of the server's address library.
func makeNetwork(ip, mask string) (netip.Prefix, error) {
	address, err := netip.ParseAddr(ip)
	bits := -1
	if m, maskErr := netip.ParseAddr(mask); err == nil && maskErr == nil && m.BitLen() == address.BitLen() {
		bits = maskLength(m.AsSlice())
	}
	if bits < 0 {
		return netip.Prefix{}, fmt.Errorf("invalid IPNetwork %s/%s", ip, mask)
	}
	return netip.PrefixFrom(address, bits).Masked(), nil
}

// maskLength is the number of network bits of a mask, or -1.
func maskLength(mask []byte) int {
	var bits strings.Builder
	for _, b := range mask {
		fmt.Fprintf(&bits, "%08b", b)
	}
	text := bits.String()
	ones, zeros := strings.TrimLeft(text, "1"), strings.TrimLeft(text, "0")
	switch {
	case !strings.Contains(ones, "1"):
		return len(text) - len(ones)
	case !strings.Contains(zeros, "0"):
		return len(text) - len(zeros)
	default:
		return -1
	}
}

// broadcast is the last address of a network.
func broadcast(subnet netip.Prefix) netip.Addr {
	bytes := subnet.Addr().AsSlice()
	for i := subnet.Bits(); i < len(bytes)*8; i++ {
		bytes[i/8] |= 0x80 >> (i % 8)
	}
	last, _ := netip.AddrFromSlice(bytes)
	return last
}

// netmask is the mask of a network, as an address.
func netmask(subnet netip.Prefix) string {
	ones := strings.Repeat("\xff", subnet.Addr().BitLen()/8)
	all, _ := netip.AddrFromSlice([]byte(ones))
	return netip.PrefixFrom(all, subnet.Bits()).Masked().Addr().String()
}

// parseSubnet reads ADDRESS/BITS, ADDRESS/MASK, or an address by itself.
func parseSubnet(text string) (netip.Prefix, bool) {
	if subnet, err := netip.ParsePrefix(text); err == nil {
		return subnet.Masked(), true
	}
	ip, mask, _ := strings.Cut(text, "/")
	if subnet, err := makeNetwork(ip, mask); err == nil {
		return subnet, true
	}
	address, err := netip.ParseAddr(text)
	return netip.PrefixFrom(address, address.BitLen()), err == nil
}

// An addressRange holds its bounds. That of bad addresses is empty.
type addressRange struct {
	low, high netip.Addr
}

func parseRange(low, high string) addressRange {
	first, _ := netip.ParseAddr(low)
	last, _ := netip.ParseAddr(high)
	return addressRange{first, last}
}

func (r addressRange) reversed() bool { return r.high.Less(r.low) }

func (r addressRange) contains(ip netip.Addr) bool {
	return ip.IsValid() && !ip.Less(r.low) && !r.high.Less(ip)
}

func (r addressRange) overlaps(o addressRange) bool {
	return slices.ContainsFunc([]netip.Addr{o.low, o.high}, r.contains) || o.contains(r.low)
}
