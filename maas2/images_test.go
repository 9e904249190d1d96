package maas2_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/internal/deadline"
	"github.com/gomaas/maas/maas2"
)

// imageServer takes one upload, as MAAS does.
type imageServer struct {
	size     int
	sha256   string
	received bytes.Buffer
	requests []string
	keys     map[string]bool // nonces that were used
	// fail, if not nil, answers a request in place of the server; after says
	// whether the server carries it out before it fails.
	fail func(request string, n int) (status int, after bool)
}

func (s *imageServer) client(t *testing.T) *maas2.Client {
	s.keys = map[string]bool{}
	return newTestClient(t, roundTrip(func(req *http.Request) (int, string) {
		request := req.Method + " " + strings.TrimPrefix(req.URL.RequestURI(), apiRoot)
		s.requests = append(s.requests, request)
		header := req.Header.Get("Authorization")
		assert.False(t, s.keys[header], "signed like an earlier request")
		s.keys[header] = true
		status, after := 0, false
		if s.fail != nil {
			status, after = s.fail(request, len(s.requests))
		}
		if status != 0 && !after {
			return status, "trouble"
		}
		answer, body := s.answer(t, req, request)
		if status != 0 {
			return status, "trouble"
		}
		return answer, body
	}))
}

func (s *imageServer) answer(t *testing.T, req *http.Request, request string) (int, string) {
	switch request {
	case "POST /boot-resources/":
		require.NoError(t, req.ParseMultipartForm(1<<20))
		_, err := fmt.Sscan(req.FormValue("size"), &s.size)
		require.NoError(t, err)
		s.sha256 = req.FormValue("sha256")
		return 201, s.resource()
	case "GET /boot-resources/4/":
		return 200, s.resource()
	case "PUT /boot-resources/4/upload/8/":
		assert.Equal(t, "application/octet-stream", req.Header.Get("Content-Type"))
		_, err := io.Copy(&s.received, req.Body)
		require.NoError(t, err)
		if s.received.Len() > s.size {
			return 400, "Too much data received."
		}
		return 200, "OK"
	}
	t.Errorf("%s is no request of an upload", request)
	return http.StatusTeapot, ""
}

// resource is what MAAS says of the upload.
func (s *imageServer) resource() string {
	sum := sha256.Sum256(s.received.Bytes())
	complete, progress := "false", fmt.Sprintf(`, "progress": %v`, float64(s.received.Len())/float64(s.size)*100)
	if hex.EncodeToString(sum[:]) == s.sha256 {
		complete, progress = "true", ""
	}
	return fmt.Sprintf(`{"id": 4, "type": "Uploaded", "name": "two", "sets": {"20261121": {"version": "20261121", "size": %d, "complete": %s%s,
		"files": {"root-dd.gz": {"filename": "root-dd.gz", "sha256": %q, "size": %d, "complete": %s,
		"upload_uri": "/MAAS/api/2.0/boot-resources/4/upload/8/"}}}}}`, s.size, complete, progress, s.sha256, s.size, complete)
}

// image is content of 10 bytes.
var image = []byte("0123456789")

func TestUpload(t *testing.T) {
	t.Parallel()
	server := &imageServer{}
	var progress []string
	resource, err := server.client(t).BootResources.Upload(t.Context(), "amd64/generic", "custom/two", bytes.NewReader(image), &maas2.BootResourceUploadOptions{
		Filetype: maas2.UploadFiletypeDDGZ, Title: "Two", ChunkSize: 4,
		OnProgress: func(sent, size int64) { progress = append(progress, fmt.Sprint(sent, "/", size)) },
	})
	require.NoError(t, err)
	assert.True(t, resource.Complete())
	assert.Equal(t, string(image), server.received.String())
	assert.Equal(t, []string{"4/10", "8/10", "10/10"}, progress)
	assert.Equal(t, []string{
		"POST /boot-resources/", "PUT /boot-resources/4/upload/8/", "PUT /boot-resources/4/upload/8/", "PUT /boot-resources/4/upload/8/",
		"GET /boot-resources/4/",
	}, server.requests)

	server = &imageServer{}
	_, err = server.client(t).BootResources.Upload(t.Context(), "amd64/generic", "custom/two", strings.NewReader("a whole chunk"), nil)
	require.NoError(t, err)
	assert.Len(t, server.requests, 3, "one chunk")
}

// A chunk is appended: one that is sent again although MAAS has it would break
// the image.
func TestUploadAfterTrouble(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		after bool // the chunk arrived
		more  int  // how many requests more fail
		gets  int
		chunk int
	}{
		{name: "a chunk is lost", gets: 2, chunk: 4},
		{name: "the answer to a chunk is lost", after: true, gets: 2, chunk: 3},
		{name: "MAAS is away for a while", after: true, more: 2, gets: 4, chunk: 3},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			deadline.Bubble(t, deadline.Day, func(t *testing.T) {
				server := &imageServer{fail: func(_ string, n int) (int, bool) {
					if n >= 3 && n <= 3+tc.more {
						return http.StatusBadGateway, n == 3 && tc.after
					}
					return 0, false
				}}
				_, err := server.client(t).BootResources.Upload(t.Context(), "amd64/generic", "custom/two", bytes.NewReader(image),
					&maas2.BootResourceUploadOptions{ChunkSize: 4})
				require.NoError(t, err)
				assert.Equal(t, string(image), server.received.String())
				count := map[string]int{}
				for _, request := range server.requests {
					count[request]++
				}
				assert.Equal(t, map[string]int{
					"POST /boot-resources/": 1, "PUT /boot-resources/4/upload/8/": tc.chunk, "GET /boot-resources/4/": tc.gets,
				}, count)
			})
		})
	}
}

func TestUploadResumes(t *testing.T) {
	t.Parallel()
	server := &imageServer{fail: func(_ string, n int) (int, bool) {
		if n == 3 {
			return http.StatusForbidden, false
		}
		return 0, false
	}}
	client := server.client(t)
	options := &maas2.BootResourceUploadOptions{ChunkSize: 4}
	_, err := client.BootResources.Upload(t.Context(), "amd64/generic", "custom/two", bytes.NewReader(image), options)
	stopped, ok := errors.AsType[*maas2.UploadError](err)
	require.True(t, ok, "%v", err)
	require.ErrorIs(t, err, maas.ErrForbidden)
	assert.Equal(t, []any{4, int64(4), int64(10)}, []any{stopped.ID, stopped.Sent, stopped.Size})
	require.ErrorContains(t, err, "uploading boot resource 4 (4 of 10 bytes)")

	_, err = client.BootResources.ResumeUpload(t.Context(), stopped.ID, strings.NewReader("another image"), options)
	require.ErrorContains(t, err, "no file of that size and SHA-256")

	resource, err := client.BootResources.ResumeUpload(t.Context(), stopped.ID, bytes.NewReader(image), options)
	require.NoError(t, err)
	assert.True(t, resource.Complete())
	assert.Equal(t, string(image), server.received.String())

	requests := len(server.requests)
	_, err = client.BootResources.ResumeUpload(t.Context(), stopped.ID, bytes.NewReader(image), options)
	require.NoError(t, err, "it is complete")
	assert.Len(t, server.requests, requests+1)
}

func TestUploadFails(t *testing.T) {
	t.Parallel()
	upload := func(ctx context.Context, server *imageServer, content io.ReadSeeker, opts *maas2.BootResourceUploadOptions) error {
		_, err := server.client(t).BootResources.Upload(ctx, "amd64/generic", "custom/two", content, opts)
		return err
	}
	t.Run("the checksum is another", func(t *testing.T) {
		t.Parallel()
		err := upload(t.Context(), &imageServer{}, bytes.NewReader(image), &maas2.BootResourceUploadOptions{SHA256: strings.Repeat("0", 64)})
		require.ErrorIs(t, err, maas2.ErrIncomplete)
	})
	t.Run("no content", func(t *testing.T) {
		t.Parallel()
		server := &imageServer{}
		var refused *maas.ArgumentError
		require.ErrorAs(t, upload(t.Context(), server, nil, nil), &refused)
		require.ErrorAs(t, upload(t.Context(), server, strings.NewReader(""), nil), &refused)
		assert.Empty(t, server.requests)
	})
	t.Run("the content can't be read", func(t *testing.T) {
		t.Parallel()
		server := &imageServer{}
		broken := errors.New("the disk is gone")
		require.ErrorIs(t, upload(t.Context(), server, brokenReader{broken}, nil), broken)
		require.ErrorIs(t, upload(t.Context(), server, brokenReader{broken}, &maas2.BootResourceUploadOptions{SHA256: "39c1"}), broken)
	})
	t.Run("MAAS refuses the image", func(t *testing.T) {
		t.Parallel()
		server := &imageServer{fail: func(string, int) (int, bool) { return http.StatusBadRequest, false }}
		err := upload(t.Context(), server, bytes.NewReader(image), nil)
		require.ErrorIs(t, err, maas.ErrBadRequest)
		_, ok := errors.AsType[*maas2.UploadError](err)
		assert.False(t, ok, "nothing was created")
	})
	t.Run("MAAS stays away", func(t *testing.T) {
		t.Parallel()
		deadline.Bubble(t, deadline.Day, func(t *testing.T) {
			server := &imageServer{fail: func(request string, _ int) (int, bool) {
				if strings.HasPrefix(request, "PUT") {
					return http.StatusBadGateway, false
				}
				return 0, false
			}}
			_, err := server.client(t).BootResources.Upload(t.Context(), "amd64/generic", "custom/two", bytes.NewReader(image), nil)
			require.ErrorIs(t, err, maas.ErrServer)
			assert.Len(t, server.requests, 10, "five tries")
		})
	})
	t.Run("the upload is gone", func(t *testing.T) {
		t.Parallel()
		client := newTestClient(t, scripted(t, map[string][]string{
			"GET /boot-resources/3/": {"404 No BootResource matches the given query."},
			"GET /boot-resources/4/": {`{"id": 4, "sets": {"1": {"files": {"a": {"size": 10, "sha256": "39c1", "upload_uri": ""}}}}}`},
		}))
		options := &maas2.BootResourceUploadOptions{SHA256: "39C1"}
		_, err := client.BootResources.ResumeUpload(t.Context(), 3, bytes.NewReader(image), options)
		require.ErrorIs(t, err, maas.ErrNotFound)
		_, err = client.BootResources.ResumeUpload(t.Context(), 4, bytes.NewReader(image), options)
		require.ErrorContains(t, err, "the file can't be uploaded to")
		_, err = client.BootResources.ResumeUpload(t.Context(), 4, nil, options)
		require.ErrorContains(t, err, "content is nil")
	})
	t.Run("the end is not told", func(t *testing.T) {
		t.Parallel()
		server := &imageServer{fail: func(request string, _ int) (int, bool) {
			if strings.HasPrefix(request, "GET") {
				return http.StatusForbidden, false
			}
			return 0, false
		}}
		require.ErrorIs(t, upload(t.Context(), server, bytes.NewReader(image), nil), maas.ErrForbidden)
	})
	t.Run("the number of bytes makes no sense", func(t *testing.T) {
		t.Parallel()
		deadline.Bubble(t, deadline.Day, func(t *testing.T) {
			server := &imageServer{}
			server.fail = func(_ string, n int) (int, bool) {
				if n == 3 {
					server.received.WriteString("!")
					return http.StatusBadGateway, false
				}
				return 0, false
			}
			_, err := server.client(t).BootResources.Upload(t.Context(), "amd64/generic", "custom/two", bytes.NewReader(image), &maas2.BootResourceUploadOptions{ChunkSize: 4})
			require.ErrorContains(t, err, "MAAS says that it has 5 bytes")
		})
	})
	t.Run("the context ends", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		server := &imageServer{}
		err := upload(ctx, server, bytes.NewReader(image), &maas2.BootResourceUploadOptions{ChunkSize: 4, OnProgress: func(int64, int64) { cancel() }})
		require.ErrorIs(t, err, context.Canceled)
		stopped, ok := errors.AsType[*maas2.UploadError](err)
		require.True(t, ok)
		assert.EqualValues(t, 4, stopped.Sent)
		require.ErrorIs(t, upload(ctx, &imageServer{}, bytes.NewReader(image), nil), context.Canceled)
	})
}

// brokenReader knows its size and can't be read.
type brokenReader struct{ err error }

func (r brokenReader) Read([]byte) (int, error)       { return 0, r.err }
func (r brokenReader) Seek(int64, int) (int64, error) { return 10, nil }

func TestWaitForImages(t *testing.T) {
	t.Parallel()
	const (
		listed   = `{"id": 1, "name": "ubuntu/jammy", "architecture": "amd64/ga-22.04"}, {"id": 9, "name": "ubuntu/focal", "architecture": "arm64/ga-20.04"}`
		arm      = `{"id": 2, "name": "ubuntu/jammy", "architecture": "arm64/ga-22.04"}`
		complete = `{"id": 1, "architecture": "amd64/ga-22.04", "sets": {"1": {"complete": true}}}`
		partly   = `{"id": 1, "architecture": "amd64/ga-22.04", "sets": {"1": {"complete": true}, "2": {"complete": false, "progress": 44.4}}}`
		armReady = `{"id": 2, "architecture": "arm64/ga-22.04", "sets": {"1": {"complete": true}}}`
	)
	arches := []string{"amd64", "arm64"}
	t.Run("until every architecture is complete", func(t *testing.T) {
		t.Parallel()
		deadline.Bubble(t, deadline.Day, func(t *testing.T) {
			client := newTestClient(t, scripted(t, map[string][]string{
				"GET /boot-resources/":   {"[]", "503 Unavailable", "[" + listed + "]", "[" + listed + "," + arm + "]"},
				"GET /boot-resources/1/": {partly, "404 No BootResource matches the given query.", partly, complete},
				"GET /boot-resources/2/": {`{"id": 2, "architecture": "arm64/ga-22.04"}`, armReady},
			}))
			var missing []string
			start := time.Now()
			images, err := client.BootResources.WaitFor(t.Context(), "ubuntu/jammy", arches, &maas2.BootResourceWaitOptions{
				Interval: time.Minute,
				OnPoll:   func(lacking []string, err error) { missing = append(missing, fmt.Sprint(lacking, err != nil)) },
			})
			require.NoError(t, err)
			require.Len(t, images, 2)
			assert.True(t, images[0].Complete())
			assert.Equal(t, 5*time.Minute, time.Since(start))
			assert.Equal(t, []string{
				"[amd64 is not there arm64 is not there] false",
				"[amd64 is not there arm64 is not there] true",
				"[amd64/ga-22.04 is not complete arm64 is not there] false",
				"[amd64/ga-22.04 is gone arm64/ga-22.04 is not complete] false",
				"[amd64/ga-22.04 is not complete] false",
				"[] false",
			}, missing)
		})
	})
	t.Run("whatever architectures there are", func(t *testing.T) {
		t.Parallel()
		deadline.Bubble(t, deadline.Day, func(t *testing.T) {
			client := newTestClient(t, scripted(t, map[string][]string{
				"GET /boot-resources/":   {"[]", "[" + listed + "]"},
				"GET /boot-resources/1/": {complete},
			}))
			images, err := client.BootResources.WaitFor(t.Context(), "ubuntu/jammy", nil, nil)
			require.NoError(t, err)
			assert.Len(t, images, 1)
		})
	})
	t.Run("a custom image", func(t *testing.T) {
		t.Parallel()
		client := newTestClient(t, scripted(t, map[string][]string{
			"GET /boot-resources/":   {`[{"id": 1, "name": "two", "architecture": "amd64/generic"}]`},
			"GET /boot-resources/1/": {complete},
		}))
		_, err := client.BootResources.WaitFor(t.Context(), "custom/two", []string{"amd64"}, nil)
		require.NoError(t, err)
	})
	t.Run("until the context ends", func(t *testing.T) {
		t.Parallel()
		deadline.Bubble(t, deadline.Day, func(t *testing.T) {
			client := newTestClient(t, scripted(t, map[string][]string{"GET /boot-resources/": {"[" + listed + "]"}, "GET /boot-resources/1/": {partly}}))
			ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
			defer cancel()
			_, err := client.BootResources.WaitFor(ctx, "ubuntu/jammy", arches, nil)
			require.ErrorIs(t, err, context.DeadlineExceeded)
			assert.ErrorContains(t, err, "waiting for the images of ubuntu/jammy (amd64/ga-22.04 is not complete, arm64 is not there)")
		})
	})
	t.Run("an error that lasts", func(t *testing.T) {
		t.Parallel()
		client := newTestClient(t, scripted(t, map[string][]string{"GET /boot-resources/": {"401 Authorization Error"}}))
		_, err := client.BootResources.WaitFor(t.Context(), "ubuntu/jammy", nil, nil)
		require.ErrorIs(t, err, maas.ErrUnauthorized)
		client = newTestClient(t, scripted(t, map[string][]string{"GET /boot-resources/": {"[" + listed + "]"}, "GET /boot-resources/1/": {"403 no"}}))
		_, err = client.BootResources.WaitFor(t.Context(), "ubuntu/jammy", nil, nil)
		require.ErrorIs(t, err, maas.ErrForbidden)
	})
}
