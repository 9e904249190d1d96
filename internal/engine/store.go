package engine

import "sync"

// A State is everything in a server's database. Its tables are changed only while
// the lock of its Store is held, so that a request that fails can be taken back.
type State[S any] interface {
	// Clone copies the state, with a journal of its own. Rows are shared, since
	// they never change.
	Clone() S
	// Undo is the journal of the state's tables.
	Undo() *Journal
}

// A Store holds the state of a server, and the lock that guards it.
type Store[S State[S]] struct {
	sync.Mutex
	state   S
	initial S
}

// NewStore returns a store with a state. Reset comes back to it unless
// MarkInitial was called later.
func NewStore[S State[S]](state S) *Store[S] {
	return &Store[S]{state: state, initial: state}
}

// MarkInitial makes the state of now the one that Reset comes back to.
func (s *Store[S]) MarkInitial() {
	s.Lock()
	defer s.Unlock()
	s.initial = s.state.Clone()
}

// Snapshot copies the state.
func (s *Store[S]) Snapshot() S {
	s.Lock()
	defer s.Unlock()
	return s.state.Clone()
}

// Restore puts a copy of state in the place of the current one.
func (s *Store[S]) Restore(state S) {
	s.Lock()
	defer s.Unlock()
	s.state = state.Clone()
}

// Reset goes back to the state of MarkInitial.
func (s *Store[S]) Reset() { s.Restore(s.initial) }

// View runs read with the state, which it must not change.
func (s *Store[S]) View(read func(S)) {
	s.Lock()
	defer s.Unlock()
	read(s.state)
}

// Update runs change as one transaction: it is taken back if change fails or
// panics.
func (s *Store[S]) Update(change func(S) error) error {
	s.Lock()
	defer s.Unlock()
	journal := s.state.Undo()
	defer journal.Rollback() // of what was not committed
	err := change(s.state)
	if err == nil || keeps(err) {
		journal.Commit()
	}
	return err
}

// Current returns the state, for code that holds the lock.
func (s *Store[S]) Current() S { return s.state }
