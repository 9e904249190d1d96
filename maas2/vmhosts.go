package maas2

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/gomaas/maas"
)

// VMHostsService is the sections "Virtual Machine Hosts" and "Virtual Machine
// Host" of the API: machines that MAAS makes virtual machines on, which it calls
// composing. [PodsService] is the same for MAAS 2.2 to 2.7. MAAS after 3.8 has
// neither.
type VMHostsService service

// A VMHost is a machine that virtual machines can be composed on.
type VMHost struct {
	ID                    int                `json:"id"`
	Name                  string             `json:"name"`
	Type                  VMHostType         `json:"type"`
	Capabilities          []VMHostCapability `json:"capabilities"`
	Architectures         []string           `json:"architectures"` // "amd64/generic"
	Total                 Resources          `json:"total"`
	Used                  Resources          `json:"used"`
	Available             Resources          `json:"available"`
	CPUOverCommitRatio    float64            `json:"cpu_over_commit_ratio"`    // since 2.4
	MemoryOverCommitRatio float64            `json:"memory_over_commit_ratio"` // since 2.4
	StoragePools          []StoragePool      `json:"storage_pools"`            // since 2.5
	DefaultMACVLANMode    *MACVLANMode       `json:"default_macvlan_mode"`     // nil if there is none, since 2.5
	Host                  *VMHostMachine     `json:"host"`                     // the machine that it is itself, since 2.5
	Tags                  []string           `json:"tags"`                     // since 2.4
	Zone                  Zone               `json:"zone"`                     // since 2.4
	Pool                  ResourcePool       `json:"pool"`                     // of the machines that are composed, since 2.4.1
	Version               string             `json:"version"`                  // of LXD or libvirt, since 3.0
	ResourceURI           string             `json:"resource_uri"`
}

// Composable reports whether virtual machines can be composed on the host. MAAS
// finds out what a host can do after it was registered, which takes a while, and
// never finds out for a host that it can't reach.
func (h *VMHost) Composable() bool {
	return slices.Contains(h.Capabilities, VMHostCapabilityComposable)
}

// A VMHostMachine is the machine, or controller, that a VM host is itself.
type VMHostMachine struct {
	SystemID   *string `json:"system_id"`                // nil if MAAS does not know it
	Incomplete bool    `json:"__incomplete__,omitempty"` // true: MAAS tells the id alone
}

// Resources are what a VM host has.
type Resources struct {
	Cores        int   `json:"cores"`
	Memory       int64 `json:"memory"`        // MiB
	LocalStorage int64 `json:"local_storage"` // bytes
}

// A StoragePool is where a VM host has the disks of its machines.
type StoragePool struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Type      string `json:"type"` // "dir", "lvm", "zfs"
	Path      string `json:"path"`
	Total     int64  `json:"total"` // bytes
	Used      int64  `json:"used"`
	Available int64  `json:"available"`
	Default   bool   `json:"default"`
}

// A ComposedMachine is a machine that was composed. [MachinesService.Get] has the
// rest of it.
type ComposedMachine struct {
	SystemID    string `json:"system_id"`
	ResourceURI string `json:"resource_uri"`
}

// A VMHostType is what makes the virtual machines.
type VMHostType string

// The types of VM hosts.
const (
	VMHostTypeVirsh VMHostType = "virsh"
	VMHostTypeLXD   VMHostType = "lxd" // since 2.8
	VMHostTypeRSD   VMHostType = "rsd" // until 2.9
)

// A VMHostCapability is what a VM host can do.
type VMHostCapability string

// The capabilities that tell whether to use a host, and how.
const (
	VMHostCapabilityComposable          VMHostCapability = "composable"
	VMHostCapabilityDynamicLocalStorage VMHostCapability = "dynamic_local_storage" // makes disks of any size
	VMHostCapabilityOverCommit          VMHostCapability = "over_commit"
	VMHostCapabilityStoragePools        VMHostCapability = "storage_pools"
)

// A MACVLANMode is how virtual machines share an interface of their host that is
// in no bridge.
type MACVLANMode string

// The modes.
const (
	MACVLANModeBridge   MACVLANMode = "bridge"
	MACVLANModePassthru MACVLANMode = "passthru"
	MACVLANModePrivate  MACVLANMode = "private"
	MACVLANModeVEPA     MACVLANMode = "vepa"
)

// List returns all VM hosts that the user sees.
//
// Any user may call it, since MAAS 2.8, until MAAS 3.8.
//
// GET /vm-hosts/
func (s *VMHostsService) List(ctx context.Context) ([]VMHost, error) {
	return maas.List[VMHost](ctx, s.client, maas.Get("/vm-hosts/").Since("2.8").Until("3.8"))
}

// Get returns a VM host.
//
// Any user may call it, since MAAS 2.8, until MAAS 3.8. It fails with [maas.ErrNotFound].
//
// GET /vm-hosts/{id}/
func (s *VMHostsService) Get(ctx context.Context, id int) (*VMHost, error) {
	return maas.Do[*VMHost](ctx, s.client, maas.Get("/vm-hosts/{id}/", strconv.Itoa(id)).Since("2.8").Until("3.8"))
}

// VMHostCreateOptions are the settings of a new VM host that MAAS does not insist
// on.
type VMHostCreateOptions struct {
	Name                  string      `param:"name"`
	PowerUser             string      `param:"power_user"`
	PowerPass             maas.Secret `param:"power_pass"`               // for LXD, the trust password
	CPUOverCommitRatio    float64     `param:"cpu_over_commit_ratio"`    // 0 to 10, 1 if 0
	MemoryOverCommitRatio float64     `param:"memory_over_commit_ratio"` // 0 to 10, 1 if 0
	DefaultStoragePool    string      `param:"default_storage_pool"`
	DefaultMACVLANMode    MACVLANMode `param:"default_macvlan_mode"`
	Zone                  string      `param:"zone"`
	Pool                  string      `param:"pool"` // of the machines that are composed
	Tags                  NameList    `param:"tags"`
	Project               string      `param:"project" since:"3.0"`     // of LXD
	Certificate           string      `param:"certificate" since:"3.5"` // PEM
	Key                   maas.Secret `param:"key" since:"3.5"`         // PEM
}

// Create registers a VM host by the address that MAAS switches its machines with, such
// as "qemu+ssh://ubuntu@host/system", or "host:8443" for LXD. What the host can do may be
// known later, so that composing on it fails at first:
// [VMHostsService.Register] waits for that.
//
// Administrators may call it, since MAAS 2.8, until MAAS 3.8. It fails with [maas.ErrForbidden], with
// [maas.ErrExists] for an address that MAAS has already, and with
// [maas.ErrBadRequest] and messages about fields.
//
// POST /vm-hosts/
func (s *VMHostsService) Create(ctx context.Context, powerAddress string, kind VMHostType, opts *VMHostCreateOptions) (*VMHost, error) {
	return maas.Do[*VMHost](ctx, s.client, maas.Post("/vm-hosts/").Set("power_address", powerAddress).Set("type", string(kind)).With(opts).Since("2.8").Until("3.8"))
}

// VMHostUpdateOptions are the settings to change; nil keeps a setting.
type VMHostUpdateOptions struct {
	Name                  *string      `param:"name"`
	Type                  *VMHostType  `param:"type"`
	PowerAddress          *string      `param:"power_address"`
	PowerPass             *maas.Secret `param:"power_pass"`
	CPUOverCommitRatio    *float64     `param:"cpu_over_commit_ratio"`    // 0 to 10
	MemoryOverCommitRatio *float64     `param:"memory_over_commit_ratio"` // 0 to 10
	DefaultStoragePool    *string      `param:"default_storage_pool"`
	DefaultMACVLANMode    *MACVLANMode `param:"default_macvlan_mode"`
	Zone                  *string      `param:"zone"`
	Pool                  *string      `param:"pool"`
	Tags                  *NameList    `param:"tags"` // new(NameList{}) removes all
}

// Update changes the settings of a VM host.
//
// Administrators may call it, since MAAS 2.8, until MAAS 3.8. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound], and with [maas.ErrBadRequest] and messages about fields.
//
// PUT /vm-hosts/{id}/
func (s *VMHostsService) Update(ctx context.Context, id int, opts *VMHostUpdateOptions) (*VMHost, error) {
	return maas.Do[*VMHost](ctx, s.client, maas.Put("/vm-hosts/{id}/", strconv.Itoa(id)).With(opts).Since("2.8").Until("3.8"))
}

// VMHostDeleteOptions say what to do with the virtual machines.
type VMHostDeleteOptions struct {
	Decompose *bool `param:"decompose" since:"3.0"` // delete them too; else MAAS forgets them
}

// Delete removes a VM host from MAAS. It returns when MAAS is done.
//
// Administrators may call it, since MAAS 2.8, until MAAS 3.8. It fails with [maas.ErrForbidden] and
// [maas.ErrNotFound].
//
// DELETE /vm-hosts/{id}/
func (s *VMHostsService) Delete(ctx context.Context, id int, opts *VMHostDeleteOptions) error {
	return maas.Exec(ctx, s.client, maas.Delete("/vm-hosts/{id}/", strconv.Itoa(id)).With(opts).Since("2.8").Until("3.8"))
}

// Refresh has MAAS look at a VM host again, for what it has and which machines are on
// it. It returns when MAAS is done.
//
// Administrators may call it, since MAAS 2.8, until MAAS 3.8. It fails with [maas.ErrForbidden] and
// [maas.ErrNotFound].
//
// POST /vm-hosts/{id}/?op=refresh
func (s *VMHostsService) Refresh(ctx context.Context, id int) (*VMHost, error) {
	return maas.Do[*VMHost](ctx, s.client, maas.Post("/vm-hosts/{id}/", strconv.Itoa(id)).Op("refresh").Since("2.8").Until("3.8"))
}

// Parameters returns the address of a VM host and what MAAS logs in with.
//
// Administrators may call it, since MAAS 2.8, until MAAS 3.8. It fails with [maas.ErrForbidden] and
// [maas.ErrNotFound].
//
// GET /vm-hosts/{id}/?op=parameters
func (s *VMHostsService) Parameters(ctx context.Context, id int) (PowerSettings, error) {
	return maas.Do[PowerSettings](ctx, s.client, maas.Get("/vm-hosts/{id}/", strconv.Itoa(id)).Op("parameters").Since("2.8").Until("3.8"))
}

// VMHostComposeOptions ask for a virtual machine; MAAS chooses what is not given.
type VMHostComposeOptions struct {
	Hostname     string `param:"hostname"`
	Architecture string `param:"architecture"` // "amd64/generic"
	Cores        int    `param:"cores"`
	PinnedCores  []int  `param:"pinned_cores" since:"2.9"` // cores of the host to use, instead of Cores
	CPUSpeed     int    `param:"cpu_speed"`                // MHz, at least
	Memory       int    `param:"memory"`                   // MiB
	// HugePagesBacked takes the memory from the huge pages of the host.
	HugePagesBacked *bool `param:"hugepages_backed" since:"2.9"`
	// Storage are the disks, the first of which is booted from; a tag is the name
	// of a storage pool.
	Storage StorageConstraints `param:"storage"`
	// Interfaces are the network interfaces, by what they connect to, since 2.5.
	Interfaces        InterfaceConstraints `param:"interfaces"`
	Domain            *int                 `param:"domain"`             // the id
	Zone              *int                 `param:"zone"`               // the id
	Pool              *int                 `param:"pool"`               // the id, since 2.4
	SkipCommissioning *bool                `param:"skip_commissioning"` // since 2.4
}

// Compose makes a virtual machine on a VM host, with the defaults of MAAS for what
// opts do not set. It returns when the machine exists, with no more than its system
// id. MAAS then commissions the machine; wait for [Ready] with
// [MachinesService.WaitFor].
//
// Administrators may call it, since MAAS 2.8, until MAAS 3.8. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound], and with [maas.ErrBadRequest] and messages about fields for
// more than the host has.
//
// POST /vm-hosts/{id}/?op=compose
func (s *VMHostsService) Compose(ctx context.Context, id int, opts *VMHostComposeOptions) (*ComposedMachine, error) {
	return maas.Do[*ComposedMachine](ctx, s.client, maas.Post("/vm-hosts/{id}/", strconv.Itoa(id)).Op("compose").With(opts).Once().Since("2.8").Until("3.8"))
}

// AddTag adds a tag to a VM host.
//
// Administrators may call it, since MAAS 2.8, until MAAS 3.8. It fails with [maas.ErrForbidden] and
// [maas.ErrNotFound].
//
// POST /vm-hosts/{id}/?op=add_tag
func (s *VMHostsService) AddTag(ctx context.Context, id int, tag string) (*VMHost, error) {
	return maas.Do[*VMHost](ctx, s.client, maas.Post("/vm-hosts/{id}/", strconv.Itoa(id)).Op("add_tag").Set("tag", tag).Since("2.8").Until("3.8"))
}

// RemoveTag takes a tag away from a VM host.
//
// Administrators may call it, since MAAS 2.8, until MAAS 3.8. It fails with [maas.ErrForbidden] and
// [maas.ErrNotFound].
//
// POST /vm-hosts/{id}/?op=remove_tag
func (s *VMHostsService) RemoveTag(ctx context.Context, id int, tag string) (*VMHost, error) {
	return maas.Do[*VMHost](ctx, s.client, maas.Post("/vm-hosts/{id}/", strconv.Itoa(id)).Op("remove_tag").Set("tag", tag).Since("2.8").Until("3.8"))
}

// VMHostWaitOptions say how a wait looks at the host.
type VMHostWaitOptions struct {
	Interval time.Duration // between looks, 5 s if 0
	// OnPoll, if not nil, is told of each look: the host, or the error.
	OnPoll func(*VMHost, error)
}

// WaitForComposable waits until virtual machines can be composed on a VM host, and
// returns it as it is then. Give ctx a deadline: a host that MAAS can't reach never
// gets there.
//
// A broken connection or a server in trouble does not end the wait. Other errors,
// such as [maas.ErrNotFound], do, and so does the end of ctx.
func (s *VMHostsService) WaitForComposable(ctx context.Context, id int, opts *VMHostWaitOptions) (*VMHost, error) {
	var o VMHostWaitOptions
	if opts != nil {
		o = *opts
	}
	if o.Interval <= 0 {
		o.Interval = 5 * time.Second
	}
	var host *VMHost
	err := await(ctx, o.Interval, func() (done bool, err error) {
		host, err = s.Get(ctx, id)
		if o.OnPoll != nil {
			o.OnPoll(host, err)
		}
		return err == nil && host.Composable(), err
	})
	if err != nil {
		return nil, fmt.Errorf("maas2: waiting for VM host %d to be composable: %w", id, err)
	}
	return host, nil
}

// Register makes sure that MAAS has a VM host with that address, and waits until
// virtual machines can be composed on it: see [VMHostsService.WaitForComposable].
// A host that MAAS has already stays as it is, whatever opts say, and so does one
// whose creation succeeded although the response was lost. When the wait fails,
// the host stays registered.
//
// It fails as [VMHostsService.Create] does, and when ctx ends.
func (s *VMHostsService) Register(ctx context.Context, powerAddress string, kind VMHostType, opts *VMHostCreateOptions) (*VMHost, error) {
	host, err := s.Create(ctx, powerAddress, kind, opts)
	if err != nil && (answered(err, maas.ErrExists) || maas.OutcomeUnknown(err)) && ctx.Err() == nil {
		project := ""
		if opts != nil {
			project = opts.Project
		}
		host, err = s.registered(ctx, powerAddress, kind, project, err)
	}
	if err != nil {
		return nil, err
	}
	return s.WaitForComposable(ctx, host.ID, nil)
}

// registered returns the host with that address; the error is failed if there is
// none. Hosts of LXD may share an address and differ in their project.
func (s *VMHostsService) registered(ctx context.Context, powerAddress string, kind VMHostType, project string, failed error) (*VMHost, error) {
	hosts, err := s.List(ctx)
	if err != nil {
		return nil, errors.Join(failed, err)
	}
	for i := range hosts {
		if hosts[i].Type != kind {
			continue
		}
		settings, err := s.Parameters(ctx, hosts[i].ID)
		if err != nil {
			return nil, errors.Join(failed, err)
		}
		if settings["power_address"].Reveal() == powerAddress && (project == "" || settings["project"].Reveal() == project) {
			return &hosts[i], nil
		}
	}
	return nil, failed
}

// Find returns the VM host of that name. MAAS has no filter for it, so that all
// hosts are listed.
//
// It fails with [maas.ErrNotFound] when there is none.
func (s *VMHostsService) Find(ctx context.Context, name string) (*VMHost, error) {
	hosts, err := s.List(ctx)
	if err != nil {
		return nil, err
	}
	for i := range hosts {
		if hosts[i].Name == name {
			return &hosts[i], nil
		}
	}
	return nil, fmt.Errorf("maas2: finding VM host %q: %w", name, maas.ErrNotFound)
}
