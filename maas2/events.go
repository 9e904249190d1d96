package maas2

import (
	"context"
	"iter"
	"slices"
	"time"

	"github.com/gomaas/maas"
)

// EventsService is the section "Events" of the API: what happened to nodes, and
// what users did.
type EventsService service

// An Event is something that happened.
type Event struct {
	ID          int        `json:"id"`       // the later the event, the greater
	Hostname    string     `json:"hostname"` // of the node
	Username    string     `json:"username"` // "unknown" where no user acted, since 2.4
	Node        string     `json:"node"`     // its system id
	Level       EventLevel `json:"level"`
	Created     string     `json:"created"` // "Sat, 21 Nov. 2026 12:50:01", in UTC
	Type        string     `json:"type"`    // "Node changed status", for example
	Description string     `json:"description"`
}

// Time returns when the event was, to the second. It is the zero time if Created is
// not written as MAAS writes it.
func (e *Event) Time() time.Time {
	t, _ := time.Parse("Mon, 02 Jan. 2006 15:04:05", e.Created)
	return t
}

// EventsPage is the answer to a query.
type EventsPage struct {
	Count   int     `json:"count"`    // how many Events has
	Events  []Event `json:"events"`   // the newest first
	NextURI string  `json:"next_uri"` // of newer events, which may be still to come
	PrevURI *string `json:"prev_uri"` // of older events; nil if the page is empty
}

// An EventLevel is how important an event is.
type EventLevel string

// The levels. A query for one of them returns those above it, too, but for
// EventLevelAudit, which stands alone.
const (
	EventLevelDebug    EventLevel = "DEBUG"
	EventLevelInfo     EventLevel = "INFO"
	EventLevelWarning  EventLevel = "WARNING"
	EventLevelError    EventLevel = "ERROR"
	EventLevelCritical EventLevel = "CRITICAL"
	EventLevelAudit    EventLevel = "AUDIT" // what users changed, since 2.4
)

// EventQueryOptions choose events. Those that are set must all hold.
type EventQueryOptions struct {
	Level EventLevel `param:"level"` // the least one, EventLevelInfo if ""
	// Limit is the most events of a page: 100 if 0, 1000 at most.
	Limit int `param:"limit"`
	// After is the id of an event: the page has those that came next, the oldest
	// of them if they are more than Limit; new(0) is for the first of all. Before
	// is the id of an event too, and the page has those that came before it. Only
	// one of them can be set.
	After  *int `param:"after"`
	Before int  `param:"before"`

	// The node that the events are of.
	ID         string `param:"id"` // its system id
	Hostname   string `param:"hostname"`
	MACAddress string `param:"mac_address,mac"`
	Domain     string `param:"domain"`
	Zone       string `param:"zone"`
	Pool       string `param:"pool" since:"2.4"`
	AgentName  string `param:"agent_name"`

	Owner string `param:"owner" since:"2.4"` // the user who acted
}

// Query returns a page of events, the newest first. [EventsService.All] follows
// the pages.
//
// Any user may call it. It fails with [maas.ErrBadRequest] for a Limit above
// 1000, for a level that MAAS does not know, and if After and Before are set.
//
// GET /events/?op=query
func (s *EventsService) Query(ctx context.Context, opts *EventQueryOptions) (*EventsPage, error) {
	return maas.Do[*EventsPage](ctx, s.client, maas.Get("/events/").Op("query").With(opts))
}

// mostEvents is how many events a page can have.
const mostEvents = 1000

// All returns all events that opts choose, the newest first. It gets a page at a
// time with [EventsService.Query], and stops at the first error. Limit is the size
// of a page, 1000 if 0. If After is set, the events end with the first one after
// it.
//
// Any user may call it. It fails as Query does.
func (s *EventsService) All(ctx context.Context, opts *EventQueryOptions) iter.Seq2[*Event, error] {
	return func(yield func(*Event, error) bool) {
		o, after := pageOptions(opts)
		for {
			page, err := s.Query(ctx, &o)
			if err != nil {
				yield(nil, err)
				return
			}
			for i := range page.Events {
				if event := &page.Events[i]; event.ID <= after || !yield(event, nil) {
					return
				}
				o.Before = page.Events[i].ID
			}
			if len(page.Events) < o.Limit {
				return
			}
		}
	}
}

// pageOptions are options for pages, and the id of the event to begin after; 0
// if there is none.
func pageOptions(opts *EventQueryOptions) (o EventQueryOptions, after int) {
	if opts != nil {
		o = *opts
	}
	if o.Limit <= 0 {
		o.Limit = mostEvents
	}
	if o.After != nil {
		after, o.After = *o.After, nil
	}
	return o, after
}

// Follow returns the events that opts choose as they happen, the oldest first,
// until ctx ends; it then stops without an error. It asks MAAS for new ones each
// interval, 2 s if 0. If After is set, it begins with the events after that one, so
// that it continues where an earlier call stopped; otherwise it begins with what
// happens from now on. It ignores Before.
//
// A broken connection or a server in trouble does not end it. Other errors, such
// as [maas.ErrUnauthorized], do.
func (s *EventsService) Follow(ctx context.Context, opts *EventQueryOptions, interval time.Duration) iter.Seq2[*Event, error] {
	if interval <= 0 {
		interval = 2 * time.Second
	}
	return func(yield func(*Event, error) bool) {
		o, after := pageOptions(opts)
		o.Before = 0
		known := opts != nil && opts.After != nil
		for {
			look := o
			if known {
				look.After = new(after)
			} else {
				look.Limit = 1
			}
			page, err := s.Query(ctx, &look)
			switch {
			case ctx.Err() != nil:
				return
			case err != nil && !passing(err):
				yield(nil, err)
				return
			case err == nil:
				for _, event := range slices.Backward(page.Events) {
					after = event.ID
					if known && !yield(&event, nil) {
						return
					}
				}
				full := known && len(page.Events) >= o.Limit
				known = true
				if full {
					continue // more are there already
				}
			}
			if sleep(ctx, interval) != nil {
				return
			}
		}
	}
}
