package maas

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// Ping tells whether the client can work: whether there is a MAAS at the base
// URL and whether it accepts the API key. It returns what that MAAS says of
// itself. Its errors say in words what to change: the URL, the key, or nothing
// but the time of the call.
//
// Any user may call it; an unsigned client asks for no more than the version.
// It asks what API version 1.0 has. MAAS before 1.5 is not recognised.
//
// GET /version/
func (c *Client) Ping(ctx context.Context) (*ServerVersion, error) {
	version, err := c.MAAS.Version(ctx)
	if err != nil {
		return nil, c.explainPing(ctx, err)
	}
	if c.auth == nil {
		return version, nil
	}
	// A blank id asks for the list of no nodes, which needs a valid key.
	r := Get("/nodes/").Op("list")
	r.params.Add("id", "")
	_, err = List[Node](ctx, c, r)
	switch {
	case errors.Is(err, ErrUnauthorized):
		return nil, fmt.Errorf("maas: there is a MAAS at %s, but it does not accept the API key: %w", c.base, err)
	case errors.Is(err, ErrForbidden):
		return nil, fmt.Errorf("maas: the MAAS at %s knows the API key, but its user is not active: %w", c.base, err)
	case err != nil:
		return nil, err
	}
	return version, nil
}

// explainPing says what an answer to the first question tells about the base
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

// answersAt tells whether there is a MAAS at another base URL of the same server.
func (c *Client) answersAt(ctx context.Context, base string) bool {
	other := c.Anonymous()
	other.api = base + strings.TrimPrefix(c.api, c.base)
	_, err := other.MAAS.Version(ctx)
	return err == nil
}
