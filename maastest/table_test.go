package maastest

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func keysOf(t *table[string, int]) []string {
	keys := []string{}
	for key := range t.all() {
		keys = append(keys, key)
	}
	return keys
}

func TestTableRollsBackToWhatWasCommitted(t *testing.T) {
	t.Parallel()
	j := new(journal)
	numbers := newTable[string, int](j)
	put := func(key string, n int) { numbers.put(key, &n) }
	put("b", 1)
	put("a", 2)
	put("c", 3)
	j.commit()

	put("d", 4)
	put("a", 20)
	assert.True(t, numbers.delete("b"))
	assert.False(t, numbers.delete("nosuch"))
	moved := 30
	numbers.rename("c", "z", &moved)
	put("b", 10)
	assert.Equal(t, []string{"a", "z", "d", "b"}, keysOf(numbers), "renaming keeps the place")
	j.rollback()

	assert.Equal(t, []string{"b", "a", "c"}, keysOf(numbers))
	assert.Equal(t, 2, *numbers.get("a"))
	assert.Equal(t, 1, *numbers.get("b"))
	assert.Nil(t, numbers.get("z"))
}

func TestTableCloneIsIndependent(t *testing.T) {
	t.Parallel()
	numbers := newTable[string, int](new(journal))
	one, two := 1, 2
	numbers.put("a", &one)
	copied := numbers.clone(new(journal))
	numbers.put("a", &two)
	numbers.put("b", &two)

	assert.Equal(t, []string{"a"}, keysOf(copied))
	assert.Equal(t, 1, *copied.get("a"))
	copied.put("c", &one)
	assert.Equal(t, []string{"a", "c"}, keysOf(copied))
	assert.Equal(t, []string{"a", "b"}, keysOf(numbers))
}

func TestTableMayChangeDuringLoop(t *testing.T) {
	t.Parallel()
	numbers := newTable[string, int](new(journal))
	n := 1
	for _, key := range []string{"a", "b", "c"} {
		numbers.put(key, &n)
	}
	for key := range numbers.all() {
		numbers.delete(key)
	}
	assert.Zero(t, numbers.len())
}

func TestTableSorted(t *testing.T) {
	t.Parallel()
	numbers := newTable[string, int](new(journal))
	n := 1
	for _, key := range []string{"b", "c", "a"} {
		numbers.put(key, &n)
	}
	var keys []string
	for key := range numbers.sorted() {
		keys = append(keys, key)
	}
	assert.Equal(t, []string{"a", "b", "c"}, keys)
}
