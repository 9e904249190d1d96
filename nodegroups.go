package maas

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
)

// NodeGroupsService is the section "Nodegroups" and "Nodegroup" of the API: the
// clusters, each of which has a controller that looks after its nodes.
//
// Some operations are for the controllers themselves: "the cluster's worker"
// is a client with the API key of that very cluster.
type NodeGroupsService service

// A NodeGroup is a cluster.
type NodeGroup struct {
	// UUID names the cluster in all calls. That of the first cluster is
	// "master" until a controller has registered.
	UUID        string          `json:"uuid"`
	Status      NodeGroupStatus `json:"status"`
	Name        string          `json:"name"`         // the DNS zone of its nodes, may be ""
	ClusterName string          `json:"cluster_name"` // for people to read, unique
}

// NodeGroupStatus is whether a cluster is in service.
type NodeGroupStatus int

// The statuses of a cluster. From MAAS 1.8 on none is pending: a cluster is
// enabled, which is NodeGroupStatusAccepted, or disabled, which is
// NodeGroupStatusRejected.
const (
	NodeGroupStatusPending  NodeGroupStatus = 0 // waits for an administrator
	NodeGroupStatusAccepted NodeGroupStatus = 1
	NodeGroupStatusRejected NodeGroupStatus = 2
)

// String returns the status in words, NodeGroupStatus(42) for an unknown one.
func (s NodeGroupStatus) String() string {
	return enumName(s, "NodeGroupStatus", "Pending", "Accepted", "Rejected")
}

// List returns all clusters, in no order.
//
// Anyone may call it, with an API key or without.
//
// GET /nodegroups/?op=list
func (s *NodeGroupsService) List(ctx context.Context) ([]NodeGroup, error) {
	return List[NodeGroup](ctx, s.client, Get("/nodegroups/").Op("list"))
}

// Get returns a cluster by its UUID.
//
// Any user may call it. It fails with [ErrNotFound].
//
// GET /nodegroups/{uuid}/
func (s *NodeGroupsService) Get(ctx context.Context, uuid string) (*NodeGroup, error) {
	return Do[*NodeGroup](ctx, s.client, Get("/nodegroups/{uuid}/", uuid))
}

// NodeGroupUpdateOptions are the settings to change; nil keeps a setting.
type NodeGroupUpdateOptions struct {
	Name        *string          `param:"name"`         // the DNS zone, of which MAAS 1.6 checks nothing; "" keeps it
	ClusterName *string          `param:"cluster_name"` // 100 characters at most
	Status      *NodeGroupStatus `param:"status"`
}

// Update changes a cluster. The DNS zone of one that manages DNS can't change
// while it has nodes that are allocated.
//
// Administrators may call it. It fails with [ErrForbidden], [ErrNotFound], and
// [ErrBadRequest] with messages about fields.
//
// PUT /nodegroups/{uuid}/
func (s *NodeGroupsService) Update(ctx context.Context, uuid string, opts *NodeGroupUpdateOptions) (*NodeGroup, error) {
	return Do[*NodeGroup](ctx, s.client, Put("/nodegroups/{uuid}/", uuid).With(opts))
}

// Accept puts clusters into service, whatever their status was. None accepts
// nothing.
//
// Administrators may call it. It fails with [ErrForbidden], and with
// [ErrNotFound] at the first unknown UUID, when those before it are accepted
// already.
//
// POST /nodegroups/?op=accept
func (s *NodeGroupsService) Accept(ctx context.Context, uuids ...string) error {
	return Exec(ctx, s.client, Post("/nodegroups/").Op("accept").SetAll("uuid", uuids))
}

// Reject takes clusters out of service, accepted ones included. None
// rejects nothing.
//
// Administrators may call it. It fails with [ErrForbidden], and with
// [ErrNotFound] at the first unknown UUID, when those before it are rejected
// already.
//
// POST /nodegroups/?op=reject
func (s *NodeGroupsService) Reject(ctx context.Context, uuids ...string) error {
	return Exec(ctx, s.client, Post("/nodegroups/").Op("reject").SetAll("uuid", uuids))
}

// ImportAllBootImages has all accepted clusters fetch boot images. It returns
// when they are told to.
//
// Administrators may call it. It fails with [ErrForbidden].
//
// POST /nodegroups/?op=import_boot_images
func (s *NodeGroupsService) ImportAllBootImages(ctx context.Context) error {
	return Exec(ctx, s.client, Post("/nodegroups/").Op("import_boot_images").Once())
}

// ImportBootImages has one cluster fetch boot images. It returns when that is
// told to.
//
// Administrators may call it. It fails with [ErrForbidden] and [ErrNotFound].
//
// POST /nodegroups/{uuid}/?op=import_boot_images
func (s *NodeGroupsService) ImportBootImages(ctx context.Context, uuid string) error {
	return Exec(ctx, s.client, Post("/nodegroups/{uuid}/", uuid).Op("import_boot_images").Once())
}

// A PowerTypeDescription is what a form needs to ask for the parameters of a
// power type. For the types of MAAS 1.5 to 1.10 there are structs, such as
// [IPMIPower]; [CustomPower] takes the parameters of others.
type PowerTypeDescription struct {
	Name        PowerType        `json:"name"`
	Description string           `json:"description"` // for people to read
	Fields      []PowerTypeField `json:"fields"`
	// MissingPackages are what has to be installed on the cluster controller
	// before the type can be used. Since 1.9; nil before.
	MissingPackages []string `json:"missing_packages,omitzero"`
}

// A PowerTypeField is a parameter of a power type.
type PowerTypeField struct {
	Name      string            `json:"name"`
	Label     string            `json:"label"`    // for people to read
	Required  bool              `json:"required"` // never true in MAAS 1.6
	FieldType PowerFieldType    `json:"field_type"`
	Choices   []PowerTypeChoice `json:"choices"` // of a PowerFieldTypeChoice
	Default   string            `json:"default"` // "" if there is none
}

// A PowerTypeChoice is a value that a parameter may have. In JSON it is the
// pair ["LAN", "LAN [IPMI 1.5]"].
type PowerTypeChoice struct {
	Value string // what MAAS takes
	Label string // for people to read
}

// UnmarshalJSON reads the pair of value and label.
func (c *PowerTypeChoice) UnmarshalJSON(data []byte) error {
	var pair []string
	if err := json.Unmarshal(data, &pair); err != nil {
		return err
	}
	if len(pair) != 2 {
		return fmt.Errorf("a choice of %d texts, not a value and a label", len(pair))
	}
	*c = PowerTypeChoice{Value: pair[0], Label: pair[1]}
	return nil
}

// MarshalJSON writes the pair of value and label.
func (c PowerTypeChoice) MarshalJSON() ([]byte, error) {
	return json.Marshal([]string{c.Value, c.Label})
}

// PowerFieldType is what values a parameter of a power type has.
type PowerFieldType string

// The types of parameters. The vocabulary is open: later releases add some.
const (
	PowerFieldTypeString     PowerFieldType = "string"
	PowerFieldTypeMACAddress PowerFieldType = "mac_address" // may be ""
	PowerFieldTypeChoice     PowerFieldType = "choice"
)

// DescribePowerTypes returns the power types that the connected clusters know,
// with their parameters. Clusters that don't respond are left out, so there may
// be none.
//
// Any user may call it.
//
// GET /nodegroups/?op=describe_power_types
func (s *NodeGroupsService) DescribePowerTypes(ctx context.Context) ([]PowerTypeDescription, error) {
	return List[PowerTypeDescription](ctx, s.client, Get("/nodegroups/").Op("describe_power_types"))
}

// ListNodes returns the system ids of the nodes of a cluster, in no order.
//
// Administrators and the cluster's worker may call it. It fails with
// [ErrForbidden] and [ErrNotFound].
//
// GET /nodegroups/{uuid}/?op=list_nodes
func (s *NodeGroupsService) ListNodes(ctx context.Context, uuid string) ([]string, error) {
	return List[string](ctx, s.client, Get("/nodegroups/{uuid}/", uuid).Op("list_nodes"))
}

// ProbeModel is a kind of hardware that a cluster can look into. The vocabulary
// is open: later releases add some.
type ProbeModel string

// The kinds of hardware of MAAS 1.6.
const (
	ProbeModelSeaMicro15K ProbeModel = "seamicro15k"
	ProbeModelVirsh       ProbeModel = "virsh"
	ProbeModelPowerKVM    ProbeModel = "powerkvm" // as virsh; not in the API document
)

// NodeGroupProbeAndEnlistHardwareOptions say where the hardware is.
type NodeGroupProbeAndEnlistHardwareOptions struct {
	// For a SeaMicro 15000. MAAS insists on the first three.
	MACAddress   string            `param:"mac,mac"` // of the chassis
	Username     string            `param:"username"`
	Password     Secret            `param:"password"`
	PowerControl SM15KPowerControl `param:"power_control"` // "" is SM15KPowerControlIPMI

	// For a host of virtual machines. MAAS insists on the address.
	PowerAddress  string `param:"power_address"` // "qemu+ssh://user@host/system"
	PowerPassword Secret `param:"power_pass"`    // where SSH has no key
	PrefixFilter  string `param:"prefix_filter"` // since 1.7; only those whose names begin with it

	AcceptAll *bool `param:"accept_all"` // since 1.8; commission what is found
}

// ProbeAndEnlistHardware has a cluster look for machines in a chassis or on a
// host of virtual machines and enlist them as nodes. It returns when that is
// queued; what comes of it shows in [NodesService.List].
//
// Administrators may call it. It fails with [ErrForbidden], [ErrNotFound], and
// [ErrBadRequest] when something is missing or, then with no message, the model
// is unknown.
//
// POST /nodegroups/{uuid}/?op=probe_and_enlist_hardware
func (s *NodeGroupsService) ProbeAndEnlistHardware(ctx context.Context, uuid string, model ProbeModel, opts *NodeGroupProbeAndEnlistHardwareOptions) error {
	r := Post("/nodegroups/{uuid}/", uuid).Op("probe_and_enlist_hardware").Set("model", string(model)).With(opts).Once()
	return Exec(ctx, s.client, r)
}

// NodeGroupProbeOptions say what becomes of the nodes that are found.
type NodeGroupProbeOptions struct {
	AcceptAll *bool `param:"accept_all"` // since 1.8; commission what is found
}

// ProbeAndEnlistUCSM has a cluster look for the machines of a Cisco UCS Manager,
// whose XML API is at url, and enlist them as nodes. It returns when that is
// queued. The API document leaves out the name of the parameter url.
//
// Administrators may call it. It fails with [ErrForbidden] and [ErrNotFound].
//
// POST /nodegroups/{uuid}/?op=probe_and_enlist_ucsm
func (s *NodeGroupsService) ProbeAndEnlistUCSM(ctx context.Context, uuid, url, username string, password Secret, opts *NodeGroupProbeOptions) error {
	r := Post("/nodegroups/{uuid}/", uuid).Op("probe_and_enlist_ucsm").Set("url", url).Once()
	return Exec(ctx, s.client, r.Set("username", username).SetSecret("password", password).With(opts))
}

// ProbeAndEnlistMSCM has a cluster look for the cartridges of the Moonshot
// Chassis Manager at host and enlist them as nodes. It returns when that is
// queued. The API document does not have it. Of MAAS 1.5 only 1.5.4 knows it.
//
// Administrators may call it. It fails with [ErrForbidden] and [ErrNotFound].
//
// POST /nodegroups/{uuid}/?op=probe_and_enlist_mscm
func (s *NodeGroupsService) ProbeAndEnlistMSCM(ctx context.Context, uuid, host, username string, password Secret, opts *NodeGroupProbeOptions) error {
	r := Post("/nodegroups/{uuid}/", uuid).Op("probe_and_enlist_mscm").Set("host", host).Once()
	return Exec(ctx, s.client, r.Set("username", username).SetSecret("password", password).With(opts))
}

// NodeGroupReportDownloadProgressOptions tell how far a download is.
type NodeGroupReportDownloadProgressOptions struct {
	Size *int64 `param:"size"` // bytes, less than 2 GiB; nil keeps what was reported
	// BytesDownloaded is nil in the first report of a download, and only there.
	BytesDownloaded *int64  `param:"bytes_downloaded"`
	Error           *string `param:"error"` // why it failed, 1000 characters at most; nil keeps what was reported
}

// ReportDownloadProgress records how far a cluster is with the download of a
// file, a name of the cluster's choice. A report without BytesDownloaded begins
// a new download.
//
// The cluster's worker alone may call it. It fails with [ErrNotFound],
// [ErrForbidden], [ErrBadRequest] with messages about fields for numbers that
// can't be, and with [ErrBadRequest] or [ErrServer] for progress of a download
// that was not begun.
//
// POST /nodegroups/{uuid}/?op=report_download_progress
func (s *NodeGroupsService) ReportDownloadProgress(ctx context.Context, uuid, filename string, opts *NodeGroupReportDownloadProgressOptions) error {
	return Exec(ctx, s.client, Post("/nodegroups/{uuid}/", uuid).Op("report_download_progress").Set("filename", filename).With(opts))
}

// DHCPLeases are MAC addresses by the IP address that each has leased.
type DHCPLeases map[string]string

// check spares a round trip that could only fail.
func (l DHCPLeases) check() error {
	for ip, mac := range l {
		if err := cmp.Or(checkIP("leases", ip), checkMAC("leases", mac)); err != nil {
			return err
		}
	}
	return nil
}

// UpdateLeases replaces what MAAS knows of the leases of a cluster's DHCP server. They show in the IPAddresses of a [Node].
// The API document does not name the parameter.
//
// The cluster's worker alone may call it, until MAAS 1.6. It fails with
// [ErrForbidden] and [ErrNotFound], later with [ErrUnsupportedOperation].
//
// POST /nodegroups/{uuid}/?op=update_leases
func (s *NodeGroupsService) UpdateLeases(ctx context.Context, uuid string, leases DHCPLeases) error {
	if leases == nil {
		leases = DHCPLeases{} // MAAS can't take null for no leases
	}
	r := Post("/nodegroups/{uuid}/", uuid).Until("1.6").Op("update_leases").SetJSON("leases", leases).Check(leases.check())
	return Exec(ctx, s.client, r)
}

// NodeGroupRegisterOptions are the settings of a cluster that registers.
type NodeGroupRegisterOptions struct {
	Name        string                       `param:"name"`         // the DNS zone of its nodes; "" is "maas"
	ClusterName string                       `param:"cluster_name"` // "" is "Cluster " and the UUID
	Interfaces  []NodeGroupRegisterInterface `param:"interfaces,json"`
}

// A NodeGroupRegisterInterface is a network interface of a cluster that
// registers.
type NodeGroupRegisterInterface struct {
	IP string `json:"ip"` // MAAS insists on it
	NodeGroupInterfaceCreateOptions
}

// check spares a round trip that could only fail.
func (o *NodeGroupRegisterOptions) check() error {
	if o == nil {
		return nil
	}
	for i := range o.Interfaces {
		_, err := EncodeParams("", &o.Interfaces[i].NodeGroupInterfaceCreateOptions)
		if err = cmp.Or(checkIP("interfaces", o.Interfaces[i].IP), err); err != nil {
			return err
		}
	}
	return nil
}

// A NodeGroupRegistration is what became of [NodeGroupsService.Register].
type NodeGroupRegistration struct {
	// Accepted says that the cluster is in service. If not, it waits for
	// [NodeGroupsService.Accept] and should register again after a while.
	Accepted bool
	// BrokerURL is where an accepted cluster gets its work from, with the
	// password for it.
	BrokerURL Secret
}

// Register is how a new cluster makes itself known, and how a known one asks
// whether it was accepted. The request is not signed: MAAS offers the operation to
// unsigned requests only. The API document does not
// have it.
//
// Anyone may call it, until MAAS 1.6. It fails with [ErrForbidden] for a
// cluster that was rejected, with [ErrBadRequest] and messages about fields, and
// later with [ErrUnsupportedOperation].
//
// POST /nodegroups/?op=register
func (s *NodeGroupsService) Register(ctx context.Context, uuid string, opts *NodeGroupRegisterOptions) (*NodeGroupRegistration, error) {
	r := Post("/nodegroups/").Until("1.6").Op("register").Set("uuid", uuid).With(opts).Check(opts.check()).Unsigned()
	return fetch(ctx, s.client, r, func(body *responseBody) (*NodeGroupRegistration, error) {
		if body.status == http.StatusAccepted {
			return new(NodeGroupRegistration), expectText(body)
		}
		credentials, err := decodeJSON[*struct {
			BrokerURL Secret `json:"BROKER_URL"`
		}](s.client.limit(body), body.size, s.client.opts.maxResponse)
		if err != nil {
			return nil, err
		}
		return &NodeGroupRegistration{Accepted: true, BrokerURL: credentials.BrokerURL}, nil
	})
}

// RefreshWorkers has MAAS send all accepted clusters their credentials again.
// The request is not signed: MAAS offers the operation to unsigned requests
// only. The API document does not have it.
//
// Anyone may call it, until MAAS 1.6; later it fails with
// [ErrUnsupportedOperation].
//
// POST /nodegroups/?op=refresh_workers
func (s *NodeGroupsService) RefreshWorkers(ctx context.Context) error {
	return Exec(ctx, s.client, Post("/nodegroups/").Until("1.6").Op("refresh_workers").Unsigned().Once())
}
