package maas

import (
	"fmt"
	"strconv"
	"strings"
)

// A StorageConstraint asks for a disk. Since 1.8.
type StorageConstraint struct {
	Label string   // names the disk in Node.ConstraintMap; may be empty
	Size  float64  // GB, 10⁹ bytes, at least
	Tags  []string // of the disk, such as "ssd"; all of them
}

// String returns the constraint as MAAS reads it, "root:100(ssd,nvme)".
func (c StorageConstraint) String() string {
	text := strconv.FormatFloat(c.Size, 'f', -1, 64)
	if len(c.Tags) > 0 {
		text += "(" + strings.Join(c.Tags, ",") + ")"
	}
	if c.Label != "" {
		text = c.Label + ":" + text
	}
	return text
}

// StorageConstraints are written as one parameter, with commas between them.
type StorageConstraints []StorageConstraint

// MarshalParams returns the constraints as MAAS reads them.
func (l StorageConstraints) MarshalParams(name string) (Params, error) {
	return joinConstraints(name, l, ",")
}

func (c StorageConstraint) check() error {
	if !(c.Size > 0) {
		return &ArgumentError{Argument: "storage", Reason: fmt.Sprintf("%q asks for no size", c)}
	}
	for _, text := range append([]string{c.Label}, c.Tags...) {
		if strings.ContainsAny(text, ":,()") {
			return &ArgumentError{Argument: "storage", Reason: fmt.Sprintf("%q: a label or tag can't have a colon, comma or bracket", c)}
		}
	}
	return nil
}

// An InterfaceConstraint asks for a network interface. Since 1.9. Fields left
// empty don't matter; there must be one that is not.
type InterfaceConstraint struct {
	Label          string // names the interface in Node.ConstraintsByType; mandatory
	Space          string
	NotSpace       string
	FabricClass    string
	NotFabricClass string
	SubnetCIDR     string
	NotSubnetCIDR  string
	VID            *int // VLAN tag, new(0) for untagged
	NotVID         *int
	Fabric         string
	NotFabric      string
	Subnet         string
	NotSubnet      string
	Mode           LinkMode
}

// pairs are the keys and values of what is asked for.
func (c InterfaceConstraint) pairs() []string {
	var pairs []string
	for _, p := range []struct{ key, value string }{
		{"space", c.Space}, {"not_space", c.NotSpace},
		{"fabric_class", c.FabricClass}, {"not_fabric_class", c.NotFabricClass},
		{"subnet_cidr", c.SubnetCIDR}, {"not_subnet_cidr", c.NotSubnetCIDR},
		{"vid", optionalInt(c.VID)}, {"not_vid", optionalInt(c.NotVID)},
		{"fabric", c.Fabric}, {"not_fabric", c.NotFabric},
		{"subnet", c.Subnet}, {"not_subnet", c.NotSubnet},
		{"mode", string(c.Mode)},
	} {
		if p.value != "" {
			pairs = append(pairs, p.key+"="+p.value)
		}
	}
	return pairs
}

// String returns the constraint as MAAS reads it, "data:space=storage,vid=5".
func (c InterfaceConstraint) String() string {
	return c.Label + ":" + strings.Join(c.pairs(), ",")
}

// InterfaceConstraints are written as one parameter, with semicolons between
// them.
type InterfaceConstraints []InterfaceConstraint

// MarshalParams returns the constraints as MAAS reads them.
func (l InterfaceConstraints) MarshalParams(name string) (Params, error) {
	return joinConstraints(name, l, ";")
}

func (c InterfaceConstraint) check() error {
	pairs := c.pairs()
	switch {
	case c.Label == "" || strings.ContainsAny(c.Label, ":;,="):
		return &ArgumentError{Argument: "interfaces", Reason: fmt.Sprintf("%q has no label, or one with a separator in it", c)}
	case len(pairs) == 0:
		return &ArgumentError{Argument: "interfaces", Reason: fmt.Sprintf("%q asks for nothing", c)}
	case strings.ContainsAny(strings.Join(pairs, ""), ";,"):
		return &ArgumentError{Argument: "interfaces", Reason: fmt.Sprintf("%q: a value can't have a comma or semicolon", c)}
	}
	return nil
}

func optionalInt(v *int) string {
	if v == nil {
		return ""
	}
	return strconv.Itoa(*v)
}

// joinConstraints checks constraints and writes them as one parameter.
func joinConstraints[T interface {
	String() string
	check() error
}](name string, constraints []T, separator string) (Params, error) {
	texts := make([]string, len(constraints))
	for i, c := range constraints {
		if err := c.check(); err != nil {
			return nil, err
		}
		texts[i] = c.String()
	}
	return Params{{Name: name, Value: strings.Join(texts, separator)}}, nil
}
