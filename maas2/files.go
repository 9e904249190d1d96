package maas2

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"

	"github.com/gomaas/maas"
)

// FilesService is the sections "Files" and "File" of the API: a store of named
// files, which belong to the user who added them.
//
// A filename may have slashes, spaces and letters of any script, but no empty
// part between slashes.
type FilesService service

// A File is a file in the store, without its content.
type File struct {
	Filename string `json:"filename"`
	// AnonResourceURI is the path at which anybody can fetch the content, without
	// signing. [File.Key] takes the key out of it.
	AnonResourceURI string `json:"anon_resource_uri"`
	ResourceURI     string `json:"resource_uri"`
}

// Key returns the key of the file for [FilesService.DownloadByKey]; "" if MAAS
// told none.
func (f *File) Key() string {
	u, err := url.Parse(f.AnonResourceURI)
	if err != nil {
		return ""
	}
	return u.Query().Get("key")
}

// A FileContent is a file with its content.
type FileContent struct {
	File
	Content []byte `json:"content"` // decoded
}

// FileListOptions filter [FilesService.List].
type FileListOptions struct {
	Prefix string `param:"prefix"` // what the filename starts with
}

// List returns the caller's own files.
//
// Any user may call it.
//
// GET /files/
func (s *FilesService) List(ctx context.Context, opts *FileListOptions) ([]File, error) {
	return maas.List[File](ctx, s.client, maas.Get("/files/").With(opts))
}

// Get returns the caller's own file of that name with its content, which is held
// in memory. [FilesService.Download] streams it.
//
// The owner may call it, administrators not for files of others. It fails with
// [maas.ErrNotFound].
//
// GET /files/{filename}/
func (s *FilesService) Get(ctx context.Context, filename string) (*FileContent, error) {
	return maas.Do[*FileContent](ctx, s.client, maas.Get("/files/{filename...}/", filename))
}

// Create stores a file. The caller's file of the same name is overwritten. The
// content is streamed as [maas.Params.AddFile] tells, and may be empty.
//
// Any user may call it.
//
// POST /files/
func (s *FilesService) Create(ctx context.Context, filename string, content io.Reader) error {
	return maas.Exec(ctx, s.client, maas.Post("/files/").Set("filename", filename).File("file", content))
}

// Delete removes the caller's own file of that name.
//
// The owner may call it, administrators not for files of others. It fails with
// [maas.ErrNotFound].
//
// DELETE /files/{filename}/
func (s *FilesService) Delete(ctx context.Context, filename string) error {
	return maas.Exec(ctx, s.client, maas.Delete("/files/{filename...}/", filename))
}

// DeleteByName is [FilesService.Delete] for a name that can't be in a path, such
// as "..".
//
// The owner may call it, administrators not for files of others. It fails with
// [maas.ErrNotFound].
//
// DELETE /files/
func (s *FilesService) DeleteByName(ctx context.Context, filename string) error {
	return maas.Exec(ctx, s.client, maas.Delete("/files/").Set("filename", filename))
}

// Download returns the content of a file by its name, byte for byte, for the
// caller to read and close.
//
// Any user may call it. It fails with [maas.ErrNotFound].
//
// GET /files/?op=get
func (s *FilesService) Download(ctx context.Context, filename string) (io.ReadCloser, error) {
	return maas.Stream(ctx, s.client, maas.Get("/files/").Op("get").Set("filename", filename))
}

// DownloadByKey returns the content of the file with a key, see [File.Key], byte
// for byte, for the caller to read and close.
//
// Anyone may call it, with a client that does not sign too. It fails with
// [maas.ErrNotFound].
//
// GET /files/?op=get_by_key
func (s *FilesService) DownloadByKey(ctx context.Context, key string) (io.ReadCloser, error) {
	return maas.Stream(ctx, s.client, maas.Get("/files/").Op("get_by_key").Set("key", key))
}

// A FileStore is the caller's files whose names begin with a prefix, under the
// rest of their names: a place of its own for a program. Make one with
// [FilesService.Under].
type FileStore struct {
	files  *FilesService
	prefix string
}

// Under returns the store of the files whose names begin with prefix, "juju/" for
// example.
func (s *FilesService) Under(prefix string) *FileStore { return &FileStore{s, prefix} }

// Put stores a file, as [FilesService.Create] does.
func (f *FileStore) Put(ctx context.Context, name string, content io.Reader) error {
	return f.files.Create(ctx, f.prefix+name, content)
}

// Open returns the content of a file for the caller to read and close. It fails
// with [maas.ErrNotFound].
func (f *FileStore) Open(ctx context.Context, name string) (io.ReadCloser, error) {
	key, err := f.key(ctx, name)
	if err != nil {
		return nil, err
	}
	return f.files.DownloadByKey(ctx, key)
}

// List returns the names of the files without the prefix, in the order of MAAS.
func (f *FileStore) List(ctx context.Context) ([]string, error) {
	files, err := f.files.List(ctx, &FileListOptions{Prefix: f.prefix})
	if err != nil {
		return nil, err
	}
	names := make([]string, len(files))
	for i := range files {
		names[i] = strings.TrimPrefix(files[i].Filename, f.prefix)
	}
	return names, nil
}

// Remove removes a file; one that is not there is no error.
func (f *FileStore) Remove(ctx context.Context, name string) error {
	err := f.files.Delete(ctx, f.prefix+name)
	if answered(err, maas.ErrNotFound) {
		return nil
	}
	return err
}

// RemoveAll removes all files of the store, one after the other. It goes on after
// a failure, unless ctx has ended, and returns all of them. It refuses a store
// with an empty prefix, which is all files of the user.
func (f *FileStore) RemoveAll(ctx context.Context) error {
	if f.prefix == "" {
		operation := maas.Operation{APIVersion: "2.0", Method: "DELETE", Path: "/files/{filename}/"}
		return &maas.ArgumentError{Operation: operation, Path: operation.Path, Argument: "prefix", Reason: "is empty: all files of the user would go"}
	}
	names, err := f.List(ctx)
	if err != nil {
		return err
	}
	var errs []error
	for _, name := range names {
		if ctx.Err() != nil {
			errs = append(errs, context.Cause(ctx))
			break
		}
		errs = append(errs, f.Remove(ctx, name))
	}
	return errors.Join(errs...)
}

// URL returns the address at which anybody can fetch a file without signing. It
// begins with the base URL of the client, which may differ from the one that
// MAAS has of itself. It fails with [maas.ErrNotFound].
func (f *FileStore) URL(ctx context.Context, name string) (string, error) {
	key, err := f.key(ctx, name)
	if err != nil {
		return "", err
	}
	return f.files.client.BaseURL() + "/api/2.0/files/?op=get_by_key&key=" + url.QueryEscape(key), nil
}

// key finds the key of the caller's own file.
func (f *FileStore) key(ctx context.Context, name string) (string, error) {
	files, err := f.files.List(ctx, &FileListOptions{Prefix: f.prefix + name})
	if err != nil {
		return "", err
	}
	for i := range files {
		if key := files[i].Key(); files[i].Filename == f.prefix+name && key != "" {
			return key, nil
		}
	}
	return "", fmt.Errorf("maas2: file %q: %w", f.prefix+name, maas.ErrNotFound)
}
