package maas2test

import (
	"net/http"
	"strconv"

	"github.com/gomaas/maas/internal/engine"
)

const defaultMTU = 1500

var vlansSection = &section{
	resources: []*resource{
		{Template: "fabrics/{fabric}/vlans/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).vlansRead},
			{Method: http.MethodPost, Run: (*call).vlansCreate},
		}},
		{Template: "fabrics/{fabric}/vlans/{vid}/", Operations: vlanOperations},
		{Template: "vlans/{id}/", Operations: vlanOperations},
	},
}

var vlanOperations = []operation{
	{Method: http.MethodGet, Run: (*call).vlanRead},
	{Method: http.MethodPut, Run: (*call).vlanUpdate},
	{Method: http.MethodDelete, Run: (*call).vlanDelete},
}

func (c *call) vlanJSON(v *vlan) object {
	var relay any
	if to := vlans.in(c.state).Get(v.relayVLAN); to != nil {
		relay = c.vlanJSON(to)
	}
	spaceName := undefinedSpace
	if s := spaces.in(c.state).Get(v.space); s != nil {
		spaceName = s.name
	}
	name := v.name
	if name == "" {
		name = strconv.Itoa(v.vid)
	}
	var fabricName any
	if f := fabrics.in(c.state).Get(v.fabric); f != nil {
		fabricName = f.name
	}
	return object{
		{"vid", v.vid},
		{"mtu", v.mtu},
		{"dhcp_on", v.dhcpOn},
		{"external_dhcp", orNull(v.externalDHCP)},
		{"relay_vlan", relay},
		{"space", spaceName},
		{"name", name},
		{"fabric_id", v.fabric},
		{"id", v.id},
		{"secondary_rack", orNull(v.secondaryRack)},
		{"primary_rack", orNull(v.primaryRack)},
		{"fabric", fabricName},
		{"resource_uri", c.uri("vlans", strconv.Itoa(v.id))},
	}
}

// vlanOf finds the VLAN of a fabric that has a tag, or returns nil.
func (st *state) vlanOf(fabric, vid int) *vlan {
	return vlans.in(st).Find(func(v *vlan) bool { return v.fabric == fabric && v.vid == vid })
}

// vlan finds the VLAN in the path, which names it by its number, or by its fabric
// and tag.
func (c *call) vlan(toChange bool) (*vlan, error) {
	var v *vlan
	if _, byID := c.args["id"]; byID {
		id, _ := c.id("id")
		if v = vlans.in(c.state).Get(id); v == nil {
			const message = "VLAN with specified ID does not exist."
			return nil, &engine.Failure{
				Response: engine.Response{Status: http.StatusNotFound, ContentType: engine.TypePlain, Body: []byte(message)}, Keep: true,
			}
		}
	} else {
		f, err := c.fabric("fabric", false)
		if err != nil {
			return nil, err
		}
		vid, isNumber := c.id("vid")
		if v = c.state.vlanOf(f.id, vid); v == nil || !isNumber {
			return nil, notFound("VLAN")
		}
	}
	if toChange && !c.isAdmin() {
		return nil, engine.Forbidden("")
	}
	return v, nil
}

func (c *call) vlansRead() (any, error) {
	f, err := c.fabric("fabric", false)
	if err != nil {
		return nil, err
	}
	list := []object{}
	for _, v := range c.state.vlansOf(f.id) {
		list = append(list, c.vlanJSON(v))
	}
	return list, nil
}

func (c *call) vlansCreate() (any, error) {
	f, err := c.fabric("fabric", true)
	if err != nil {
		return nil, err
	}
	v := &vlan{vid: -1, fabric: f.id, mtu: defaultMTU}
	if err := c.fillVLAN(v); err != nil {
		return nil, err
	}
	v.id = c.state.next("vlan")
	vlans.in(c.state).Put(v.id, v)
	return c.vlanJSON(v), nil
}

func (c *call) vlanRead() (any, error) {
	v, err := c.vlan(false)
	if err != nil {
		return nil, err
	}
	return c.vlanJSON(v), nil
}

func (c *call) vlanUpdate() (any, error) {
	old, err := c.vlan(true)
	if err != nil {
		return nil, err
	}
	v := *old
	if err := c.fillVLAN(&v); err != nil {
		return nil, err
	}
	vlans.in(c.state).Put(v.id, &v)
	return c.vlanJSON(&v), nil
}

// vlanDelete moves what is connected to the VLAN to the default one of its fabric.
func (c *call) vlanDelete() (any, error) {
	v, err := c.vlan(true)
	if err != nil {
		return nil, err
	}
	fallback := c.state.vlansOf(v.fabric)[0]
	if v.id == fallback.id {
		return nil, engine.BadRequest("This VLAN is the default VLAN in the fabric, it cannot be deleted.")
	}
	for id, i := range ifaces.in(c.state).All() {
		if i.vlan == v.id {
			ifaces.in(c.state).Update(id, func(i *iface) { i.vlan = fallback.id })
		}
	}
	for id, s := range subnets.in(c.state).All() {
		if s.vlan == v.id {
			subnets.in(c.state).Update(id, func(s *subnet) { s.vlan = fallback.id })
		}
	}
	c.state.deleteVLAN(v)
	return engine.Deleted(), nil
}

// deleteVLAN removes a VLAN that nothing is connected to any more.
func (st *state) deleteVLAN(v *vlan) {
	for id, other := range vlans.in(st).All() {
		if other.relayVLAN == v.id {
			vlans.in(st).Update(id, func(other *vlan) { other.relayVLAN = 0 })
		}
	}
	vlans.in(st).Delete(v.id)
}

// choice is what a form says of the specifier of an object that was not found.
func choice(specifier string) string {
	if _, err := strconv.Atoi(specifier); err == nil {
		return "None found with id=" + specifier + "."
	}
	return noSuchChoice
}

// fillVLAN sets the fields that the request's form has.
func (c *call) fillVLAN(v *vlan) error {
	f, err := c.form()
	if err != nil {
		return err
	}
	old := *v
	f.text("name", &v.name, atMost(256), matching(poolName))
	f.text("description", &v.description)
	c.fillVID(f, v)
	f.number("mtu", &v.mtu, 552, maxMTU)
	f.boolean("dhcp_on", &v.dhcpOn)
	if sent, given := f.data.Lookup("space"); given {
		v.space = 0
		if s := c.state.spaceBy(sent); s != nil {
			v.space = s.id
		} else if sent != "" && sent != undefinedSpace {
			f.errs.Add("space", choice(sent))
		}
	}
	if sent := f.data.Get("fabric"); sent != "" && v.id != 0 {
		switch to := c.state.fabricBy(sent); {
		case to == nil:
			f.errs.Add("fabric", choice(sent))
		case to.id != v.fabric && c.state.vlansOf(v.fabric)[0].id == v.id:
			f.errs.Add("fabric", "This VLAN is the default VLAN in the fabric, it cannot be moved.")
		default:
			v.fabric = to.id
		}
	}
	c.fillRelay(f, v)
	c.fillRack(f, "primary_rack", &v.primaryRack)
	c.fillRack(f, "secondary_rack", &v.secondaryRack)
	c.checkDHCP(f, v, &old)
	if err := f.err(); err != nil {
		return err
	}
	if other := c.state.vlanOf(v.fabric, v.vid); other != nil && other.id != v.id {
		return engine.Invalid("__all__", "A VLAN with the specified VID already exists in the destination fabric.")
	}
	return nil
}

const (
	maxVID = 4094
	maxMTU = 65535
)

// fillVID reads the tag, which a new VLAN has to have.
func (c *call) fillVID(f *form, v *vlan) {
	const outside = "VID must be between 0 and 4094."
	sent, given := f.data.Lookup("vid")
	if !given && v.vid >= 0 {
		return
	}
	vid, err := strconv.Atoi(sent)
	switch {
	case sent == "":
		f.errs.Add("vid", fieldRequired)
		f.errs.Add("vid", outside)
	case err != nil:
		f.errs.Add("vid", wholeNumber)
	case vid < 0 || vid > maxVID:
		f.errs.Add("vid", outside)
	default:
		v.vid = vid
	}
}

// fillRelay reads the VLAN whose DHCP is relayed, which must not itself relay.
func (c *call) fillRelay(f *form, v *vlan) {
	sent, given := f.data.Lookup("relay_vlan")
	if !given {
		return
	}
	v.relayVLAN = 0
	if sent == "" {
		return
	}
	id, err := strconv.Atoi(sent)
	to := vlans.in(c.state).Get(id)
	if err != nil || to == nil || to.relayVLAN != 0 || to.id == v.id || v.dhcpOn && !f.has("dhcp_on") {
		f.errs.Add("relay_vlan", noSuchChoice)
		return
	}
	v.relayVLAN = id
}

// fillRack reads a rack controller, by its system id.
func (c *call) fillRack(f *form, field string, rack *string) {
	sent, given := f.data.Lookup(field)
	if !given {
		return
	}
	if n := nodes.in(c.state).Get(sent); sent != "" && (n == nil || n.kind != rackNode) {
		f.errs.Add(field, notAChoice(sent))
		return
	}
	*rack = sent
}

// checkDHCP checks that DHCP can be served if it is to be. old is the VLAN as it
// was before.
func (c *call) checkDHCP(f *form, v, old *vlan) {
	if v.dhcpOn && !c.hasDynamicRange(v) {
		f.errs.Add("dhcp_on", "dhcp can only be turned on when a dynamic IP range is defined.")
	}
	switch {
	case v.primaryRack == "" && old.secondaryRack != "", v.primaryRack != "" && v.primaryRack == old.secondaryRack:
		// The second takes the place of the first.
		v.primaryRack, v.secondaryRack = old.secondaryRack, ""
	case v.secondaryRack != "" && v.secondaryRack != old.secondaryRack && v.secondaryRack == old.primaryRack:
		f.errs.Add("__all__", v.secondaryRack+" is already set as the primary rack controller")
	case v.secondaryRack != "" && v.secondaryRack == v.primaryRack:
		f.errs.Add("__all__", "The primary and secondary rack must be different")
	}
	if v.dhcpOn && v.primaryRack == "" && old.primaryRack == "" && f.ok() {
		f.errs.Add("__all__", "dhcp can only be turned on when a primary rack controller is set.")
	}
	if v.dhcpOn {
		v.relayVLAN = 0
	}
}

func (c *call) hasDynamicRange(v *vlan) bool {
	return ipRanges.in(c.state).Find(func(r *ipRange) bool {
		return r.kind == dynamicRange && subnets.in(c.state).Get(r.subnet).vlan == v.id
	}) != nil
}
