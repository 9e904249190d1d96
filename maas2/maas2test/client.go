package maas2test

import (
	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maas2"
)

// Client returns a client that signs as the administrator "admin".
func (s *Server) Client(opts ...maas.Option) *maas2.Client {
	return s.ClientFor("admin", opts...)
}

// ClientFor returns a client that signs with a user's oldest key. It panics if
// the user has none, if an option is refused, or if the server has no URL.
func (s *Server) ClientFor(user string, opts ...maas.Option) *maas2.Client {
	client, err := maas2.NewClient(s.URL, s.Key(user), opts...)
	if err != nil {
		panic("maas2test: " + err.Error())
	}
	return client
}

// AnonymousClient returns a client that does not sign.
func (s *Server) AnonymousClient(opts ...maas.Option) *maas2.Client {
	return s.Client(opts...).Anonymous()
}
