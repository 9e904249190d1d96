package maastest

// Inject makes the next requests that match fail as fault says. Of several
// faults that match, the one injected first is used up first. It panics if
// match.Path is not a pattern.
func (s *Server) Inject(match Match, fault Fault) { s.host.Faults.Inject(match, fault) }

// ClearFaults removes the faults that are still waiting.
func (s *Server) ClearFaults() { s.host.Faults.Clear() }
