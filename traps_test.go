package maas_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime/metrics"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/internal/deadline"
	"github.com/gomaas/maas/internal/pipenet"
)

// The tests in this file are about mistakes that older clients of MAAS make.

// MAAS answers 400 to an op that is there and empty.
func TestTrapEmptyOp(t *testing.T) {
	t.Parallel()
	var queries []string
	client := newTestClient(t, roundTripFunc(func(req *http.Request) (*http.Response, error) {
		queries = append(queries, req.URL.RawQuery)
		return answering(http.StatusOK, "application/json", "{}")(req)
	}))
	ctx := t.Context()
	_, err := client.Zones.Get(ctx, "default")
	require.NoError(t, err)
	_, err = client.Zones.Create(ctx, "rack1", nil)
	require.NoError(t, err)
	require.NoError(t, client.Zones.Delete(ctx, "rack1"))
	require.NoError(t, client.Call(ctx, http.MethodGet, "zones/", "", nil, nil))
	require.NoError(t, client.Call(ctx, http.MethodPut, "zones/rack1/", "", maas.Params{{Name: "name", Value: "x"}}, nil))
	assert.Equal(t, []string{"", "", "", "", ""}, queries)
}

// A commissioning script's path, and a licence key's, are the ones without a
// slash at the end.
func TestTrapForcedSlash(t *testing.T) {
	t.Parallel()
	var paths []string
	client := newTestClient(t, roundTripFunc(func(req *http.Request) (*http.Response, error) {
		paths = append(paths, strings.TrimPrefix(req.URL.Path, "/MAAS/api/1.0"))
		return answering(http.StatusOK, "application/json", "{}")(req)
	}))
	ctx := t.Context()
	body, err := client.CommissioningScripts.Get(ctx, "10-script.sh")
	require.NoError(t, err)
	require.NoError(t, body.Close())
	_, err = client.LicenseKeys.Get(ctx, "windows", "win2012")
	require.NoError(t, err)
	require.NoError(t, client.Call(ctx, http.MethodGet, "commissioning-scripts/x", "", nil, nil))
	_, err = client.Zones.Get(ctx, "default")
	require.NoError(t, err)
	assert.Equal(t, []string{"/commissioning-scripts/10-script.sh", "/license-key/windows/win2012", "/commissioning-scripts/x", "/zones/default/"}, paths)
}

// An id must stay one element of its path, and must be there at all.
func TestTrapUnescapedIDs(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	var sent []string
	client := newTestClient(t, roundTripFunc(func(req *http.Request) (*http.Response, error) {
		sent = append(sent, req.URL.RequestURI())
		return answering(http.StatusOK, "application/json", "{}")(req)
	}))
	for id, want := range map[string]string{
		"a?op=delete": "a%3Fop=delete",
		"a#b":         "a%23b",
		"a b%2F":      "a%20b%252F",
		"ä;,":         "%C3%A4%3B%2C",
	} {
		sent = nil
		_, err := client.Nodes.Get(ctx, id)
		require.NoError(t, err)
		assert.Equal(t, []string{"/MAAS/api/1.0/nodes/" + want + "/"}, sent)
	}
	sent = nil
	// MAAS takes an escaped slash for a real one, so that the second of the
	// latter would be a MAC address instead of a node.
	for _, id := range []string{"", ".", "..", "../users/admin", "node-1/macs/aa:bb:cc:dd:ee:01"} {
		var bad *maas.ArgumentError
		assert.ErrorAs(t, client.Nodes.Delete(ctx, id), &bad)
		assert.ErrorAs(t, client.Tags.Delete(ctx, id), &bad)
		assert.ErrorAs(t, client.NodeMACs.Delete(ctx, id, "aa:bb:cc:dd:ee:01"), &bad)
	}
	var bad *maas.ArgumentError
	assert.ErrorAs(t, client.Files.Delete(ctx, ""), &bad)
	assert.ErrorAs(t, client.Files.Delete(ctx, "."), &bad)
	assert.ErrorAs(t, client.Files.Delete(ctx, "a/../../users/admin"), &bad)
	assert.ErrorAs(t, client.Files.Delete(ctx, "a//b"), &bad)
	assert.ErrorAs(t, client.Call(ctx, http.MethodDelete, "nodes/../users/admin/", "", nil, nil), &bad)
	assert.ErrorAs(t, client.Call(ctx, http.MethodDelete, "nodes/%2e%2e/users/admin/", "", nil, nil), &bad)
	assert.Empty(t, sent)
}

// What a caller gives stays the caller's, good for the next call.
func TestTrapModifiedParameters(t *testing.T) {
	t.Parallel()
	var sent []string
	client := newTestClient(t, roundTripFunc(func(req *http.Request) (*http.Response, error) {
		text := req.Method + " " + req.URL.RawQuery
		for _, p := range noteRequest(t, req).form {
			text += "|" + p.name + "=" + p.value
		}
		sent = append(sent, text)
		return answering(http.StatusOK, "application/json", "[]")(req)
	}))
	ctx := t.Context()
	params := make(maas.Params, 0, 8) // room behind the end, which is the caller's too
	params.Add("a", "1")
	params.Add("a", "2")
	full := params[:cap(params)]
	before := slices.Clone(full)
	opts := &maas.NodeListOptions{IDs: []string{"node-1", "node-2"}, Zone: "default"}
	for range 2 {
		require.NoError(t, client.Call(ctx, http.MethodGet, "nodes/", "list", params, nil))
		require.NoError(t, client.Call(ctx, http.MethodPost, "nodes/", "release", params, nil))
		_, err := client.Nodes.List(ctx, opts)
		require.NoError(t, err)
	}
	assert.Equal(t, before, full)
	assert.Equal(t, &maas.NodeListOptions{IDs: []string{"node-1", "node-2"}, Zone: "default"}, opts)
	require.Len(t, sent, 6)
	assert.Equal(t, sent[:3], sent[3:])
	assert.Equal(t, "POST op=release|a=1|a=2", sent[1])
}

// One connection serves call after call, whatever the answers are. The connection is
// in a bubble: net/http gives one up whose writer was not scheduled for 50 ms, as it
// may be on a busy machine.
func TestTrapConnectionPerRequest(t *testing.T) {
	t.Parallel()
	handler := func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		switch {
		case r.Method == http.MethodDelete:
			w.WriteHeader(http.StatusNoContent)
		case strings.HasSuffix(r.URL.Path, "/missing/"):
			w.WriteHeader(http.StatusNotFound)
			fmt.Fprint(w, "Not Found")
		case r.URL.Query().Get("op") == "get":
			fmt.Fprint(w, strings.Repeat("x", 100_000))
		case strings.HasSuffix(r.URL.Path, "/zones/") && r.Method == http.MethodGet:
			fmt.Fprint(w, `[{"name": "default"}]`+strings.Repeat(" \n", 1000))
		default:
			fmt.Fprint(w, `{"name": "default"}`)
		}
	}
	for name, start := range map[string]func(*httptest.Server){"http": (*httptest.Server).Start, "https": (*httptest.Server).StartTLS} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			deadline.Bubble(t, deadline.Day, func(t *testing.T) {
				listener := pipenet.Listen()
				server := &httptest.Server{Listener: listener, Config: &http.Server{Handler: http.HandlerFunc(handler)}}
				start(server)
				defer server.Close()
				own := server.Client()
				own.Transport.(*http.Transport).DialContext = listener.DialContext
				client, err := maas.NewClient(server.URL, testKey, maas.WithHTTPClient(own))
				require.NoError(t, err)
				ctx := t.Context()
				for range 5 {
					_, err := client.Zones.List(ctx)
					require.NoError(t, err)
					_, err = client.Zones.Create(ctx, "rack1", nil)
					require.NoError(t, err)
					_, err = client.Zones.Get(ctx, "missing")
					require.ErrorIs(t, err, maas.ErrNotFound)
					require.NoError(t, client.Zones.Delete(ctx, "rack1"))
					require.NoError(t, client.Files.Add(ctx, "x", strings.NewReader("content")))
					body, err := client.Files.Download(ctx, "x")
					require.NoError(t, err)
					_, err = io.Copy(io.Discard, body)
					require.NoError(t, err)
					require.NoError(t, body.Close())
					_, err = client.Anonymous().Zones.Get(ctx, "default")
					require.NoError(t, err)
				}
				assert.Equal(t, 1, listener.Dials(), "connections for 35 calls")
				own.CloseIdleConnections()
			})
		})
	}
}

// A body that is not the whole of what belongs there is never a success.
func TestTrapBrokenBodyAsSuccess(t *testing.T) {
	t.Parallel()
	calls := map[string]func(context.Context, *maas.Client) error{
		"an object": func(ctx context.Context, c *maas.Client) error { _, err := c.Zones.Get(ctx, "rack1"); return err },
		"a list":    func(ctx context.Context, c *maas.Client) error { _, err := c.Zones.List(ctx); return err },
		"an iterator": func(ctx context.Context, c *maas.Client) (err error) {
			for _, e := range c.Nodes.All(ctx, nil) {
				err = e
			}
			return err
		},
		"a raw call": func(ctx context.Context, c *maas.Client) error {
			var zone maas.Zone
			return c.Call(ctx, http.MethodGet, "zones/rack1/", "", nil, &zone)
		},
	}
	bodies := map[string]string{
		"truncated object": `{"name": "rack1", "descr`,
		"truncated list":   `[{"name": "rack1"}, {"name": "ra`,
		"list not closed":  `[{"name": "rack1"}`,
		"page":             "<!DOCTYPE html><html><title>Sign in</title></html>",
		"nothing":          "",
		"words":            "OK",
		"two values":       `{"name": "rack1"} {"name": "rack2"}`,
		"another type":     `{"name": 42}`,
	}
	for what, body := range bodies {
		for kind, call := range calls {
			t.Run(what+" for "+kind, func(t *testing.T) {
				t.Parallel()
				client := newTestClient(t, answering(http.StatusOK, "application/json; charset=utf-8", body))
				var broken *maas.DecodeError
				require.ErrorAs(t, call(deadline.Context(t), client), &broken)
				assert.NotContains(t, broken.Error(), "\n")
			})
		}
	}
	t.Run("page where nothing is expected", func(t *testing.T) {
		t.Parallel()
		client := newTestClient(t, answering(http.StatusOK, "text/html", bodies["page"]))
		var broken *maas.DecodeError
		assert.ErrorAs(t, client.Zones.Delete(deadline.Context(t), "rack1"), &broken)
		assert.ErrorAs(t, client.Nodes.SetZone(deadline.Context(t), "rack1", "node-1"), &broken)
	})
	t.Run("connection that breaks", func(t *testing.T) {
		t.Parallel()
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "1000")
			fmt.Fprint(w, `[{"name": "rack1"}]`) // a whole value, short of what was announced
		}))
		t.Cleanup(server.Close)
		client, err := maas.NewClient(server.URL, testKey, maas.WithRetryPolicy(maas.RetryPolicy{MaxAttempts: 1}))
		require.NoError(t, err)
		_, err = client.Zones.List(deadline.Context(t))
		var broken *maas.TransportError
		assert.ErrorAs(t, err, &broken)
		assert.ErrorIs(t, err, io.ErrUnexpectedEOF)
	})
}

// An answer need not have a resource_uri: those about clusters and users don't.
func TestTrapMissingResourceURI(t *testing.T) {
	t.Parallel()
	client := newTestClient(t, roundTripFunc(func(req *http.Request) (*http.Response, error) {
		body := `{"username": "u", "email": "u@example.com", "is_superuser": false}`
		if strings.Contains(req.URL.Path, "/nodegroups/") {
			body = `{"uuid": "u", "status": 1, "name": "n", "cluster_name": "c"}`
		}
		return answering(http.StatusOK, "application/json; charset=utf-8", body)(req)
	}))
	group, err := client.NodeGroups.Update(t.Context(), "u", &maas.NodeGroupUpdateOptions{Name: new("n")})
	require.NoError(t, err)
	assert.Equal(t, "c", group.ClusterName)
	user, err := client.Users.Create(t.Context(), "u", "u@example.com", maas.NewSecret("secret word"), nil)
	require.NoError(t, err)
	assert.Equal(t, "u", user.Username)
}

// A 409 is an answer about a state: the same request again would have the same
// answer, or do something twice.
func TestTrapRetriedConflict(t *testing.T) {
	t.Parallel()
	tries := 0
	client, err := maas.NewClient(testURL, testKey, maas.WithHTTPClient(&http.Client{
		Transport: roundTripFunc(func(req *http.Request) (*http.Response, error) {
			tries++
			return answering(http.StatusConflict, "text/plain; charset=utf-8", "No node available.")(req)
		}),
	}))
	require.NoError(t, err)
	_, err = client.Nodes.Acquire(t.Context(), nil)
	require.ErrorIs(t, err, maas.ErrConflict)
	assert.Equal(t, 1, tries)
}

// A pause between tries has an upper bound, whatever the server asks for, and
// ends with the context.
func TestTrapSleepIgnoresCancellation(t *testing.T) {
	t.Parallel()
	busy := func(req *http.Request) (*http.Response, error) {
		resp, err := answering(http.StatusServiceUnavailable, "text/plain", "")(req)
		resp.Header.Set("Retry-After", "86400")
		return resp, err
	}
	t.Run("bound", func(t *testing.T) {
		t.Parallel()
		deadline.Bubble(t, deadline.Day, func(t *testing.T) {
			client, err := maas.NewClient(testURL, testKey, maas.WithHTTPClient(&http.Client{Transport: roundTripFunc(busy)}))
			require.NoError(t, err)
			started := time.Now()
			_, err = client.Zones.List(t.Context())
			require.ErrorIs(t, err, maas.ErrUnavailable)
			assert.LessOrEqual(t, time.Since(started), 2*time.Minute)
		})
	})
	t.Run("cancellation", func(t *testing.T) {
		t.Parallel()
		deadline.Bubble(t, deadline.Day, func(t *testing.T) {
			client, err := maas.NewClient(testURL, testKey, maas.WithHTTPClient(&http.Client{Transport: roundTripFunc(busy)}))
			require.NoError(t, err)
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(3*time.Second, cancel)
			started := time.Now()
			_, err = client.Zones.List(ctx)
			require.ErrorIs(t, err, context.Canceled)
			assert.ErrorIs(t, err, maas.ErrUnavailable, "what the last try ended with")
			assert.Equal(t, 3*time.Second, time.Since(started))
		})
	})
}

// pattern is a file of a size, with content that tells where it is, held nowhere.
type pattern int64

// patternBlocks are the blocks that a pattern repeats.
var patternBlocks = func() (blocks [256][]byte) {
	for i := range blocks {
		blocks[i] = bytes.Repeat([]byte{byte(i)}, 4096)
	}
	return blocks
}()

func (p pattern) ReadAt(b []byte, offset int64) (n int, err error) {
	if left := max(0, int64(p)-offset); left < int64(len(b)) {
		b, err = b[:left], io.EOF
	}
	for n < len(b) {
		at := offset + int64(n)
		n += copy(b[n:], patternBlocks[at/4096%256][at%4096:])
	}
	return n, err
}

// checkPattern reads all of r and reports whether it is a whole pattern.
func checkPattern(r io.Reader, size int64) error {
	got, want := make([]byte, 32<<10), make([]byte, 32<<10)
	for offset := int64(0); ; {
		n, err := r.Read(got)
		_, _ = pattern(size).ReadAt(want[:n], offset)
		if !bytes.Equal(got[:n], want[:n]) {
			return fmt.Errorf("other content behind %d", offset)
		}
		offset += int64(n)
		if errors.Is(err, io.EOF) && offset == size {
			return nil
		} else if err != nil {
			return fmt.Errorf("after %d of %d: %w", offset, size, err)
		}
	}
}

// allocated is how much memory the program has ever taken from the heap. Unlike
// what is in use it does not depend on when garbage is collected.
func allocated() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// Files go through without being held in memory, by client and server together
// here. The test is not parallel: nothing else may allocate meanwhile.
func TestTrapBufferedFiles(t *testing.T) {
	const size, bound = 64 << 20, 4 << 20
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			w.Header().Set("Content-Length", fmt.Sprint(size))
			_, _ = io.Copy(w, io.NewSectionReader(pattern(size), 0, size))
			return
		}
		parts, err := r.MultipartReader()
		for err == nil {
			part, next := parts.NextPart()
			if err = next; err == nil && part.FormName() == "file" {
				if err = checkPattern(part, size); err == nil {
					w.WriteHeader(http.StatusCreated)
					return
				}
			}
		}
		http.Error(w, err.Error(), http.StatusBadRequest)
	}))
	t.Cleanup(server.Close)
	client, err := maas.NewClient(server.URL, testKey)
	require.NoError(t, err)
	ctx := deadline.Context(t)
	_, err = client.Zones.Get(ctx, "warm up") // the connection and its buffers
	require.Error(t, err)

	before := allocated()
	require.NoError(t, client.Files.Add(ctx, "big", io.NewSectionReader(pattern(size), 0, size)))
	assert.Less(t, allocated()-before, uint64(bound), "allocated by an upload")

	before = allocated()
	require.NoError(t, client.Files.Add(ctx, "big", io.MultiReader(io.NewSectionReader(pattern(size), 0, size))))
	assert.Less(t, allocated()-before, uint64(bound), "allocated by an upload of unknown size")

	before = allocated()
	body, err := client.Files.Download(ctx, "big")
	require.NoError(t, err)
	require.NoError(t, checkPattern(body, size))
	require.NoError(t, body.Close())
	assert.Less(t, allocated()-before, uint64(bound), "allocated by a download")
}

// No error quotes a key, least of all the one about a key that can't be read.
func TestTrapKeyInError(t *testing.T) {
	t.Parallel()
	for _, key := range []string{
		"topsecret", "a:topsecret", "a:b:topsecret:c", "a::topsecret", ":b:topsecret", "a:b:top secret", "a:b:tops\x00ecret", "a:b:topsecretß",
	} {
		_, err := maas.ParseAPIKey(key)
		require.Errorf(t, err, "%q", key)
		_, clientErr := maas.NewClient(testURL, key)
		require.Error(t, clientErr)
		for _, text := range []string{err.Error(), clientErr.Error(), fmt.Sprintf("%#v %+v", err, clientErr)} {
			assert.NotContains(t, text, "top")
			assert.NotContains(t, text, "secret:")
		}
	}
}
