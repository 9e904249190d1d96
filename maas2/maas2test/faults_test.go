package maas2test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/gomaas/maas/internal/doubletest"
)

func TestFaultsThatNoRequestMeets(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	for name, match := range map[string]Match{
		"operation":          {Operation: "POST /machines/?op=alocate"},
		"method":             {Operation: "DELETE /machines/?op=allocate"},
		"op":                 {Op: "acquire"},
		"op of another path": {Op: "allocate", Path: "zones/"},
		"method of the op":   {Op: "allocate", Method: "GET"},
		"path":               {Path: "nodes/x/y/"},
		"path without slash": {Path: "zones"},
		"whole path":         {Path: "/MAAS/api/2.0/zone/"},
		"user":               {User: "nobody"},
		"pattern":            {Path: "machines/["},
	} {
		assert.Panics(t, func() { s.Inject(match, Fault{Status: 500}) }, name)
	}
	for name, match := range map[string]Match{
		"operation":          {Operation: "GET /version/"},
		"anonymous":          {Op: "is_registered", Method: "get"},
		"member":             {Path: "machines/abcdef/", Op: "deploy"},
		"path with slashes":  {Path: "files/*/*/"},
		"without slash":      {Path: "scripts/*"},
		"whole path":         {Path: "/MAAS/api/2.0/zones/"},
		"outside of the API": {Path: "/MAAS/api/version/"},
		"user":               {User: "alice"},
	} {
		assert.NotPanics(t, func() { s.Inject(match, Fault{Status: 500}) }, name)
	}
}

func TestStartReportsUnusedFaults(t *testing.T) {
	t.Parallel()
	used, unused := Fault{Status: 503, Times: -1}, Fault{Status: 500}
	for name, test := range map[string]struct {
		use  func(*Server)
		want int
	}{
		"used":    {func(s *Server) { s.Inject(Match{Path: "zones/"}, used); ask(s, "admin", "GET", "zones/") }, 0},
		"unused":  {func(s *Server) { s.Inject(Match{Op: "allocate"}, unused); ask(s, "admin", "GET", "zones/") }, 1},
		"removed": {func(s *Server) { s.Inject(Match{Op: "allocate"}, unused); s.ClearFaults() }, 0},
	} {
		r := &doubletest.Reporter{TB: t}
		test.use(Start(r))
		r.End()
		assert.Len(t, r.Errors, test.want, name)
	}
}
