package maas2

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gomaas/maas"
)

// BootResourceUploadOptions are the settings of an image, and how it is uploaded.
type BootResourceUploadOptions struct {
	Filetype  UploadFiletype // UploadFiletypeTGZ if ""
	Title     string
	BaseImage string // "ubuntu/jammy": the release that a custom image was made of, since 3.1
	KeepOld   *bool  // keep earlier versions, since 2.5

	SHA256    string // of the content in hex, if it is known already
	ChunkSize int    // bytes, 4 MiB if 0
	// OnProgress, if not nil, is told after each chunk how many bytes MAAS has.
	OnProgress func(sent, size int64)
}

// An UploadError is an upload that stopped. [BootResourcesService.ResumeUpload]
// continues it.
type UploadError struct {
	ID         int   // of the boot resource
	Sent, Size int64 // bytes that MAAS has for certain, and in all
	Err        error
}

func (e *UploadError) Error() string {
	return fmt.Sprintf("maas2: uploading boot resource %d (%d of %d bytes): %v", e.ID, e.Sent, e.Size, e.Err)
}

func (e *UploadError) Unwrap() error { return e.Err }

// Upload adds an image of your own, see [BootResourcesService.Create], and sends
// its content in chunks: each is a request of its own, signed anew, so that an
// image may be of any size. The content is read twice, for its SHA-256 and to be
// sent, unless opts have the SHA-256; it must not change meanwhile.
//
// When the connection breaks or the server is in trouble, Upload asks MAAS how much
// it has and continues from there. It fails as Create does; once the resource
// exists, every error is an [*UploadError], which wraps [ErrIncomplete] if MAAS
// has the whole content and does not accept it, and with which
// [BootResourcesService.ResumeUpload] continues.
//
// Administrators may call it.
func (s *BootResourcesService) Upload(ctx context.Context, architecture, name string, content io.ReadSeeker, opts *BootResourceUploadOptions) (*BootResource, error) {
	u, err := s.newUpload(ctx, content, opts)
	if err != nil {
		return nil, err
	}
	u.resource, err = s.Create(ctx, architecture, name, &BootResourceCreateOptions{
		Size: u.size, SHA256: u.opts.SHA256, Filetype: u.opts.Filetype, Title: u.opts.Title, BaseImage: u.opts.BaseImage, KeepOld: u.opts.KeepOld,
	})
	if err != nil {
		return nil, err
	}
	return u.run(ctx)
}

// ResumeUpload continues an upload that stopped, by the id of its boot resource.
// The content must be the same. Of opts it uses the SHA256, the ChunkSize and
// OnProgress. If the upload is complete already, it sends nothing.
//
// It fails as [BootResourcesService.Get] does, and with an [*UploadError].
func (s *BootResourcesService) ResumeUpload(ctx context.Context, id int, content io.ReadSeeker, opts *BootResourceUploadOptions) (*BootResource, error) {
	u, err := s.newUpload(ctx, content, opts)
	if err != nil {
		return nil, err
	}
	if u.resource, err = s.Get(ctx, id); err != nil {
		return nil, err
	}
	return u.run(ctx)
}

// An upload is one of Upload or ResumeUpload.
type upload struct {
	service  *BootResourcesService
	resource *BootResource // as MAAS showed it last
	content  io.ReadSeeker
	size     int64
	opts     BootResourceUploadOptions
	sent     int64 // what MAAS has for certain
}

// How often a chunk is tried when MAAS does not tell what became of it, and how
// long the pause before the second try is; it doubles each time.
const (
	chunkTries = 5
	chunkPause = time.Second
)

func (s *BootResourcesService) newUpload(ctx context.Context, content io.ReadSeeker, opts *BootResourceUploadOptions) (*upload, error) {
	u := &upload{service: s, content: content}
	if opts != nil {
		u.opts = *opts
	}
	if u.opts.ChunkSize <= 0 {
		u.opts.ChunkSize = 4 << 20
	}
	if content == nil {
		return nil, &maas.ArgumentError{Argument: "content", Reason: "is nil"}
	}
	var err error
	if u.size, err = content.Seek(0, io.SeekEnd); err != nil {
		return nil, fmt.Errorf("maas2: the size of the image: %w", err)
	}
	if u.size == 0 {
		return nil, &maas.ArgumentError{Argument: "content", Reason: "is empty"}
	}
	if u.opts.SHA256 == "" {
		u.opts.SHA256, err = digest(ctx, content)
	}
	return u, err
}

// digest returns the SHA-256 of content in hex.
func digest(ctx context.Context, content io.ReadSeeker) (string, error) {
	if _, err := content.Seek(0, io.SeekStart); err != nil {
		return "", fmt.Errorf("maas2: reading the image: %w", err)
	}
	hash := sha256.New()
	for {
		switch _, err := io.CopyN(hash, content, 4<<20); {
		case errors.Is(err, io.EOF):
			return hex.EncodeToString(hash.Sum(nil)), nil
		case err != nil:
			return "", fmt.Errorf("maas2: reading the image: %w", err)
		case ctx.Err() != nil:
			return "", contextError(ctx)
		}
	}
}

// file returns the file of the resource that is to be uploaded, with its set.
func (u *upload) file() (set BootResourceSet, file BootResourceFile, ok bool) {
	for _, version := range slices.Backward(slices.Sorted(maps.Keys(u.resource.Sets))) {
		set = u.resource.Sets[version]
		for _, file = range set.Files {
			if file.Size == u.size && strings.EqualFold(file.SHA256, u.opts.SHA256) {
				return set, file, true
			}
		}
	}
	return BootResourceSet{}, BootResourceFile{}, false
}

// run sends what MAAS lacks.
func (u *upload) run(ctx context.Context) (*BootResource, error) {
	fail := func(err error) (*BootResource, error) {
		return nil, &UploadError{ID: u.resource.ID, Sent: u.sent, Size: u.size, Err: err}
	}
	set, file, ok := u.file()
	if !ok {
		return fail(errors.New("the resource has no file of that size and SHA-256"))
	}
	if file.Complete {
		return u.resource, nil
	}
	id, err := strconv.Atoi(maas.IDFromURI(file.UploadURI))
	if err != nil {
		return fail(fmt.Errorf("the file can't be uploaded to: its URI is %q", file.UploadURI))
	}
	u.sent = set.received()
	chunk := make([]byte, min(int64(u.opts.ChunkSize), u.size))
	for u.sent < u.size {
		if _, err := u.content.Seek(u.sent, io.SeekStart); err != nil {
			return fail(fmt.Errorf("reading the image: %w", err))
		}
		n, err := io.ReadFull(u.content, chunk[:min(int64(len(chunk)), u.size-u.sent)])
		if err != nil {
			return fail(fmt.Errorf("reading the image: %w", err))
		}
		if err := u.send(ctx, id, chunk[:n]); err != nil {
			return fail(err)
		}
		if u.opts.OnProgress != nil {
			u.opts.OnProgress(u.sent, u.size)
		}
	}
	if err := u.refresh(ctx); err != nil {
		return fail(err)
	}
	if _, file, _ := u.file(); !file.Complete {
		return fail(ErrIncomplete)
	}
	return u.resource, nil
}

// ErrIncomplete is an upload whose content MAAS has as a whole and does not
// accept, because its SHA-256 is another.
var ErrIncomplete = errors.New("MAAS does not accept the file: its content differs from its SHA-256")

// send appends a chunk. Where it can't be known whether MAAS has it, MAAS is
// asked before it is sent again.
func (u *upload) send(ctx context.Context, id int, chunk []byte) error {
	pause := chunkPause
	for try := 1; ; try++ {
		err := u.service.UploadChunk(ctx, u.resource.ID, id, bytes.NewReader(chunk))
		if err == nil {
			u.sent += int64(len(chunk))
			return nil
		}
		for unknown := true; unknown; pause *= 2 {
			switch {
			case ctx.Err() != nil:
				return contextError(ctx)
			case !passing(err) || try >= chunkTries:
				return err
			case sleep(ctx, pause) != nil:
				return contextError(ctx)
			}
			if failed := u.refresh(ctx); failed != nil {
				err = failed
				try++
			} else {
				unknown = false
			}
		}
		set, _, _ := u.file()
		switch received := set.received(); received {
		case u.sent: // the chunk is lost
		case u.sent + int64(len(chunk)):
			u.sent = received
			return nil
		default:
			return fmt.Errorf("MAAS says that it has %d bytes: %w", received, err)
		}
	}
}

// refresh gets the resource again.
func (u *upload) refresh(ctx context.Context) error {
	resource, err := u.service.Get(ctx, u.resource.ID)
	if err == nil {
		u.resource = resource
	}
	return err
}

// received is how many bytes of an upload MAAS has.
func (s *BootResourceSet) received() int64 {
	switch {
	case s.Complete:
		return s.Size
	case s.Progress == nil:
		return 0
	}
	return int64(math.Round(*s.Progress / 100 * float64(s.Size)))
}

// BootResourceWaitOptions say how a wait looks at the images.
type BootResourceWaitOptions struct {
	Interval time.Duration // between looks, 10 s if 0
	// OnPoll, if not nil, is told of each look: what is missing still, in words, or
	// the error.
	OnPoll func(missing []string, err error)
}

// WaitFor waits until MAAS has the images of a name, such as "ubuntu/jammy", for
// all of the architectures, such as "amd64", and all are complete. It returns them
// with their Sets. If architectures is nil, it waits for those that MAAS has, at
// least one. Give ctx a deadline: images that nobody selects or imports never
// come.
//
// A broken connection or a server in trouble does not end the wait. Other errors
// do, and so does the end of ctx; the text of the error says what was missing.
func (s *BootResourcesService) WaitFor(ctx context.Context, name string, architectures []string, opts *BootResourceWaitOptions) ([]BootResource, error) {
	var o BootResourceWaitOptions
	if opts != nil {
		o = *opts
	}
	if o.Interval <= 0 {
		o.Interval = 10 * time.Second
	}
	var images []BootResource
	var missing []string
	err := await(ctx, o.Interval, func() (done bool, err error) {
		found, lacking, err := s.look(ctx, name, architectures)
		if err == nil {
			images, missing = found, lacking
		}
		if o.OnPoll != nil {
			o.OnPoll(missing, err)
		}
		return err == nil && len(missing) == 0, err
	})
	if err != nil {
		seen := ""
		if len(missing) > 0 {
			seen = " (" + strings.Join(missing, ", ") + ")"
		}
		return nil, fmt.Errorf("maas2: waiting for the images of %s%s: %w", name, seen, err)
	}
	return images, nil
}

// look returns the images of a name for architectures, and what is missing, in
// words.
func (s *BootResourcesService) look(ctx context.Context, name string, architectures []string) (images []BootResource, missing []string, err error) {
	listed, err := s.List(ctx, nil)
	if err != nil {
		return nil, nil, err
	}
	name = strings.TrimPrefix(name, "custom/") // which uploads lose
	there := map[string]bool{}
	for _, resource := range listed {
		architecture, _, _ := strings.Cut(resource.Architecture, "/")
		if resource.Name != name || architectures != nil && !slices.Contains(architectures, architecture) {
			continue
		}
		there[architecture] = true
		image, err := s.Get(ctx, resource.ID)
		if answered(err, maas.ErrNotFound) { // a newer one took its place
			missing = append(missing, resource.Architecture+" is gone")
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		if !image.Complete() {
			missing = append(missing, image.Architecture+" is not complete")
		}
		images = append(images, *image)
	}
	for _, architecture := range architectures {
		if !there[architecture] {
			missing = append(missing, architecture+" is not there")
		}
	}
	if len(there) == 0 && len(architectures) == 0 {
		missing = append(missing, "none is there")
	}
	return images, missing, nil
}
