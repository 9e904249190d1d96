package maas2

import (
	"context"
	"io"

	"github.com/gomaas/maas"
)

// FilesService is STUB.
type FilesService service

// File is STUB.
type File struct {
	Filename        string `json:"filename"`
	AnonResourceURI string `json:"anon_resource_uri"`
	Content         string `json:"content"`
	ResourceURI     string `json:"resource_uri"`
}

// FileListOptions are STUB.
type FileListOptions struct {
	Prefix string `param:"prefix"`
}

// List STUB.
//
// Any user may call it.
//
// GET /files/
func (s *FilesService) List(ctx context.Context, opts *FileListOptions) ([]File, error) {
	return maas.List[File](ctx, s.client, maas.Get("/files/").With(opts))
}

// Get STUB.
//
// Any user may call it.
//
// GET /files/{filename}/
func (s *FilesService) Get(ctx context.Context, filename string) (*File, error) {
	return maas.Do[*File](ctx, s.client, maas.Get("/files/{filename...}/", filename))
}

// Create STUB.
//
// Any user may call it.
//
// POST /files/
func (s *FilesService) Create(ctx context.Context, file io.Reader, filename string) error {
	return maas.Exec(ctx, s.client, maas.Post("/files/").File("file", file).Set("filename", filename))
}

// Delete STUB.
//
// Any user may call it.
//
// DELETE /files/{filename}/
func (s *FilesService) Delete(ctx context.Context, filename string) error {
	return maas.Exec(ctx, s.client, maas.Delete("/files/{filename...}/", filename))
}

// Download STUB.
//
// Any user may call it.
//
// GET /files/?op=get
func (s *FilesService) Download(ctx context.Context, filename string) (io.ReadCloser, error) {
	return maas.Stream(ctx, s.client, maas.Get("/files/").Op("get").Set("filename", filename))
}

// DownloadByKey STUB.
//
// Any user may call it.
//
// GET /files/?op=get_by_key
func (s *FilesService) DownloadByKey(ctx context.Context, key string) (io.ReadCloser, error) {
	return maas.Stream(ctx, s.client, maas.Get("/files/").Op("get_by_key").Set("key", key))
}

// DeleteByName STUB.
//
// Any user may call it.
//
// DELETE /files/
func (s *FilesService) DeleteByName(ctx context.Context, filename string) error {
	return maas.Exec(ctx, s.client, maas.Delete("/files/").Set("filename", filename))
}
