package maastest

import (
	"cmp"
	"iter"
	"maps"
	"slices"
)

// A journal remembers how to take back what one transaction changed.
type journal struct {
	undo []func()
}

func (j *journal) commit() {
	clear(j.undo)
	j.undo = j.undo[:0]
}

func (j *journal) rollback() {
	for i := len(j.undo) - 1; i >= 0; i-- {
		j.undo[i]()
	}
	j.commit()
}

// A table holds the rows of one kind, in the order in which they were first
// put. Rows are immutable: to change one, put a changed copy under its key.
// That makes copying a table cheap, and lets a response be encoded after the
// server's lock was given back.
type table[K cmp.Ordered, V any] struct {
	journal *journal
	rows    map[K]*row[K, V]
	order   []*row[K, V]
	serial  uint64
}

type row[K cmp.Ordered, V any] struct {
	key    K
	serial uint64 // the place in the order
	value  *V
}

func newTable[K cmp.Ordered, V any](j *journal) *table[K, V] {
	return &table[K, V]{journal: j, rows: make(map[K]*row[K, V])}
}

// get returns the row under key, or nil. It must not be modified.
func (t *table[K, V]) get(key K) *V {
	if r := t.rows[key]; r != nil {
		return r.value
	}
	return nil
}

// put stores value under key, in the place of the row that was there or at
// the end.
func (t *table[K, V]) put(key K, value *V) {
	if r := t.rows[key]; r != nil {
		old := r.value
		r.value = value
		t.journal.undo = append(t.journal.undo, func() { r.value = old })
		return
	}
	t.serial++
	r := &row[K, V]{key: key, serial: t.serial, value: value}
	t.insert(r)
	t.journal.undo = append(t.journal.undo, func() { t.remove(r) })
}

// rename moves a row to another key without changing its place in the order.
func (t *table[K, V]) rename(from, to K, value *V) {
	old := t.rows[from]
	if from == to || old == nil {
		t.put(to, value)
		return
	}
	r := &row[K, V]{key: to, serial: old.serial, value: value}
	t.remove(old)
	t.insert(r)
	t.journal.undo = append(t.journal.undo, func() {
		t.remove(r)
		t.insert(old)
	})
}

// delete removes the row under key and tells whether there was one.
func (t *table[K, V]) delete(key K) bool {
	r := t.rows[key]
	if r == nil {
		return false
	}
	t.remove(r)
	t.journal.undo = append(t.journal.undo, func() { t.insert(r) })
	return true
}

// update puts a copy of the row under key as change left it. It panics when
// there is no such row.
func (t *table[K, V]) update(key K, change func(*V)) *V {
	changed := *t.rows[key].value
	change(&changed)
	t.put(key, &changed)
	return &changed
}

func (t *table[K, V]) len() int { return len(t.order) }

// all yields the rows in order. The table may be changed meanwhile: the loop
// goes on over the rows that were there when it began.
func (t *table[K, V]) all() iter.Seq2[K, *V] {
	return func(yield func(K, *V) bool) {
		for _, r := range slices.Clone(t.order) {
			if !yield(r.key, r.value) {
				return
			}
		}
	}
}

// find returns the first row that match accepts, or nil.
func (t *table[K, V]) find(match func(*V) bool) *V {
	for _, r := range t.order {
		if match(r.value) {
			return r.value
		}
	}
	return nil
}

// sorted yields the rows ordered by key.
func (t *table[K, V]) sorted() iter.Seq2[K, *V] {
	return func(yield func(K, *V) bool) {
		for _, key := range slices.Sorted(maps.Keys(t.rows)) {
			if !yield(key, t.rows[key].value) {
				return
			}
		}
	}
}

// clone copies the table for a state whose journal is j.
func (t *table[K, V]) clone(j *journal) *table[K, V] {
	c := &table[K, V]{
		journal: j,
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

func (t *table[K, V]) insert(r *row[K, V]) {
	t.rows[r.key] = r
	t.order = slices.Insert(t.order, t.place(r), r)
}

func (t *table[K, V]) remove(r *row[K, V]) {
	delete(t.rows, r.key)
	i := t.place(r)
	t.order = slices.Delete(t.order, i, i+1)
}

// place finds where in the order r is or belongs.
func (t *table[K, V]) place(r *row[K, V]) int {
	i, _ := slices.BinarySearchFunc(t.order, r.serial, func(o *row[K, V], serial uint64) int {
		return cmp.Compare(o.serial, serial)
	})
	return i
}
