package maas2

import (
	"context"
	"io"
	"strconv"
	"strings"

	"github.com/gomaas/maas"
)

// BootResourcesService is the sections "Boot resources" and "Boot resource" of the
// API: the images that MAAS has, those of its boot sources and those that were
// uploaded.
type BootResourcesService service

// A BootResource is an image of a release for an architecture.
type BootResource struct {
	ID           int              `json:"id"`
	Name         string           `json:"name"` // "ubuntu/jammy", or that of an upload
	Type         BootResourceType `json:"type"`
	Architecture string           `json:"architecture"`  // with the kernel: "amd64/ga-22.04"
	LastDeployed *string          `json:"last_deployed"` // nil if it never was, since 3.4
	Title        string           `json:"title"`         // "22.04 LTS"
	Subarches    string           `json:"subarches"`     // the kernels that it stands for, with commas
	// Sets are the versions, by their names. A list does not have them: see
	// [BootResourcesService.Get].
	Sets        map[string]BootResourceSet `json:"sets,omitzero"`
	BaseImage   string                     `json:"base_image"` // of a custom image, since 3.5
	ResourceURI string                     `json:"resource_uri"`
}

// Complete reports whether MAAS has all versions of the image completely. It is
// false for a resource of a list, which has no Sets.
func (r *BootResource) Complete() bool {
	for _, set := range r.Sets {
		if !set.Complete {
			return false
		}
	}
	return len(r.Sets) > 0
}

// A BootResourceSet is a version of an image.
type BootResourceSet struct {
	Version  string                      `json:"version"` // "20261121"
	Label    string                      `json:"label"`   // "stable", "uploaded"
	Size     int64                       `json:"size"`    // bytes
	Complete bool                        `json:"complete"`
	Files    map[string]BootResourceFile `json:"files"` // by their names
	// Progress is how much of it MAAS has, in per cent; nil if it is complete.
	Progress *float64 `json:"progress,omitempty"`
}

// A BootResourceFile is a file of an image.
type BootResourceFile struct {
	Filename       string               `json:"filename"`
	Filetype       BootResourceFileType `json:"filetype"`
	SHA256         string               `json:"sha256"` // hex
	Size           int64                `json:"size"`   // bytes
	Complete       bool                 `json:"complete"`
	Progress       *float64             `json:"progress,omitempty"` // nil if it is complete; that of the set means more
	UploadURI      string               `json:"upload_uri"`         // "" unless it is to be uploaded
	FilenameOnDisk string               `json:"filename_on_disk"`   // since 3.5
}

// A BootResourceType is where an image is from.
type BootResourceType string

// The types of boot resources.
const (
	BootResourceTypeSynced    BootResourceType = "Synced"    // of a boot source
	BootResourceTypeGenerated BootResourceType = "Generated" // until 3.4
	BootResourceTypeUploaded  BootResourceType = "Uploaded"
)

// MarshalParams writes the type as a filter has it, in lower case.
func (v BootResourceType) MarshalParams(name string) (maas.Params, error) {
	return maas.Params{{Name: name, Value: strings.ToLower(string(v))}}, nil
}

// A BootResourceFileType is what a file of an image is for. A file of an upload
// has one, too, which follows from its [UploadFiletype].
type BootResourceFileType string

// The types of files.
const (
	BootResourceFileTypeRootTGZ        BootResourceFileType = "root-tgz"
	BootResourceFileTypeRootTBZ        BootResourceFileType = "root-tbz" // since 2.7
	BootResourceFileTypeRootTXZ        BootResourceFileType = "root-txz" // since 2.7
	BootResourceFileTypeRootDD         BootResourceFileType = "root-dd"
	BootResourceFileTypeRootDDTar      BootResourceFileType = "root-dd.tar"     // since 2.2
	BootResourceFileTypeRootDDRaw      BootResourceFileType = "root-dd.raw"     // since 2.2
	BootResourceFileTypeRootDDBZ2      BootResourceFileType = "root-dd.bz2"     // since 2.2
	BootResourceFileTypeRootDDGZ       BootResourceFileType = "root-dd.gz"      // since 2.2
	BootResourceFileTypeRootDDXZ       BootResourceFileType = "root-dd.xz"      // since 2.2
	BootResourceFileTypeRootDDTBZ      BootResourceFileType = "root-dd.tar.bz2" // since 2.2
	BootResourceFileTypeRootDDTXZ      BootResourceFileType = "root-dd.tar.xz"  // since 2.2
	BootResourceFileTypeRootImage      BootResourceFileType = "root-image.gz"
	BootResourceFileTypeSquashFS       BootResourceFileType = "squashfs"
	BootResourceFileTypeKernel         BootResourceFileType = "boot-kernel"
	BootResourceFileTypeInitrd         BootResourceFileType = "boot-initrd"
	BootResourceFileTypeDTB            BootResourceFileType = "boot-dtb"
	BootResourceFileTypeBootloader     BootResourceFileType = "bootloader"      // since 2.1, until 3.4
	BootResourceFileTypeArchiveTarXZ   BootResourceFileType = "archive.tar.xz"  // since 2.1
	BootResourceFileTypeSelfExtracting BootResourceFileType = "self-extracting" // since 3.8
)

// An UploadFiletype is the format of an image that is uploaded.
type UploadFiletype string

// The formats. A TGZ, TBZ or TXZ is a compressed tar of a root file system; those
// with DD are images of a whole disk.
const (
	UploadFiletypeTGZ   UploadFiletype = "tgz"
	UploadFiletypeTBZ   UploadFiletype = "tbz" // since 2.7
	UploadFiletypeTXZ   UploadFiletype = "txz" // since 2.7
	UploadFiletypeDDTGZ UploadFiletype = "ddtgz"
	UploadFiletypeDDTBZ UploadFiletype = "ddtbz" // since 2.2
	UploadFiletypeDDTXZ UploadFiletype = "ddtxz" // since 2.2
	UploadFiletypeDDTar UploadFiletype = "ddtar" // since 2.2
	UploadFiletypeDDRaw UploadFiletype = "ddraw" // since 2.2
	UploadFiletypeDDBZ2 UploadFiletype = "ddbz2" // since 2.2
	UploadFiletypeDDGZ  UploadFiletype = "ddgz"  // since 2.2
	UploadFiletypeDDXZ  UploadFiletype = "ddxz"  // since 2.2
)

// BootResourceListOptions filter boot resources.
type BootResourceListOptions struct {
	Type BootResourceType `param:"type"`
}

// List returns the boot resources that opts choose, without their Sets.
//
// Any user may call it. It fails with [maas.ErrBadRequest] for a type that MAAS
// does not know.
//
// GET /boot-resources/
func (s *BootResourcesService) List(ctx context.Context, opts *BootResourceListOptions) ([]BootResource, error) {
	return maas.List[BootResource](ctx, s.client, maas.Get("/boot-resources/").With(opts))
}

// Get returns a boot resource with its Sets.
//
// Any user may call it. It fails with [maas.ErrNotFound].
//
// GET /boot-resources/{id}/
func (s *BootResourcesService) Get(ctx context.Context, id int) (*BootResource, error) {
	return maas.Do[*BootResource](ctx, s.client, maas.Get("/boot-resources/{id}/", strconv.Itoa(id)))
}

// BootResourceCreateOptions are the settings of an upload. It needs a Content, or
// a Size and a SHA256.
type BootResourceCreateOptions struct {
	Content   io.Reader      `param:"content" until:"3.7"` // the whole image
	Size      int64          `param:"size"`                // bytes of an image that is uploaded in chunks
	SHA256    string         `param:"sha256"`              // hex
	Filetype  UploadFiletype `param:"filetype"`            // UploadFiletypeTGZ if ""
	Title     string         `param:"title"`
	BaseImage string         `param:"base_image" since:"3.1"` // "ubuntu/jammy": the release that a custom image was made of
	KeepOld   *bool          `param:"keep_old" since:"2.5"`   // keep earlier versions
}

// Create adds an image of one's own by its architecture, such as "amd64/generic",
// and its name: "custom/NAME", or "windows/NAME" and the like for a system that
// MAAS knows. If opts have the Content, this one request uploads it, and fails if
// that takes more than five minutes: use [BootResourcesService.Upload].
//
// Administrators may call it. It fails with [maas.ErrForbidden], and with
// [maas.ErrBadRequest] and messages about fields.
//
// POST /boot-resources/
func (s *BootResourcesService) Create(ctx context.Context, architecture, name string, opts *BootResourceCreateOptions) (*BootResource, error) {
	return maas.Do[*BootResource](ctx, s.client, maas.Post("/boot-resources/").Set("architecture", architecture).Set("name", name).With(opts))
}

// Delete removes a boot resource. One that is selected comes back with the next
// import.
//
// Administrators may call it. It fails with [maas.ErrForbidden], and with
// [maas.ErrServer] for one that does not exist.
//
// DELETE /boot-resources/{id}/
func (s *BootResourcesService) Delete(ctx context.Context, id int) error {
	return maas.Exec(ctx, s.client, maas.Delete("/boot-resources/{id}/", strconv.Itoa(id)))
}

// Import has MAAS get what is selected of its boot sources. It returns at once;
// wait with [BootResourcesService.WaitFor].
//
// Administrators may call it. It fails with [maas.ErrForbidden].
//
// POST /boot-resources/?op=import
func (s *BootResourcesService) Import(ctx context.Context) error {
	return maas.Exec(ctx, s.client, maas.Post("/boot-resources/").Op("import"))
}

// StopImport ends an import, if one is under way. It returns at once.
//
// Administrators may call it, since MAAS 2.1. It fails with [maas.ErrForbidden].
//
// POST /boot-resources/?op=stop_import
func (s *BootResourcesService) StopImport(ctx context.Context) error {
	return maas.Exec(ctx, s.client, maas.Post("/boot-resources/").Op("stop_import").Since("2.1"))
}

// IsImporting reports whether an import is under way. It may still report false
// right after [BootResourcesService.Import], and images may still be missing when
// it reports false again: use [BootResourcesService.WaitFor] to wait for images.
//
// Any user may call it, since MAAS 2.1.3.
//
// GET /boot-resources/?op=is_importing
func (s *BootResourcesService) IsImporting(ctx context.Context) (bool, error) {
	return maas.Do[bool](ctx, s.client, maas.Get("/boot-resources/").Op("is_importing").Since("2.1.3"))
}

// UploadChunk appends a chunk to a file of a boot resource that was created with a
// Size and a SHA256. The ids are those in the file's UploadURI.
// [BootResourcesService.Upload] does all of it.
//
// Administrators may call it. It fails with [maas.ErrForbidden], and with
// [maas.ErrBadRequest] for more than the file's size.
//
// PUT /boot-resources/{resource_id}/upload/{id}/
func (s *BootResourcesService) UploadChunk(ctx context.Context, resourceID, id int, chunk io.Reader) error {
	return maas.Exec(ctx, s.client, maas.Put("/boot-resources/{resource_id}/upload/{id}/", strconv.Itoa(resourceID), strconv.Itoa(id)).Body("application/octet-stream", chunk).Once())
}
