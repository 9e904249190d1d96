package maas

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
)

// FilesService is the section "Files" and "File" of the API: a store of named
// files, which belong to the user who added them.
//
// A filename may have slashes, spaces and letters of any script, but no empty
// part between slashes. MAAS can't reach a file by a path that ends in "doc",
// "describe", "pxeconfig" or "version": such a file can be added, listed and
// fetched with [FilesService.Get], but neither read nor deleted.
type FilesService service

// A File is a file in the store, without its content.
type File struct {
	Filename string `json:"filename"`
	// AnonResourceURI is where anybody can fetch the content, without signing.
	// File.Key takes the key out of it.
	AnonResourceURI string `json:"anon_resource_uri"`
	ResourceURI     string `json:"resource_uri"`
}

// Key returns the key of the file for [FilesService.GetByKey]; "" if MAAS told
// none. It stays the same when the file is overwritten.
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

// List returns the caller's own files, ordered by filename. Those of others are
// not shown to administrators either.
//
// Any user may call it.
//
// GET /files/?op=list
func (s *FilesService) List(ctx context.Context, opts *FileListOptions) ([]File, error) {
	return List[File](ctx, s.client, Get("/files/").Op("list").With(opts))
}

// Add stores a file. The caller's file of the same name is overwritten and keeps
// its key. The content is streamed as [Params.AddFile] describes, and may be empty.
//
// Any user may call it.
//
// POST /files/?op=add
func (s *FilesService) Add(ctx context.Context, filename string, content io.Reader) error {
	return Exec(ctx, s.client, Post("/files/").Op("add").Set("filename", filename).File("file", content))
}

// Download returns the content of a file, byte for byte, for the caller to read
// and close. If several users have a file of that name, it is the newest and not
// the caller's own, which [FilesService.Get] returns.
//
// Anyone may call it, with a client that does not sign too; from MAAS 1.9.1 to
// 1.9.5 only users, for their own files. It fails with [ErrNotFound].
//
// GET /files/?op=get
func (s *FilesService) Download(ctx context.Context, filename string) (io.ReadCloser, error) {
	return Stream(ctx, s.client, Get("/files/").Op("get").Set("filename", filename))
}

// DownloadByKey returns the content of the file with a key, see [File.Key], byte for
// byte, for the caller to read and close.
//
// Anyone may call it, with a client that does not sign too. It fails with
// [ErrNotFound].
//
// GET /files/?op=get_by_key
func (s *FilesService) DownloadByKey(ctx context.Context, key string) (io.ReadCloser, error) {
	return Stream(ctx, s.client, Get("/files/").Op("get_by_key").Set("key", key))
}

// Get returns the caller's own file of that name with its content, which is held
// in memory. [FilesService.DownloadByKey] streams it.
//
// The owner may call it, administrators not for files of others. It fails with
// [ErrNotFound].
//
// GET /files/{filename}/
func (s *FilesService) Get(ctx context.Context, filename string) (*FileContent, error) {
	return Do[*FileContent](ctx, s.client, Get("/files/{filename...}/", filename))
}

// Delete removes the caller's own file of that name.
//
// The owner may call it, administrators not for files of others. It fails with
// [ErrNotFound].
//
// DELETE /files/{filename}/
func (s *FilesService) Delete(ctx context.Context, filename string) error {
	return Exec(ctx, s.client, Delete("/files/{filename...}/", filename))
}

// DeleteByPost is [FilesService.Delete] by another method, for a network that
// lets no DELETE through.
//
// The owner may call it, administrators not for files of others. It fails with
// [ErrNotFound].
//
// POST /files/{filename}/?op=delete
func (s *FilesService) DeleteByPost(ctx context.Context, filename string) error {
	return Exec(ctx, s.client, Post("/files/{filename...}/", filename).Op("delete"))
}

// A FileStore is the caller's files whose names begin with a prefix, under the
// rest of their names: a place of its own for a program. Make one with
// [FilesService.Under].
type FileStore struct {
	files  *FilesService
	prefix string
}

// Under returns the store of the files whose names begin with prefix, "juju/"
// for example.
func (s *FilesService) Under(prefix string) *FileStore { return &FileStore{s, prefix} }

// Put stores a file, as [FilesService.Add] does.
func (f *FileStore) Put(ctx context.Context, name string, content io.Reader) error {
	return f.files.Add(ctx, f.prefix+name, content)
}

// Open returns the content of a file for the caller to read and close. It fails
// with [ErrNotFound].
func (f *FileStore) Open(ctx context.Context, name string) (io.ReadCloser, error) {
	key, err := f.key(ctx, name)
	if err != nil {
		return nil, err
	}
	return f.files.DownloadByKey(ctx, key)
}

// List returns the names of the files without the prefix, in order.
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

// Remove removes a file. It succeeds if there is none.
func (f *FileStore) Remove(ctx context.Context, name string) error {
	err := f.files.Delete(ctx, f.prefix+name)
	if answered(err, ErrNotFound) {
		return nil
	}
	return err
}

// filesAtOnce bounds the calls of RemoveAll in flight. Each is short.
const filesAtOnce = 24

// RemoveAll removes all files of the store. It goes on after a failure and
// returns all of them. It refuses a store with an empty prefix, which is all
// files of the user.
func (f *FileStore) RemoveAll(ctx context.Context) error {
	if f.prefix == "" {
		return &ArgumentError{Operation: Delete("/files/{filename}/").op, Argument: "prefix", Reason: "is empty: all files of the user would go"}
	}
	names, err := f.List(ctx)
	if err != nil {
		return err
	}
	errs := make([]error, len(names))
	forEach(len(names), filesAtOnce, func(i int) { errs[i] = f.Remove(ctx, names[i]) })
	return errors.Join(errs...)
}

// URL returns the address at which anybody can fetch a file without signing. It
// begins with the base URL of the client, which may differ from the one that
// MAAS has of itself. It fails with [ErrNotFound].
func (f *FileStore) URL(ctx context.Context, name string) (string, error) {
	key, err := f.key(ctx, name)
	if err != nil {
		return "", err
	}
	return f.files.client.api.String() + "/files/?op=get_by_key&key=" + url.QueryEscape(key), nil
}

// key finds the key of the caller's own file, while op=get would take the
// newest of any user's.
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
	return "", fmt.Errorf("maas: file %q: %w", f.prefix+name, ErrNotFound)
}
