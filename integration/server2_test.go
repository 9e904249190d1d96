package integration

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maas2"
	"github.com/gomaas/maas/maas2/maas2test"
)

var serverScenarios2 = []scenario2{
	{"version-2", reading, nil, func(t *testing.T, m *site2) {
		version := must(m.anyone.Anonymous().Ping(t.Context()))(t)
		assert.NotEmpty(t, version.Version)
		assert.Equal(t, version, must(m.anyone.MAAS.Version(t.Context()))(t))
	}},
	{"settings-read", adminReads, nil, func(t *testing.T, m *site2) {
		assert.NotEmpty(t, must(maas2.GetConfig(t.Context(), m.admin, maas2.ConfigDefaultOSystem))(t))
		ttl := must(maas2.GetConfig(t.Context(), m.admin, maas2.ConfigDefaultDNSTTL))(t)
		assert.Equal(t, fmt.Sprint(ttl), string(must(m.admin.MAAS.GetConfig(t.Context(), "default_dns_ttl"))(t)))
	}},
	{"settings-write", managing, nil, func(t *testing.T, m *site2) {
		before := must(maas2.GetConfig(t.Context(), m.admin, maas2.ConfigCurtinVerbose))(t)
		cleanUp(t, func(ctx context.Context) error {
			return maas2.SetConfig(ctx, m.admin, maas2.ConfigCurtinVerbose, before)
		})
		require.NoError(t, maas2.SetConfig(t.Context(), m.admin, maas2.ConfigCurtinVerbose, !before))
		assert.Equal(t, !before, must(maas2.GetConfig(t.Context(), m.admin, maas2.ConfigCurtinVerbose))(t))
	}},
	{"setting-unknown", adminReads, nil, func(t *testing.T, m *site2) {
		_, err := m.admin.MAAS.GetConfig(t.Context(), newName())
		require.ErrorIs(t, err, maas.ErrBadRequest)
	}},
	{"setting-refused", managing, nil, func(t *testing.T, m *site2) {
		require.ErrorIs(t, m.admin.MAAS.SetConfig(t.Context(), "default_dns_ttl", "soon"), maas.ErrBadRequest)
		require.ErrorIs(t, m.admin.MAAS.SetConfig(t.Context(), newName(), "x"), maas.ErrBadRequest)
	}},
	{"notification-life", managing, nil, func(t *testing.T, m *site2) {
		note := must(m.admin.Notifications.Create(t.Context(), "Wartung um {hour} Uhr", &maas2.NotificationCreateOptions{
			Admins: new(true), Category: maas2.NotificationCategoryWarning, Context: map[string]any{"hour": 7}}))(t)
		cleanUp(t, func(ctx context.Context) error { return m.admin.Notifications.Delete(ctx, note.ID) })
		assert.True(t, note.Admins)
		assert.Equal(t, "Wartung um {hour} Uhr", note.Message)
		changed := must(m.admin.Notifications.Update(t.Context(), note.ID, &maas2.NotificationUpdateOptions{Message: new("vorbei")}))(t)
		assert.Equal(t, "vorbei", changed.Message)
		assert.Equal(t, maas2.NotificationCategoryWarning, changed.Category)
		require.NoError(t, m.admin.Notifications.Delete(t.Context(), note.ID))
		require.ErrorIs(t, failure(m.admin.Notifications.Get(t.Context(), note.ID)), maas.ErrNotFound)
	}},
	{"notification-dismiss", inMemoryFor("every user would see it"), nil, func(t *testing.T, m *site2) {
		note := must(m.admin.Notifications.Create(t.Context(), "hello", &maas2.NotificationCreateOptions{Users: new(true)}))(t)
		require.NoError(t, m.plain.Notifications.Dismiss(t.Context(), note.ID))
		for _, left := range must(m.plain.Notifications.List(t.Context()))(t) {
			assert.NotEqual(t, note.ID, left.ID)
		}
	}},
	{"notification-plain-user", together, nil, func(t *testing.T, m *site2) {
		require.ErrorIs(t, failure(m.plain.Notifications.Create(t.Context(), "hello", nil)), maas.ErrForbidden)
	}},
	{"repository-life", managing, nil, func(t *testing.T, m *site2) {
		repository := must(m.admin.PackageRepositories.Create(t.Context(), newName(), "http://packages.example/ubuntu", &maas2.PackageRepositoryCreateOptions{
			Enabled: new(false), Arches: []string{"amd64"}, Components: []string{"main", "extra"}, Distributions: []string{"jammy"}}))(t)
		cleanUp(t, func(ctx context.Context) error { return m.admin.PackageRepositories.Delete(ctx, repository.ID) })
		assert.False(t, repository.Enabled)
		assert.Equal(t, []string{"main", "extra"}, repository.Components)
		changed := must(m.admin.PackageRepositories.Update(t.Context(), repository.ID, &maas2.PackageRepositoryUpdateOptions{URL: new("http://other.example/ubuntu")}))(t)
		assert.Equal(t, "http://other.example/ubuntu", changed.URL)
		assert.Equal(t, []string{"amd64"}, changed.Arches)
		require.NoError(t, m.admin.PackageRepositories.Delete(t.Context(), repository.ID))
	}},
	{"repositories-read", reading, nil, func(t *testing.T, m *site2) {
		for _, repository := range must(m.anyone.PackageRepositories.List(t.Context()))(t) {
			assert.NotEmpty(t, repository.URL)
		}
	}},
	{"license-key-life", inMemoryFor("a live MAAS has no Windows image to give a key for"), nil, func(t *testing.T, m *site2) {
		_, err := m.admin.LicenseKeys.Create(t.Context(), "windows", newName(), maas.NewSecret("00000-00000-00000-00000-00000"))
		if err == nil {
			for _, key := range must(m.admin.LicenseKeys.List(t.Context()))(t) {
				assert.NotContains(t, fmt.Sprintf("%+v", key), "00000-")
				require.NoError(t, m.admin.LicenseKeys.Delete(t.Context(), key.OSystem, key.DistroSeries))
			}
			return
		}
		require.ErrorIs(t, err, maas.ErrBadRequest)
		assert.NotContains(t, err.Error(), "00000-")
	}},
	{"license-keys-read", adminReads, nil, func(t *testing.T, m *site2) {
		must(m.admin.LicenseKeys.List(t.Context()))(t)
		require.ErrorIs(t, failure(m.admin.LicenseKeys.Get(t.Context(), "windows", newName())), maas.ErrNotFound)
	}},
	{"boot-sources-read", adminReads, nil, func(t *testing.T, m *site2) {
		for _, source := range must(m.admin.BootSources.List(t.Context()))(t) {
			assert.NotEmpty(t, source.URL)
			for _, selection := range must(m.admin.BootSourceSelections.List(t.Context(), source.ID))(t) {
				assert.Equal(t, selection.Release, must(m.admin.BootSourceSelections.Get(t.Context(), source.ID, selection.ID))(t).Release)
			}
		}
	}},
	{"boot-source-life", inMemoryFor("MAAS fetches from a new source at once"), nil, func(t *testing.T, m *site2) {
		source := must(m.admin.BootSources.Create(t.Context(), "http://images.example/", &maas2.BootSourceCreateOptions{KeyringFilename: "/usr/share/keyrings/x.gpg"}))(t)
		changed := must(m.admin.BootSources.Update(t.Context(), source.ID, &maas2.BootSourceUpdateOptions{URL: new("http://other.example/")}))(t)
		assert.Equal(t, "http://other.example/", changed.URL)
		require.NoError(t, m.admin.BootSources.Delete(t.Context(), source.ID))
		require.ErrorIs(t, failure(m.admin.BootSources.Get(t.Context(), source.ID)), maas.ErrNotFound)
	}},
	{"boot-selection-ensure", inMemoryFor("MAAS would fetch gigabytes"), nil, func(t *testing.T, m *site2) {
		source := must(m.admin.BootSources.List(t.Context()))(t)[0]
		one := must(m.admin.BootSourceSelections.Ensure(t.Context(), source.ID, "ubuntu", "focal", []string{"amd64"}))(t)
		two := must(m.admin.BootSourceSelections.Ensure(t.Context(), source.ID, "ubuntu", "focal", []string{"amd64"}))(t)
		assert.Equal(t, one, two, "the second time it is there")
		require.NoError(t, m.admin.BootSourceSelections.Delete(t.Context(), source.ID, one.ID))
	}},
	{"boot-resources-read", adminReads, nil, func(t *testing.T, m *site2) {
		for _, resource := range must(m.admin.BootResources.List(t.Context(), nil))(t) {
			assert.NotEmpty(t, must(m.admin.BootResources.Get(t.Context(), resource.ID))(t).Architecture)
		}
		must(m.admin.BootResources.IsImporting(t.Context()))(t)
	}},
	{"boot-resource-small", managing, nil, func(t *testing.T, m *site2) {
		resource := must(m.admin.BootResources.Upload(t.Context(), "amd64/generic", "custom/"+newName(), strings.NewReader("x"), &maas2.BootResourceUploadOptions{BaseImage: "ubuntu/jammy"}))(t)
		require.NoError(t, m.admin.BootResources.Delete(t.Context(), resource.ID))
		require.ErrorIs(t, failure(m.admin.BootResources.Get(t.Context(), resource.ID)), maas.ErrNotFound)
	}},
	{"boot-resource-wrong-sum", managing, nil, func(t *testing.T, m *site2) {
		_, err := m.admin.BootResources.Upload(t.Context(), "amd64/generic", "custom/"+newName(), strings.NewReader("x"),
			&maas2.BootResourceUploadOptions{BaseImage: "ubuntu/jammy", SHA256: strings.Repeat("0", 64)})
		require.Error(t, err)
		if broken, ok := errors.AsType[*maas2.UploadError](err); ok {
			require.NoError(t, m.admin.BootResources.Delete(t.Context(), broken.ID))
		}
	}},
	{"boot-resource-chunk-lost", inMemoryFor("a fault is injected"), nil, func(t *testing.T, m *site2) {
		content := randomBytes(50_000)
		m.server.Inject(maas2test.Match{Method: http.MethodPut}, maas2test.Fault{Status: http.StatusServiceUnavailable, Header: http.Header{"Retry-After": {"0"}}})
		client := m.server.Client(impatient)
		resource := must(client.BootResources.Upload(t.Context(), "amd64/generic", "custom/lost", bytes.NewReader(content), &maas2.BootResourceUploadOptions{BaseImage: "ubuntu/jammy", ChunkSize: 20_000}))(t)
		assert.True(t, resource.Complete())
	}},
}

// conductScenarios2 are about how client and server get on when something is
// wrong, or when there is much to do.
var conductScenarios2 = []scenario2{
	{"wrong-key", reading, nil, func(t *testing.T, m *site2) {
		client := must(maas2.NewClient(m.url, "gomaas:gomaas:gomaas-hunter2"))(t)
		_, err := client.Machines.List(t.Context(), nil)
		require.ErrorIs(t, err, maas.ErrUnauthorized)
		assert.NotContains(t, fmt.Sprintf("%v %+v", err, client), "hunter2")
	}},
	{"broken-key", reading, nil, func(t *testing.T, m *site2) {
		_, err := maas2.NewClient(m.url, "gomaas-hunter2")
		require.Error(t, err)
		assert.NotContains(t, err.Error(), "hunter2")
	}},
	{"key-not-shown", reading, nil, func(t *testing.T, m *site2) {
		assert.NotContains(t, fmt.Sprintf("%v %+v %#v", m.anyone, m.anyone, m.anyone.Core()), m.key[strings.LastIndexByte(m.key, ':')+1:])
	}},
	{"anonymous-refused", reading, nil, func(t *testing.T, m *site2) {
		anonymous := m.anyone.Anonymous()
		for name, err := range map[string]error{
			"tags": failure(anonymous.Tags.List(t.Context())), "zones": failure(anonymous.Zones.List(t.Context())),
			"subnets": failure(anonymous.Subnets.List(t.Context())), "whoami": failure(anonymous.Users.Whoami(t.Context())),
		} {
			assert.ErrorIs(t, err, maas.ErrUnauthorized, name)
		}
	}},
	{"plain-user-refused", together, nil, func(t *testing.T, m *site2) {
		for name, err := range map[string]error{
			"zone":    failure(m.plain.Zones.Create(t.Context(), newName(), nil)),
			"fabric":  failure(m.plain.Fabrics.Create(t.Context(), &maas2.FabricCreateOptions{Name: newName()})),
			"space":   failure(m.plain.Spaces.Create(t.Context(), &maas2.SpaceCreateOptions{Name: newName()})),
			"tag":     failure(m.plain.Tags.Create(t.Context(), newName(), nil)),
			"setting": m.plain.MAAS.SetConfig(t.Context(), "maas_name", "x"),
			"user":    failure(m.plain.Users.Create(t.Context(), newName(), "x@example.com", maas.NewSecret("x"), nil)),
			"image":   m.plain.BootResources.Import(t.Context()),
		} {
			assert.ErrorIs(t, err, maas.ErrForbidden, name)
		}
	}},
	{"not-found", reading, nil, func(t *testing.T, m *site2) {
		for name, err := range map[string]error{
			"machine": failure(m.anyone.Machines.Get(t.Context(), "gomaas")), "zone": failure(m.anyone.Zones.Get(t.Context(), newName())),
			"subnet": failure(m.anyone.Subnets.Get(t.Context(), "1073741823")), "tag": failure(m.anyone.Tags.Get(t.Context(), newName())),
			"user": failure(m.anyone.Users.Get(t.Context(), newName())), "fabric": failure(m.anyone.Fabrics.Get(t.Context(), "1073741823")),
		} {
			assert.ErrorIs(t, err, maas.ErrNotFound, name)
			assert.NotErrorIs(t, err, maas.ErrUnknownEndpoint, name)
		}
	}},
	{"unknown-endpoint-2", reading, nil, func(t *testing.T, m *site2) {
		core := m.anyone.Core()
		err := core.Call(t.Context(), http.MethodGet, "/"+newName()+"/", "", nil, nil)
		require.ErrorIs(t, err, maas.ErrUnknownEndpoint)
		require.NotErrorIs(t, err, maas.ErrNotFound, "the path is wrong; no object is gone")
		require.ErrorIs(t, core.Call(t.Context(), http.MethodGet, "/machines/", "dance", nil, nil), maas.ErrUnsupportedOperation)
		require.ErrorIs(t, core.Call(t.Context(), http.MethodDelete, "/zones/", "", nil, nil), maas.ErrMethodNotAllowed)
		require.ErrorIs(t, core.Call(t.Context(), http.MethodGet, "/zones", "", nil, nil), maas.ErrUnknownEndpoint)
	}},
	{"raw-call-2", reading, nil, func(t *testing.T, m *site2) {
		var zones []maas2.Zone
		require.NoError(t, m.anyone.Core().Call(t.Context(), http.MethodGet, "zones/", "", nil, &zones))
		assert.Equal(t, must(m.anyone.Zones.List(t.Context()))(t), zones)
		var raw json.RawMessage
		require.NoError(t, m.anyone.Core().Call(t.Context(), http.MethodGet, zones[0].ResourceURI, "", nil, &raw), "MAAS's own address will do")
	}},
	{"refused-arguments-2", reading, nil, func(t *testing.T, m *site2) {
		for name, err := range map[string]error{
			"no id": failure(m.anyone.Machines.Get(t.Context(), "")), "an id that climbs": failure(m.anyone.Zones.Get(t.Context(), "..")),
			"no MAC address": failure(m.anyone.Devices.Create(t.Context(), nil, nil)),
		} {
			_, ok := errors.AsType[*maas.ArgumentError](err)
			assert.True(t, ok, "%s: %v", name, err)
		}
	}},
	{"canceled-before-2", reading, nil, func(t *testing.T, m *site2) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		require.ErrorIs(t, failure(m.anyone.Machines.List(ctx, nil)), context.Canceled)
	}},
	{"canceled-during-2", inMemoryFor("an answer is delayed"), nil, func(t *testing.T, m *site2) {
		m.server.Inject(maas2test.Match{Path: "machines/"}, maas2test.Fault{Delay: time.Hour})
		ctx, cancel := context.WithCancel(t.Context())
		ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteRequest: func(httptrace.WroteRequestInfo) { cancel() }})
		require.ErrorIs(t, failure(m.plain.Machines.List(ctx, nil)), context.Canceled)
		m.server.ClearFaults()
		must(m.plain.Machines.List(t.Context(), nil))(t)
	}},
	{"retry-after-2", inMemoryFor("faults are injected"), nil, func(t *testing.T, m *site2) {
		m.machine(t)
		race := maas2test.Fault{Status: http.StatusConflict, ContentType: "text/html; charset=utf-8", Body: "<h2>Conflict error</h2>",
			Header: http.Header{"Retry-After": {"0"}}}
		m.server.Inject(maas2test.Match{Op: "allocate"}, race)
		must(m.server.ClientFor("alice", impatient).Machines.Allocate(t.Context(), nil))(t)
	}},
	{"broken-get-repeated-2", inMemoryFor("faults are injected"), nil, func(t *testing.T, m *site2) {
		client := m.server.ClientFor("alice", impatient)
		for _, fault := range []maas2test.Fault{{Reset: true}, {Truncate: 1}, {Status: http.StatusBadGateway}, {Status: http.StatusGatewayTimeout}} {
			m.server.Inject(maas2test.Match{Path: "zones/"}, fault)
			assert.Len(t, must(client.Zones.List(t.Context()))(t), 1, "%+v", fault)
		}
	}},
	{"broken-post-not-repeated-2", inMemoryFor("faults are injected"), nil, func(t *testing.T, m *site2) {
		client, name := m.server.Client(impatient), newName()
		m.server.Inject(maas2test.Match{Path: "zones/", Method: http.MethodPost}, maas2test.Fault{Reset: true, Processed: true})
		_, err := client.Zones.Create(t.Context(), name, nil)
		broken, ok := errors.AsType[*maas.TransportError](err)
		require.True(t, ok, "%v", err)
		assert.Equal(t, 1, broken.Attempts, "its fate is unknown")
		must(client.Zones.Get(t.Context(), name))(t)
	}},
	{"redirect-not-followed", inMemoryFor("a fault is injected"), nil, func(t *testing.T, m *site2) {
		m.server.Inject(maas2test.Match{Path: "zones/", Method: http.MethodPost}, maas2test.Fault{Status: http.StatusFound, Header: http.Header{"Location": {"/elsewhere/"}}})
		require.ErrorIs(t, failure(m.admin.Zones.Create(t.Context(), newName(), nil)), maas.ErrRedirect)
	}},
	{"web-page-instead-2", inMemoryFor("a fault is injected"), nil, func(t *testing.T, m *site2) {
		m.server.Inject(maas2test.Match{Path: "zones/"}, maas2test.Fault{Status: http.StatusOK, ContentType: "text/html", Body: "<html></html>"})
		_, ok := errors.AsType[*maas.DecodeError](failure(m.plain.Zones.List(t.Context())))
		assert.True(t, ok)
	}},
	{"list-breaks-off-2", inMemoryFor("a fault is injected"), nil, func(t *testing.T, m *site2) {
		for range 100 {
			m.server.AddMachine(maas2test.Machine{})
		}
		m.server.Inject(maas2test.Match{Path: "machines/"}, maas2test.Fault{Truncate: 60_000, Times: -1})
		var last error
		seen := 0
		for _, err := range m.server.ClientFor("alice", impatient).Machines.All(t.Context(), nil) {
			require.NoError(t, last, "an error is the last that a list yields")
			if last = err; err == nil {
				seen++
			}
		}
		require.Error(t, last, "half a list is not the list")
		assert.Less(t, seen, 100)
	}},
	{"large-list-2", inMemoryFor("it needs many machines"), nil, func(t *testing.T, m *site2) {
		const count = 1000
		for range count {
			m.server.AddMachine(maas2test.Machine{})
		}
		assert.Len(t, must(m.plain.Machines.List(t.Context(), nil))(t), count)
	}},
	{"clock-skew-2", inMemoryFor("the server's clock is wrong"),
		[]maas2test.Option{maas2test.WithClock(maas2test.NewManualClock(time.Now().Add(-26 * time.Hour)))}, func(t *testing.T, m *site2) {
			for range 3 {
				must(m.plain.Zones.List(t.Context()))(t)
			}
		}},
	{"parallel-callers-2", reading, nil, func(t *testing.T, m *site2) {
		const callers = 12
		errs := make([]error, callers)
		inParallel(t, callers, func(i int) { errs[i] = failure(m.anyone.Zones.Get(t.Context(), maas2.DefaultZone)) })
		require.NoError(t, errors.Join(errs...))
	}},
	{"too-large-2", reading, nil, func(t *testing.T, m *site2) {
		client := must(maas2.NewClient(m.url, m.key, maas.WithMaxResponseBytes(10)))(t)
		require.ErrorIs(t, failure(client.Zones.List(t.Context())), maas.ErrResponseTooLarge)
	}},
	{"no-server", reading, nil, func(t *testing.T, m *site2) {
		gone := httptest.NewServer(http.NotFoundHandler())
		gone.Close()
		client := must(maas2.NewClient(gone.URL, m.key, impatient))(t)
		_, err := client.Zones.List(t.Context())
		_, ok := errors.AsType[*maas.TransportError](err)
		assert.True(t, ok)
		assert.NotContains(t, err.Error(), m.key)
	}},
	{"not-maas", reading, nil, func(t *testing.T, m *site2) {
		other := httptest.NewServer(http.NotFoundHandler())
		defer other.Close()
		require.Error(t, failure(must(maas2.NewClient(other.URL, m.key))(t).Ping(t.Context())))
	}},
	{"snapshot", inMemoryFor("only a server in memory can go back"), nil, func(t *testing.T, m *site2) {
		snapshot := m.server.Snapshot()
		name := must(m.admin.Zones.Create(t.Context(), newName(), nil))(t).Name
		m.server.Restore(snapshot)
		require.ErrorIs(t, failure(m.admin.Zones.Get(t.Context(), name)), maas.ErrNotFound)
	}},
}
