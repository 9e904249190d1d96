package maas2test

import (
	"cmp"
	"crypto/rand"
	"maps"
	"strings"
	"time"

	"github.com/gomaas/maas/internal/engine"
)

// state is everything in the server's database. Tables are changed only while the
// lock of the store is held, so that a request that fails can be taken back.
type state struct {
	journal   *engine.Journal
	sequences map[string]int // last number given out, per kind; never taken back
	tables    []cloner       // by the index of their kind
}

// A cloner is a table of whatever kind.
type cloner interface {
	cloneFor(*engine.Journal) cloner
}

// rows is a table as the state holds it.
type rows[K cmp.Ordered, V any] struct {
	*engine.Table[K, V]
}

func (r rows[K, V]) cloneFor(j *engine.Journal) cloner { return rows[K, V]{r.Clone(j)} }

// A kind is a table of the state. Sections declare theirs in variables, and reach
// the rows by in.
type kind[K cmp.Ordered, V any] struct {
	index int
}

// kinds makes an empty table of each kind.
var kinds []func(*engine.Journal) cloner

// newKind declares a table with rows of type V under keys of type K. Any node may
// show any of them: when one changes, all nodes are encoded again.
func newKind[K cmp.Ordered, V any]() kind[K, V] {
	return ownedKind(func(K, *V) string { return engine.Everybody })
}

// hiddenKind is newKind for rows that no node shows.
func hiddenKind[K cmp.Ordered, V any]() kind[K, V] {
	return ownedKind(func(K, *V) string { return engine.Nobody })
}

// nodesKind is newKind for rows of which each is shown by one node only. by tells its
// system id, or "" if that is not known.
func nodesKind[K cmp.Ordered, V any](by func(K, *V) string) kind[K, V] {
	return ownedKind(func(key K, row *V) string { return cmp.Or(by(key, row), engine.Everybody) })
}

func ownedKind[K cmp.Ordered, V any](owner func(K, *V) string) kind[K, V] {
	kinds = append(kinds, func(j *engine.Journal) cloner { return rows[K, V]{engine.NewOwnedTable(j, owner)} })
	return kind[K, V]{len(kinds) - 1}
}

// newIndex declares an index of what each node has, by system id.
func newIndex() index {
	return nodesKind(func(systemID string, _ *[]int) string { return systemID })
}

// in returns the table in st.
func (k kind[K, V]) in(st *state) *engine.Table[K, V] {
	return st.tables[k.index].(rows[K, V]).Table
}

func newState() *state {
	st := &state{journal: new(engine.Journal), sequences: make(map[string]int)}
	for _, empty := range kinds {
		st.tables = append(st.tables, empty(st.journal))
	}
	return st
}

// Undo is the journal of all tables.
func (st *state) Undo() *engine.Journal { return st.journal }

// Clone copies the state. Rows are shared, since they never change.
func (st *state) Clone() *state {
	c := &state{journal: new(engine.Journal), sequences: maps.Clone(st.sequences)}
	for _, table := range st.tables {
		c.tables = append(c.tables, table.cloneFor(c.journal))
	}
	return c
}

// next gives out the next number of a sequence, from 1 on.
func (st *state) next(sequence string) int {
	st.sequences[sequence]++
	return st.sequences[sequence]
}

// A section is one part of the API: its resources, and what it puts into the
// initial state. Each has a file of its own.
type section struct {
	resources []*resource
	// seed adds the section's part of the initial state. Sections are seeded in
	// their order.
	seed func(*Server, *state)
	// advance lets happen what is due by now without a request.
	advance func(*Server, *state, time.Time)
}

// seedInitial makes the state that every server begins with.
func (s *Server) seedInitial() {
	_ = s.store.Update(func(st *state) error {
		for _, section := range sections() {
			if section.seed != nil {
				section.seed(s, st)
			}
		}
		return nil
	})
	s.store.MarkInitial()
}

// randomKey makes the text of a key, n characters long.
func randomKey(n int) string {
	var b strings.Builder
	for b.Len() < n {
		b.WriteString(rand.Text())
	}
	return b.String()[:n]
}
