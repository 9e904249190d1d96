package maas2test

import "strconv"

// vlanPart is a VLAN as interfaces show it.
func (c *call) vlanPart(v *vlan) object {
	spaceName := "undefined"
	if s := spaces.in(c.state).Get(v.space); s != nil {
		spaceName = s.name
	}
	fabricName := ""
	if f := fabrics.in(c.state).Get(v.fabric); f != nil {
		fabricName = f.name
	}
	var relay any
	if r := vlans.in(c.state).Get(v.relayVLAN); v.relayVLAN != 0 && r != nil {
		relay = c.vlanPart(r)
	}
	return object{
		{"vid", v.vid},
		{"mtu", v.mtu},
		{"dhcp_on", v.dhcpOn},
		{"external_dhcp", orNull(v.externalDHCP)},
		{"relay_vlan", relay},
		{"space", spaceName},
		{"name", v.name},
		{"fabric_id", v.fabric},
		{"id", v.id},
		{"secondary_rack", orNull(v.secondaryRack)},
		{"primary_rack", orNull(v.primaryRack)},
		{"fabric", fabricName},
		{"resource_uri", c.uri("vlans", strconv.Itoa(v.id))},
	}
}

// subnetPart is a subnet as links show it.
func (c *call) subnetPart(s *subnet) object {
	v := vlans.in(c.state).Get(s.vlan)
	spaceName := "undefined"
	if sp := spaces.in(c.state).Get(v.space); sp != nil {
		spaceName = sp.name
	}
	var gateway any
	if s.gateway.IsValid() {
		gateway = s.gateway.String()
	}
	return object{
		{"name", s.name},
		{"description", s.description},
		{"vlan", c.vlanPart(v)},
		{"cidr", s.cidr.String()},
		{"rdns_mode", s.rdnsMode},
		{"gateway_ip", gateway},
		{"dns_servers", s.dnsServers},
		{"allow_dns", s.allowDNS},
		{"allow_proxy", s.allowProxy},
		{"active_discovery", s.activeDiscovery},
		{"managed", s.managed},
		{"disabled_boot_architectures", s.disabledBootArchitectures},
		{"space", spaceName},
		{"id", s.id},
		{"resource_uri", c.uri("subnets", strconv.Itoa(s.id))},
	}
}

// domainPart is a domain as nodes show it.
func (c *call) domainPart(d *domain) object {
	return object{
		{"authoritative", d.authoritative},
		{"ttl", intOrNull(d.ttl)},
		{"name", d.name},
		{"id", d.id},
		{"resource_record_count", 1},
		{"is_default", d.id == defaultDomain},
		{"resource_uri", c.uri("domains", strconv.Itoa(d.id))},
	}
}
