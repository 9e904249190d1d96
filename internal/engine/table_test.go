package engine

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func keysOf(t *Table[string, int]) []string {
	keys := []string{}
	for key := range t.All() {
		keys = append(keys, key)
	}
	return keys
}

func TestTableRollsBackToWhatWasCommitted(t *testing.T) {
	t.Parallel()
	j := new(Journal)
	numbers := NewTable[string, int](j)
	put := func(key string, n int) { numbers.Put(key, &n) }
	put("b", 1)
	put("a", 2)
	put("c", 3)
	j.Commit()

	put("d", 4)
	put("a", 20)
	assert.True(t, numbers.Delete("b"))
	assert.False(t, numbers.Delete("nosuch"))
	moved := 30
	numbers.Rename("c", "z", &moved)
	put("b", 10)
	assert.Equal(t, []string{"a", "z", "d", "b"}, keysOf(numbers), "renaming keeps the place")
	j.Rollback()

	assert.Equal(t, []string{"b", "a", "c"}, keysOf(numbers))
	assert.Equal(t, 2, *numbers.Get("a"))
	assert.Equal(t, 1, *numbers.Get("b"))
	assert.Nil(t, numbers.Get("z"))
}

func TestTableCloneIsIndependent(t *testing.T) {
	t.Parallel()
	numbers := NewTable[string, int](new(Journal))
	one, two := 1, 2
	numbers.Put("a", &one)
	copied := numbers.Clone(new(Journal))
	numbers.Put("a", &two)
	numbers.Put("b", &two)

	assert.Equal(t, []string{"a"}, keysOf(copied))
	assert.Equal(t, 1, *copied.Get("a"))
	copied.Put("c", &one)
	assert.Equal(t, []string{"a", "c"}, keysOf(copied))
	assert.Equal(t, []string{"a", "b"}, keysOf(numbers))
}

func TestTableMayChangeDuringLoop(t *testing.T) {
	t.Parallel()
	numbers := NewTable[string, int](new(Journal))
	n := 1
	for _, key := range []string{"a", "b", "c"} {
		numbers.Put(key, &n)
	}
	for key := range numbers.All() {
		numbers.Delete(key)
	}
	assert.Zero(t, numbers.Len())
}

func TestTableSorted(t *testing.T) {
	t.Parallel()
	numbers := NewTable[string, int](new(Journal))
	n := 1
	for _, key := range []string{"b", "c", "a"} {
		numbers.Put(key, &n)
	}
	var keys []string
	for key := range numbers.Sorted() {
		keys = append(keys, key)
	}
	assert.Equal(t, []string{"a", "b", "c"}, keys)
}

// An encoding is kept until a row changes that it can show, or changes back.
func TestKept(t *testing.T) {
	t.Parallel()
	type part struct{ owner string }
	j := new(Journal)
	parts := NewOwnedTable(j, func(_ int, p *part) string { return p.owner })
	shared := NewTable[int, part](j)
	keep := func() {
		j.Commit()
		j.Keep("a", []byte("A"))
		j.Keep("b", []byte("B"))
	}
	kept := func() string { return string(j.Kept("a")) + string(j.Kept("b")) }
	for _, step := range []struct {
		change func()
		want   string
	}{
		{func() {}, "AB"},
		{func() { parts.Put(1, &part{"a"}) }, "B"},
		{func() { parts.Put(2, &part{"b"}) }, "A"},
		{func() { parts.Put(3, &part{Nobody}) }, "AB"},
		{func() { parts.Update(1, func(*part) {}) }, "B"},
		{func() { parts.Rename(1, 4, &part{"a"}) }, "B"},
		{func() { parts.Put(4, &part{"b"}) }, ""}, // it went from one to the other
		{func() { parts.Delete(4) }, "A"},
		{func() { shared.Put(1, &part{"a"}) }, ""},
		{func() { shared.Delete(1) }, ""},
	} {
		keep()
		step.change()
		assert.Equal(t, step.want, kept())
		// What is encoded before a change is taken back, shows the change.
		j.Keep("a", []byte("A"))
		j.Keep("b", []byte("B"))
		j.Rollback()
		assert.Equal(t, step.want, kept(), "taken back")
		step.change()
	}
	keep()
	copied := parts.Clone(new(Journal))
	copied.Put(2, &part{"b"})
	assert.Equal(t, "AB", kept(), "a copy is another's")
	j.Keep("a", make([]byte, mostKept))
	assert.Nil(t, j.Kept("a"), "there is an end to it")
	assert.Equal(t, "B", string(j.Kept("b")))
}
