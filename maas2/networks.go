package maas2

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/gomaas/maas"
)

// Find returns the interface of a node that key names: by its name, its MAC
// address or its id (see [ID]). A bond, VLAN or bridge has the MAC address of an
// interface below; Find returns the physical one where there is one.
//
// Any user may call it, for nodes that they may see. It fails with
// [maas.ErrNotFound], and with [maas.ErrAmbiguous] for the MAC address of several
// interfaces of which not exactly one is physical.
//
// GET /nodes/{system_id}/interfaces/
func (s *InterfacesService) Find(ctx context.Context, systemID, key string) (*Interface, error) {
	if !isMAC(key) {
		return s.Get(ctx, systemID, key)
	}
	interfaces, err := s.List(ctx, systemID)
	if err != nil {
		return nil, err
	}
	return pickInterface(interfaces, systemID, key)
}

func isMAC(text string) bool {
	hardware, err := net.ParseMAC(text)
	return err == nil && len(hardware) == 6
}

// sameMAC compares two addresses, in whatever notation.
func sameMAC(a, b string) bool {
	x, _ := net.ParseMAC(a)
	y, _ := net.ParseMAC(b)
	return x != nil && bytes.Equal(x, y)
}

// pickInterface returns the interface that key names as [InterfacesService.Find]
// has it.
func pickInterface(interfaces []Interface, systemID, key string) (*Interface, error) {
	var found, physical []*Interface
	for i := range interfaces {
		switch candidate := &interfaces[i]; {
		case candidate.Name == key || ID(candidate.ID) == key:
			return candidate, nil
		case isMAC(key) && sameMAC(candidate.MACAddress, key):
			found = append(found, candidate)
			if candidate.Type == InterfaceTypePhysical {
				physical = append(physical, candidate)
			}
		}
	}
	switch {
	case len(physical) == 1:
		return physical[0], nil
	case len(found) == 1:
		return found[0], nil
	case len(found) == 0:
		return nil, fmt.Errorf("maas2: finding interface %q of node %s: %w", key, systemID, maas.ErrNotFound)
	}
	return nil, fmt.Errorf("maas2: finding interface %q of node %s: %w", key, systemID, maas.ErrAmbiguous)
}

// InterfaceWaitOptions say how a wait looks at the interfaces.
type InterfaceWaitOptions struct {
	Interval time.Duration // between looks, 5 s if 0
}

// WaitFor looks at the interfaces of a node again and again until it has all that
// keys name, as [InterfacesService.Find] takes them, and returns those in the
// order of keys. It is for interfaces that commissioning is about to find. Give
// ctx a deadline: an interface that is not there never comes.
//
// A broken connection or a server in trouble does not end the wait. An error such
// as [maas.ErrNotFound] for the node does, and so does the end of ctx, whose error
// then names the interfaces that are missing.
func (s *InterfacesService) WaitFor(ctx context.Context, systemID string, keys []string, opts *InterfaceWaitOptions) ([]Interface, error) {
	interval := 5 * time.Second
	if opts != nil && opts.Interval > 0 {
		interval = opts.Interval
	}
	var found []Interface
	missing := keys
	err := await(ctx, interval, func() (bool, error) {
		interfaces, err := s.List(ctx, systemID)
		if err != nil {
			return false, err
		}
		found, missing = nil, nil
		for _, key := range keys {
			iface, err := pickInterface(interfaces, systemID, key)
			switch {
			case err == nil:
				found = append(found, *iface)
			case errors.Is(err, maas.ErrNotFound):
				missing = append(missing, key)
			default:
				return false, err
			}
		}
		return len(missing) == 0, nil
	})
	if err != nil {
		return nil, fmt.Errorf("maas2: waiting for the interfaces %s of node %s: %w", strings.Join(missing, ", "), systemID, err)
	}
	return found, nil
}

// EnsureBond makes sure that a machine has a bond of that name on top of the
// parents, each as [InterfacesService.Find] takes it. Of a bond that is there it
// changes what differs, in one request: the parents, and the options that are set;
// others stay as they are. Tags are all tags where they are not nil.
// BondNumGratARP, IPAssignment and IPAddress are for a new bond alone.
//
// Administrators may call it. It fails with [maas.ErrExists] where the name is
// that of an interface of another type, with [maas.ErrNotFound] for an unknown
// machine or parent, and as [InterfacesService.CreateBond] and
// [InterfacesService.Update] do.
func (s *InterfacesService) EnsureBond(ctx context.Context, systemID, name string, parents []string, opts *InterfaceCreateBondOptions) (*Interface, error) {
	interfaces, below, err := s.below(ctx, systemID, parents)
	if err != nil {
		return nil, err
	}
	there, err := ofType(interfaces, name, InterfaceTypeBond)
	switch {
	case err != nil:
		return nil, err
	case there == nil:
		return s.CreateBond(ctx, systemID, name, below.ids, opts)
	case opts == nil:
		opts = new(InterfaceCreateBondOptions)
	}
	want := &InterfaceUpdateOptions{
		MACAddress: given(opts.MACAddress), VLAN: givenID(opts.VLAN), Tags: givenTags(opts.Tags),
		BondMode: given(opts.BondMode), BondMIIMon: opts.BondMIIMon, BondUpDelay: given(opts.BondUpDelay), BondDownDelay: given(opts.BondDownDelay),
		BondLACPRate: given(opts.BondLACPRate), BondXmitHashPolicy: given(opts.BondXmitHashPolicy),
		MTU: given(opts.MTU), AcceptRA: opts.AcceptRA, Autoconf: opts.Autoconf,
		LinkConnected: opts.LinkConnected, LinkSpeed: given(opts.LinkSpeed), InterfaceSpeed: given(opts.InterfaceSpeed),
	}
	if !below.are(there.Parents) {
		want.Parents = below.ids
	}
	return s.bring(ctx, systemID, there, want)
}

// EnsureVLAN makes sure that a machine has an interface for a VLAN on top of the
// parent, which is as [InterfacesService.Find] takes it. vlan is the VLAN's id,
// not its VID: see [VLANsService.Get]. Of an interface that is there it changes the
// options that are set and differ, in one request; others stay as they are. Tags are
// all tags where they are not nil. IPAssignment and IPAddress are for a new
// interface alone.
//
// Administrators may call it. It fails with [maas.ErrNotFound] for an unknown
// machine or parent, and as [InterfacesService.CreateVLAN] and
// [InterfacesService.Update] do.
func (s *InterfacesService) EnsureVLAN(ctx context.Context, systemID, parent string, vlan int, opts *InterfaceCreateVLANOptions) (*Interface, error) {
	interfaces, below, err := s.below(ctx, systemID, []string{parent})
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(interfaces, func(there Interface) bool {
		return there.Type == InterfaceTypeVLAN && there.VLAN != nil && there.VLAN.ID == vlan && below.are(there.Parents)
	})
	switch {
	case i < 0:
		return s.CreateVLAN(ctx, systemID, below.ids[0], vlan, opts)
	case opts == nil:
		return &interfaces[i], nil
	}
	return s.bring(ctx, systemID, &interfaces[i], &InterfaceUpdateOptions{
		Name: given(opts.Name), Tags: givenTags(opts.Tags),
		MTU: given(opts.MTU), AcceptRA: opts.AcceptRA, Autoconf: opts.Autoconf,
		LinkConnected: opts.LinkConnected, LinkSpeed: given(opts.LinkSpeed), InterfaceSpeed: given(opts.InterfaceSpeed),
	})
}

// EnsureBridge makes sure that a machine has a bridge of that name on top of the
// parent, which is as [InterfacesService.Find] takes it. Of a bridge that is there
// it changes what differs, in one request: the parent, and the options that are
// set; others stay as they are. Tags are all tags where they are not nil.
// IPAssignment and IPAddress are for a new bridge alone.
//
// Administrators may call it. It fails with [maas.ErrExists] where the name is
// that of an interface of another type, with [maas.ErrNotFound] for an unknown
// machine or parent, and as [InterfacesService.CreateBridge] and
// [InterfacesService.Update] do.
func (s *InterfacesService) EnsureBridge(ctx context.Context, systemID, name, parent string, opts *InterfaceCreateBridgeOptions) (*Interface, error) {
	interfaces, below, err := s.below(ctx, systemID, []string{parent})
	if err != nil {
		return nil, err
	}
	there, err := ofType(interfaces, name, InterfaceTypeBridge)
	switch {
	case err != nil:
		return nil, err
	case there == nil:
		return s.CreateBridge(ctx, systemID, name, below.ids[0], opts)
	case opts == nil:
		opts = new(InterfaceCreateBridgeOptions)
	}
	want := &InterfaceUpdateOptions{
		MACAddress: given(opts.MACAddress), VLAN: givenID(opts.VLAN), Tags: givenTags(opts.Tags),
		BridgeType: given(opts.BridgeType), BridgeSTP: opts.BridgeSTP, BridgeFD: opts.BridgeFD,
		MTU: given(opts.MTU), AcceptRA: opts.AcceptRA, Autoconf: opts.Autoconf,
		LinkConnected: opts.LinkConnected, LinkSpeed: given(opts.LinkSpeed), InterfaceSpeed: given(opts.InterfaceSpeed),
	}
	if !below.are(there.Parents) {
		want.Parent = &below.ids[0]
	}
	return s.bring(ctx, systemID, there, want)
}

// given returns where an option is, nil if it is not set.
func given[T comparable](option T) *T {
	if option == *new(T) {
		return nil
	}
	return &option
}

func givenID(id int) *string {
	if id == 0 {
		return nil
	}
	return new(ID(id))
}

func givenTags(tags NameList) *NameList {
	if tags == nil {
		return nil
	}
	return &tags
}

// bring changes what an interface has other than want says, if anything.
func (s *InterfacesService) bring(ctx context.Context, systemID string, there *Interface, want *InterfaceUpdateOptions) (*Interface, error) {
	vlan := ""
	if there.VLAN != nil {
		vlan = ID(there.VLAN.ID)
	}
	if want.MACAddress != nil && sameMAC(*want.MACAddress, there.MACAddress) {
		want.MACAddress = nil
	}
	if want.Tags != nil && slices.Equal(slices.Sorted(slices.Values(*want.Tags)), slices.Sorted(slices.Values(there.Tags))) {
		want.Tags = nil
	}
	drop(&want.Name, &there.Name)
	drop(&want.VLAN, &vlan)
	drop(&want.LinkConnected, &there.LinkConnected)
	drop(&want.LinkSpeed, &there.LinkSpeed)
	drop(&want.InterfaceSpeed, &there.InterfaceSpeed)
	have := &there.Params
	drop(&want.MTU, have.MTU)
	drop(&want.AcceptRA, have.AcceptRA)
	drop(&want.Autoconf, have.Autoconf)
	drop(&want.BondMode, have.BondMode)
	drop(&want.BondMIIMon, have.BondMIIMon)
	drop(&want.BondUpDelay, have.BondUpDelay)
	drop(&want.BondDownDelay, have.BondDownDelay)
	drop(&want.BondLACPRate, have.BondLACPRate)
	drop(&want.BondXmitHashPolicy, have.BondXmitHashPolicy)
	drop(&want.BridgeType, have.BridgeType)
	drop(&want.BridgeSTP, have.BridgeSTP)
	drop(&want.BridgeFD, have.BridgeFD)
	if reflect.ValueOf(*want).IsZero() {
		return there, nil
	}
	if want.Tags == nil && len(there.Tags) > 1 { // which the update would lose
		want.Tags = new(NameList(there.Tags))
	}
	return s.Update(ctx, systemID, ID(there.ID), want)
}

// drop forgets what is wanted if it is so already.
func drop[T comparable](want **T, have *T) {
	if *want != nil && have != nil && **want == *have {
		*want = nil
	}
}

// parents are interfaces that another one is on top of.
type parents struct {
	ids   []int
	names []string
}

// are reports whether these are the names of the parents, in any order.
func (p *parents) are(names []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(p.names)), slices.Sorted(slices.Values(names)))
}

// below returns the interfaces of a node and those of them that keys name.
func (s *InterfacesService) below(ctx context.Context, systemID string, keys []string) ([]Interface, *parents, error) {
	interfaces, err := s.List(ctx, systemID)
	if err != nil {
		return nil, nil, err
	}
	var p parents
	for _, key := range keys {
		iface, err := pickInterface(interfaces, systemID, key)
		if err != nil {
			return nil, nil, err
		}
		p.ids, p.names = append(p.ids, iface.ID), append(p.names, iface.Name)
	}
	return interfaces, &p, nil
}

// ofType returns the interface of that name, nil for none.
func ofType(interfaces []Interface, name string, typ InterfaceType) (*Interface, error) {
	for i := range interfaces {
		if there := &interfaces[i]; there.Name == name {
			if there.Type != typ {
				return nil, fmt.Errorf("maas2: node %s has interface %q of type %q, not %q: %w", there.SystemID, name, there.Type, typ, maas.ErrExists)
			}
			return there, nil
		}
	}
	return nil, nil
}

// A Link is a subnet that [InterfacesService.SetLinks] gives an interface an
// address in.
type Link struct {
	Subnet string   // its CIDR or name, as [SubnetsService.Find] takes it
	Mode   LinkMode // LinkModeAuto if ""
	// IPAddress is for LinkModeStatic. MAAS picks one if it is ""; a link that has
	// another address then stays as it is.
	IPAddress string
	// DefaultGateway makes the subnet's gateway that of the node, for the IP
	// version of the subnet. Without it the choice stays as it is.
	DefaultGateway bool
}

// SetLinks makes the links of an interface, which is as [InterfacesService.Find]
// takes it, those of the list: it removes others, adds what is missing and leaves
// alone what is there, so that a second call changes nothing. No links at all
// leave the interface up without an address.
//
// An interface in another VLAN than the subnets is disconnected first, and MAAS
// puts it in theirs; one of [InterfaceTypeVLAN] can't be. All subnets have to be
// of one VLAN.
//
// Administrators may call it for any node, and the owner of a device for that, but
// for DefaultGateway, which is for machines. It fails with [maas.ErrNotFound] for
// an unknown interface or subnet, with an [*maas.ArgumentError] for links that
// contradict each other, and as [InterfacesService.LinkSubnet] does. An error may
// leave some links done; the next call does the rest.
func (s *InterfacesService) SetLinks(ctx context.Context, systemID, iface string, links []Link) (*Interface, error) {
	subnets := make([]*Subnet, len(links))
	for i, link := range links {
		if err := link.check(); err != nil {
			return nil, err
		}
		subnet, err := (*SubnetsService)(s).Find(ctx, link.Subnet)
		if err != nil {
			return nil, err
		}
		if subnets[i] = subnet; subnet.VLAN.ID != subnets[0].VLAN.ID {
			return nil, badLink(fmt.Sprintf("have subnets of different VLANs: %s and %s", subnets[0].CIDR, subnet.CIDR))
		}
	}
	nic, err := s.Find(ctx, systemID, iface)
	if err != nil {
		return nil, err
	}
	id := ID(nic.ID)
	if len(links) > 0 && nic.VLAN != nil && nic.VLAN.ID != subnets[0].VLAN.ID {
		if nic.Type == InterfaceTypeVLAN {
			return nil, badLink(fmt.Sprintf("have subnet %s, which is not in the VLAN of interface %q", subnets[0].CIDR, nic.Name))
		}
		if nic, err = s.Disconnect(ctx, systemID, id); err != nil {
			return nil, err
		}
	}
	wanted := matchLinks(nic.Links, links, subnets)
	for _, old := range nic.Links {
		if old.Mode == LinkModeLinkUp || slices.Contains(wanted, old.ID) {
			continue
		}
		if nic, err = s.UnlinkSubnet(ctx, systemID, id, old.ID); err != nil {
			return nil, err
		}
	}
	for i, link := range links {
		if wanted[i] != 0 {
			continue
		}
		before := nic.Links
		nic, err = s.LinkSubnet(ctx, systemID, id, link.mode(), &InterfaceLinkSubnetOptions{Subnet: ID(subnets[i].ID), IPAddress: link.IPAddress})
		if err != nil {
			return nil, err
		}
		wanted[i] = newLink(before, nic.Links)
	}
	return s.chooseGateways(ctx, systemID, nic, links, wanted)
}

// chooseGateways makes the links that want it the default gateways where they are
// not yet.
func (s *InterfacesService) chooseGateways(ctx context.Context, systemID string, nic *Interface, links []Link, ids []int) (*Interface, error) {
	var chosen *DefaultGateways
	for i, link := range links {
		if !link.DefaultGateway {
			continue
		}
		if chosen == nil {
			machine, err := (*MachinesService)(s).Get(ctx, systemID)
			if err != nil {
				return nil, err
			}
			chosen = &machine.DefaultGateways
		}
		if isLink(chosen.IPv4.LinkID, ids[i]) || isLink(chosen.IPv6.LinkID, ids[i]) {
			continue
		}
		var err error
		if nic, err = s.SetDefaultGateway(ctx, systemID, ID(nic.ID), &InterfaceSetDefaultGatewayOptions{LinkID: ids[i]}); err != nil {
			return nil, err
		}
	}
	return nic, nil
}

func isLink(chosen *int, id int) bool { return chosen != nil && *chosen == id }

// badLink is the error of a list of links that SetLinks can't bring about.
func badLink(reason string) error {
	operation := maas.Operation{APIVersion: "2.0", Method: "POST", Path: "/nodes/{system_id}/interfaces/{id}/", Op: "link_subnet"}
	return &maas.ArgumentError{Operation: operation, Argument: "links", Reason: reason}
}

func (l *Link) mode() LinkMode {
	if l.Mode == "" {
		return LinkModeAuto
	}
	return l.Mode
}

func (l *Link) check() error {
	switch {
	case l.Subnet == "":
		return badLink("have one without a subnet")
	case l.Mode == LinkModeLinkUp:
		return badLink("have one without an address: an empty list stands for that")
	case l.IPAddress == "":
		return nil
	case l.Mode != LinkModeStatic:
		return badLink(fmt.Sprintf("have the address %s, which only a static one takes", l.IPAddress))
	}
	return checkAddress("links", l.IPAddress)
}

// matchLinks returns the id of the link that each of links has already, 0 for
// none. Two never share one.
func matchLinks(there []InterfaceLink, links []Link, subnets []*Subnet) []int {
	ids := make([]int, len(links))
	match := func(exact bool) {
		for i, link := range links {
			for _, old := range there {
				if ids[i] == 0 && (link.IPAddress != "") == exact && old.Subnet != nil && old.Subnet.ID == subnets[i].ID && old.Mode == link.mode() &&
					!slices.Contains(ids, old.ID) && (!exact || sameAddress(old.IPAddress, link.IPAddress)) {
					ids[i] = old.ID
				}
			}
		}
	}
	match(true)
	match(false)
	return ids
}

// newLink returns the id of the link that was not there before. Several links may
// be: the new one is not always the first.
func newLink(before, after []InterfaceLink) int {
	for _, link := range after {
		if link.Mode != LinkModeLinkUp && !slices.ContainsFunc(before, func(old InterfaceLink) bool { return old.ID == link.ID }) {
			return link.ID
		}
	}
	return 0
}
