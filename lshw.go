package maas

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// Hardware is what lshw found in a node, the parts that programs ask for. The
// XML in [NodeDetails] has all of it.
type Hardware struct {
	Vendor       string        `json:"vendor"` // of the machine, like the next two
	Product      string        `json:"product"`
	Serial       string        `json:"serial"`
	CPUs         []CPU         `json:"cpus"`
	Memory       int64         `json:"memory"` // bytes, all banks together
	MemoryBanks  []MemoryBank  `json:"memory_banks"`
	Disks        []Disk        `json:"disks"`
	NetworkCards []NetworkCard `json:"network_cards"`
}

// A CPU is a processor, with all its cores.
type CPU struct {
	Vendor    string `json:"vendor"`
	Product   string `json:"product"`
	Frequency int64  `json:"frequency"` // Hz, at the time of commissioning
	Cores     int    `json:"cores"`     // 0 where lshw does not say, like Threads
	Threads   int    `json:"threads"`
}

// A MemoryBank is a slot for memory.
type MemoryBank struct {
	Slot    string `json:"slot"` // "DIMM_A1"
	Vendor  string `json:"vendor"`
	Product string `json:"product"`
	Serial  string `json:"serial"`
	Size    int64  `json:"size"` // bytes; 0: empty
}

// A Disk is a disk as the machine sees it, a volume of a controller maybe.
type Disk struct {
	Name    string `json:"name"` // "/dev/sda"
	Vendor  string `json:"vendor"`
	Product string `json:"product"`
	Serial  string `json:"serial"`
	BusInfo string `json:"bus_info"` // "scsi@0:0.0.0"
	Size    int64  `json:"size"`     // bytes
}

// A NetworkCard is a network interface.
type NetworkCard struct {
	Name       string `json:"name"` // "eth0"
	Vendor     string `json:"vendor"`
	Product    string `json:"product"`
	MACAddress string `json:"mac_address"`
	BusInfo    string `json:"bus_info"` // "pci@0000:02:00.0"
	Driver     string `json:"driver"`
	Speed      int64  `json:"speed"`    // bit/s as negotiated; 0: no link
	Capacity   int64  `json:"capacity"` // bit/s at most
	Link       bool   `json:"link"`
}

// ErrNoDetails is what [NodeDetails.Hardware] fails with for a node that was not
// commissioned.
var ErrNoDetails = errors.New("the node has no lshw details; was it commissioned?")

// controlReference matches a character reference to a control character. It is
// compiled here so that programs which don't call Hardware do without regexp.
func controlReference() *regexp.Regexp {
	return regexp.MustCompile(`&#(?:x0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F])|0*(?:[0-8]|1[124-9]|2[0-9]|3[01]));`)
}

// Hardware reads the XML of lshw. It fails with [ErrNoDetails] where there is none.
func (d *NodeDetails) Hardware() (*Hardware, error) {
	if len(bytes.TrimSpace(d.LSHW)) == 0 {
		return nil, fmt.Errorf("maas: %w", ErrNoDetails)
	}
	// lshw passes on what firmware says: bytes of any encoding, and control
	// characters, which XML can't have.
	clean := controlReference().ReplaceAll(bytes.Map(func(r rune) rune {
		if unicode.IsControl(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, bytes.ToValidUTF8(d.LSHW, []byte("\uFFFD"))), nil)
	decoder := xml.NewDecoder(bytes.NewReader(clean))
	decoder.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	decoder.Strict = false
	var root lshwNode
	if err := decoder.Decode(&root); err != nil {
		return nil, fmt.Errorf("maas: the lshw details are not XML: %w", err)
	}
	hardware := new(Hardware)
	root.collect(hardware)
	return hardware, nil
}

// An lshwNode is an element "node" of lshw, or the "list" around the first.
type lshwNode struct {
	ID            string        `xml:"id,attr"`
	Class         string        `xml:"class,attr"`
	Description   string        `xml:"description"`
	Vendor        string        `xml:"vendor"`
	Product       string        `xml:"product"`
	Serial        string        `xml:"serial"`
	Slot          string        `xml:"slot"`
	BusInfo       string        `xml:"businfo"`
	LogicalNames  []string      `xml:"logicalname"`
	Size          string        `xml:"size"`
	Capacity      string        `xml:"capacity"`
	Configuration []lshwSetting `xml:"configuration>setting"`
	Nodes         []lshwNode    `xml:"node"`
}

type lshwSetting struct {
	ID    string `xml:"id,attr"`
	Value string `xml:"value,attr"`
}

func (n *lshwNode) setting(id string) string {
	for _, s := range n.Configuration {
		if s.ID == id {
			return s.Value
		}
	}
	return ""
}

func (n *lshwNode) name() string {
	if len(n.LogicalNames) == 0 {
		return ""
	}
	return n.LogicalNames[0]
}

// collect adds what n and the nodes below it are to hw.
func (n *lshwNode) collect(hw *Hardware) {
	switch id, _, _ := strings.Cut(n.ID, ":"); {
	case n.Class == "system" && hw.Product == "" && hw.Vendor == "":
		hw.Vendor, hw.Product, hw.Serial = n.Vendor, n.Product, n.Serial
	case n.Class == "processor" && n.Size+n.Product != "": // else an empty socket
		hw.CPUs = append(hw.CPUs, CPU{
			Vendor: n.Vendor, Product: n.Product, Frequency: number(n.Size),
			Cores: int(number(n.setting("cores"))), Threads: int(number(n.setting("threads"))),
		})
	case n.Class == "memory" && id == "memory":
		hw.Memory += number(n.Size)
	case n.Class == "memory" && id == "bank":
		hw.MemoryBanks = append(hw.MemoryBanks, MemoryBank{
			Slot: n.Slot, Vendor: n.Vendor, Product: n.Product, Serial: n.Serial, Size: number(n.Size),
		})
	case n.Class == "disk" && id != "cdrom" && n.name() != "":
		hw.Disks = append(hw.Disks, Disk{
			Name: n.name(), Vendor: n.Vendor, Product: n.Product, Serial: n.Serial, BusInfo: n.BusInfo, Size: number(n.Size),
		})
	case n.Class == "network" && n.Serial != "":
		hw.NetworkCards = append(hw.NetworkCards, NetworkCard{
			Name: n.name(), Vendor: n.Vendor, Product: n.Product, MACAddress: n.Serial, BusInfo: n.BusInfo,
			Driver: n.setting("driver"), Speed: number(n.Size), Capacity: number(n.Capacity), Link: n.setting("link") == "yes",
		})
	}
	for i := range n.Nodes {
		n.Nodes[i].collect(hw)
	}
}

// number reads what lshw wrote as a number, 0 for anything else.
func number(text string) int64 {
	n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	if err != nil {
		return 0
	}
	return n
}
