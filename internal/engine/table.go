package engine

import (
	"cmp"
	"iter"
	"maps"
	"slices"
)

// A Journal remembers how to take back what one transaction changed. It also keeps
// what was encoded of the rows of an owner, until one of them changes.
type Journal struct {
	undo     []func()
	kept     map[string][]byte // by owner
	keptSize int
}

// Owners of rows that do not belong to one node.
const (
	Everybody = "*" // of rows that anybody's encoding may show
	Nobody    = ""  // of rows that no encoding shows
)

// mostKept is how many bytes of encodings a journal keeps. It drops at once what no
// longer holds.
const mostKept = 512 << 20

// Keep keeps the encoding of what an owner shows, unless all encodings together
// would exceed mostKept. The caller must not change the bytes afterwards.
func (j *Journal) Keep(owner string, encoding []byte) {
	j.forget(owner)
	if j.keptSize+len(encoding) > mostKept {
		return
	}
	if j.kept == nil {
		j.kept = make(map[string][]byte)
	}
	j.kept[owner] = encoding
	j.keptSize += len(encoding)
}

// Kept returns the encoding that was kept for an owner if no row has changed since
// that it could show, or nil.
func (j *Journal) Kept(owner string) []byte { return j.kept[owner] }

// forget drops the encodings that a row of an owner can be in.
func (j *Journal) forget(owner string) {
	switch owner {
	case Nobody:
	case Everybody:
		clear(j.kept)
		j.keptSize = 0
	default:
		j.keptSize -= len(j.kept[owner])
		delete(j.kept, owner)
	}
}

// changed remembers how to take back a change of a row, which belonged to one owner
// before and belongs to another after, or to the same.
func (j *Journal) changed(before, after string, undo func()) {
	j.forget(before)
	j.forget(after)
	j.undo = append(j.undo, func() {
		// What was encoded meanwhile shows the change.
		j.forget(before)
		j.forget(after)
		undo()
	})
}

// OnRollback has undo called if the transaction is taken back.
func (j *Journal) OnRollback(undo func()) {
	j.undo = append(j.undo, undo)
}

// Commit keeps what was changed.
func (j *Journal) Commit() {
	clear(j.undo)
	j.undo = j.undo[:0]
}

// Rollback takes back what was changed since Commit, the latest first.
func (j *Journal) Rollback() {
	for i := len(j.undo) - 1; i >= 0; i-- {
		j.undo[i]()
	}
	j.Commit()
}

// A Table holds the rows of one kind, in the order in which they were first
// put. Rows are immutable: to change one, put a changed copy under its key.
// That makes copying a table cheap, and lets a response be encoded after the
// server's lock was given back.
type Table[K cmp.Ordered, V any] struct {
	journal *Journal
	owner   func(K, *V) string
	rows    map[K]*row[K, V]
	order   []*row[K, V]
	serial  uint64
}

type row[K cmp.Ordered, V any] struct {
	key    K
	serial uint64 // the place in the order
	value  *V
}

// NewTable returns an empty table, whose changes j remembers. Its rows are
// Everybody's.
func NewTable[K cmp.Ordered, V any](j *Journal) *Table[K, V] {
	return NewOwnedTable(j, func(K, *V) string { return Everybody })
}

// NewOwnedTable returns an empty table of which owner tells whom a row belongs to:
// only what is encoded of that owner shows it.
func NewOwnedTable[K cmp.Ordered, V any](j *Journal, owner func(K, *V) string) *Table[K, V] {
	return &Table[K, V]{journal: j, owner: owner, rows: make(map[K]*row[K, V])}
}

// Get returns the row under key, or nil. It must not be modified.
func (t *Table[K, V]) Get(key K) *V {
	if r := t.rows[key]; r != nil {
		return r.value
	}
	return nil
}

// Put stores value under key, in the place of the row that was there or at
// the end.
func (t *Table[K, V]) Put(key K, value *V) {
	if r := t.rows[key]; r != nil {
		old := r.value
		r.value = value
		t.journal.changed(t.owner(key, old), t.owner(key, value), func() { r.value = old })
		return
	}
	t.serial++
	r := &row[K, V]{key: key, serial: t.serial, value: value}
	t.insert(r)
	t.journal.changed(Nobody, t.owner(key, value), func() { t.remove(r) })
}

// Rename moves a row to another key without changing its place in the order.
func (t *Table[K, V]) Rename(from, to K, value *V) {
	old := t.rows[from]
	if from == to || old == nil {
		t.Put(to, value)
		return
	}
	r := &row[K, V]{key: to, serial: old.serial, value: value}
	t.remove(old)
	t.insert(r)
	t.journal.changed(t.owner(from, old.value), t.owner(to, value), func() {
		t.remove(r)
		t.insert(old)
	})
}

// Delete removes the row under key and reports whether there was one.
func (t *Table[K, V]) Delete(key K) bool {
	r := t.rows[key]
	if r == nil {
		return false
	}
	t.remove(r)
	t.journal.changed(t.owner(key, r.value), Nobody, func() { t.insert(r) })
	return true
}

// Update puts a copy of the row under key as change left it. It panics when
// there is no such row.
func (t *Table[K, V]) Update(key K, change func(*V)) *V {
	changed := *t.rows[key].value
	change(&changed)
	t.Put(key, &changed)
	return &changed
}

// Len is the number of rows.
func (t *Table[K, V]) Len() int { return len(t.order) }

// All yields the rows in order. The table may be changed meanwhile: the loop
// goes on over the rows that were there when it began.
func (t *Table[K, V]) All() iter.Seq2[K, *V] {
	return func(yield func(K, *V) bool) {
		for _, r := range slices.Clone(t.order) {
			if !yield(r.key, r.value) {
				return
			}
		}
	}
}

// Find returns the first row that match accepts, or nil.
func (t *Table[K, V]) Find(match func(*V) bool) *V {
	for _, r := range t.order {
		if match(r.value) {
			return r.value
		}
	}
	return nil
}

// Sorted yields the rows ordered by key.
func (t *Table[K, V]) Sorted() iter.Seq2[K, *V] {
	return func(yield func(K, *V) bool) {
		for _, key := range slices.Sorted(maps.Keys(t.rows)) {
			if !yield(key, t.rows[key].value) {
				return
			}
		}
	}
}

// Clone copies the table for a state whose journal is j.
func (t *Table[K, V]) Clone(j *Journal) *Table[K, V] {
	c := &Table[K, V]{
		journal: j,
		owner:   t.owner,
		rows:    make(map[K]*row[K, V], len(t.rows)),
		order:   make([]*row[K, V], len(t.order)),
		serial:  t.serial,
	}
	for i, r := range t.order {
		copied := *r
		c.order[i], c.rows[r.key] = &copied, &copied
	}
	return c
}

func (t *Table[K, V]) insert(r *row[K, V]) {
	t.rows[r.key] = r
	t.order = slices.Insert(t.order, t.place(r), r)
}

func (t *Table[K, V]) remove(r *row[K, V]) {
	delete(t.rows, r.key)
	i := t.place(r)
	t.order = slices.Delete(t.order, i, i+1)
}

// place finds where in the order r is or belongs.
func (t *Table[K, V]) place(r *row[K, V]) int {
	i, _ := slices.BinarySearchFunc(t.order, r.serial, func(o *row[K, V], serial uint64) int {
		return cmp.Compare(o.serial, serial)
	})
	return i
}
