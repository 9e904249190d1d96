package maas

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// BootImagesService is the section "Boot images" and "Boot image" of the API:
// what the nodes of a cluster can boot over the network.
type BootImagesService service

// A BootImage is a kernel with all that belongs to it for one purpose.
type BootImage struct {
	ID              int              `json:"id,omitempty"`      // until 1.6, 0 later
	OSystem         OSystem          `json:"osystem,omitempty"` // since 1.6
	Release         DistroSeries     `json:"release"`
	Architecture    string           `json:"architecture"`    // "amd64"
	Subarchitecture string           `json:"subarchitecture"` // "generic"
	Purpose         BootImagePurpose `json:"purpose"`
	Label           BootImageLabel   `json:"label"`
	ResourceURI     string           `json:"resource_uri,omitempty"` // until 1.6, "" later
}

// BootImagePurpose is what a boot image is for. The vocabulary is open.
type BootImagePurpose string

// The purposes that clusters report.
const (
	BootImagePurposeCommissioning BootImagePurpose = "commissioning" // and enlistment
	BootImagePurposeInstall       BootImagePurpose = "install"       // the Debian installer
	BootImagePurposeXInstall      BootImagePurpose = "xinstall"      // the fast installer
)

// BootImageLabel is which of the streams of a boot source an image is from. The
// vocabulary is open: it is that of the boot sources.
type BootImageLabel string

// The usual labels.
const (
	BootImageLabelRelease BootImageLabel = "release"
	BootImageLabelDaily   BootImageLabel = "daily"
)

// List returns the boot images of a cluster, in no order.
//
// Any user may call it. It fails with [ErrNotFound], and from MAAS 1.7 on with
// [ErrUnavailable] when the cluster is not connected.
//
// GET /nodegroups/{uuid}/boot-images/
func (s *BootImagesService) List(ctx context.Context, uuid string) ([]BootImage, error) {
	return List[BootImage](ctx, s.client, Get("/nodegroups/{uuid}/boot-images/", uuid))
}

// Get returns a boot image of a cluster by its number.
//
// Any user may call it, until MAAS 1.6. It fails with [ErrNotFound], for the
// image of another cluster too.
//
// GET /nodegroups/{uuid}/boot-images/{id}/
func (s *BootImagesService) Get(ctx context.Context, uuid string, id int) (*BootImage, error) {
	return Do[*BootImage](ctx, s.client, Get("/nodegroups/{uuid}/boot-images/{id}/", uuid, strconv.Itoa(id)).Until("1.6"))
}

// A BootImageReport is a boot image as its cluster reports it. MAAS insists on
// the operating system, which the API document calls "os", the release, the
// architecture and the purpose.
type BootImageReport struct {
	OSystem         OSystem          `json:"osystem"`
	Release         DistroSeries     `json:"release"`
	Architecture    string           `json:"architecture"`
	Subarchitecture string           `json:"subarchitecture,omitempty"` // "" is "generic"
	Purpose         BootImagePurpose `json:"purpose"`
	Label           BootImageLabel   `json:"label,omitempty"` // "" is BootImageLabelRelease
	// SupportedSubarches are the subarchitectures that the image is good for,
	// "hwe-s" for example.
	SupportedSubarches CommaList `json:"supported_subarches,omitempty"`
	// Where the fast installer finds the root file system, and how that is
	// packed, "tgz" for example; since 1.6, which insists on both for
	// BootImagePurposeXInstall.
	XInstallPath string `json:"xinstall_path,omitempty"`
	XInstallType string `json:"xinstall_type,omitempty"`
}

// A CommaList is a list that is one text in JSON, with commas between.
type CommaList []string

// MarshalText writes the list as one text.
func (l CommaList) MarshalText() ([]byte, error) { return []byte(strings.Join(l, ",")), nil }

// UnmarshalText reads what MarshalText writes.
func (l *CommaList) UnmarshalText(text []byte) error {
	*l = strings.FieldsFunc(string(text), func(r rune) bool { return r == ',' })
	return nil
}

// Report replaces what MAAS knows of the boot images of a cluster: it forgets
// those that are not among images, all of them if there are none. MAAS forgets the same images of other
// clusters along with them.
//
// The cluster's worker alone may call it, until MAAS 1.6. It fails with
// [ErrNotFound], [ErrForbidden], and [ErrBadRequest] with messages about fields.
//
// POST /nodegroups/{uuid}/boot-images/?op=report_boot_images
func (s *BootImagesService) Report(ctx context.Context, uuid string, images []BootImageReport) error {
	if images == nil {
		images = []BootImageReport{} // MAAS can't take null for no images
	}
	return Exec(ctx, s.client, Post("/nodegroups/{uuid}/boot-images/", uuid).Until("1.6").Op("report_boot_images").SetJSON("images", images))
}

// Architectures returns the architectures that nodes can have, "amd64/generic",
// in order: those for which some accepted cluster has an image to commission with
// and one to install. A cluster that is not connected is left out.
//
// Any user may call it.
//
// GET /nodegroups/{uuid}/boot-images/
func (s *BootImagesService) Architectures(ctx context.Context) ([]string, error) {
	clusters, err := s.client.NodeGroups.List(ctx)
	if err != nil {
		return nil, err
	}
	usable := make(map[string]bool)
	for _, cluster := range clusters {
		if cluster.Status != NodeGroupStatusAccepted {
			continue
		}
		images, err := s.List(ctx, cluster.UUID)
		if answered(err, ErrUnavailable) {
			continue
		} else if err != nil {
			return nil, err
		}
		purposes := make(map[string]map[BootImagePurpose]bool)
		for _, image := range images {
			architecture := image.Architecture + "/" + image.Subarchitecture
			if purposes[architecture] == nil {
				purposes[architecture] = make(map[BootImagePurpose]bool)
			}
			purposes[architecture][image.Purpose] = true
		}
		for architecture, has := range purposes {
			if has[BootImagePurposeCommissioning] && has[BootImagePurposeInstall] {
				usable[architecture] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(usable)), nil
}
