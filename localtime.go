package maas

import (
	"fmt"
	"time"
)

// A LocalTime is a time as the clock of the MAAS server showed it. MAAS does not
// say in which time zone that clock is, so this is no [time.Time] until
// [LocalTime.In] is told. The zero value is not a time.
type LocalTime struct {
	text string    // as MAAS wrote it
	wall time.Time // the same, as if it were UTC
}

// In returns the moment at which a clock in loc, the server's time zone, shows t;
// the zero time for no time.
func (t LocalTime) In(loc *time.Location) time.Time {
	if t.wall.IsZero() {
		return time.Time{}
	}
	year, month, day := t.wall.Date()
	hour, minute, second := t.wall.Clock()
	return time.Date(year, month, day, hour, minute, second, t.wall.Nanosecond(), loc)
}

// String returns the time as MAAS wrote it, "2026-11-20T23:31:44.146"; "" for no
// time.
func (t LocalTime) String() string { return t.text }

// MarshalText returns the time as MAAS wrote it.
func (t LocalTime) MarshalText() ([]byte, error) { return []byte(t.text), nil }

// UnmarshalText reads a time as MAAS writes it. An empty text is the zero value.
func (t *LocalTime) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*t = LocalTime{}
		return nil
	}
	// Parse accepts a fraction behind the seconds without being asked to.
	wall, err := time.Parse("2006-01-02T15:04:05", string(text))
	if err != nil {
		return fmt.Errorf("%q is not a time of MAAS: %w", text, err)
	}
	*t = LocalTime{string(text), wall}
	return nil
}
