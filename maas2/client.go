package maas2

import (
	"context"
	"fmt"

	"github.com/gomaas/maas"
)

// A Client talks to one MAAS 2.x or 3.x on behalf of one API key. Make one with
// [NewClient], [FromEnv] or [From]; it never changes afterwards and is safe for
// use by any number of goroutines. One client should serve a whole program: it
// keeps its connections for the next call.
//
// Its [Services] are the operations: client.Machines.List lists the machines.
type Client struct {
	Services

	core      *maas.Client
	anonymous bool
}

// NewClient makes a client for the MAAS at baseURL that signs with apiKey. Both
// are as for [maas.NewClient], and so are the options. Nothing is sent yet;
// [Client.Ping] finds out whether the server is there.
func NewClient(baseURL, apiKey string, opts ...maas.Option) (*Client, error) {
	core, err := maas.NewClient(baseURL, apiKey, append([]maas.Option{maas.WithAPIVersion("2.0")}, opts...)...)
	if err != nil {
		return nil, err
	}
	return From(core), nil
}

// FromEnv makes a client from the environment variables MAAS_URL and
// MAAS_API_KEY.
func FromEnv(opts ...maas.Option) (*Client, error) {
	core, err := maas.FromEnv(append([]maas.Option{maas.WithAPIVersion("2.0")}, opts...)...)
	if err != nil {
		return nil, err
	}
	return From(core), nil
}

// From makes a client that shares the server, the key, the settings and the
// connections of a client for API 1.0.
func From(client *maas.Client) *Client {
	core, err := client.ForAPI("2.0")
	if err != nil {
		panic("maas2: " + err.Error()) // "2.0" is a version
	}
	return newClient(core, false)
}

// newClient returns the client whose services send through core.
func newClient(core *maas.Client, anonymous bool) *Client {
	return &Client{Services: newServices(core), core: core, anonymous: anonymous}
}

// Anonymous returns a client for the same server, with the same settings and
// connections, that does not sign. A few operations exist only for unsigned
// requests, such as [MachinesService.IsActionInProgress].
func (c *Client) Anonymous() *Client {
	return newClient(c.core.Anonymous(), true)
}

// Core returns the client that the services send through. It carries out
// requests that no method is for, see [maas.Do].
func (c *Client) Core() *maas.Client { return c.core }

// BaseURL returns the address of MAAS that the client uses, without the API's
// part and without a slash at its end.
func (c *Client) BaseURL() string { return c.core.BaseURL() }

// CloseIdleConnections closes the connections that no call uses at the moment.
func (c *Client) CloseIdleConnections() { c.core.CloseIdleConnections() }

// Ping reports whether the client can work: whether a MAAS with API 2.0 is at
// the base URL and whether it accepts the API key. It returns what that MAAS
// says of itself. Its errors say in words what to change: the URL, the key, the
// package, or nothing but the time of the call.
//
// An unsigned client asks for no more than the version.
func (c *Client) Ping(ctx context.Context) (*maas.ServerVersion, error) {
	version, err := c.MAAS.Version(ctx)
	if err != nil {
		return nil, c.explainPing(ctx, err)
	}
	if version.Version == "" && len(version.Capabilities) == 0 {
		return nil, fmt.Errorf("maas2: there is an HTTP server at %s, but its answer is not that of a MAAS", c.BaseURL())
	}
	if c.anonymous {
		return version, nil
	}
	if _, err := c.Users.Whoami(ctx); err != nil {
		if answered(err, maas.ErrUnauthorized) {
			return nil, fmt.Errorf("maas2: MAAS %s is at %s but refuses the API key: %w", version.Version, c.BaseURL(), err)
		}
		return nil, fmt.Errorf("maas2: MAAS %s is at %s but can't say whose the API key is: %w", version.Version, c.BaseURL(), err)
	}
	return version, nil
}

// explainPing says what an error of the first request means.
func (c *Client) explainPing(ctx context.Context, err error) error {
	refused, ok := maas.ResponseOf(err)
	switch {
	case !ok:
		return fmt.Errorf("maas2: nothing that speaks HTTP could be reached at %s: %w", c.BaseURL(), err)
	case refused.StatusCode >= 500:
		return fmt.Errorf("maas2: the server at %s is in trouble; try again later: %w", c.BaseURL(), err)
	case refused.StatusCode >= 300 && refused.StatusCode < 400:
		return fmt.Errorf("maas2: the server at %s redirects elsewhere; use the address that it names: %w", c.BaseURL(), err)
	}
	if c.isOld(ctx) {
		return fmt.Errorf("maas2: the MAAS at %s is a 1.x, which has API 1.0 alone; use package maas: %w", c.BaseURL(), err)
	}
	return fmt.Errorf("maas2: no MAAS is at %s; the base URL is such as http://host:5240/MAAS: %w", c.BaseURL(), err)
}

// isOld reports whether the server has API 1.0: MAAS 2.0 and later answer 410
// there.
func (c *Client) isOld(ctx context.Context) bool {
	old, err := c.core.ForAPI("1.0")
	if err != nil {
		return false
	}
	_, err = maas.Do[maas.ServerVersion](ctx, old, maas.Get("/version/").Unsigned())
	return err == nil
}
