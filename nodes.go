package maas

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
)

// NodesService is the section "Nodes" and "Node" of the API: the machines, from
// enlistment to release.
type NodesService service

// A Node is a machine as MAAS shows it. Power parameters, the agent name and
// the cluster are never shown.
//
// The fields behind "Since" are the zero value, mostly nil, on an older MAAS.
type Node struct {
	SystemID string `json:"system_id"` // "node-" and a UUID; never changes
	// Hostname is the full name with its domain. The filters of
	// NodeListOptions and the Name of NodeAcquireOptions want the name without the
	// domain that MAAS added.
	Hostname string `json:"hostname"`
	// Owner is the name of the user who has the node, "" for nobody.
	Owner         string       `json:"owner"`
	MACAddressSet []MACAddress `json:"macaddress_set"`
	Architecture  string       `json:"architecture"` // "amd64/generic"
	CPUCount      int          `json:"cpu_count"`    // 0 until commissioned
	Memory        int          `json:"memory"`       // MiB, 0 until commissioned
	Storage       float64      `json:"storage"`      // MB, 0 until commissioned; whole before 1.10
	// Status is not the one to go by: use State, which is right on every
	// release. From MAAS 1.7 on, Status is NodeStatusAllocated for all that
	// belongs to a user.
	Status      NodeStatus `json:"status"`
	Netboot     bool       `json:"netboot"` // boots from the network, not from disk
	PowerType   PowerType  `json:"power_type"`
	TagNames    []string   `json:"tag_names"`
	IPAddresses []string   `json:"ip_addresses"`
	// Routers are the MAC addresses of the routers that the node sees by LLDP;
	// nil until it was commissioned.
	Routers     []string `json:"routers"`
	Zone        Zone     `json:"zone"`
	ResourceURI string   `json:"resource_uri"`

	// Since 1.6. "" stands for the default of the server.
	OSystem      *OSystem      `json:"osystem,omitempty"`
	DistroSeries *DistroSeries `json:"distro_series,omitempty"`

	// Since 1.7.
	Substatus   *NodeSubstatus `json:"substatus,omitempty"`
	BootType    *BootType      `json:"boot_type,omitempty"`
	PowerState  *PowerState    `json:"power_state,omitempty"` // last seen, may be minutes old
	DisableIPv4 *bool          `json:"disable_ipv4,omitempty"`

	// Since 1.8.
	PXEMAC                 *MACAddress   `json:"pxe_mac,omitempty"`
	SwapSize               *int64        `json:"swap_size,omitempty"` // bytes
	PhysicalBlockDeviceSet []BlockDevice `json:"physicalblockdevice_set,omitzero"`
	// ConstraintMap is set in the response to Acquire only: the label of the storage
	// constraint that a block device, by its id, satisfied.
	ConstraintMap map[int]string `json:"constraint_map,omitzero"`

	// Since 1.9.
	MinHWEKernel          *string       `json:"min_hwe_kernel,omitempty"`
	HWEKernel             *string       `json:"hwe_kernel,omitempty"`
	InterfaceSet          []Interface   `json:"interface_set,omitzero"`
	BootDisk              *BlockDevice  `json:"boot_disk,omitempty"`
	BlockDeviceSet        []BlockDevice `json:"blockdevice_set,omitzero"`
	VirtualBlockDeviceSet []BlockDevice `json:"virtualblockdevice_set,omitzero"`
	SubstatusName         *string       `json:"substatus_name,omitempty"`
	SubstatusAction       *string       `json:"substatus_action,omitempty"`
	SubstatusMessage      *string       `json:"substatus_message,omitempty"`
	// ConstraintsByType is set in the response to Acquire only: what satisfied each
	// label of the storage and interface constraints.
	ConstraintsByType *ConstraintsByType `json:"constraints_by_type,omitempty"`
}

// ConstraintsByType holds by label the ids of the block devices and interfaces
// that satisfied the constraints of [NodesService.Acquire]. Since 1.9.
type ConstraintsByType struct {
	Storage    map[string][]int `json:"storage,omitempty"`
	Interfaces map[string][]int `json:"interfaces,omitempty"`
	// The same for all candidates, where NodeAcquireOptions.Verbose asked for it.
	VerboseStorage    map[string]map[string][]int `json:"verbose_storage,omitzero"`
	VerboseInterfaces map[string]map[string][]int `json:"verbose_interfaces,omitzero"`
}

// String returns the node in one line: "ada.maas (node-1, Deployed)".
func (n Node) String() string {
	return fmt.Sprintf("%s (%s, %v)", n.Hostname, n.SystemID, n.State())
}

// LogValue returns what identifies the node in a log, and its state.
func (n Node) LogValue() slog.Value {
	return slog.GroupValue(slog.String("system_id", n.SystemID), slog.String("hostname", n.Hostname), slog.String("state", n.State().String()))
}

// State returns where in its life the node is, on every release the same way:
// the substatus where MAAS sends one, else what the status of MAAS 1.5 and 1.6
// amounts to. There a node that is allocated and no longer boots from the
// network has been deployed.
func (n *Node) State() NodeSubstatus {
	switch {
	case n.Substatus != nil:
		return *n.Substatus
	case n.Status != NodeStatusAllocated:
		return NodeSubstatus(n.Status)
	case n.Netboot:
		return NodeSubstatusAllocated
	}
	return NodeSubstatusDeployed
}

// NodeStatus is the status of a node as every release has it.
type NodeStatus int

// The statuses of a node.
const (
	NodeStatusDeclared      NodeStatus = 0 // enlisted, waits to be accepted; "New" since 1.7
	NodeStatusCommissioning NodeStatus = 1
	NodeStatusFailedTests   NodeStatus = 2 // "Failed commissioning" since 1.7
	NodeStatusMissing       NodeStatus = 3
	NodeStatusReady         NodeStatus = 4 // can be acquired
	NodeStatusReserved      NodeStatus = 5
	NodeStatusAllocated     NodeStatus = 6 // in use; since 1.7 also all on the way into and out of use
	NodeStatusRetired       NodeStatus = 7
	NodeStatusBroken        NodeStatus = 8 // since 1.7
)

// String returns the status as MAAS 1.6 shows it, NodeStatus(42) for an unknown
// one.
func (s NodeStatus) String() string {
	return enumName(s, "NodeStatus", "Declared", "Commissioning", "Failed tests", "Missing", "Ready", "Reserved", "Allocated", "Retired", "Broken")
}

// NodeSubstatus is the true status of a node since MAAS 1.7. Beware: 6 is
// Deployed here and Allocated in [NodeStatus].
type NodeSubstatus int

// The substatuses of a node.
const (
	NodeSubstatusNew                 NodeSubstatus = 0 // enlisted, waits to be accepted
	NodeSubstatusCommissioning       NodeSubstatus = 1
	NodeSubstatusFailedCommissioning NodeSubstatus = 2
	NodeSubstatusMissing             NodeSubstatus = 3
	NodeSubstatusReady               NodeSubstatus = 4 // can be acquired
	NodeSubstatusReserved            NodeSubstatus = 5
	NodeSubstatusDeployed            NodeSubstatus = 6
	NodeSubstatusRetired             NodeSubstatus = 7
	NodeSubstatusBroken              NodeSubstatus = 8
	NodeSubstatusDeploying           NodeSubstatus = 9
	NodeSubstatusAllocated           NodeSubstatus = 10 // acquired, not started
	NodeSubstatusFailedDeployment    NodeSubstatus = 11
	NodeSubstatusReleasing           NodeSubstatus = 12
	NodeSubstatusReleasingFailed     NodeSubstatus = 13
	NodeSubstatusDiskErasing         NodeSubstatus = 14
	NodeSubstatusFailedDiskErasing   NodeSubstatus = 15
)

// String returns the substatus as MAAS shows it, NodeSubstatus(42) for an
// unknown one.
func (s NodeSubstatus) String() string {
	return enumName(s, "NodeSubstatus", "New", "Commissioning", "Failed commissioning", "Missing", "Ready", "Reserved", "Deployed", "Retired", "Broken",
		"Deploying", "Allocated", "Failed deployment", "Releasing", "Releasing failed", "Disk erasing", "Failed disk erasing")
}

// known reports whether this package has a name for the state.
func (s NodeSubstatus) known() bool {
	return s >= NodeSubstatusNew && s <= NodeSubstatusFailedDiskErasing
}

// failed reports whether somebody has to look at the node.
func (s NodeSubstatus) failed() bool {
	switch s {
	case NodeSubstatusFailedCommissioning, NodeSubstatusMissing, NodeSubstatusRetired, NodeSubstatusBroken,
		NodeSubstatusFailedDeployment, NodeSubstatusReleasingFailed, NodeSubstatusFailedDiskErasing:
		return true
	}
	return false
}

// OSystem is an operating system that MAAS deploys. The vocabulary is open:
// it is that of the imported boot images.
type OSystem string

// The operating systems that MAAS 1.6 knows.
const (
	OSystemDefault OSystem = "" // what the server's configuration says
	OSystemUbuntu  OSystem = "ubuntu"
	OSystemCentOS  OSystem = "centos"
	OSystemWindows OSystem = "windows"
)

// DistroSeries is a release of an operating system. The vocabulary is open.
// MAAS 1.6 wants the operating system in front, "ubuntu/trusty", where earlier
// and later ones take the bare name.
type DistroSeries string

// The releases of Ubuntu in the days of MAAS 1.5 and 1.6.
const (
	DistroSeriesDefault DistroSeries = "" // what the server's configuration says
	DistroSeriesPrecise DistroSeries = "precise"
	DistroSeriesQuantal DistroSeries = "quantal"
	DistroSeriesRaring  DistroSeries = "raring"
	DistroSeriesSaucy   DistroSeries = "saucy"
	DistroSeriesTrusty  DistroSeries = "trusty"
	DistroSeriesUtopic  DistroSeries = "utopic"
)

// BootType is the installer that a node is deployed with. Since 1.7.
type BootType string

// The installers.
const (
	BootTypeFastPath        BootType = "fastpath"
	BootTypeDebianInstaller BootType = "di"
)

// PowerState is whether a node is on, as last seen. Since 1.7.
type PowerState string

// The power states.
const (
	PowerStateOn      PowerState = "on"
	PowerStateOff     PowerState = "off"
	PowerStateUnknown PowerState = "unknown"
	PowerStateError   PowerState = "error"
)

// NodeListOptions filter [NodesService.List]; all filters given must match. A
// nil list does not filter; an empty one matches no node, so that a list of ids
// which came out empty never turns into all nodes.
type NodeListOptions struct {
	Hostnames    []string `param:"hostname,any"`        // names as stored, without the domain that MAAS shows
	MACAddresses []string `param:"mac_address,any,mac"` // in any notation that MAAS takes
	// IDs are system ids; unknown ones are ignored. They go into the URL, which a
	// web server in front of MAAS may limit: Apache to about 180 of them.
	IDs       []string `param:"id,any"`
	Zone      string   `param:"zone"`
	AgentName *string  `param:"agent_name"` // new("") finds the nodes with no agent name
}

// List returns the nodes that the caller may see, in the order in which they
// were created: those with no owner and the caller's own; for an administrator
// all. A node that has two of the MAC addresses asked for is in the list twice.
//
// Any user may call it.
//
// GET /nodes/?op=list
func (s *NodesService) List(ctx context.Context, opts *NodeListOptions) ([]Node, error) {
	return List[Node](ctx, s.client, Get("/nodes/").Op("list").With(opts))
}

// All is [NodesService.List] for a list of any length: it yields each node as it
// arrives and holds a few in memory at most. An error ends it, as the last pair.
//
// Any user may call it. It fails as List does.
//
// GET /nodes/?op=list
func (s *NodesService) All(ctx context.Context, opts *NodeListOptions) iter.Seq2[*Node, error] {
	return Each[Node](ctx, s.client, Get("/nodes/").Op("list").With(opts))
}

// NodeListAllocatedOptions filter [NodesService.ListAllocated].
type NodeListAllocatedOptions struct {
	IDs []string `param:"id,any"` // system ids; nil for all, empty for none
}

// ListAllocated returns the nodes that were acquired with the very API key of
// the client, not all nodes of its user.
//
// Any user may call it.
//
// GET /nodes/?op=list_allocated
func (s *NodesService) ListAllocated(ctx context.Context, opts *NodeListAllocatedOptions) ([]Node, error) {
	return List[Node](ctx, s.client, Get("/nodes/").Op("list_allocated").With(opts))
}

// Get returns a node by its system id.
//
// Any user may call it, for nodes of others too. It fails with [ErrNotFound]
// for an unknown id.
//
// GET /nodes/{system_id}/
func (s *NodesService) Get(ctx context.Context, systemID string) (*Node, error) {
	return Do[*Node](ctx, s.client, Get("/nodes/{system_id}/", systemID))
}

// NodeCreateOptions are the settings of a new node that MAAS does not insist
// on.
type NodeCreateOptions struct {
	Hostname        string `param:"hostname"`        // made up by MAAS if empty
	Subarchitecture string `param:"subarchitecture"` // only with an architecture that names none
	// NodeGroup is the cluster of the node: its uuid, name or number. MAAS
	// finds it by the address that the request comes from if it is empty,
	// which AutodetectNodeGroup can forbid with new(false).
	NodeGroup           string `param:"nodegroup"`
	AutodetectNodeGroup *bool  `param:"autodetect_nodegroup,presence"`
	// Power holds the power type and its parameters, which MAAS checks against
	// each other unless SkipPowerCheck. It ignores the parameters of a caller
	// who is not an administrator; UncheckedPower stores those of any user.
	Power          PowerParameters `param:"power_parameters_"`
	SkipPowerCheck *bool           `param:"power_parameters_skip_check"`
	Zone           string          `param:"zone"` // for administrators; "" is the default zone
	CPUCount       int             `param:"cpu_count"`
	Memory         int             `param:"memory"`  // MiB
	Storage        int             `param:"storage"` // MB; until 1.7
	DistroSeries   DistroSeries    `param:"distro_series"`
	BootType       BootType        `param:"boot_type"`      // since 1.7
	MinHWEKernel   string          `param:"min_hwe_kernel"` // since 1.9
}

// Create enlists a node of an architecture, "amd64/generic" or "amd64", with
// its MAC addresses, one at least. Made by an administrator, it starts
// commissioning at once; made by another user or an unsigned client, it waits as
// Declared for [NodesService.Accept].
//
// MAAS needs to know the cluster of the node, which the API document does not
// mention. Without a NodeGroup in opts, Create asks MAAS to find one.
//
// Anyone may call it. It fails with [ErrBadRequest] and messages about fields
// for a node that can't be, such as one with a known MAC address or hostname or
// with an architecture that has no boot images; with [ErrConflict] when several
// clusters manage the caller's network; and with [ErrUnavailable] when the
// cluster is not connected.
//
// POST /nodes/?op=new
func (s *NodesService) Create(ctx context.Context, architecture string, macAddresses []string, opts *NodeCreateOptions) (*Node, error) {
	r := Post("/nodes/").Op("new").Set("architecture", architecture).With(opts)
	if len(macAddresses) == 0 {
		r = r.Check(&ArgumentError{Argument: "mac_addresses", Reason: "is empty; a node has at least one"})
	}
	r = r.SetMACs("mac_addresses", macAddresses)
	if opts == nil || opts.NodeGroup == "" && opts.AutodetectNodeGroup == nil {
		r = r.Set("autodetect_nodegroup", "true")
	}
	return Do[*Node](ctx, s.client, r)
}

// NodeUpdateOptions are the settings to change. nil keeps a setting; new("")
// empties it where that makes sense.
type NodeUpdateOptions struct {
	Hostname     *string `param:"hostname"`
	Architecture *string `param:"architecture"`
	// The rest until Storage is for administrators; MAAS ignores it silently
	// when it comes from the owner of the node. Power replaces the power type
	// and all parameters of the node. CustomPower without parameters changes no
	// more than the type, and without a type it removes both.
	Power          PowerParameters `param:"power_parameters_"`
	SkipPowerCheck *bool           `param:"power_parameters_skip_check"`
	Zone           *string         `param:"zone"` // the name of the zone
	CPUCount       *int            `param:"cpu_count"`
	Memory         *int            `param:"memory"`  // MiB
	Storage        *int            `param:"storage"` // MB; until 1.7
	OSystem        *OSystem        `param:"osystem"` // since 1.6, like LicenseKey
	DistroSeries   *DistroSeries   `param:"distro_series"`
	LicenseKey     *Secret         `param:"license_key"`
	BootType       *BootType       `param:"boot_type"`      // since 1.7
	DisableIPv4    *bool           `param:"disable_ipv4"`   // since 1.7
	SwapSize       *string         `param:"swap_size"`      // since 1.8: bytes, or with a suffix K, M, G or T
	MinHWEKernel   *string         `param:"min_hwe_kernel"` // since 1.9
	HWEKernel      *string         `param:"hwe_kernel"`     // since 1.9
}

// Update changes settings of a node and returns it as it is then. Status and
// owner are changed by other operations.
//
// The owner and administrators may call it; from MAAS 1.9 on administrators
// alone. It fails with [ErrNotFound], [ErrForbidden], or [ErrBadRequest] with
// messages about fields, which may be about settings that opts do not touch:
// MAAS checks the whole node again, its architecture for example.
//
// PUT /nodes/{system_id}/
func (s *NodesService) Update(ctx context.Context, systemID string, opts *NodeUpdateOptions) (*Node, error) {
	return Do[*Node](ctx, s.client, Put("/nodes/{system_id}/", systemID).With(opts))
}

// Delete removes a node and all that belongs to it.
//
// Administrators may call it. It fails with [ErrNotFound], [ErrForbidden], and
// up to MAAS 1.8 with [ErrConflict] for a node that is allocated.
//
// DELETE /nodes/{system_id}/
func (s *NodesService) Delete(ctx context.Context, systemID string) error {
	return Exec(ctx, s.client, Delete("/nodes/{system_id}/", systemID))
}

// NodeAcquireOptions say what the acquired node must be like; all that is given
// must hold. MAAS ignores constraints that it is too old for, see
// [MAASService.Version] before trusting one of those.
type NodeAcquireOptions struct {
	Name      string   `param:"name"`      // the hostname, with or without its domain
	Arch      string   `param:"arch"`      // "amd64/generic", or "amd64" for any of its kinds
	CPUCount  int      `param:"cpu_count"` // at least so many
	Memory    int      `param:"mem"`       // MiB, at least
	Tags      []string `param:"tags"`      // all of them
	Zone      string   `param:"zone"`
	NotInZone []string `param:"not_in_zone"` // in none of them
	// Networks must all have an interface of the node on them, NotNetworks
	// none. A network is given by its name, as "ip:" and an address in it, or as
	// "vlan:" and its tag, 1 to 4094; from 1.9 on as a specifier of a subnet.
	Networks    []string `param:"networks"`
	NotNetworks []string `param:"not_networks"`
	// ConnectedTo are MAC addresses of routers that the node must see,
	// NotConnectedTo of those that it must not.
	ConnectedTo    []string `param:"connected_to,mac"`
	NotConnectedTo []string `param:"not_connected_to,mac"`
	// AgentName is not a constraint. MAAS stores it with the node, where
	// NodeListOptions.AgentName finds it.
	AgentName string `param:"agent_name"`

	NotTags []string           `param:"not_tags"` // since 1.7
	Storage StorageConstraints `param:"storage"`  // since 1.8; the first is the boot disk

	// Since 1.9.
	Interfaces       InterfaceConstraints `param:"interfaces"`
	Fabrics          []string             `param:"fabrics"`
	NotFabrics       []string             `param:"not_fabrics"`
	FabricClasses    []string             `param:"fabric_classes"`
	NotFabricClasses []string             `param:"not_fabric_classes"`
	DryRun           *bool                `param:"dry_run"` // find a node and leave it where it is; refused unless the client knows the release, see Client.Release
	Verbose          *bool                `param:"verbose"` // tell all candidates in ConstraintsByType
	Comment          string               `param:"comment"` // for the event log
}

// Acquire takes a node that is Ready and satisfies opts out of the pool and
// makes it the caller's. Which one of several is up to MAAS. The node is not
// switched on: [NodesService.Start] does that.
//
// Any user may call it. It fails with [ErrConflict] when no node satisfies opts,
// and with [ErrBadRequest] and messages about fields for a tag, zone, network
// or architecture that MAAS does not know.
//
// POST /nodes/?op=acquire
func (s *NodesService) Acquire(ctx context.Context, opts *NodeAcquireOptions) (*Node, error) {
	r := Post("/nodes/").Op("acquire").With(opts)
	if opts != nil && opts.DryRun != nil && *opts.DryRun && !s.client.has("1.9") {
		r = r.Check(&ArgumentError{Argument: "dry_run", Reason: dryRunUnknown})
	}
	return Do[*Node](ctx, s.client, r)
}

// dryRunUnknown is why a dry run is refused: an older MAAS ignores the parameter
// and acquires a node.
const dryRunUnknown = "needs MAAS 1.9 or later, and the server is not known to be one: call Client.Ping first"

// NodeStartOptions say what a node is deployed with.
type NodeStartOptions struct {
	// UserData is handed to the node's cloud-init: a script, or a cloud-config.
	// It is encoded on the way. Without it, what an earlier start stored is
	// removed.
	UserData     []byte       `param:"user_data,base64"`
	DistroSeries DistroSeries `param:"distro_series"`
	LicenseKey   Secret       `param:"license_key"` // since 1.6, for Windows
	HWEKernel    string       `param:"hwe_kernel"`  // since 1.9
	Comment      string       `param:"comment"`     // since 1.9, for the event log
}

// Start switches a node on, which deploys it if it was acquired. It returns
// when the order is queued; [NodesService.WaitFor] with [Deployed] waits for the
// outcome.
//
// The owner and administrators may call it. MAAS up to 1.6 fails with
// [ErrForbidden] for an unknown node and for one without a power type as well.
// Later ones fail with [ErrNotFound] for the former, and from 1.8 on with
// [ErrConflict] for a node that was not acquired. [ErrUnavailable] says that no
// static address is left, and [ErrBadRequest] that the series is unknown or, since
// 1.9, that the node's network or storage is not fit. With a series given MAAS 1.6
// fails with [ErrNotFound] for an unknown node.
//
// POST /nodes/{system_id}/?op=start
func (s *NodesService) Start(ctx context.Context, systemID string, opts *NodeStartOptions) (*Node, error) {
	return Do[*Node](ctx, s.client, Post("/nodes/{system_id}/", systemID).Op("start").With(opts).Once())
}

// NodeStopMode is how a node is switched off. Since 1.7.
type NodeStopMode string

// The ways to switch a node off.
const (
	NodeStopModeHard NodeStopMode = "hard" // the power is cut; the default
	NodeStopModeSoft NodeStopMode = "soft" // the operating system is asked to shut down
)

// NodeStopOptions say how a node is switched off.
type NodeStopOptions struct {
	Mode    NodeStopMode `param:"stop_mode"` // since 1.7
	Comment string       `param:"comment"`   // since 1.9, for the event log
}

// ErrNotStopped is in the [*DecodeError] of [NodesService.Stop] on MAAS 1.7 and
// later for a node that MAAS has no means to switch off.
var ErrNotStopped = errors.New("MAAS can't switch this node off")

// Stop switches a node off. It keeps its owner and status.
//
// The owner and administrators may call it. MAAS up to 1.6 fails with
// [ErrForbidden] for an unknown node and for one without a power type as well. From
// 1.7 on it fails with [ErrNotStopped] for the latter.
//
// POST /nodes/{system_id}/?op=stop
func (s *NodesService) Stop(ctx context.Context, systemID string, opts *NodeStopOptions) (*Node, error) {
	node, err := Do[*Node](ctx, s.client, Post("/nodes/{system_id}/", systemID).Op("stop").With(opts).Once())
	if nothing, ok := errors.AsType[*DecodeError](err); ok && errors.Is(err, ErrNoValue) {
		nothing.Err = ErrNotStopped
	}
	return node, err
}

// NodeReleaseOptions go with the release of nodes.
type NodeReleaseOptions struct {
	Comment string `param:"comment"` // since 1.9, for the event log
}

// Release gives a node back and switches it off. Up to MAAS 1.6 it is Ready at
// once; later it passes through Releasing and maybe Disk erasing, see
// [NodesService.WaitFor] with [Ready].
//
// The owner and administrators may call it. It fails with [ErrNotFound],
// [ErrForbidden], which is also what a former owner gets for a node that is free
// already, and [ErrConflict] for a node in a state that can't be left this way.
//
// POST /nodes/{system_id}/?op=release
func (s *NodesService) Release(ctx context.Context, systemID string, opts *NodeReleaseOptions) (*Node, error) {
	return Do[*Node](ctx, s.client, Post("/nodes/{system_id}/", systemID).Op("release").With(opts).Once())
}

// ReleaseMany gives several nodes back, all or none, and returns the ids of
// those that were not free already. Without ids it does nothing.
//
// Users who may release each of the nodes may call it. It fails with [ErrBadRequest] for
// unknown ids, with [ErrForbidden] for nodes of others and free nodes without an owner,
// and with [ErrConflict] when one is in a state that can't be left this way.
//
// POST /nodes/?op=release
func (s *NodesService) ReleaseMany(ctx context.Context, systemIDs []string, opts *NodeReleaseOptions) ([]string, error) {
	return List[string](ctx, s.client, Post("/nodes/").Op("release").SetAll("nodes", systemIDs).With(opts).Once())
}

// NodeCommissionOptions say how a node is commissioned.
type NodeCommissionOptions struct {
	// Since 1.9.
	EnableSSH      *bool `param:"enable_ssh,01"`      // leave it on with SSH open
	SkipNetworking *bool `param:"skip_networking,01"` // keep the network settings
	SkipStorage    *bool `param:"skip_storage,01"`    // keep the storage settings
}

// Commission tests and inventories a node again. The node must be Declared,
// Ready, Failed tests or, since MAAS 1.7, Broken. Earlier results are dropped.
//
// Administrators may call it. It fails with [ErrNotFound] and, for a node in
// another state, with [ErrBadRequest] and a message about "action", "__all__"
// since MAAS 1.9. A caller who is not an administrator gets the same before 1.9 and
// [ErrForbidden] since.
//
// POST /nodes/{system_id}/?op=commission
func (s *NodesService) Commission(ctx context.Context, systemID string, opts *NodeCommissionOptions) (*Node, error) {
	return Do[*Node](ctx, s.client, Post("/nodes/{system_id}/", systemID).Op("commission").With(opts).Once())
}

// Accept lets declared nodes in: they start commissioning. It returns the nodes
// that changed, where the API document says ids; nodes that were accepted before
// are left out. Without ids it does nothing.
//
// Administrators may call it. It fails, and then changes nothing, with
// [ErrBadRequest] for unknown ids, [ErrForbidden], and [ErrConflict] when one of
// the nodes is in use.
//
// POST /nodes/?op=accept
func (s *NodesService) Accept(ctx context.Context, systemIDs ...string) ([]Node, error) {
	return List[Node](ctx, s.client, Post("/nodes/").Op("accept").SetAll("nodes", systemIDs).Once())
}

// AcceptAll lets all declared nodes in and returns them.
//
// Administrators may call it; for other users it does nothing and returns none.
//
// POST /nodes/?op=accept_all
func (s *NodesService) AcceptAll(ctx context.Context) ([]Node, error) {
	return List[Node](ctx, s.client, Post("/nodes/").Op("accept_all").Once())
}

// CheckCommissioning fails the nodes that have been commissioning for more than
// an hour and returns them.
//
// Any user may call it, until MAAS 1.9.
//
// POST /nodes/?op=check_commissioning
func (s *NodesService) CheckCommissioning(ctx context.Context) ([]Node, error) {
	return List[Node](ctx, s.client, Post("/nodes/").Until("1.9").Op("check_commissioning"))
}

// SetZone moves nodes to a zone. There must be a zone and at least one node,
// although the API document says otherwise.
//
// Administrators may call it. It fails, and then moves nothing, with
// [ErrForbidden], and with [ErrBadRequest] and messages about fields for an
// unknown zone ("zone") or node ("system_id").
//
// POST /nodes/?op=set_zone
func (s *NodesService) SetZone(ctx context.Context, zone string, systemIDs ...string) error {
	r := Post("/nodes/").Op("set_zone").Set("zone", zone).SetAll("nodes", systemIDs)
	if len(systemIDs) == 0 {
		r = r.Check(&ArgumentError{Argument: "nodes", Reason: "is empty; MAAS wants at least one"})
	}
	return Exec(ctx, s.client, r)
}

// IsRegistered reports whether a node with this MAC address, in any notation, is
// known and not retired. The request is not signed: MAAS offers the operation to
// unsigned requests only.
//
// Anyone may call it.
//
// GET /nodes/?op=is_registered
func (s *NodesService) IsRegistered(ctx context.Context, macAddress string) (bool, error) {
	return Do[bool](ctx, s.client, Get("/nodes/").Op("is_registered").Set("mac_address", macAddress).Unsigned())
}

// NodeClaimStickyIPAddressOptions choose the interface that gets the address.
type NodeClaimStickyIPAddressOptions struct {
	MACAddress       string `param:"mac_address,mac"`      // "" is the node's first
	RequestedAddress string `param:"requested_address,ip"` // since 1.7; "" is any that is free
}

// ClaimStickyIPAddress gives a node that is not allocated a static address that
// it keeps.
//
// Administrators may call it, since MAAS 1.6, and from 1.8 on the owner too. It
// fails with [ErrNotFound], [ErrForbidden], [ErrBadRequest] for a MAC address
// that is not the node's, [ErrConflict] for a node that is allocated, and
// [ErrUnavailable] when no address is left. MAAS 1.9 keeps the address that a node
// has, whatever is requested, and fails with [ErrNotFound] too for one in use and
// with [ErrForbidden] for one out of range.
//
// POST /nodes/{system_id}/?op=claim_sticky_ip_address
func (s *NodesService) ClaimStickyIPAddress(ctx context.Context, systemID string, opts *NodeClaimStickyIPAddressOptions) (*Node, error) {
	return Do[*Node](ctx, s.client, Post("/nodes/{system_id}/", systemID).Since("1.6").Op("claim_sticky_ip_address").With(opts))
}
