package maas2test

import "fmt"

// Inject makes the next requests that match fail as fault says. Of several
// faults that match, the one injected first is used up first. It panics if
// match.Path is not a pattern, or if match names an operation, a path or a user
// that does not exist, since no request would meet the fault.
func (s *Server) Inject(match Match, fault Fault) {
	if err := s.checkMatch(match); err != nil {
		panic("maas2test: fault: " + err.Error())
	}
	s.host.Faults.Inject(match, fault)
}

func (s *Server) checkMatch(match Match) error {
	if match.User != "" {
		known := false
		s.store.View(func(st *state) { known = users.in(st).Get(match.User) != nil })
		if !known {
			return fmt.Errorf("no user %q", match.User)
		}
	}
	return router().Check(match, s.config.prefix, apiRoot)
}

// ClearFaults removes the faults that are still waiting.
func (s *Server) ClearFaults() { s.host.Faults.Clear() }
