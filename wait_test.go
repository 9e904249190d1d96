package maas

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas/internal/deadline"
)

// nodeAnswers makes a client whose server gives one answer after the other,
// the last one for ever: a node's JSON, or a status and a text.
func nodeAnswers(t *testing.T, answers ...string) (client *Client, asked *int) {
	t.Helper()
	asked = new(int)
	client, err := NewClient("http://host/MAAS", authKey,
		WithRetryPolicy(RetryPolicy{MaxAttempts: 1}),
		WithHTTPClient(&http.Client{Transport: roundTripper(func(req *http.Request) (*http.Response, error) {
			answer := answers[min(*asked, len(answers)-1)]
			*asked++
			if answer == "reset" {
				return nil, errors.New("connection reset by peer")
			}
			resp := &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Request: req}
			if text, ok := strings.CutPrefix(answer, "status "); ok {
				_, err := fmt.Sscan(text, &resp.StatusCode)
				if err != nil {
					return nil, err
				}
			}
			resp.Body = io.NopCloser(strings.NewReader(answer))
			return resp, nil
		})}))
	require.NoError(t, err)
	return client, asked
}

const (
	commissioning = `{"system_id": "node-1", "status": 1}`
	failedTests   = `{"system_id": "node-1", "status": 2}`
	ready         = `{"system_id": "node-1", "status": 4}`
	allocated     = `{"system_id": "node-1", "status": 6, "netboot": true}`
	deployed      = `{"system_id": "node-1", "status": 6, "netboot": false}`
	deploying17   = `{"system_id": "node-1", "status": 6, "substatus": 9, "netboot": false}`
	deployed17    = `{"system_id": "node-1", "status": 6, "substatus": 6, "netboot": false}`
	failed17      = `{"system_id": "node-1", "status": 6, "substatus": 11}`
	releasing17   = `{"system_id": "node-1", "status": 6, "substatus": 12}`
	erasing17     = `{"system_id": "node-1", "status": 6, "substatus": 14}`
)

func TestWaitFor(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name      string
		condition NodeCondition
		answers   []string
		looks     int
		err       error  // nil: reached
		text      string // in the error
	}{
		{"there at once", Ready, []string{ready}, 1, nil, ""},
		{"commissioned", Ready, []string{commissioning, commissioning, ready}, 3, nil, ""},
		{"survives trouble", Ready, []string{commissioning, "reset", "status 500", "status 502", "status 503", ready}, 6, nil, ""},
		{"commissioning failed", Ready, []string{commissioning, failedTests}, 2, ErrNodeFailed, "waiting for node node-1 to be Ready (last seen Failed commissioning): the node failed: Failed commissioning"},
		{"deployed on 1.6", Deployed, []string{allocated, allocated, deployed}, 3, nil, ""},
		{"deployed on 1.7", Deployed, []string{deploying17, deployed17}, 2, nil, ""},
		{"deployment failed", Deployed, []string{deploying17, failed17}, 2, ErrNodeFailed, "Failed deployment"},
		{"released meanwhile", Deployed, []string{allocated, ready}, 2, ErrUnreachable, "the node does not get there by itself: Ready"},
		{"released and taken for tests meanwhile", Deployed, []string{allocated, commissioning}, 2, ErrUnreachable, "Commissioning"},
		{"released on 1.7", Ready, []string{releasing17, erasing17, ready}, 3, nil, ""},
		{"gone", Ready, []string{commissioning, "status 404"}, 2, ErrNotFound, "last seen Commissioning"},
		{"never there", Ready, []string{"status 404"}, 1, ErrNotFound, "never seen"},
		{"forbidden", Ready, []string{"status 403"}, 1, ErrForbidden, ""},
		{"condition without Done", NodeCondition{Name: "odd"}, []string{ready}, 0, nil, "no Done function"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			deadline.Bubble(t, deadline.Day, func(t *testing.T) {
				client, asked := nodeAnswers(t, tc.answers...)
				polls := 0
				node, err := client.Nodes.WaitFor(t.Context(), "node-1", tc.condition, &NodeWaitOptions{OnPoll: func(*Node, error) { polls++ }})
				assert.Equal(t, tc.looks, *asked)
				if tc.err == nil && tc.text == "" {
					require.NoError(t, err)
					assert.True(t, tc.condition.Done(node))
					assert.Equal(t, tc.looks, polls)
					return
				}
				assert.Nil(t, node)
				require.ErrorContains(t, err, tc.text)
				if tc.err != nil {
					require.ErrorIs(t, err, tc.err)
				}
				_, ok := errors.AsType[*NodeWaitError](err)
				assert.True(t, ok)
			})
		})
	}
}

func TestWaitForEndsWithItsContext(t *testing.T) {
	t.Parallel()
	deadline.Bubble(t, deadline.Day, func(t *testing.T) {
		client, asked := nodeAnswers(t, commissioning)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		started := time.Now()
		_, err := client.Nodes.WaitFor(ctx, "node-1", Ready, nil)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		wait, ok := errors.AsType[*NodeWaitError](err)
		require.True(t, ok)
		assert.Equal(t, NodeStatusCommissioning, wait.Last.Status)
		assert.Equal(t, time.Minute, time.Since(started))
		// 1, 1.5, 2.25, 3.4, 5.1, 7.6, 11.4, 15 and 15 s between the looks.
		assert.Equal(t, 9, *asked)
	})
}

func TestWaitForLongInterval(t *testing.T) {
	t.Parallel()
	deadline.Bubble(t, deadline.Day, func(t *testing.T) {
		client, _ := nodeAnswers(t, commissioning, commissioning, ready)
		started := time.Now()
		_, err := client.Nodes.WaitFor(t.Context(), "node-1", Ready, &NodeWaitOptions{Interval: time.Minute})
		require.NoError(t, err)
		assert.Equal(t, 2*time.Minute, time.Since(started))
	})
}

// An acquire that takes long is not cut short while its context runs, and is
// given up a minute after that has ended.
func TestDeployAcquiresForAsLongAsItTakes(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		takes, limit, ends time.Duration
		released           bool
	}{
		{takes: 80 * time.Second, limit: time.Hour, ends: 80 * time.Second, released: true},
		{takes: 80 * time.Second, limit: 30 * time.Second, ends: 80 * time.Second, released: true},
		{takes: 80 * time.Second, limit: 10 * time.Second, ends: 70 * time.Second},
	} {
		deadline.Bubble(t, deadline.Day, func(t *testing.T) {
			released := false
			client, err := NewClient("http://host/MAAS", authKey, WithHTTPClient(&http.Client{
				Transport: roundTripper(func(req *http.Request) (*http.Response, error) {
					answer := func(status int, body string) (*http.Response, error) {
						return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}, nil
					}
					switch op, _ := OperationFromContext(req.Context()); op.Op {
					case "acquire":
						if err := sleep(req.Context(), tc.takes); err != nil {
							return nil, err
						}
						return answer(http.StatusOK, allocated)
					case "release":
						released = true
						return answer(http.StatusOK, ready)
					}
					return answer(http.StatusForbidden, "")
				})}))
			require.NoError(t, err)
			ctx, cancel := context.WithTimeout(t.Context(), tc.limit)
			defer cancel()
			started := time.Now()
			_, err = client.Nodes.Deploy(ctx, nil)
			require.Error(t, err)
			assert.Equal(t, tc.ends, time.Since(started))
			assert.Equal(t, tc.released, released)
		})
	}
}

func TestWaitForIntervals(t *testing.T) {
	t.Parallel()
	deadline.Bubble(t, deadline.Day, func(t *testing.T) {
		client, _ := nodeAnswers(t, commissioning, commissioning, commissioning, ready)
		started := time.Now()
		var at []time.Duration
		_, err := client.Nodes.WaitFor(t.Context(), "node-1", Ready, &NodeWaitOptions{
			Interval: 2 * time.Second, MaxInterval: 3 * time.Second,
			OnPoll: func(*Node, error) { at = append(at, time.Since(started)) },
		})
		require.NoError(t, err)
		assert.Equal(t, []time.Duration{0, 2 * time.Second, 5 * time.Second, 8 * time.Second}, at)
	})
}
