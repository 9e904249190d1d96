package maas2

import (
	"context"
	"strconv"

	"github.com/gomaas/maas"
)

// PodsService is the sections "Pods" and "Pod" of the API: the VM hosts as
// MAAS 2.2 to 2.7 called them. Later releases have the same hosts, with the same
// ids, in [VMHostsService] too.
type PodsService service

// List returns all pods that the user sees.
//
// Any user may call it, since MAAS 2.2, until MAAS 3.8.
//
// GET /pods/
func (s *PodsService) List(ctx context.Context) ([]VMHost, error) {
	return maas.List[VMHost](ctx, s.client, maas.Get("/pods/").Since("2.2").Until("3.8"))
}

// Get returns a pod.
//
// Any user may call it, since MAAS 2.2, until MAAS 3.8. It fails with [maas.ErrNotFound].
//
// GET /pods/{id}/
func (s *PodsService) Get(ctx context.Context, id int) (*VMHost, error) {
	return maas.Do[*VMHost](ctx, s.client, maas.Get("/pods/{id}/", strconv.Itoa(id)).Since("2.2").Until("3.8"))
}

// Create registers a pod by the address that MAAS switches its machines with, such
// as "qemu+ssh://ubuntu@host/system", or "host:8443" for LXD. What the host can do may be
// known later: see [VMHost.Composable].
//
// Administrators may call it, since MAAS 2.2, until MAAS 3.8. It fails with [maas.ErrForbidden], with
// [maas.ErrExists] for an address that MAAS has already, and with
// [maas.ErrBadRequest] and messages about fields.
//
// POST /pods/
func (s *PodsService) Create(ctx context.Context, powerAddress string, kind VMHostType, opts *VMHostCreateOptions) (*VMHost, error) {
	return maas.Do[*VMHost](ctx, s.client, maas.Post("/pods/").Set("power_address", powerAddress).Set("type", string(kind)).With(opts).Since("2.2").Until("3.8"))
}

// PodUpdateOptions are the settings to change; nil keeps a setting.
type PodUpdateOptions struct {
	VMHostUpdateOptions
	ConsoleLog *bool `param:"console_log" since:"2.5" until:"2.5"`
}

// Update changes the settings of a pod.
//
// Administrators may call it, since MAAS 2.2, until MAAS 3.8. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound], and with [maas.ErrBadRequest] and messages about fields.
//
// PUT /pods/{id}/
func (s *PodsService) Update(ctx context.Context, id int, opts *PodUpdateOptions) (*VMHost, error) {
	return maas.Do[*VMHost](ctx, s.client, maas.Put("/pods/{id}/", strconv.Itoa(id)).With(opts).Since("2.2").Until("3.8"))
}

// Delete removes a pod from MAAS. It returns when MAAS is done.
//
// Administrators may call it, since MAAS 2.2, until MAAS 3.8. It fails with [maas.ErrForbidden] and
// [maas.ErrNotFound].
//
// DELETE /pods/{id}/
func (s *PodsService) Delete(ctx context.Context, id int, opts *VMHostDeleteOptions) error {
	return maas.Exec(ctx, s.client, maas.Delete("/pods/{id}/", strconv.Itoa(id)).With(opts).Since("2.2").Until("3.8"))
}

// Refresh has MAAS look at a pod again, for what it has and which machines are on
// it. It returns when MAAS is done.
//
// Administrators may call it, since MAAS 2.2, until MAAS 3.8. It fails with [maas.ErrForbidden] and
// [maas.ErrNotFound].
//
// POST /pods/{id}/?op=refresh
func (s *PodsService) Refresh(ctx context.Context, id int) (*VMHost, error) {
	return maas.Do[*VMHost](ctx, s.client, maas.Post("/pods/{id}/", strconv.Itoa(id)).Op("refresh").Since("2.2").Until("3.8"))
}

// Parameters returns the address of a pod and what MAAS logs in with.
//
// Administrators may call it, since MAAS 2.2, until MAAS 3.8. It fails with [maas.ErrForbidden] and
// [maas.ErrNotFound].
//
// GET /pods/{id}/?op=parameters
func (s *PodsService) Parameters(ctx context.Context, id int) (PowerSettings, error) {
	return maas.Do[PowerSettings](ctx, s.client, maas.Get("/pods/{id}/", strconv.Itoa(id)).Op("parameters").Since("2.2").Until("3.8"))
}

// Compose makes a virtual machine on a pod. It returns when the machine is there,
// which MAAS then commissions; wait with [MachinesService.WaitFor].
//
// Administrators may call it, since MAAS 2.2, until MAAS 3.8. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound], and with [maas.ErrBadRequest] and messages about fields for
// more than the host has.
//
// POST /pods/{id}/?op=compose
func (s *PodsService) Compose(ctx context.Context, id int, opts *VMHostComposeOptions) (*ComposedMachine, error) {
	return maas.Do[*ComposedMachine](ctx, s.client, maas.Post("/pods/{id}/", strconv.Itoa(id)).Op("compose").With(opts).Once().Since("2.2").Until("3.8"))
}

// AddTag adds a tag to a pod.
//
// Administrators may call it, since MAAS 2.4, until MAAS 3.8. It fails with [maas.ErrForbidden] and
// [maas.ErrNotFound].
//
// POST /pods/{id}/?op=add_tag
func (s *PodsService) AddTag(ctx context.Context, id int, tag string) (*VMHost, error) {
	return maas.Do[*VMHost](ctx, s.client, maas.Post("/pods/{id}/", strconv.Itoa(id)).Op("add_tag").Set("tag", tag).Since("2.4").Until("3.8"))
}

// RemoveTag takes a tag away from a pod.
//
// Administrators may call it, since MAAS 2.4, until MAAS 3.8. It fails with [maas.ErrForbidden] and
// [maas.ErrNotFound].
//
// POST /pods/{id}/?op=remove_tag
func (s *PodsService) RemoveTag(ctx context.Context, id int, tag string) (*VMHost, error) {
	return maas.Do[*VMHost](ctx, s.client, maas.Post("/pods/{id}/", strconv.Itoa(id)).Op("remove_tag").Set("tag", tag).Since("2.4").Until("3.8"))
}
