package maas

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
)

// BootResourcesService is the section "Boot resources" and "Boot resource" of the
// API: the images that MAAS boots and installs nodes with, imported and uploaded.
// Since MAAS 1.7.
type BootResourcesService service

// A BootResource is an image for one architecture, in one or several versions.
// Since 1.7.
type BootResource struct {
	ID           int              `json:"id"`
	Type         BootResourceType `json:"type"`
	Name         string           `json:"name"`                // "ubuntu/trusty", or any name of an uploaded one
	Title        string           `json:"title,omitempty"`     // of an uploaded one
	Architecture string           `json:"architecture"`        // "amd64/generic"
	Subarches    string           `json:"subarches,omitempty"` // others that it is good for, with commas
	KFlavor      string           `json:"kflavor,omitempty"`   // the kernel flavor of an imported one; since 1.9
	// Sets are the versions by their names; nil in the results of List.
	Sets        map[string]BootResourceSet `json:"sets,omitzero"`
	ResourceURI string                     `json:"resource_uri"`
}

// BootResourceType is where a boot resource comes from. Since 1.7. MAAS writes it
// with a capital in a [BootResource].
type BootResourceType string

// The types of boot resources.
const (
	BootResourceTypeSynced    BootResourceType = "Synced"    // imported from a boot source
	BootResourceTypeGenerated BootResourceType = "Generated" // uploaded under the name of an operating system and a series
	BootResourceTypeUploaded  BootResourceType = "Uploaded"  // uploaded under any other name
)

// A BootResourceSet is a version of a boot resource. Since 1.7.
type BootResourceSet struct {
	Version  string `json:"version"` // "20261121"
	Label    string `json:"label"`   // "release", "uploaded"
	Size     int64  `json:"size"`    // bytes, of all files
	Complete bool   `json:"complete"`
	// Progress is what MAAS has of an incomplete set, in percent; nil of a
	// complete one.
	Progress *float64                    `json:"progress,omitempty"`
	Files    map[string]BootResourceFile `json:"files"` // by name
}

// A BootResourceFile is a file of a boot resource. Since 1.7.
type BootResourceFile struct {
	Filename string               `json:"filename"`
	FileType BootResourceFileType `json:"filetype"`
	SHA256   string               `json:"sha256"` // 64 hex digits
	Size     int64                `json:"size"`   // bytes
	Complete bool                 `json:"complete"`
	// Progress is the number that MAAS shows for an incomplete file: its size
	// divided by what MAAS has of it, or 0. BootResourceSet.Progress is more
	// useful.
	Progress *float64 `json:"progress,omitempty"`
	// UploadURI is the path to send the rest of an incomplete file to, see
	// [BootResourcesService.UploadChunk]; "" for other files.
	UploadURI string `json:"upload_uri,omitempty"`
}

// BootResourceFileType is what a file of a boot resource is for. Since 1.7.
type BootResourceFileType string

// The types of files.
const (
	BootResourceFileTypeRootTGZ    BootResourceFileType = "root-tgz"
	BootResourceFileTypeRootDD     BootResourceFileType = "root-dd"
	BootResourceFileTypeRootImage  BootResourceFileType = "root-image.gz"
	BootResourceFileTypeBootKernel BootResourceFileType = "boot-kernel"
	BootResourceFileTypeBootInitrd BootResourceFileType = "boot-initrd"
	BootResourceFileTypeBootDTB    BootResourceFileType = "boot-dtb"
	BootResourceFileTypeDIKernel   BootResourceFileType = "di-kernel"
	BootResourceFileTypeDIInitrd   BootResourceFileType = "di-initrd"
	BootResourceFileTypeDIDTB      BootResourceFileType = "di-dtb"
)

// BootResourceFilter selects boot resources by where they come from. Since 1.7.
type BootResourceFilter string

// The filters.
const (
	BootResourceFilterAll       BootResourceFilter = "all"
	BootResourceFilterSynced    BootResourceFilter = "synced"
	BootResourceFilterGenerated BootResourceFilter = "generated"
	BootResourceFilterUploaded  BootResourceFilter = "uploaded"
)

// BootResourceListOptions filter [BootResourcesService.List].
type BootResourceListOptions struct {
	Type BootResourceFilter `param:"type"` // "" is BootResourceFilterAll
}

// List returns the boot resources, without their sets.
//
// Any user may call it, since MAAS 1.7. It fails with [ErrBadRequest] for an
// unknown type.
//
// GET /boot-resources/
func (s *BootResourcesService) List(ctx context.Context, opts *BootResourceListOptions) ([]BootResource, error) {
	return List[BootResource](ctx, s.client, Get("/boot-resources/").With(opts).Since("1.7"))
}

// Get returns a boot resource with its sets.
//
// Any user may call it, since MAAS 1.7. It fails with [ErrNotFound].
//
// GET /boot-resources/{id}/
func (s *BootResourcesService) Get(ctx context.Context, id int) (*BootResource, error) {
	return Do[*BootResource](ctx, s.client, Get("/boot-resources/{id}/", strconv.Itoa(id)).Since("1.7"))
}

// BootResourceContentType is the format of an uploaded image. Since 1.7.
type BootResourceContentType string

// The formats of uploaded images.
const (
	BootResourceContentTypeTGZ   BootResourceContentType = "tgz"   // a root filesystem, the default
	BootResourceContentTypeDDTGZ BootResourceContentType = "ddtgz" // a disk image
)

// BootResourceCreateOptions are the optional settings of an uploaded image. MAAS
// wants either Content, or SHA256 and Size.
type BootResourceCreateOptions struct {
	Title    string                  `param:"title"`
	FileType BootResourceContentType `param:"filetype"`
	Content  io.Reader               `param:"content"`
	SHA256   string                  `param:"sha256"` // 64 hex digits
	Size     int64                   `param:"size"`   // bytes
}

// Create adds an image, or a version to the one with this name and architecture,
// in one request. [BootResourcesService.Upload] does so in many small ones, which
// is what a large image needs: with SHA256 and Size instead of Content the
// image has a file with an UploadURI, unless MAAS has the same content already.
//
// A name with a slash, "windows/win2012r2", is that of an operating system and a
// series; other names are those of the caller's choice.
//
// Administrators may call it, since MAAS 1.7. It fails with [ErrForbidden], and
// with [ErrBadRequest] and messages about fields, for example for an
// architecture that MAAS does not have.
//
// POST /boot-resources/
func (s *BootResourcesService) Create(ctx context.Context, name, architecture string, opts *BootResourceCreateOptions) (*BootResource, error) {
	r := Post("/boot-resources/").Set("name", name).Set("architecture", architecture).With(opts)
	return Do[*BootResource](ctx, s.client, r.Since("1.7"))
}

// Import starts the import of images from the boot sources. It returns at once.
//
// Administrators may call it, since MAAS 1.7. It fails with [ErrForbidden].
//
// POST /boot-resources/?op=import
func (s *BootResourcesService) Import(ctx context.Context) error {
	return Exec(ctx, s.client, Post("/boot-resources/").Op("import").Since("1.7"))
}

// Delete removes a boot resource with all its sets.
//
// Administrators may call it, since MAAS 1.7. It fails with [ErrForbidden], and
// with [ErrServer] for an unknown id.
//
// DELETE /boot-resources/{id}/
func (s *BootResourcesService) Delete(ctx context.Context, id int) error {
	return Exec(ctx, s.client, Delete("/boot-resources/{id}/", strconv.Itoa(id)).Since("1.7"))
}

// UploadChunk appends bytes to an incomplete file of a boot resource: id is that
// of the resource, fileID the last element of [BootResourceFile.UploadURI], see
// [IDFromURI]. MAAS counts what it has, so chunks go in order, one at a time, and
// none is sent twice. With the last one MAAS compares the checksum.
//
// Administrators may call it, since MAAS 1.7. It fails with [ErrNotFound],
// [ErrForbidden], also for an imported image, and [ErrBadRequest] for an empty
// chunk, for more bytes than the file has, for a complete file, and for a wrong
// checksum.
//
// PUT /boot-resources/{id}/upload/{file_id}/
func (s *BootResourcesService) UploadChunk(ctx context.Context, id int, fileID string, body io.Reader) error {
	r := Put("/boot-resources/{id}/upload/{file_id}/", strconv.Itoa(id), fileID).Body("application/octet-stream", body)
	return Exec(ctx, s.client, r.Once().Since("1.7"))
}

// BootResourceUpload says how [BootResourcesService.Upload] goes about it.
type BootResourceUpload struct {
	Title     string
	FileType  BootResourceContentType
	ChunkSize int64 // bytes in a request; 0 is 4 MiB
	// Progress is called after each chunk with the number of bytes that MAAS has,
	// of how many.
	Progress func(done, total int64)
}

// chunkSize is how many bytes go into one request.
func (u *BootResourceUpload) chunkSize() int64 {
	if u == nil || u.ChunkSize <= 0 {
		return 4 << 20
	}
	return u.ChunkSize
}

// An UploadError is an upload that ended before MAAS had all of it.
// [BootResourcesService.ResumeUpload] goes on where it ended.
type UploadError struct {
	ID   int   // of the boot resource
	Done int64 // bytes that MAAS has, as far as is known
	Err  error
}

func (e *UploadError) Error() string {
	return fmt.Sprintf("maas: upload to boot resource %d ended after %d bytes: %v", e.ID, e.Done, e.Err)
}

// Unwrap returns the error that ended the upload.
func (e *UploadError) Unwrap() error { return e.Err }

// Upload adds an image as [BootResourcesService.Create] does, in chunks. It reads
// content twice: for its checksum, and to send it. Content that MAAS has already
// is not sent.
//
// Administrators may call it, since MAAS 1.7. It fails as Create does, and with an
// [*UploadError] once MAAS knows the image.
//
// POST /boot-resources/
func (s *BootResourcesService) Upload(ctx context.Context, name, architecture string, content io.ReaderAt, size int64, upload *BootResourceUpload) (*BootResource, error) {
	sum, err := checksum(content, size)
	if err != nil {
		return nil, fmt.Errorf("maas: the image can't be read: %w", err)
	}
	opts := &BootResourceCreateOptions{SHA256: sum, Size: size}
	if upload != nil {
		opts.Title, opts.FileType = upload.Title, upload.FileType
	}
	resource, err := s.Create(ctx, name, architecture, opts)
	if err != nil {
		return nil, err
	}
	return s.send(ctx, resource, sum, content, size, upload)
}

// ResumeUpload sends the rest of an image whose upload ended early, see
// [UploadError]. It asks MAAS how much it has. Nothing is sent if that is all.
//
// Administrators may call it, since MAAS 1.7. It fails with an [*UploadError].
//
// PUT /boot-resources/{id}/upload/{file_id}/
func (s *BootResourcesService) ResumeUpload(ctx context.Context, id int, content io.ReaderAt, size int64, upload *BootResourceUpload) (*BootResource, error) {
	sum, err := checksum(content, size)
	if err != nil {
		return nil, fmt.Errorf("maas: the image can't be read: %w", err)
	}
	resource, err := s.Get(ctx, id)
	if err != nil {
		return nil, &UploadError{ID: id, Err: err}
	}
	return s.send(ctx, resource, sum, content, size, upload)
}

// checksum returns the SHA-256 of content in hex digits.
func checksum(content io.ReaderAt, size int64) (string, error) {
	hash := sha256.New()
	n, err := io.Copy(hash, io.NewSectionReader(content, 0, size))
	if err == nil && n < size {
		err = io.ErrUnexpectedEOF
	}
	return hex.EncodeToString(hash.Sum(nil)), err
}

// send sends what resource lacks of the file with a checksum, and returns the
// resource as it is then.
func (s *BootResourcesService) send(ctx context.Context, resource *BootResource, sum string, content io.ReaderAt, size int64, upload *BootResourceUpload) (*BootResource, error) {
	fileID, done := resource.incomplete(sum, size)
	if fileID == "" {
		return resource, nil
	}
	for done < size {
		n := min(upload.chunkSize(), size-done)
		if err := s.UploadChunk(ctx, resource.ID, fileID, io.NewSectionReader(content, done, n)); err != nil {
			return nil, &UploadError{ID: resource.ID, Done: done, Err: err}
		}
		done += n
		if upload != nil && upload.Progress != nil {
			upload.Progress(done, size)
		}
	}
	complete, err := s.Get(ctx, resource.ID)
	if err != nil {
		return nil, &UploadError{ID: resource.ID, Done: done, Err: err}
	}
	return complete, nil
}

// incomplete finds the incomplete file with a checksum and how many bytes of it
// MAAS has; "" where there is none. The newest set comes first.
func (b *BootResource) incomplete(sum string, size int64) (fileID string, done int64) {
	versions := make([]string, 0, len(b.Sets))
	for version := range b.Sets {
		versions = append(versions, version)
	}
	slices.Sort(versions)
	for _, version := range slices.Backward(versions) {
		set := b.Sets[version]
		for _, file := range set.Files {
			if file.UploadURI == "" || file.SHA256 != sum || file.Size != size {
				continue
			}
			if set.Progress != nil { // an uploaded set has one file
				done = int64(math.Round(*set.Progress / 100 * float64(set.Size)))
			}
			return IDFromURI(file.UploadURI), done
		}
	}
	return "", 0
}
