package maastest

// Requests lists the requests that were answered since the start or
// ResetRequests, in the order of their answers. The oldest are forgotten when
// they and their forms take more than 64 MiB.
func (s *Server) Requests() []Request { return s.host.Log.All() }

// ResetRequests forgets the requests so far.
func (s *Server) ResetRequests() { s.host.Log.Reset() }
