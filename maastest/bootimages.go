package maastest

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"slices"

	"github.com/gomaas/maas"

	"github.com/gomaas/maas/internal/engine"
)

// A bootImage is something that a cluster can boot nodes with.
type bootImage struct {
	id      int
	cluster string // the uuid
	imageKey
	xinstallPath, xinstallType string
}

// imageKey is what tells the images of a cluster apart.
type imageKey struct {
	osystem, architecture, subarchitecture, release, purpose, label string
}

// A BootImage is a boot image to seed.
type BootImage struct {
	OSystem         string // "ubuntu" if empty
	Architecture    string // "amd64"
	Subarchitecture string // "generic" if empty
	Release         string // "trusty"
	// Purpose is what the image is for. A node can have an architecture only
	// if there are images of it to commission and to install with.
	Purpose maas.BootImagePurpose
	Label   maas.BootImageLabel // BootImageLabelRelease if empty
}

// AddBootImage adds a boot image to a cluster, as if the cluster had reported
// it. It panics if there is no such cluster.
func (s *Server) AddBootImage(uuid string, b BootImage) {
	s.seed(func(st *state) error {
		if st.nodeGroups.Get(uuid) == nil {
			return fmt.Errorf("no cluster %q", uuid)
		}
		st.putBootImage(&bootImage{cluster: uuid, imageKey: imageKey{
			osystem:         cmp.Or(b.OSystem, "ubuntu"),
			architecture:    b.Architecture,
			subarchitecture: cmp.Or(b.Subarchitecture, "generic"),
			release:         b.Release,
			purpose:         string(b.Purpose),
			label:           string(cmp.Or(b.Label, maas.BootImageLabelRelease)),
		}})
		return nil
	})
}

// seedBootImages gives a cluster what is needed to commission and install
// Ubuntu 14.04 on ordinary machines.
func (st *state) seedBootImages(cluster string) {
	for _, kind := range [][2]string{
		{"i386", "install"}, {"i386", "commissioning"}, {"amd64", "xinstall"},
		{"amd64", "install"}, {"i386", "xinstall"}, {"amd64", "commissioning"},
	} {
		st.putBootImage(&bootImage{
			cluster:  cluster,
			imageKey: imageKey{"ubuntu", kind[0], "generic", "trusty", kind[1], "release"},
		})
	}
}

// putBootImage stores an image, in place of the one that a cluster already has
// under the same key.
func (st *state) putBootImage(b *bootImage) {
	known := st.bootImages.Find(func(o *bootImage) bool { return o.cluster == b.cluster && o.imageKey == b.imageKey })
	if known != nil {
		b.id = known.id
	} else {
		b.id = st.next("bootimage")
	}
	st.bootImages.Put(b.id, b)
}

func bootImagesResource() *resource {
	return &resource{
		Template: "nodegroups/{uuid}/boot-images/",
		Operations: []operation{
			{Method: http.MethodGet, Run: (*call).bootImagesRead},
			{Method: http.MethodPost, Op: "report_boot_images", Run: (*call).bootImagesReport},
		},
	}
}

func bootImageResource() *resource {
	return &resource{
		Template:   "nodegroups/{uuid}/boot-images/{id}/",
		Operations: []operation{{Method: http.MethodGet, Run: (*call).bootImageRead}},
	}
}

func (c *call) bootImageJSON(b *bootImage) engine.Object {
	return engine.Object{
		{"subarchitecture", b.subarchitecture},
		{"osystem", b.osystem},
		{"label", b.label},
		{"architecture", b.architecture},
		{"release", b.release},
		{"resource_uri", c.uri("nodegroups", b.cluster, "boot-images", engine.PyStr(b.id))},
		{"id", b.id},
		{"purpose", b.purpose},
	}
}

func (c *call) bootImagesRead() (any, error) {
	g, err := c.cluster()
	if err != nil {
		return nil, err
	}
	list := []engine.Object{}
	for _, b := range c.state.bootImages.All() {
		if b.cluster == g.uuid {
			list = append(list, c.bootImageJSON(b))
		}
	}
	return list, nil
}

func (c *call) bootImageRead() (any, error) {
	g, err := c.cluster()
	if err != nil {
		return nil, err
	}
	id, err := c.intArg("id")
	if err != nil {
		return nil, err
	}
	if b := c.state.bootImages.Get(id); b != nil && b.cluster == g.uuid {
		return c.bootImageJSON(b), nil
	}
	return nil, notFound()
}

func (c *call) bootImagesReport() (any, error) {
	g, err := c.workerCluster()
	if err != nil {
		return nil, err
	}
	given, err := c.Data.Mandatory("images")
	if err != nil {
		return nil, err
	}
	decoded, err := decodeJSON(given)
	if err != nil {
		return nil, err
	}
	reports, ok := decoded.([]any)
	if !ok {
		return nil, engine.ServerError("'" + pyType(decoded) + "' object is not iterable")
	}
	reported := make(map[imageKey]bool)
	for _, element := range reports {
		report, ok := element.(map[string]any)
		if !ok {
			return nil, engine.ServerError("string indices must be integers")
		}
		b, err := parseBootImage(g, report)
		if err != nil {
			return nil, err
		}
		reported[b.imageKey] = true
		c.state.putBootImage(b)
	}
	c.state.dropBootImages(g, reported)
	return engine.Text(http.StatusOK, "OK"), nil
}

// parseBootImage reads one image of a report.
func parseBootImage(g *nodeGroup, report map[string]any) (*bootImage, error) {
	for _, name := range []string{"osystem", "architecture", "release", "purpose"} {
		if _, ok := report[name]; !ok {
			return nil, engine.ServerError(pyRepr(name))
		}
	}
	optional := func(name, otherwise string) string {
		if value := report[name]; value != nil {
			return engine.PyStr(value)
		}
		return otherwise
	}
	b := &bootImage{
		cluster: g.uuid,
		imageKey: imageKey{
			osystem:         engine.PyStr(report["osystem"]),
			architecture:    engine.PyStr(report["architecture"]),
			subarchitecture: optional("subarchitecture", "generic"),
			release:         engine.PyStr(report["release"]),
			purpose:         engine.PyStr(report["purpose"]),
			label:           optional("label", "release"),
		},
		xinstallPath: optional("xinstall_path", ""),
		xinstallType: optional("xinstall_type", ""),
	}
	switch {
	case b.purpose != "xinstall":
	case b.xinstallPath == "":
		return nil, engine.Invalid("__all__", "Invalid xinstall_path for an xinstall boot image.")
	case b.xinstallType == "":
		return nil, engine.Invalid("__all__", "Invalid xinstall_type for an xinstall boot image.")
	}
	return b, nil
}

// dropBootImages deletes the images that a cluster does not report any more.
// MAAS selects them by their keys alone, and so takes those of other clusters
// along.
func (st *state) dropBootImages(g *nodeGroup, reported map[imageKey]bool) {
	dropped := make(map[imageKey]bool)
	for _, b := range st.bootImages.All() {
		if b.cluster == g.uuid && !reported[b.imageKey] {
			dropped[b.imageKey] = true
		}
	}
	for id, b := range st.bootImages.All() {
		if dropped[b.imageKey] {
			st.bootImages.Delete(id)
		}
	}
}

// usableArchitectures lists, sorted, those for which a cluster has images to
// commission and to install with.
func (st *state) usableArchitectures() []string {
	type place struct{ cluster, architecture string }
	purposes := make(map[place]map[string]bool)
	for _, b := range st.bootImages.All() {
		p := place{b.cluster, b.architecture + "/" + b.subarchitecture}
		if purposes[p] == nil {
			purposes[p] = make(map[string]bool)
		}
		purposes[p][b.purpose] = true
	}
	usable := make(map[string]bool)
	for p, found := range purposes {
		if found["commissioning"] && found["install"] {
			usable[p.architecture] = true
		}
	}
	return slices.Sorted(maps.Keys(usable))
}

// distroSeriesChoices lists, sorted, what distro_series may be: "",
// "OS/" for each system with images and "OS/SERIES" for each of its series.
func (st *state) distroSeriesChoices() []string {
	choices := map[string]bool{"": true}
	for _, b := range st.bootImages.All() {
		choices[b.osystem+"/"] = true
		choices[b.osystem+"/"+b.release] = true
	}
	return slices.Sorted(maps.Keys(choices))
}
