package maas2test

// vlanPart is a VLAN as interfaces show it.
func (c *call) vlanPart(v *vlan) object { return c.vlanJSON(v) }

// subnetPart is a subnet as links show it.
func (c *call) subnetPart(s *subnet) object { return c.subnetJSON(s) }

// domainPart is a domain as nodes show it.
func (c *call) domainPart(d *domain) object { return c.domainJSON(d) }
