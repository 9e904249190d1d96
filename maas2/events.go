package maas2

import (
	"context"

	"github.com/gomaas/maas"
)

// EventsService is STUB.
type EventsService service

// Event is STUB.
type Event struct {
	ID          int        `json:"id"`
	Hostname    string     `json:"hostname"`
	Username    string     `json:"username"` // since 2.4
	Node        string     `json:"node"`
	Level       EventLevel `json:"level"`
	Created     string     `json:"created"`
	Type        string     `json:"type"`
	Description string     `json:"description"`
}

// EventsPage is STUB.
type EventsPage struct {
	Count   int     `json:"count"`
	Events  []Event `json:"events"`
	NextURI string  `json:"next_uri"`
	PrevURI *string `json:"prev_uri"` // nil when MAAS has null
}

// EventLevel is STUB a vocabulary.
type EventLevel string

// STUB.
const (
	EventLevelDebug    EventLevel = "DEBUG"
	EventLevelInfo     EventLevel = "INFO"
	EventLevelWarning  EventLevel = "WARNING"
	EventLevelError    EventLevel = "ERROR"
	EventLevelCritical EventLevel = "CRITICAL"
	EventLevelAudit    EventLevel = "AUDIT" // since 2.4
)

// EventQueryOptions are STUB.
type EventQueryOptions struct {
	After      int    `param:"after"`
	AgentName  string `param:"agent_name"`
	Before     int    `param:"before"`
	Hostname   string `param:"hostname"`
	ID         string `param:"id"`
	Level      string `param:"level"`
	Limit      int    `param:"limit"`
	MACAddress string `param:"mac_address"`
	Owner      string `param:"owner"` // since 2.4
	Zone       string `param:"zone"`
	Domain     string `param:"domain"`
	Pool       string `param:"pool"` // since 2.4
}

// Query STUB.
//
// Any user may call it.
//
// GET /events/?op=query
func (s *EventsService) Query(ctx context.Context, opts *EventQueryOptions) (*EventsPage, error) {
	return maas.Do[*EventsPage](ctx, s.client, maas.Get("/events/").Op("query").With(opts))
}
