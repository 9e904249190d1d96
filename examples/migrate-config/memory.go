package main

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maastest"
)

// since16 are the settings that MAAS 1.5 lacks.
var since16 = []string{string(maas.ConfigDefaultOSystem), string(maas.ConfigWindowsKMSHost)}

// without makes a server refuse some settings, as a release that lacks them does.
func without(server http.Handler, lacking ...string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := r.URL.Query().Get("name")
		if strings.HasSuffix(r.URL.Path, "/maas/") && slices.Contains(lacking, name) {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusBadRequest)
			_ = json.NewEncoder(w).Encode(map[string][]string{name: {name + " is not a valid config setting."}})
			return
		}
		server.ServeHTTP(w, r)
	})
}

// inMemory starts two servers: a MAAS 1.6 with changed settings, and a fresh one
// without the settings that MAAS 1.5 lacks.
func inMemory(ctx context.Context) (source, target *maas.Client, done func(), err error) {
	from, to := maastest.NewServer(), maastest.NewUnstarted()
	old := httptest.NewServer(without(to, since16...))
	done = func() {
		old.Close()
		from.Close()
	}
	source = from.Client(limited)
	if target, err = maas.NewClient(old.URL+"/MAAS", to.AdminKey, limited); err == nil {
		err = seed(ctx, source)
	}
	if err != nil {
		done()
		return nil, nil, nil, err
	}
	return source, target, done, nil
}

// seed changes some settings.
func seed(ctx context.Context, client *maas.Client) error {
	return errors.Join(
		maas.SetConfig(ctx, client, maas.ConfigMAASName, "berlin"),
		maas.SetConfig(ctx, client, maas.ConfigNTPServer, "ntp.example.com"),
		maas.SetConfig(ctx, client, maas.ConfigUpstreamDNS, "10.0.0.53"),
		maas.SetConfig(ctx, client, maas.ConfigHTTPProxy, "http://proxy.example.com:3128/"),
		maas.SetConfig(ctx, client, maas.ConfigKernelOpts, "console=ttyS0,115200n8 console=tty0"),
		maas.SetConfig(ctx, client, maas.ConfigEnableThirdPartyDrivers, false),
		maas.SetConfig(ctx, client, maas.ConfigDefaultDistroSeries, "ubuntu/trusty"),
		maas.SetConfig(ctx, client, maas.ConfigWindowsKMSHost, "kms.example.com"),
	)
}
