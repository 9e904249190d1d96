package maas2

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/gomaas/maas"
)

// A StorageConstraint asks for a disk. The first of several is the boot disk.
type StorageConstraint struct {
	// Label names the disk in [ConstraintsByType]; may be empty.
	Label string
	Size  float64  // GB, 10⁹ bytes, at least
	Tags  []string // of the disk, such as "ssd"; all of them
}

// String returns the constraint as MAAS reads it, "root:100(ssd,nvme)".
func (c StorageConstraint) String() string {
	text := strconv.FormatFloat(c.Size, 'f', -1, 64)
	if len(c.Tags) > 0 {
		text += "(" + commas(c.Tags) + ")"
	}
	if c.Label != "" {
		text = c.Label + ":" + text
	}
	return text
}

func (c StorageConstraint) check(name string) error {
	if !(c.Size > 0) {
		return &maas.ArgumentError{Argument: name, Reason: fmt.Sprintf("%q asks for no size", c)}
	}
	for _, text := range append([]string{c.Label}, c.Tags...) {
		if strings.ContainsAny(text, ":,()") {
			return &maas.ArgumentError{Argument: name, Reason: fmt.Sprintf("%q: a label or tag can't have a colon, comma or bracket", c)}
		}
	}
	return nil
}

// StorageConstraints are written as one parameter, with commas between them.
type StorageConstraints []StorageConstraint

// MarshalParams returns the constraints as MAAS reads them.
func (l StorageConstraints) MarshalParams(name string) (maas.Params, error) {
	return joinConstraints(name, l, ",")
}

// An InterfaceConstraint asks for a network interface that has all of what is
// given.
type InterfaceConstraint struct {
	// Label names the interface in [ConstraintsByType]; mandatory.
	Label       string
	ID          int
	Name        string // "eth0"
	Hostname    string // of the machine
	Type        InterfaceType
	Tag         string
	LinkSpeed   int // Mbit/s, at least, since 2.7
	Fabric      string
	FabricClass string
	Space       string
	VLAN        string // a specifier, [ID] of a number for example
	VID         *int   // VLAN tag, new(0) for untagged
	Subnet      string // a specifier, "10.0.0.0/24" or "name:storage"
	SubnetCIDR  string
	IP          string   // an address that it has
	Mode        LinkMode // MAAS takes "unconfigured" alone
}

// pairs are the keys and values of what is asked for.
func (c InterfaceConstraint) pairs() []string {
	number := func(value int) string {
		if value == 0 {
			return ""
		}
		return strconv.Itoa(value)
	}
	vid := ""
	if c.VID != nil {
		vid = strconv.Itoa(*c.VID)
	}
	return pairs([][2]string{
		{"id", number(c.ID)}, {"name", c.Name}, {"hostname", c.Hostname}, {"type", string(c.Type)}, {"tag", c.Tag},
		{"link_speed", number(c.LinkSpeed)}, {"fabric", c.Fabric}, {"fabric_class", c.FabricClass}, {"space", c.Space},
		{"vlan", c.VLAN}, {"vid", vid}, {"subnet", c.Subnet}, {"subnet_cidr", c.SubnetCIDR}, {"ip", c.IP}, {"mode", string(c.Mode)},
	})
}

// String returns the constraint as MAAS reads it, "data:space=storage,vid=5".
func (c InterfaceConstraint) String() string {
	return c.Label + ":" + commas(c.pairs())
}

func (c InterfaceConstraint) check(name string) error {
	if c.Label == "" || strings.ContainsAny(c.Label, ":;,=") {
		return &maas.ArgumentError{Argument: name, Reason: fmt.Sprintf("%q has no label, or one with a separator in it", c)}
	}
	return checkPairs(name, c.String(), c.pairs())
}

// InterfaceConstraints are written as one parameter, with semicolons between
// them.
type InterfaceConstraints []InterfaceConstraint

// MarshalParams returns the constraints as MAAS reads them.
func (l InterfaceConstraints) MarshalParams(name string) (maas.Params, error) {
	return joinConstraints(name, l, ";")
}

// A DeviceConstraint asks for a piece of hardware on the PCI or USB bus, see
// [NodeDevice], that has all of what is given.
type DeviceConstraint struct {
	VendorID            string // "8086"
	ProductID           string // "1521"
	VendorName          string
	ProductName         string
	CommissioningDriver string
}

func (c DeviceConstraint) pairs() []string {
	return pairs([][2]string{
		{"vendor_id", c.VendorID}, {"product_id", c.ProductID}, {"vendor_name", c.VendorName}, {"product_name", c.ProductName},
		{"commissioning_driver", c.CommissioningDriver},
	})
}

// String returns the constraint as MAAS reads it, "vendor_id=8086,product_id=1521".
func (c DeviceConstraint) String() string { return commas(c.pairs()) }

// MarshalParams returns the constraint as MAAS reads it.
func (c DeviceConstraint) MarshalParams(name string) (maas.Params, error) {
	if err := checkPairs(name, c.String(), c.pairs()); err != nil {
		return nil, err
	}
	return maas.Params{{Name: name, Value: c.String()}}, nil
}

// pairs writes the values that are given with their keys.
func pairs(values [][2]string) []string {
	var pairs []string
	for _, v := range values {
		if v[1] != "" {
			pairs = append(pairs, v[0]+"="+v[1])
		}
	}
	return pairs
}

func checkPairs(name, text string, pairs []string) error {
	switch {
	case len(pairs) == 0:
		return &maas.ArgumentError{Argument: name, Reason: fmt.Sprintf("%q asks for nothing", text)}
	case strings.ContainsAny(strings.Join(pairs, ""), ";,"):
		return &maas.ArgumentError{Argument: name, Reason: fmt.Sprintf("%q: a value can't have a comma or semicolon", text)}
	}
	return nil
}

// joinConstraints checks constraints and writes them as one parameter.
func joinConstraints[T interface {
	String() string
	check(name string) error
}](name string, constraints []T, separator string) (maas.Params, error) {
	texts := make([]string, len(constraints))
	for i, c := range constraints {
		if err := c.check(name); err != nil {
			return nil, err
		}
		texts[i] = c.String()
	}
	return maas.Params{{Name: name, Value: strings.Join(texts, separator)}}, nil
}
