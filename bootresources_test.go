package maas_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
)

// An imageServer is as much of MAAS 1.9 as an upload needs: one resource with one
// file, which it collects in chunks.
type imageServer struct {
	t       *testing.T
	size    int
	sha256  string
	have    bytes.Buffer
	chunks  []int
	failAt  int // fails the chunk of this number, counted from 1, before reading it
	created int
}

func (s *imageServer) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	answer := func(status int, contentType, body string) (*http.Response, error) {
		return &http.Response{
			StatusCode: status, Header: http.Header{"Content-Type": {contentType}}, Body: io.NopCloser(strings.NewReader(body)), Request: req,
		}, nil
	}
	switch path := strings.TrimPrefix(req.URL.Path, "/MAAS/api/1.0"); req.Method + " " + path {
	case "POST /boot-resources/":
		s.created++
		sent := noteRequest(s.t, req)
		for _, p := range sent.form {
			switch p.name {
			case "sha256":
				s.sha256 = p.value
			case "size":
				_, err := fmt.Sscan(p.value, &s.size)
				require.NoError(s.t, err)
			}
		}
		return answer(http.StatusCreated, "application/json", s.resource())
	case "GET /boot-resources/9/":
		return answer(http.StatusOK, "application/json", s.resource())
	case "PUT /boot-resources/9/upload/18/":
		if s.failAt == len(s.chunks)+1 {
			s.failAt = 0
			return nil, errors.New("connection reset by peer")
		}
		sent := noteRequest(s.t, req)
		require.Len(s.t, sent.form, 1)
		s.have.WriteString(sent.form[0].value)
		s.chunks = append(s.chunks, len(sent.form[0].value))
		return answer(http.StatusOK, "text/plain", "OK")
	default:
		return answer(http.StatusNotFound, "text/plain", "Not Found")
	}
}

// resource is the boot resource as MAAS shows it, with its number that grows
// with the bytes, and its number that shrinks.
func (s *imageServer) resource() string {
	file := map[string]any{"filename": "root-tgz", "filetype": "root-tgz", "sha256": s.sha256, "size": s.size, "complete": s.have.Len() == s.size}
	set := map[string]any{"version": "20261121", "label": "uploaded", "size": s.size, "complete": s.have.Len() == s.size, "files": map[string]any{"root-tgz": file}}
	if s.have.Len() < s.size {
		file["upload_uri"] = "/MAAS/api/1.0/boot-resources/9/upload/18/"
		file["progress"], set["progress"] = 0.0, 0.0
		if s.have.Len() > 0 {
			file["progress"] = float64(s.size) / float64(s.have.Len())
			set["progress"] = 100 * float64(s.have.Len()) / float64(s.size)
		}
	}
	text, err := json.Marshal(map[string]any{
		"id": 9, "type": "Uploaded", "name": "big", "title": "", "architecture": "amd64/generic", "subarches": "generic",
		"sets": map[string]any{"20261121": set}, "resource_uri": "/MAAS/api/1.0/boot-resources/9/",
	})
	require.NoError(s.t, err)
	return string(text)
}

func TestUpload(t *testing.T) {
	t.Parallel()
	image := bytes.Repeat([]byte("0123456789"), 300)
	sum := sha256.Sum256(image)
	server := &imageServer{t: t}
	client := newTestClient(t, server)
	var progress []string
	resource, err := client.BootResources.Upload(t.Context(), "big", "amd64/generic", bytes.NewReader(image), int64(len(image)), &maas.BootResourceUpload{
		ChunkSize: 1024,
		Progress:  func(done, total int64) { progress = append(progress, fmt.Sprint(done, "/", total)) },
	})
	require.NoError(t, err)
	assert.True(t, resource.Sets["20261121"].Complete)
	assert.Equal(t, hex.EncodeToString(sum[:]), server.sha256)
	assert.True(t, bytes.Equal(image, server.have.Bytes()), "other bytes")
	assert.Equal(t, []int{1024, 1024, 952}, server.chunks)
	assert.Equal(t, []string{"1024/3000", "2048/3000", "3000/3000"}, progress)

	again, err := client.BootResources.Upload(t.Context(), "big", "amd64/generic", bytes.NewReader(image), int64(len(image)), nil)
	require.NoError(t, err)
	assert.Equal(t, 9, again.ID)
	assert.Len(t, server.chunks, 3, "what MAAS has is not sent")
}

func TestUploadIsResumed(t *testing.T) {
	t.Parallel()
	image := bytes.Repeat([]byte("0123456789"), 300)
	server := &imageServer{t: t, failAt: 3}
	client := newTestClient(t, server)
	small := &maas.BootResourceUpload{ChunkSize: 1000}
	_, err := client.BootResources.Upload(t.Context(), "big", "amd64/generic", bytes.NewReader(image), int64(len(image)), small)
	var ended *maas.UploadError
	require.ErrorAs(t, err, &ended)
	assert.Equal(t, 9, ended.ID)
	assert.Equal(t, int64(2000), ended.Done)
	require.ErrorContains(t, err, "maas: upload to boot resource 9 ended after 2000 bytes: ")
	_, isTransport := errors.AsType[*maas.TransportError](err)
	assert.True(t, isTransport, "%v", err)
	assert.Equal(t, []int{1000, 1000}, server.chunks, "a chunk is not sent twice")

	resource, err := client.BootResources.ResumeUpload(t.Context(), ended.ID, bytes.NewReader(image), int64(len(image)), small)
	require.NoError(t, err)
	assert.True(t, resource.Sets["20261121"].Complete)
	assert.True(t, bytes.Equal(image, server.have.Bytes()), "other bytes")
	assert.Equal(t, 1, server.created)

	_, err = client.BootResources.ResumeUpload(t.Context(), 77, bytes.NewReader(image), int64(len(image)), nil)
	require.ErrorAs(t, err, &ended)
	require.ErrorIs(t, err, maas.ErrNotFound)
}

func TestUploadOfWhatCannotBeRead(t *testing.T) {
	t.Parallel()
	server := &imageServer{t: t}
	client := newTestClient(t, server)
	_, err := client.BootResources.Upload(t.Context(), "big", "amd64/generic", strings.NewReader("short"), 3000, nil)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	assert.Zero(t, server.created, "nothing is announced that can't be sent")
}

func TestUploadEndsWithItsContext(t *testing.T) {
	t.Parallel()
	image := bytes.Repeat([]byte("x"), 3000)
	server := &imageServer{t: t}
	client := newTestClient(t, server)
	ctx, cancel := context.WithCancel(t.Context())
	_, err := client.BootResources.Upload(ctx, "big", "amd64/generic", bytes.NewReader(image), 3000, &maas.BootResourceUpload{
		ChunkSize: 1000, Progress: func(int64, int64) { cancel() },
	})
	require.ErrorIs(t, err, context.Canceled)
	var ended *maas.UploadError
	require.ErrorAs(t, err, &ended)
	assert.Equal(t, int64(1000), ended.Done)
}
