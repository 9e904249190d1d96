package engine

import (
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas/maastest/double"
)

func TestLogIsBoundedInBytes(t *testing.T) {
	t.Parallel()
	var log Log
	form := []double.Pair{{Name: "user_data", Value: strings.Repeat("x", 1<<20)}}
	for i := range 200 {
		log.Add(double.Request{Path: strconv.Itoa(i), Form: form})
	}
	kept := log.All()
	assert.InDelta(t, maxLogBytes>>20, len(kept), 2)
	assert.Equal(t, "199", kept[len(kept)-1].Path, "the newest stay")
	log.Add(double.Request{Path: "huge", Form: []double.Pair{{Value: strings.Repeat("x", maxLogBytes+1)}}})
	assert.Equal(t, "huge", log.All()[0].Path, "one request is always kept")
	log.Reset()
	assert.Empty(t, log.All())
}

// What is remembered goes on over the pages that were dropped.
func TestLogKeepsTheNewestInOrder(t *testing.T) {
	t.Parallel()
	var log Log
	form := []double.Pair{{Name: "user_data", Value: strings.Repeat("x", maxLogBytes/(2*logPage))}}
	const requests = 5*logPage + 1
	for i := range requests {
		log.Add(double.Request{Path: strconv.Itoa(i), Form: form})
	}
	kept := log.All()
	assert.InDelta(t, 2*logPage, len(kept), 8)
	for i, request := range kept {
		require.Equal(t, strconv.Itoa(requests-len(kept)+i), request.Path)
	}
}

func TestNoncesAreBounded(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_700_000_000, 0)
	nonces, journal := NewNonces(now), new(Journal)
	fresh := true
	for i := range 3 * maxNonces {
		fresh = nonces.Use(NonceID{Nonce: strconv.Itoa(i)}, now, journal) && fresh
		journal.Commit()
	}
	assert.True(t, fresh)
	assert.LessOrEqual(t, len(nonces.used), maxNonces)
	assert.LessOrEqual(t, len(nonces.order), maxNonces)
	assert.False(t, nonces.Use(NonceID{Nonce: strconv.Itoa(3*maxNonces - 1)}, now, journal), "the newest are remembered")
}

func TestRecentIsBoundedAndRollsBack(t *testing.T) {
	t.Parallel()
	var events Recent[int]
	journal := new(Journal)
	for i := range maxRecent + 10 {
		events.Add(i, journal)
		journal.Commit()
	}
	assert.LessOrEqual(t, len(events.All()), maxRecent)
	before := len(events.All())
	events.Add(1, journal)
	events.Add(2, journal)
	journal.Rollback()
	assert.Len(t, events.All(), before)
}

// An announced length sets no memory aside.
func TestAnnouncedLengthCostsNothing(t *testing.T) {
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader("a=1"))
	r.ContentLength = 1 << 40
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	p, err := Python2.ParsePayload(r)
	runtime.ReadMemStats(&after)
	require.NoError(t, err)
	assert.Equal(t, "1", p.Post.Get("a"))
	assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(1<<20))
}
