package main

import (
	"context"
	"encoding/json"
	"errors"
	"sync"

	"github.com/gomaas/maas"
)

// settings are the names of the settings to compare, those of MAAS 1.5 to 1.10.
// Every release lacks some of them.
var settings = []string{
	"boot_images_auto_import",
	"check_compatibility",
	"commissioning_distro_series",
	"curtin_verbose",
	"default_distro_series",
	"default_min_hwe_kernel",
	"default_osystem",
	"default_storage_layout",
	"dnssec_validation",
	"enable_dhcp_discovery_on_unconfigured_interfaces",
	"enable_disk_erasing_on_release",
	"enable_http_proxy",
	"enable_third_party_drivers",
	"enlistment_domain",
	"http_proxy",
	"kernel_opts",
	"maas_name",
	"main_archive",
	"ntp_server",
	"ports_archive",
	"upstream_dns",
	"windows_kms_host",
}

// limited makes a client send no more than a few requests at once, whatever the
// number of goroutines that use it.
var limited = maas.WithMaxConcurrent(4)

// readSettings returns the settings that a MAAS has, by name. MAAS has no call for
// several settings, so it reads them concurrently. The first error ends it, other
// than that the release lacks a setting.
func readSettings(ctx context.Context, client *maas.Client) (map[string]json.RawMessage, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	values := make(map[string]json.RawMessage, len(settings))
	var mu sync.Mutex
	var readers sync.WaitGroup
	for _, name := range settings {
		readers.Go(func() {
			value, err := client.MAAS.GetConfig(ctx, name)
			switch {
			case errors.Is(err, maas.ErrBadRequest): // a setting of other releases
			case err != nil:
				cancel(err)
			default:
				mu.Lock()
				defer mu.Unlock()
				values[name] = value
			}
		})
	}
	readers.Wait()
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	return values, nil
}
