package maas

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// Ping checks that the client can work: that there is a MAAS at the base URL and
// that it accepts the API key. It returns what that MAAS reports of itself, and
// the client knows its release from then on, see [Client.Release]. An error says
// in words what to change: the URL, the key, or the package if the server is a
// MAAS 2.0 or later.
//
// Any user may call it. An unsigned client asks for the version only. MAAS before
// 1.5 is not recognised.
//
// GET /version/
func (c *Client) Ping(ctx context.Context) (*ServerVersion, error) {
	version, err := c.MAAS.Version(ctx)
	if err != nil {
		return nil, c.explainPing(ctx, err)
	}
	if c.anonymous {
		return version, nil
	}
	// A blank id asks for the list of no nodes, which needs a valid key.
	r := Get("/nodes/").Op("list")
	r.params.Add("id", "")
	_, err = List[Node](ctx, c, r)
	switch {
	case answered(err, ErrUnauthorized):
		return nil, fmt.Errorf("maas: there is a MAAS at %s, but it does not accept the API key: %w", c.base, err)
	case answered(err, ErrForbidden):
		return nil, fmt.Errorf("maas: the MAAS at %s knows the API key, but its user is not active: %w", c.base, err)
	case err != nil:
		return nil, err
	}
	return version, nil
}

// explainPing returns what the failure of the first request says about the base
// URL.
func (c *Client) explainPing(ctx context.Context, err error) error {
	_, broken := errors.AsType[*TransportError](err)
	_, nonsense := errors.AsType[*DecodeError](err)
	base, parseErr := url.Parse(c.base)
	switch {
	case broken && strings.Contains(err.Error(), "server gave HTTP response to HTTPS client"):
		return fmt.Errorf("maas: the server speaks http, not https: write http:// in the base URL: %w", err)
	case broken:
		return fmt.Errorf("maas: no connection to %s: %w", c.base, err)
	case !nonsense && !errors.Is(err, ErrNotFound) && !errors.Is(err, ErrUnknownEndpoint) && !errors.Is(err, ErrRedirect) && !errors.Is(err, ErrUnauthorized):
		return err
	case parseErr == nil && base.Path == "" && c.answersAt(ctx, c.base+"/MAAS"):
		return fmt.Errorf("maas: there is no MAAS at %s, but there is one at %s/MAAS: put that into the base URL: %w", c.base, c.base, err)
	case errors.Is(err, ErrRedirect):
		return fmt.Errorf("maas: %s sends elsewhere: %w", c.base, err)
	}
	return fmt.Errorf("maas: a server answers at %s, but it is not MAAS, or MAAS is at another path, such as /MAAS: %w", c.base, err)
}

// answersAt reports whether there is a MAAS at another base URL of the same server.
func (c *Client) answersAt(ctx context.Context, base string) bool {
	other := c.Anonymous()
	other.base = base
	other.api = other.root(c.opts.apiVersion)
	_, err := other.MAAS.Version(ctx)
	return err == nil
}
