package maas

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas/internal/deadline"
)

func TestRedirectIsFollowedWithinTheOrigin(t *testing.T) {
	t.Parallel()
	for name, location := range map[string]string{
		"absolute":         "http://127.0.0.1/MAAS/moved/?op=list",
		"with the port":    "http://127.0.0.1:80/MAAS/moved/?op=list",
		"in capitals":      "HTTP://127.0.0.1/MAAS/moved/?op=list",
		"no scheme":        "//127.0.0.1/MAAS/moved/?op=list",
		"path":             "/MAAS/moved/?op=list",
		"relative":         "../../../moved/?op=list",
		"with a fragment":  "/MAAS/moved/?op=list#top",
		"in several steps": "/MAAS/third/",
	} {
		for _, status := range []int{301, 302, 303, 307, 308} {
			t.Run(name+"/"+http.StatusText(status), func(t *testing.T) {
				t.Parallel()
				var headers []string
				c, _ := answerer(t, func(req *http.Request, _ int) (*http.Response, error) {
					headers = append(headers, req.Header.Get("Authorization"))
					switch req.URL.RequestURI() {
					case "/MAAS/api/1.0/nodes/?op=list":
						return response(status, htmlType, "", "Location: "+location), nil
					case "/MAAS/third/":
						return response(302, htmlType, "", "Location: ../moved/?op=list"), nil
					case "/MAAS/moved/?op=list":
						return response(200, jsonType, "[]"), nil
					}
					return response(404, textType, "Not Found"), nil
				})
				_, err := c.Nodes.List(t.Context(), nil)
				require.NoError(t, err)
				require.GreaterOrEqual(t, len(headers), 2)
				for i := range headers {
					assert.Contains(t, headers[i], "oauth_signature=")
					assert.NotContains(t, headers[:i], headers[i], "signed afresh")
				}
			})
		}
	}
}

func TestRedirectIsRefused(t *testing.T) {
	t.Parallel()
	get := func(ctx context.Context, c *Client) error {
		_, err := c.Nodes.Get(ctx, "node-1")
		return err
	}
	for _, tc := range []struct {
		name     string
		status   int
		location string
		call     func(ctx context.Context, c *Client) error
		text     string
	}{
		{"other host", 302, "http://elsewhere/MAAS/", get, "another server, to which no credentials go"},
		{"other host, no scheme", 302, "//elsewhere/MAAS/", get, "another server"},
		{"other port", 302, "http://127.0.0.1:8080/MAAS/", get, "another server"},
		{"subdomain", 302, "http://a.127.0.0.1/MAAS/", get, "another server"},
		{"the host as user", 302, "http://127.0.0.1@elsewhere/MAAS/", get, "another server"},
		{"credentials", 302, "http://a:b@127.0.0.1/MAAS/", get, "is the path of the base URL right?"},
		{"https", 301, "https://127.0.0.1/MAAS/api/1.0/nodes/node-1/", get, "write https in the base URL"},
		{"https, its port", 301, "https://127.0.0.1:443/MAAS/api/1.0/nodes/node-1/", get, "write https in the base URL"},
		{"other scheme", 302, "ftp://127.0.0.1/MAAS/", get, "another server"},
		{"a file", 302, "file:///etc/passwd", get, "another server"},
		{"nowhere", 302, "", get, "redirected to nowhere"},
		{"not a redirect", 304, "/MAAS/", get, "304 Not Modified"},
		{"choices", 300, "/MAAS/", get, "300 Multiple Choices"},
		{"POST, missing slash", 301, "http://127.0.0.1/MAAS/api/1.0/zones/?op=x", func(ctx context.Context, c *Client) error {
			return c.Call(ctx, "POST", "zones", "x", nil, nil)
		}, "redirected to http://127.0.0.1/MAAS/api/1.0/zones/: the path lacks a slash at its end"},
		{"PUT", 307, "/MAAS/moved/", func(ctx context.Context, c *Client) error {
			_, err := c.Zones.Update(ctx, "rack1", nil)
			return err
		}, "redirected to http://127.0.0.1/MAAS/moved/: is the path of the base URL right?"},
		{"POST", 308, "/login/?next=/MAAS/", func(ctx context.Context, c *Client) error {
			_, err := c.Nodes.Acquire(ctx, nil)
			return err
		}, "redirected to http://127.0.0.1/login/: is the path of the base URL right?"},
		{"DELETE", 303, "/MAAS/moved/", func(ctx context.Context, c *Client) error {
			return c.Zones.Delete(ctx, "rack1")
		}, "is the path of the base URL right?"},
		{"terminal escapes", 302, "http://127.0.0.1:8080/%1b%5b2J%0a", get, "http://127.0.0.1:8080/%1b%5b2J%0a"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c, asked := answerer(t, func(req *http.Request, _ int) (*http.Response, error) {
				return response(tc.status, htmlType, "", "Location: "+tc.location), nil
			})
			err := tc.call(t.Context(), c)
			require.ErrorIs(t, err, ErrRedirect)
			assert.ErrorContains(t, err, tc.text)
			assert.EqualValues(t, 1, asked.Load())
			answer, _ := errors.AsType[*Error](err)
			assert.Equal(t, tc.location, answer.Location)
		})
	}
}

// net/http refuses such an answer before it is looked at here.
func TestRedirectToWhatIsNoURL(t *testing.T) {
	t.Parallel()
	c, _ := answerer(t, func(*http.Request, int) (*http.Response, error) {
		return response(302, htmlType, "", "Location: http://%zz/"), nil
	}, WithRetryPolicy(RetryPolicy{MaxAttempts: 1}))
	_, err := c.Nodes.Get(t.Context(), "node-1")
	assert.Equal(t, "redirect", kindOf(err))
	assert.ErrorContains(t, err, "redirected to nowhere")
}

// What is asserted here is that another server hears nothing at all, over real
// connections.
func TestCredentialsNeverGoElsewhere(t *testing.T) {
	t.Parallel()
	for _, op := range faultOps {
		t.Run(op.name, func(t *testing.T) {
			t.Parallel()
			elsewhere := startFaulty(t, (*exchange).healthy)
			s := startFaulty(t, func(x *exchange) {
				x.reply(307, htmlType, "", "Location: "+elsewhere.url()+x.req.URL.RequestURI())
			})
			c, err := NewClient(s.url(), faultyKey)
			require.NoError(t, err)
			defer c.CloseIdleConnections()
			require.ErrorIs(t, op.call(deadline.Context(t), c), ErrRedirect)
			assert.Equal(t, 1, s.seen())
			assert.Zero(t, elsewhere.seen())
		})
	}
}

func TestRedirectLoop(t *testing.T) {
	t.Parallel()
	for name, next := range map[string]func(path string) string{
		"to itself": func(path string) string { return path },
		"of two": func(path string) string {
			if strings.HasSuffix(path, "/a/") {
				return "/MAAS/b/"
			}
			return "/MAAS/a/"
		},
		"ever longer": func(path string) string { return path + "x/" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, asked := answerer(t, func(req *http.Request, _ int) (*http.Response, error) {
				return response(302, htmlType, "", "Location: "+next(req.URL.Path)), nil
			})
			_, err := c.Nodes.Get(t.Context(), "node-1")
			require.ErrorIs(t, err, ErrRedirect)
			assert.ErrorContains(t, err, "a loop: redirected 10 times before")
			assert.EqualValues(t, 11, asked.Load())
		})
	}
}

// A missing slash is the one redirect that MAAS itself answers with; to a GET it
// does no harm.
func TestMissingSlash(t *testing.T) {
	t.Parallel()
	c, asked := answerer(t, func(req *http.Request, _ int) (*http.Response, error) {
		if !strings.HasSuffix(req.URL.Path, "/") {
			return response(301, htmlType, "", "Location: http://127.0.0.1"+req.URL.Path+"/?"+req.URL.RawQuery), nil
		}
		return response(200, jsonType, zoneJSON), nil
	})
	var zone Zone
	require.NoError(t, c.Call(t.Context(), "GET", "zones/rack1", "", nil, &zone))
	assert.Equal(t, "rack1", zone.Name)
	assert.EqualValues(t, 2, asked.Load())
}
