package maas2test

import (
	"encoding/json"
	"math/rand/v2"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Requests that were recorded, in no order and with each other's values, are
// answered one way or another, but never by a panic.
func TestNoPanics(t *testing.T) {
	t.Parallel()
	const seed, rounds, life = 1, 10_000, 1000
	random := rand.New(rand.NewPCG(seed, seed))
	recorded := readRecordings(t)
	// Values that are often right, and some that are never.
	values := []string{
		"1", "2", "3", "0", "-1", "", "true", "x", "\x00", "é,ü", "99999999999999999999", "10.0.0.0/24", "10.0.0.7", "192.168.7.0/24",
		"192.168.7.9", "fd00::/64", "fd00::9", "0.0.0.0/0", "255.255.255.255/32", "#!/bin/sh\n", "{}", "[1]", "maas", "name:x",
	}
	forms := make([][][2]string, len(recorded))
	for i, e := range recorded {
		if json.Unmarshal(e.Request.Form, &forms[i]) == nil {
			for _, p := range forms[i] {
				values = append(values, p[1])
			}
		}
	}
	s := NewUnstarted()
	keys := map[string]string{"admin": s.AdminKey, "alice": s.Key("alice")}
	var machines []string
	value := func() string {
		if len(machines) > 0 && random.IntN(8) == 0 {
			return machines[random.IntN(len(machines))]
		}
		return values[random.IntN(len(values))]
	}
	for round := range rounds {
		if round%life == 0 {
			s.Reset() // since requests remove what others need, keys too
			machines = nil
		}
		i := random.IntN(len(recorded))
		e := &recorded[i]
		elements := strings.Split(strings.TrimPrefix(e.Request.Path, "/MAAS"+apiRoot), "/")
		for j := 1; j < len(elements); j++ {
			switch {
			case elements[j] == "" || random.IntN(4) == 0:
			case j == 1 && len(machines) > 0 && len(elements[1]) == len(machines[0]):
				elements[1] = machines[random.IntN(len(machines))]
			case elements[j][0] >= '0' && elements[j][0] <= '9':
				elements[j] = url.PathEscape(value())
			}
		}
		query, form := make(url.Values), make(url.Values)
		for _, p := range e.Request.Query {
			if p[0] == "op" || random.IntN(5) > 0 {
				query.Add(p[0], p[1])
			} else {
				query.Add(p[0], value())
			}
		}
		for _, p := range forms[i] {
			switch random.IntN(8) {
			case 0:
			case 1, 2:
				form.Add(p[0], value())
			default:
				form.Add(p[0], p[1])
			}
		}
		body := form.Encode()
		r := httptest.NewRequest(e.Request.Method, "/MAAS"+apiRoot+strings.Join(elements, "/")+"?"+query.Encode(), strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if key := keys[e.Request.As]; key != "" {
			r.Header.Set("Authorization", signWith(s, key))
		}
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		require.Zero(t, s.host.Panics(), "round %d: %s %s %s", round, r.Method, r.URL, body)
		var made struct {
			SystemID string `json:"system_id"`
		}
		if json.Unmarshal(w.Body.Bytes(), &made) == nil && made.SystemID != "" {
			machines = append(machines, made.SystemID)
		}
	}
}
