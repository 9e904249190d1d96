package maas_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
)

// eventLog answers as the log of MAAS 1.9 with the events of these ids does, and
// notes the queries.
func eventLog(t *testing.T, queries *[]string, ids ...int) roundTripFunc {
	return func(req *http.Request) (*http.Response, error) {
		query := req.URL.Query()
		*queries = append(*queries, req.URL.RawQuery)
		after, err := strconv.Atoi(query.Get("after"))
		require.NoError(t, err)
		limit, err := strconv.Atoi(query.Get("limit"))
		require.NoError(t, err)
		page := []map[string]any{}
		for _, id := range ids {
			if id >= after && len(page) < limit {
				event := map[string]any{"id": id, "node": "node-1", "level": "INFO", "created": "Sat, 21 Nov. 2026 13:18:52"}
				page = append([]map[string]any{event}, page...) // the newest first
			}
		}
		text, err := json.Marshal(map[string]any{"count": len(page), "events": page, "next_uri": "", "prev_uri": ""})
		require.NoError(t, err)
		return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(string(text))), Request: req}, nil
	}
}

func TestAllEvents(t *testing.T) {
	t.Parallel()
	var queries []string
	client := newTestClient(t, eventLog(t, &queries, 2, 3, 5, 8, 9))
	var got []int
	for event, err := range client.Events.All(t.Context(), &maas.EventQueryOptions{IDs: []string{"node-1"}, Limit: 2}) {
		require.NoError(t, err)
		got = append(got, event.ID)
	}
	assert.Equal(t, []int{2, 3, 5, 8, 9}, got, "the oldest first, each once")
	assert.Equal(t, []string{
		"op=query&id=node-1&limit=2&after=0", "op=query&id=node-1&limit=2&after=4", "op=query&id=node-1&limit=2&after=9",
	}, queries)

	got, queries = nil, nil
	for event, err := range client.Events.All(t.Context(), &maas.EventQueryOptions{After: new(5)}) {
		require.NoError(t, err)
		if got = append(got, event.ID); len(got) == 2 {
			break
		}
	}
	assert.Equal(t, []int{5, 8}, got)
	assert.Equal(t, []string{"op=query&limit=1000&after=5"}, queries)

	for event, err := range client.Events.All(t.Context(), &maas.EventQueryOptions{MACAddresses: []string{"zz"}}) {
		assert.Nil(t, event)
		require.ErrorContains(t, err, `mac_address "zz" is not a MAC address`)
	}
}

func TestEventTime(t *testing.T) {
	t.Parallel()
	var event maas.Event
	require.NoError(t, json.Unmarshal([]byte(`{"created": "Sat, 21 Nov. 2026 13:18:52"}`), &event))
	assert.Equal(t, time.Date(2026, 11, 21, 13, 18, 52, 0, time.UTC), event.Created.In(time.UTC))
	assert.Equal(t, "Sat, 21 Nov. 2026 13:18:52", fmt.Sprint(event.Created))
	require.NoError(t, json.Unmarshal([]byte(`{"created": ""}`), &event))
	assert.True(t, event.Created.In(time.UTC).IsZero())
	require.Error(t, json.Unmarshal([]byte(`{"created": "yesterday"}`), &event))
}
