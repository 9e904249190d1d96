package maas

import (
	"context"
	"fmt"
	"iter"
	"time"
)

// EventsService is the section "Events" of the API: the log of what happened to
// nodes and devices. Since MAAS 1.8.
type EventsService service

// An Event is a thing that happened to a node. Since 1.8.
type Event struct {
	ID          int        `json:"id"` // grows with time
	Node        string     `json:"node"`
	Hostname    string     `json:"hostname"` // without its domain
	Level       EventLevel `json:"level"`
	Created     EventTime  `json:"created"`
	Type        string     `json:"type"` // words, such as "Node changed status"
	Description string     `json:"description"`
}

// EventLevel is how serious an event is. Since 1.8.
type EventLevel string

// The levels of events, the least serious first.
const (
	EventLevelDebug    EventLevel = "DEBUG"
	EventLevelInfo     EventLevel = "INFO"
	EventLevelWarning  EventLevel = "WARNING"
	EventLevelError    EventLevel = "ERROR"
	EventLevelCritical EventLevel = "CRITICAL"
)

// EventTime is a [LocalTime] in the notation of the event log, which has whole
// seconds: "Sat, 21 Nov. 2026 13:18:52".
type EventTime struct{ LocalTime }

// eventTime is the notation of the event log.
const eventTime = "Mon, 02 Jan. 2006 15:04:05"

// UnmarshalText reads a time as the event log has it. An empty text is the zero value.
func (t *EventTime) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*t = EventTime{}
		return nil
	}
	wall, err := time.Parse(eventTime, string(text))
	if err != nil {
		return fmt.Errorf("%q is not a time of the event log: %w", text, err)
	}
	*t = EventTime{LocalTime{string(text), wall}}
	return nil
}

// An EventPage is a part of the log. Since 1.8.
type EventPage struct {
	Count  int     `json:"count"`  // of Events
	Events []Event `json:"events"` // the newest first
	// PrevURI and NextURI are the paths and queries of the neighbouring pages as
	// MAAS computes them, whether or not there are events on them. They lack
	// the filter of hostnames. [EventsService.All] does without them.
	PrevURI string `json:"prev_uri"`
	NextURI string `json:"next_uri"`
}

// EventQueryOptions filter [EventsService.Query]; all filters given must match.
// A nil list does not filter; an empty one, which could match no event, is refused.
type EventQueryOptions struct {
	Hostnames    []string   `param:"hostname,any"` // without the domain
	MACAddresses []string   `param:"mac_address,any,mac"`
	IDs          []string   `param:"id,any"` // system ids
	Zone         string     `param:"zone"`
	AgentName    string     `param:"agent_name"`
	Level        EventLevel `param:"level"` // this and more serious ones; "" is EventLevelInfo
	Limit        int        `param:"limit"` // 1000 at most; 0 is the default of 100
	// After is the id of the oldest event wanted. With it the page begins there;
	// nil asks for the newest events.
	After *int `param:"after"`
}

// Query returns a page of the log of all nodes and devices.
//
// Any user may call it, since MAAS 1.8. It fails with [ErrBadRequest] for a
// limit above 1000 and for an unknown level.
//
// GET /events/?op=query
func (s *EventsService) Query(ctx context.Context, opts *EventQueryOptions) (*EventPage, error) {
	return Do[*EventPage](ctx, s.client, Get("/events/").Op("query").With(opts).Since("1.8"))
}

// All yields the events from opts.After on, the oldest first, page by page; a
// nil After is the beginning of the log. It ends with the newest event: to
// follow the log, call it again with the last id plus one. An error ends it, as
// the last pair.
//
// Any user may call it, since MAAS 1.8. It fails as Query does.
//
// GET /events/?op=query
func (s *EventsService) All(ctx context.Context, opts *EventQueryOptions) iter.Seq2[*Event, error] {
	return func(yield func(*Event, error) bool) {
		var page EventQueryOptions
		if opts != nil {
			page = *opts
		}
		if page.Limit == 0 {
			page.Limit = 1000
		}
		if page.After == nil {
			page.After = new(0)
		}
		for {
			answer, err := s.Query(ctx, &page)
			if err != nil {
				yield(nil, err)
				return
			}
			for i := len(answer.Events) - 1; i >= 0; i-- {
				if !yield(&answer.Events[i], nil) {
					return
				}
			}
			if len(answer.Events) < page.Limit {
				return
			}
			page.After = new(answer.Events[0].ID + 1)
		}
	}
}
