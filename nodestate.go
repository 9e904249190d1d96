package maas

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
)

// NodePowerParameters are the parameters of a node's power type by name, as MAAS
// stores them. Since 1.7. They hold passwords, so none of the values shows when it
// is printed: convert one to a string to read it.
type NodePowerParameters map[string]Secret

// UnmarshalJSON reads the parameters. MAAS writes "" where there are none. A
// value that is not a text becomes its JSON text.
func (p *NodePowerParameters) UnmarshalJSON(data []byte) error {
	*p = NodePowerParameters{}
	if text := bytes.TrimSpace(data); string(text) == `""` || string(text) == "null" {
		return nil
	}
	var values map[string]json.RawMessage
	if err := json.Unmarshal(data, &values); err != nil {
		return err
	}
	for name, value := range values {
		var text string
		if json.Unmarshal(value, &text) != nil {
			text = string(value)
		}
		(*p)[name] = NewSecret(text)
	}
	return nil
}

// PowerParameters returns the power parameters of a node; they are empty where
// none were set.
//
// Administrators may call it, since MAAS 1.7. It fails with [ErrNotFound] and
// [ErrForbidden].
//
// GET /nodes/{system_id}/?op=power_parameters
func (s *NodesService) PowerParameters(ctx context.Context, systemID string) (NodePowerParameters, error) {
	return Do[NodePowerParameters](ctx, s.client, Get("/nodes/{system_id}/", systemID).Op("power_parameters").Since("1.7"))
}

// NodeListPowerParametersOptions filter [NodesService.ListPowerParameters].
type NodeListPowerParametersOptions struct {
	IDs []string `param:"id"` // system ids; unknown ones are ignored; none for all
}

// ListPowerParameters returns the power parameters of nodes by their system ids.
//
// Administrators may call it, since MAAS 1.7. It fails with [ErrForbidden].
//
// GET /nodes/?op=power_parameters
func (s *NodesService) ListPowerParameters(ctx context.Context, opts *NodeListPowerParametersOptions) (map[string]NodePowerParameters, error) {
	return Do[map[string]NodePowerParameters](ctx, s.client, Get("/nodes/").Op("power_parameters").With(opts).Since("1.7"))
}

// QueryPowerState asks the power controller of a node whether the node is on.
// That takes MAAS up to 45 seconds.
//
// Any user may call it, since MAAS 1.7. It fails with [ErrNotFound], with
// [ErrBadRequest] for a device, and with [ErrUnavailable] when the cluster or the
// power controller does not respond, or the node has no power type that can be
// asked.
//
// GET /nodes/{system_id}/?op=query_power_state
func (s *NodesService) QueryPowerState(ctx context.Context, systemID string) (PowerState, error) {
	answer, err := Do[struct {
		State PowerState `json:"state"`
	}](ctx, s.client, Get("/nodes/{system_id}/", systemID).Op("query_power_state").Since("1.7"))
	return answer.State, err
}

// DeploymentStatus is how far the deployment of a node is. Since 1.7.
type DeploymentStatus string

// The deployment statuses.
const (
	DeploymentStatusDeploying DeploymentStatus = "Deploying"
	DeploymentStatusDeployed  DeploymentStatus = "Deployed"
	DeploymentStatusFailed    DeploymentStatus = "Failed deployment"
	DeploymentStatusNone      DeploymentStatus = "Not in deployment" // in any other status
)

// DeploymentStatus returns how far the deployment of nodes is, by their system
// ids. [NodesService.WaitFor] waits for its end.
//
// Any user may call it, since MAAS 1.7. It fails with [ErrBadRequest] for an
// unknown id, and with [ErrForbidden] for a node of another user.
//
// GET /nodes/?op=deployment_status
func (s *NodesService) DeploymentStatus(ctx context.Context, systemIDs ...string) (map[string]DeploymentStatus, error) {
	return Do[map[string]DeploymentStatus](ctx, s.client, Get("/nodes/").Op("deployment_status").SetAll("nodes", systemIDs).Since("1.7"))
}

// NodeAbortOperationOptions go with the end of an operation.
type NodeAbortOperationOptions struct {
	Comment string `param:"comment"` // since 1.9, for the event log
}

// AbortOperation ends what a node is doing: erasing its disks, and from MAAS 1.8
// on commissioning and deploying. The result shows the status from before.
//
// The owner and administrators may call it, since MAAS 1.7. It fails with
// [ErrNotFound], [ErrForbidden], and [ErrConflict] when there is nothing to end.
//
// POST /nodes/{system_id}/?op=abort_operation
func (s *NodesService) AbortOperation(ctx context.Context, systemID string, opts *NodeAbortOperationOptions) (*Node, error) {
	return Do[*Node](ctx, s.client, Post("/nodes/{system_id}/", systemID).Op("abort_operation").With(opts).Once().Since("1.7"))
}

// NodeMarkBrokenOptions say what is wrong.
type NodeMarkBrokenOptions struct {
	Comment          string `param:"comment"`           // since 1.9
	ErrorDescription string `param:"error_description"` // the name of Comment in 1.7 and 1.8
}

// MarkBroken takes a node out of service. One that has an owner is released
// first. Beware: when such a node is known to be off, MAAS 1.9 responds that it
// is Broken and then makes it Ready.
//
// The owner and administrators may call it, since MAAS 1.7. It fails with
// [ErrNotFound] and [ErrForbidden].
//
// POST /nodes/{system_id}/?op=mark_broken
func (s *NodesService) MarkBroken(ctx context.Context, systemID string, opts *NodeMarkBrokenOptions) (*Node, error) {
	return Do[*Node](ctx, s.client, Post("/nodes/{system_id}/", systemID).Op("mark_broken").With(opts).Once().Since("1.7"))
}

// NodeMarkFixedOptions say what was done.
type NodeMarkFixedOptions struct {
	Comment string `param:"comment"` // since 1.9, for the event log
}

// MarkFixed makes a Broken node Ready.
//
// Administrators may call it, since MAAS 1.7. It fails with [ErrNotFound],
// [ErrForbidden], and [ErrConflict] for a node that is not Broken.
//
// POST /nodes/{system_id}/?op=mark_fixed
func (s *NodesService) MarkFixed(ctx context.Context, systemID string, opts *NodeMarkFixedOptions) (*Node, error) {
	return Do[*Node](ctx, s.client, Post("/nodes/{system_id}/", systemID).Op("mark_fixed").With(opts).Once().Since("1.7"))
}

// StorageLayout is a plan for the disks of a node. Since 1.9.
type StorageLayout string

// The storage layouts.
const (
	StorageLayoutFlat   StorageLayout = "flat"   // a partition for everything
	StorageLayoutLVM    StorageLayout = "lvm"    // a logical volume for everything
	StorageLayoutBcache StorageLayout = "bcache" // a partition that an SSD caches
)

// NodeSetStorageLayoutOptions adapt a storage layout. A size is a number of
// bytes, one with a suffix such as "50G" for 50·10⁹, or a part of the disk,
// "80%".
type NodeSetStorageLayoutOptions struct {
	BootSize   string `param:"boot_size"`
	RootSize   string `param:"root_size"`
	RootDevice *int   `param:"root_device"` // the id of a block device; nil is the boot disk

	// For StorageLayoutLVM.
	VGName string `param:"vg_name"` // "" is "vgroot"
	LVName string `param:"lv_name"` // "" is "lvroot"
	LVSize string `param:"lv_size"`

	// For StorageLayoutBcache.
	CacheDevice *int      `param:"cache_device"` // the id of a block device; nil lets MAAS take the smallest device tagged "ssd"
	CacheMode   CacheMode `param:"cache_mode"`   // "" is CacheModeWritethrough
	CacheSize   string    `param:"cache_size"`
	CacheNoPart *bool     `param:"cache_no_part"` // use the disk without a partition
}

// SetStorageLayout replaces all that is planned for the disks of a node by a
// layout. The node must be Ready.
//
// Administrators may call it, since MAAS 1.9. It fails with [ErrNotFound],
// [ErrForbidden], [ErrConflict] for a node in another state, and [ErrBadRequest]
// for a node without a disk that is big enough.
//
// POST /nodes/{system_id}/?op=set_storage_layout
func (s *NodesService) SetStorageLayout(ctx context.Context, systemID string, layout StorageLayout, opts *NodeSetStorageLayoutOptions) (*Node, error) {
	r := Post("/nodes/{system_id}/", systemID).Op("set_storage_layout").Set("storage_layout", string(layout)).With(opts)
	return Do[*Node](ctx, s.client, r.Since("1.9"))
}

// ClearDefaultGateways undoes [InterfacesService.SetDefaultGateway] for all
// interfaces of a node: MAAS chooses the gateways again.
//
// Administrators may call it, since MAAS 1.9. It fails with [ErrNotFound] and
// [ErrForbidden].
//
// POST /nodes/{system_id}/?op=clear_default_gateways
func (s *NodesService) ClearDefaultGateways(ctx context.Context, systemID string) (*Node, error) {
	return Do[*Node](ctx, s.client, Post("/nodes/{system_id}/", systemID).Op("clear_default_gateways").Since("1.9"))
}

// GetCurtinConfig returns the configuration of the installer of a node that is
// Deploying, Deployed or Failed deployment, as YAML. It contains the key with
// which the node fetches its metadata, and so is a [Secret].
//
// Any user may call it, since MAAS 1.9, for nodes of others too. It fails with
// [ErrNotFound], and with [ErrBadRequest] for a node in another state.
//
// GET /nodes/{system_id}/?op=get_curtin_config
func (s *NodesService) GetCurtinConfig(ctx context.Context, systemID string) (Secret, error) {
	body, err := Stream(ctx, s.client, Get("/nodes/{system_id}/", systemID).Op("get_curtin_config").Since("1.9"))
	if err != nil {
		return Secret{}, err
	}
	defer body.Close()
	text, err := io.ReadAll(body)
	return NewSecret(string(text)), err
}

// NodeReleaseStickyIPAddressOptions choose the address to release.
type NodeReleaseStickyIPAddressOptions struct {
	Address string `param:"address,ip"` // "" is all of the node's
}

// ReleaseStickyIPAddress takes static addresses away from a node that
// [NodesService.ClaimStickyIPAddress] gave it.
//
// The owner and administrators may call it, since MAAS 1.8. It fails with
// [ErrNotFound], [ErrForbidden], and [ErrBadRequest] for an address that is not
// a static one of the node.
//
// POST /nodes/{system_id}/?op=release_sticky_ip_address
func (s *NodesService) ReleaseStickyIPAddress(ctx context.Context, systemID string, opts *NodeReleaseStickyIPAddressOptions) (*Node, error) {
	return Do[*Node](ctx, s.client, Post("/nodes/{system_id}/", systemID).Op("release_sticky_ip_address").With(opts).Since("1.8"))
}
