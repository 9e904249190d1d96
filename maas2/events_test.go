package maas2_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/internal/deadline"
	"github.com/gomaas/maas/maas2"
)

func TestEventsWire(t *testing.T) {
	t.Parallel()
	const page = `{"count": 1, "events": [{"username": "ada", "node": "k7bmx3", "hostname": "ada", "id": 97, "level": "DEBUG",
		"created": "Sat, 21 Nov. 2026 12:50:01", "type": "User starting node commissioning", "description": "(ada)"}],
		"next_uri": "/MAAS/api/2.0/events/?op=query&after=97", "prev_uri": "/MAAS/api/2.0/events/?op=query&before=97"}`
	runWire(t, []wireCase{
		{
			name:   "Query",
			call:   func(ctx context.Context, c *maas2.Client) (any, error) { return c.Events.Query(ctx, nil) },
			want:   "GET /events/?op=query",
			answer: page,
			result: &maas2.EventsPage{
				Count: 1,
				Events: []maas2.Event{{
					ID: 97, Hostname: "ada", Username: "ada", Node: "k7bmx3", Level: maas2.EventLevelDebug,
					Created: "Sat, 21 Nov. 2026 12:50:01", Type: "User starting node commissioning", Description: "(ada)",
				}},
				NextURI: "/MAAS/api/2.0/events/?op=query&after=97", PrevURI: new("/MAAS/api/2.0/events/?op=query&before=97"),
			},
		},
		{
			name:    "Query with all options",
			release: "3.4.10",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.Events.Query(ctx, &maas2.EventQueryOptions{
					Level: maas2.EventLevelWarning, Limit: 5, After: new(0), Before: 9, ID: "k7bmx3", Hostname: "ada", MACAddress: "52:54:00:10:03:01",
					Domain: "maas", Zone: "rack1", Pool: "default", AgentName: "agent", Owner: "ada",
				})
			},
			want: "GET /events/?op=query&level=WARNING&limit=5&after=0&before=9&id=k7bmx3&hostname=ada" +
				"&mac_address=52%3A54%3A00%3A10%3A03%3A01&domain=maas&zone=rack1&pool=default&agent_name=agent&owner=ada",
			answer: page,
		},
	})
}

func TestEventTime(t *testing.T) {
	t.Parallel()
	event := maas2.Event{Created: "Sat, 21 Nov. 2026 12:50:01"}
	assert.Equal(t, time.Date(2026, 11, 21, 12, 50, 1, 0, time.UTC), event.Time())
	event.Created = "yesterday"
	assert.True(t, event.Time().IsZero())
}

// eventLog answers queries from the events 1 to last, as MAAS does. It notes
// the queries, and answers the one numbered failAt with an error.
type eventLog struct {
	last    int
	queries []string
	failAt  int
	status  int
	more    int // the last event after the failure
}

func (l *eventLog) client(t *testing.T) *maas2.Client {
	return newTestClient(t, roundTrip(func(req *http.Request) (int, string) {
		query := req.URL.Query()
		l.queries = append(l.queries, strings.TrimPrefix(req.URL.RawQuery, "op=query&"))
		if len(l.queries) == l.failAt {
			l.last = max(l.last, l.more)
			return l.status, "trouble"
		}
		number := func(name string, missing int) int {
			if value, err := strconv.Atoi(query.Get(name)); err == nil {
				return value
			}
			return missing
		}
		limit := number("limit", 100)
		newest := min(l.last, number("before", l.last+1)-1)
		oldest := max(1, newest-limit+1)
		if query.Has("after") { // the first ones after it
			oldest = number("after", 0) + 1
			newest = min(l.last, oldest+limit-1)
		}
		var events []string
		for id := newest; id >= oldest; id-- {
			events = append(events, fmt.Sprintf(`{"id": %d}`, id))
		}
		return http.StatusOK, fmt.Sprintf(`{"count": %d, "events": [%s]}`, len(events), strings.Join(events, ","))
	}))
}

// collect reads at most n events.
func collect(events func(func(*maas2.Event, error) bool), n int) (ids []int, err error) {
	for event, err := range events {
		if err != nil {
			return ids, err
		}
		if ids = append(ids, event.ID); len(ids) == n {
			break
		}
	}
	return ids, nil
}

func TestEventsAll(t *testing.T) {
	t.Parallel()
	log := &eventLog{last: 7}
	ids, err := collect(log.client(t).Events.All(t.Context(), &maas2.EventQueryOptions{Limit: 3, Level: maas2.EventLevelDebug}), 100)
	require.NoError(t, err)
	assert.Equal(t, []int{7, 6, 5, 4, 3, 2, 1}, ids)
	assert.Equal(t, []string{"level=DEBUG&limit=3", "level=DEBUG&limit=3&before=5", "level=DEBUG&limit=3&before=2"}, log.queries)

	log = &eventLog{last: 7}
	ids, err = collect(log.client(t).Events.All(t.Context(), &maas2.EventQueryOptions{Limit: 3}), 2)
	require.NoError(t, err)
	assert.Equal(t, []int{7, 6}, ids)
	assert.Len(t, log.queries, 1, "no page is got before its time")

	log = &eventLog{last: 7}
	ids, err = collect(log.client(t).Events.All(t.Context(), &maas2.EventQueryOptions{Limit: 3, After: new(3)}), 100)
	require.NoError(t, err)
	assert.Equal(t, []int{7, 6, 5, 4}, ids)
	assert.Equal(t, []string{"limit=3", "limit=3&before=5"}, log.queries, "after and before together are refused")

	log = &eventLog{}
	ids, err = collect(log.client(t).Events.All(t.Context(), nil), 100)
	require.NoError(t, err)
	assert.Empty(t, ids)
	assert.Equal(t, []string{"limit=1000"}, log.queries)

	log = &eventLog{last: 7, failAt: 2, status: http.StatusForbidden}
	ids, err = collect(log.client(t).Events.All(t.Context(), &maas2.EventQueryOptions{Limit: 3}), 100)
	require.ErrorIs(t, err, maas.ErrForbidden)
	assert.Equal(t, []int{7, 6, 5}, ids)

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = collect((&eventLog{last: 7}).client(t).Events.All(ctx, nil), 100)
	assert.ErrorIs(t, err, context.Canceled)
}

func TestEventsFollow(t *testing.T) {
	t.Parallel()
	t.Run("what happens from now on", func(t *testing.T) {
		t.Parallel()
		deadline.Bubble(t, deadline.Day, func(t *testing.T) {
			log := &eventLog{last: 7, more: 12, failAt: 4, status: http.StatusServiceUnavailable}
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			ids, err := collect(log.client(t).Events.Follow(ctx, &maas2.EventQueryOptions{Limit: 3}, 0), 5)
			require.NoError(t, err)
			assert.Equal(t, []int{8, 9, 10, 11, 12}, ids, "in their order")
			assert.Equal(t, []string{"limit=1", "limit=3&after=7", "limit=3&after=7", "limit=3&after=7", "limit=3&after=7", "limit=3&after=10"}, log.queries)
		})
	})
	t.Run("until the context ends", func(t *testing.T) {
		t.Parallel()
		deadline.Bubble(t, deadline.Day, func(t *testing.T) {
			log := &eventLog{}
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
			defer cancel()
			ids, err := collect(log.client(t).Events.Follow(ctx, nil, time.Minute), 5)
			require.NoError(t, err)
			assert.Empty(t, ids)
			assert.Equal(t, []string{"limit=1", "limit=1000&after=0"}, slices.Compact(log.queries))
		})
	})
	t.Run("going on where another stopped", func(t *testing.T) {
		t.Parallel()
		log := &eventLog{last: 7}
		ids, err := collect(log.client(t).Events.Follow(t.Context(), &maas2.EventQueryOptions{After: new(5), Before: 2}, 0), 2)
		require.NoError(t, err)
		assert.Equal(t, []int{6, 7}, ids)
		assert.Equal(t, []string{"limit=1000&after=5"}, log.queries)
	})
	t.Run("an error that lasts", func(t *testing.T) {
		t.Parallel()
		log := &eventLog{last: 7, failAt: 1, status: http.StatusUnauthorized}
		_, err := collect(log.client(t).Events.Follow(t.Context(), nil, 0), 1)
		assert.ErrorIs(t, err, maas.ErrUnauthorized)
	})
}
