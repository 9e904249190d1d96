package maas

// BlockDeviceType says what a block device is made of. Since 1.8.
type BlockDeviceType string

// The types of block devices.
const (
	BlockDeviceTypePhysical BlockDeviceType = "physical"
	BlockDeviceTypeVirtual  BlockDeviceType = "virtual"
)

// PartitionTableType is the kind of a partition table. Since 1.9.
type PartitionTableType string

// The kinds of partition tables.
const (
	PartitionTableTypeMBR PartitionTableType = "MBR"
	PartitionTableTypeGPT PartitionTableType = "GPT"
)

// FilesystemType is what a block device or partition holds. Since 1.9.
type FilesystemType string

// The types of filesystems, and of what is no filesystem but takes its place.
const (
	FilesystemTypeExt2          FilesystemType = "ext2"
	FilesystemTypeExt4          FilesystemType = "ext4"
	FilesystemTypeFAT32         FilesystemType = "fat32"
	FilesystemTypeVFAT          FilesystemType = "vfat"
	FilesystemTypeLVMPV         FilesystemType = "lvm-pv"
	FilesystemTypeRAID          FilesystemType = "raid"
	FilesystemTypeRAIDSpare     FilesystemType = "raid-spare"
	FilesystemTypeBcacheCache   FilesystemType = "bcache-cache"
	FilesystemTypeBcacheBacking FilesystemType = "bcache-backing"
)

// InterfaceType is the kind of a network interface. Since 1.9.
type InterfaceType string

// The kinds of network interfaces.
const (
	InterfaceTypePhysical InterfaceType = "physical"
	InterfaceTypeBond     InterfaceType = "bond"
	InterfaceTypeVLAN     InterfaceType = "vlan"
	InterfaceTypeAlias    InterfaceType = "alias"
	InterfaceTypeUnknown  InterfaceType = "unknown"
)

// LinkMode is how an interface gets its address on a subnet. Since 1.9.
type LinkMode string

// The ways to an address. LinkModeUnconfigured is that of a constraint.
const (
	LinkModeAuto         LinkMode = "auto"
	LinkModeDHCP         LinkMode = "dhcp"
	LinkModeStatic       LinkMode = "static"
	LinkModeLinkUp       LinkMode = "link_up" // no address
	LinkModeUnconfigured LinkMode = "unconfigured"
)

// A BlockDevice is a disk of a node, physical or made of others. Since 1.8,
// where it has ID, Name, Path, IDPath, Size, BlockSize, Model, Serial and Tags;
// the rest since 1.9.
type BlockDevice struct {
	ID                 int                 `json:"id"`
	Name               string              `json:"name"`
	UUID               *string             `json:"uuid,omitempty"` // of a virtual one
	Type               BlockDeviceType     `json:"type,omitempty"`
	Path               string              `json:"path"`
	IDPath             *string             `json:"id_path,omitempty"`
	Model              *string             `json:"model,omitempty"`  // of a physical one
	Serial             *string             `json:"serial,omitempty"` // of a physical one
	Size               int64               `json:"size"`             // bytes
	BlockSize          int                 `json:"block_size"`       // bytes
	AvailableSize      *int64              `json:"available_size,omitempty"`
	UsedSize           *int64              `json:"used_size,omitempty"`
	UsedFor            *string             `json:"used_for,omitempty"` // a sentence in English
	Tags               []string            `json:"tags"`
	Filesystem         *Filesystem         `json:"filesystem,omitempty"`
	PartitionTableType *PartitionTableType `json:"partition_table_type,omitempty"`
	Partitions         []Partition         `json:"partitions,omitzero"`
	ResourceURI        *string             `json:"resource_uri,omitempty"`
}

// A Filesystem is what a block device or partition is formatted with. Since
// 1.9.
type Filesystem struct {
	FSType     FilesystemType `json:"fstype"`
	Label      *string        `json:"label"`
	UUID       *string        `json:"uuid"`
	MountPoint *string        `json:"mount_point"` // nil: not mounted
}

// A Partition is a part of a block device. Since 1.9.
type Partition struct {
	ID          int         `json:"id"`
	UUID        string      `json:"uuid"`
	Path        string      `json:"path"`
	Type        string      `json:"type"`
	Size        int64       `json:"size"` // bytes
	Bootable    bool        `json:"bootable"`
	Filesystem  *Filesystem `json:"filesystem"`
	UsedFor     string      `json:"used_for"`
	ResourceURI string      `json:"resource_uri"`
}

// An Interface is a network interface of a node. Since 1.9.
type Interface struct {
	ID         int             `json:"id"`
	Name       string          `json:"name"`
	Type       InterfaceType   `json:"type"`
	VLAN       *VLAN           `json:"vlan"`
	MACAddress *string         `json:"mac_address"`
	Parents    []string        `json:"parents"`  // names
	Children   []string        `json:"children"` // names
	Tags       []string        `json:"tags"`
	Enabled    bool            `json:"enabled"`
	Links      []InterfaceLink `json:"links"`
	// Params holds mtu, accept_ra, autoconf and bond_* as MAAS stored them; it
	// is an object, or "" where there are none.
	Params       any                   `json:"params"`
	Discovered   []InterfaceDiscovered `json:"discovered"`
	EffectiveMTU int                   `json:"effective_mtu"`
	ResourceURI  string                `json:"resource_uri"`
}

// An InterfaceLink is how an interface gets an address on a subnet. Since 1.9.
type InterfaceLink struct {
	ID        int      `json:"id"`
	Mode      LinkMode `json:"mode"`
	IPAddress *string  `json:"ip_address,omitempty"`
	Subnet    *Subnet  `json:"subnet,omitempty"`
}

// An InterfaceDiscovered is an address that an interface was seen with. Since
// 1.9.
type InterfaceDiscovered struct {
	IPAddress string  `json:"ip_address"`
	Subnet    *Subnet `json:"subnet"`
}

// A VLAN of a fabric. Since 1.9.
type VLAN struct {
	ID          int     `json:"id"`
	Name        *string `json:"name"`
	VID         int     `json:"vid"`    // 0: untagged
	Fabric      string  `json:"fabric"` // a name
	MTU         int     `json:"mtu"`
	ResourceURI string  `json:"resource_uri"`
}

// A Subnet of a space. Since 1.9.
type Subnet struct {
	ID          int      `json:"id"`
	Name        string   `json:"name"`
	VLAN        *VLAN    `json:"vlan"`
	Space       string   `json:"space"` // a name
	CIDR        string   `json:"cidr"`
	GatewayIP   *string  `json:"gateway_ip"`
	DNSServers  []string `json:"dns_servers"`
	ResourceURI string   `json:"resource_uri"`
}
