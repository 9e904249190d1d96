package maas2

import (
	"context"
	"fmt"
	"slices"

	"github.com/gomaas/maas"
)

// TagsService is the sections "Tags" and "Tag" of the API: labels of nodes, which
// are put on by hand or by an XPath expression about the hardware.
type TagsService service

// A Tag is a label of nodes.
type Tag struct {
	Name string `json:"name"` // letters, digits, "-" and "_"
	// Definition is an XPath expression over the lshw and LLDP output of a node.
	// MAAS puts the tag on the nodes that match. "" for a tag that is put on by
	// hand.
	Definition  string `json:"definition"`
	Comment     string `json:"comment"`
	KernelOpts  string `json:"kernel_opts"` // kernel parameters of nodes that have the tag
	ResourceURI string `json:"resource_uri"`
}

// List returns all tags.
//
// Any user may call it.
//
// GET /tags/
func (s *TagsService) List(ctx context.Context) ([]Tag, error) {
	return maas.List[Tag](ctx, s.client, maas.Get("/tags/"))
}

// Get returns a tag by its name.
//
// Any user may call it. It fails with [maas.ErrNotFound].
//
// GET /tags/{name}/
func (s *TagsService) Get(ctx context.Context, name string) (*Tag, error) {
	return maas.Do[*Tag](ctx, s.client, maas.Get("/tags/{name}/", name))
}

// TagCreateOptions are the settings of a new tag that MAAS does not insist on.
type TagCreateOptions struct {
	Comment    string `param:"comment"`
	Definition string `param:"definition"` // an XPath expression, see [Tag]
	KernelOpts string `param:"kernel_opts"`
}

// Create makes a tag. With a definition, MAAS puts it on nodes in the background.
//
// Administrators may call it. It fails with [maas.ErrForbidden], with
// [maas.ErrExists] for a name that is taken, and with [maas.ErrBadRequest] and
// messages about fields, such as for a definition that is no XPath.
//
// POST /tags/
func (s *TagsService) Create(ctx context.Context, name string, opts *TagCreateOptions) (*Tag, error) {
	return maas.Do[*Tag](ctx, s.client, maas.Post("/tags/").Set("name", name).With(opts))
}

// TagUpdateOptions are the settings to change; nil keeps a setting.
type TagUpdateOptions struct {
	Name       *string `param:"name"`
	Comment    *string `param:"comment"`
	Definition *string `param:"definition"` // an XPath expression, see [Tag]
	KernelOpts *string `param:"kernel_opts"`
}

// Update changes a tag, which has the new name in its path from then on. A new
// definition is applied to nodes in the background.
//
// Administrators may call it. It fails with [maas.ErrForbidden],
// [maas.ErrNotFound], and [maas.ErrBadRequest] with messages about fields.
//
// PUT /tags/{name}/
func (s *TagsService) Update(ctx context.Context, name string, opts *TagUpdateOptions) (*Tag, error) {
	return maas.Do[*Tag](ctx, s.client, maas.Put("/tags/{name}/", name).With(opts))
}

// Delete removes a tag, from all nodes too.
//
// Administrators may call it. It fails with [maas.ErrForbidden] and
// [maas.ErrNotFound].
//
// DELETE /tags/{name}/
func (s *TagsService) Delete(ctx context.Context, name string) error {
	return maas.Exec(ctx, s.client, maas.Delete("/tags/{name}/", name))
}

// Nodes returns the nodes of every kind that have a tag and that the caller may
// see.
//
// Any user may call it. It fails with [maas.ErrNotFound].
//
// GET /tags/{name}/?op=nodes
func (s *TagsService) Nodes(ctx context.Context, name string) ([]Node, error) {
	return maas.List[Node](ctx, s.client, maas.Get("/tags/{name}/", name).Op("nodes"))
}

// Machines returns the machines that have a tag and that the caller may see.
//
// Any user may call it. It fails with [maas.ErrNotFound].
//
// GET /tags/{name}/?op=machines
func (s *TagsService) Machines(ctx context.Context, name string) ([]Machine, error) {
	return maas.List[Machine](ctx, s.client, maas.Get("/tags/{name}/", name).Op("machines"))
}

// Devices returns the devices that have a tag and that the caller may see.
//
// Any user may call it. It fails with [maas.ErrNotFound].
//
// GET /tags/{name}/?op=devices
func (s *TagsService) Devices(ctx context.Context, name string) ([]Device, error) {
	return maas.List[Device](ctx, s.client, maas.Get("/tags/{name}/", name).Op("devices"))
}

// RackControllers returns the rack controllers that have a tag and that the
// caller may see.
//
// Any user may call it. It fails with [maas.ErrNotFound].
//
// GET /tags/{name}/?op=rack_controllers
func (s *TagsService) RackControllers(ctx context.Context, name string) ([]RackController, error) {
	return maas.List[RackController](ctx, s.client, maas.Get("/tags/{name}/", name).Op("rack_controllers"))
}

// RegionControllers returns the region controllers that have a tag and that the
// caller may see.
//
// Any user may call it. It fails with [maas.ErrNotFound].
//
// GET /tags/{name}/?op=region_controllers
func (s *TagsService) RegionControllers(ctx context.Context, name string) ([]RegionController, error) {
	return maas.List[RegionController](ctx, s.client, maas.Get("/tags/{name}/", name).Op("region_controllers"))
}

// Rebuild applies the definition of a tag to all nodes again, in the background.
//
// Administrators may call it. It fails with [maas.ErrForbidden] and
// [maas.ErrNotFound].
//
// POST /tags/{name}/?op=rebuild
func (s *TagsService) Rebuild(ctx context.Context, name string) error {
	return maas.Exec(ctx, s.client, maas.Post("/tags/{name}/", name).Op("rebuild"))
}

// TagUpdateNodesOptions say which nodes get and lose a tag.
type TagUpdateNodesOptions struct {
	Add    []string `param:"add"`    // system ids
	Remove []string `param:"remove"` // system ids
	// Definition, if given, must be the one that the tag has; otherwise nothing
	// is done.
	Definition string `param:"definition"`
	// RackController is the system id of the rack that calls. Administrators need
	// none.
	RackController string `param:"rack_controller"`
}

// A TagUpdate tells what [TagsService.UpdateNodes] did.
type TagUpdate struct {
	Added   int `json:"added"`   // how many of the ids in Add exist
	Removed int `json:"removed"` // how many of the ids in Remove exist
}

// UpdateNodes puts a tag on nodes and takes it from others, in one request
// however many they are. Unknown ids are ignored; the counts tell.
//
// Administrators may call it, and the rack in opts. It fails with
// [maas.ErrForbidden], [maas.ErrNotFound] for an unknown tag, and
// [maas.ErrConflict] when the definition is not the tag's.
//
// POST /tags/{name}/?op=update_nodes
func (s *TagsService) UpdateNodes(ctx context.Context, name string, opts *TagUpdateNodesOptions) (*TagUpdate, error) {
	return maas.Do[*TagUpdate](ctx, s.client, maas.Post("/tags/{name}/", name).Op("update_nodes").With(opts))
}

// nodesPerRequest bounds the ids in one request: servers limit its parameters.
const nodesPerRequest = 500

// Sync puts a tag on exactly the machines with these system ids and takes it from
// all others. It makes two requests for up to 500 changes: one to find the
// machines that have the tag and one for the difference, if there is one. Devices
// and controllers keep the tag. The tag must exist, see [TagsService.Create].
//
// Administrators may call it. It fails with [maas.ErrForbidden], and with
// [maas.ErrNotFound] for an unknown tag. It also fails with ErrNotFound if some of
// the machines do not exist, after it has done its work for the others.
func (s *TagsService) Sync(ctx context.Context, name string, systemIDs []string) (*TagUpdate, error) {
	type member struct {
		SystemID string `json:"system_id"`
	}
	have := map[string]bool{}
	members, err := maas.List[member](ctx, s.client, maas.Get("/tags/{name}/", name).Op("machines"))
	if err != nil {
		return nil, err
	}
	for _, m := range members {
		have[m.SystemID] = true
	}
	var add, remove []string
	want := map[string]bool{}
	for _, id := range systemIDs {
		if !have[id] && !want[id] {
			add = append(add, id)
		}
		want[id] = true
	}
	for _, m := range members {
		if !want[m.SystemID] {
			remove = append(remove, m.SystemID)
		}
	}

	done, wanted := &TagUpdate{}, len(add)
	for len(add)+len(remove) > 0 {
		var opts TagUpdateNodesOptions
		opts.Remove, remove = cutAt(remove, nodesPerRequest)
		opts.Add, add = cutAt(add, nodesPerRequest-len(opts.Remove))
		update, err := s.UpdateNodes(ctx, name, &opts)
		if err != nil {
			return done, err
		}
		done.Added += update.Added
		done.Removed += update.Removed
	}
	if missing := wanted - done.Added; missing > 0 {
		return done, fmt.Errorf("maas2: tag %q: %d of %d machines to add: %w", name, missing, wanted, maas.ErrNotFound)
	}
	return done, nil
}

// cutAt splits a list behind its n-th element.
func cutAt(list []string, n int) (head, tail []string) {
	n = min(n, len(list))
	return slices.Clip(list[:n]), list[n:]
}
