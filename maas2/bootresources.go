package maas2

import (
	"context"
	"io"
	"strconv"

	"github.com/gomaas/maas"
)

// BootResourcesService is STUB.
type BootResourcesService service

// BootResource is STUB.
type BootResource struct {
	ID           int                        `json:"id"`
	Name         string                     `json:"name"`
	Type         string                     `json:"type"`
	Architecture string                     `json:"architecture"`
	LastDeployed *string                    `json:"last_deployed"` // nil when MAAS has null, since 3.4
	Title        string                     `json:"title"`
	Subarches    string                     `json:"subarches"`
	Sets         map[string]BootResourceSet `json:"sets,omitzero"`
	BaseImage    string                     `json:"base_image"` // since 3.5
	ResourceURI  string                     `json:"resource_uri"`
}

// BootResourceSet is STUB.
type BootResourceSet struct {
	Version  string                      `json:"version"`
	Label    string                      `json:"label"`
	Size     int64                       `json:"size"` // bytes
	Complete bool                        `json:"complete"`
	Files    map[string]BootResourceFile `json:"files"`
	Progress *float64                    `json:"progress,omitempty"`
}

// BootResourceFile is STUB.
type BootResourceFile struct {
	Filename       string               `json:"filename"`
	Filetype       BootResourceFileType `json:"filetype"`
	SHA256         string               `json:"sha256"`
	Size           int64                `json:"size"` // bytes
	Complete       bool                 `json:"complete"`
	Progress       *float64             `json:"progress,omitempty"`
	UploadURI      string               `json:"upload_uri"`
	FilenameOnDisk string               `json:"filename_on_disk"` // since 3.5
}

// BootResourceType is STUB a vocabulary.
type BootResourceType int

// STUB.
const (
	BootResourceTypeSynced    BootResourceType = 0
	BootResourceTypeGenerated BootResourceType = 1 // until before 3.5
	BootResourceTypeUploaded  BootResourceType = 2
)

// String returns the name as MAAS shows it, BootResourceType(42) for an unknown value.
func (v BootResourceType) String() string {
	return enumName(v, "BootResourceType", map[BootResourceType]string{
		0: "Synced",
		1: "Generated",
		2: "Uploaded",
	})
}

// BootResourceFileType is STUB a vocabulary.
type BootResourceFileType string

// STUB.
const (
	BootResourceFileTypeRootTgz        BootResourceFileType = "root-tgz"
	BootResourceFileTypeRootDd         BootResourceFileType = "root-dd"
	BootResourceFileTypeRootImage      BootResourceFileType = "root-image.gz"
	BootResourceFileTypeSquashfsImage  BootResourceFileType = "squashfs"
	BootResourceFileTypeBootKernel     BootResourceFileType = "boot-kernel"
	BootResourceFileTypeBootInitrd     BootResourceFileType = "boot-initrd"
	BootResourceFileTypeBootDtb        BootResourceFileType = "boot-dtb"
	BootResourceFileTypeBootloader     BootResourceFileType = "bootloader"      // since 2.1, until before 3.5
	BootResourceFileTypeArchiveTarXz   BootResourceFileType = "archive.tar.xz"  // since 2.1
	BootResourceFileTypeRootDdtar      BootResourceFileType = "root-dd.tar"     // since 2.2
	BootResourceFileTypeRootDdraw      BootResourceFileType = "root-dd.raw"     // since 2.2
	BootResourceFileTypeRootDdbz2      BootResourceFileType = "root-dd.bz2"     // since 2.2
	BootResourceFileTypeRootDdgz       BootResourceFileType = "root-dd.gz"      // since 2.2
	BootResourceFileTypeRootDdxz       BootResourceFileType = "root-dd.xz"      // since 2.2
	BootResourceFileTypeRootDdtbz      BootResourceFileType = "root-dd.tar.bz2" // since 2.2
	BootResourceFileTypeRootDdtxz      BootResourceFileType = "root-dd.tar.xz"  // since 2.2
	BootResourceFileTypeRootTbz        BootResourceFileType = "root-tbz"        // since 2.7
	BootResourceFileTypeRootTxz        BootResourceFileType = "root-txz"        // since 2.7
	BootResourceFileTypeSelfExtracting BootResourceFileType = "self-extracting" // since 3.8
)

// BootResourceListOptions are STUB.
type BootResourceListOptions struct {
	Type string `param:"type"`
}

// List STUB.
//
// Any user may call it.
//
// GET /boot-resources/
func (s *BootResourcesService) List(ctx context.Context, opts *BootResourceListOptions) ([]BootResource, error) {
	return maas.List[BootResource](ctx, s.client, maas.Get("/boot-resources/").With(opts))
}

// Get STUB.
//
// Any user may call it.
//
// GET /boot-resources/{id}/
func (s *BootResourcesService) Get(ctx context.Context, id int) (*BootResource, error) {
	return maas.Do[*BootResource](ctx, s.client, maas.Get("/boot-resources/{id}/", strconv.Itoa(id)))
}

// BootResourceCreateOptions are STUB.
type BootResourceCreateOptions struct {
	SHA256    string    `param:"sha256"`
	Size      int       `param:"size"`
	BaseImage string    `param:"base_image"` // since 3.1
	Content   io.Reader `param:"content"`    // until 3.7
	Filetype  string    `param:"filetype"`
	KeepOld   *bool     `param:"keep_old"` // since 2.5
	Title     string    `param:"title"`
}

// Create STUB.
//
// Administrators may call it.
//
// POST /boot-resources/
func (s *BootResourcesService) Create(ctx context.Context, architecture, name string, opts *BootResourceCreateOptions) (*BootResource, error) {
	return maas.Do[*BootResource](ctx, s.client, maas.Post("/boot-resources/").Set("architecture", architecture).Set("name", name).With(opts))
}

// Delete STUB.
//
// Administrators may call it.
//
// DELETE /boot-resources/{id}/
func (s *BootResourcesService) Delete(ctx context.Context, id int) error {
	return maas.Exec(ctx, s.client, maas.Delete("/boot-resources/{id}/", strconv.Itoa(id)))
}

// Import STUB.
//
// Administrators may call it.
//
// POST /boot-resources/?op=import
func (s *BootResourcesService) Import(ctx context.Context) error {
	return maas.Exec(ctx, s.client, maas.Post("/boot-resources/").Op("import"))
}

// UploadChunk STUB.
//
// Administrators may call it.
//
// PUT /boot-resources/{resource_id}/upload/{id}/
func (s *BootResourcesService) UploadChunk(ctx context.Context, resourceID, id int, chunk io.Reader) error {
	return maas.Exec(ctx, s.client, maas.Put("/boot-resources/{resource_id}/upload/{id}/", strconv.Itoa(resourceID), strconv.Itoa(id)).Body("application/octet-stream", chunk))
}

// StopImport STUB.
//
// Administrators may call it, since MAAS 2.1.
//
// POST /boot-resources/?op=stop_import
func (s *BootResourcesService) StopImport(ctx context.Context) error {
	return maas.Exec(ctx, s.client, maas.Post("/boot-resources/").Op("stop_import").Since("2.1"))
}

// IsImporting STUB.
//
// Any user may call it, since MAAS 2.1.3.
//
// GET /boot-resources/?op=is_importing
func (s *BootResourcesService) IsImporting(ctx context.Context) (bool, error) {
	return maas.Do[bool](ctx, s.client, maas.Get("/boot-resources/").Op("is_importing").Since("2.1.3"))
}
