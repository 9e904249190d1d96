package maastest

import (
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/gomaas/maas/internal/engine"
)

// A licenseKey is what an operating system that has to be paid for is installed
// with.
type licenseKey struct {
	osystem, series, key string
}

func licenseKeyID(osystem, series string) string { return osystem + "/" + series }

// licensedSeries are the ones that MAAS 1.6 knows to need a license key, in the
// order in which it lists them.
var licensedSeries = []string{"windows/win2012r2", "windows/win2012"}

var windowsKey = regexp.MustCompile(`^(?:[A-Za-z0-9]{5}-){4}[A-Za-z0-9]{5}$`)

func licenseKeysResource() *resource {
	return &resource{
		Template:  "license-keys/",
		AdminOnly: true,
		Operations: []operation{
			{Method: http.MethodGet, Run: (*call).licenseKeysRead},
			{Method: http.MethodPost, Run: (*call).licenseKeysCreate},
		},
	}
}

func licenseKeyResource() *resource {
	return &resource{
		Template:  "license-key/{osystem}/{distro_series}",
		AdminOnly: true,
		Operations: []operation{
			{Method: http.MethodGet, Run: (*call).licenseKeyRead},
			{Method: http.MethodPut, Run: (*call).licenseKeyUpdate},
			{Method: http.MethodDelete, Run: (*call).licenseKeyDelete},
		},
	}
}

func (c *call) licenseKeyJSON(k *licenseKey) engine.Object {
	return engine.Object{
		{"osystem", k.osystem},
		{"distro_series", k.series},
		{"license_key", k.key},
		// This path has no slash at its end.
		{"resource_uri", strings.TrimSuffix(c.uri("license-key", k.osystem, k.series), "/")},
	}
}

func (c *call) licenseKeysRead() (any, error) {
	list := []engine.Object{}
	for _, k := range c.state.licenseKeys.Sorted() {
		list = append(list, c.licenseKeyJSON(k))
	}
	return list, nil
}

func (c *call) licenseKeysCreate() (any, error) {
	return c.saveLicenseKey(nil)
}

// namedLicenseKey is the license key that the path names, or nil.
func (c *call) namedLicenseKey() *licenseKey {
	return c.state.licenseKeys.Get(licenseKeyID(c.args["osystem"], c.args["distro_series"]))
}

func (c *call) licenseKeyRead() (any, error) {
	k := c.namedLicenseKey()
	if k == nil {
		return nil, notFound()
	}
	return c.licenseKeyJSON(k), nil
}

func (c *call) licenseKeyUpdate() (any, error) {
	k := c.namedLicenseKey()
	if k == nil {
		return nil, notFound()
	}
	return c.saveLicenseKey(k)
}

// licenseKeyDelete succeeds for a key that is not there, too.
func (c *call) licenseKeyDelete() (any, error) {
	c.state.licenseKeys.Delete(licenseKeyID(c.args["osystem"], c.args["distro_series"]))
	return engine.Deleted(), nil
}

// saveLicenseKey stores a new license key, or changes old by what was sent.
func (c *call) saveLicenseKey(old *licenseKey) (any, error) {
	var k licenseKey
	if old != nil {
		k = *old
	}
	keepOr(c.Data, "osystem", &k.osystem)
	keepOr(c.Data, "distro_series", &k.series)
	keepOr(c.Data, "license_key", &k.key)
	k.series = strings.TrimPrefix(k.series, k.osystem+"/") // callers may write either form
	if err := c.state.checkLicenseKey(old, &k); err != nil {
		return nil, err
	}
	id := licenseKeyID(k.osystem, k.series)
	if old != nil {
		c.state.licenseKeys.Rename(licenseKeyID(old.osystem, old.series), id, &k)
	} else {
		c.state.licenseKeys.Put(id, &k)
	}
	return c.licenseKeyJSON(&k), nil
}

func (st *state) checkLicenseKey(old, k *licenseKey) error {
	errs := engine.FieldErrors{}
	id := licenseKeyID(k.osystem, k.series)
	switch {
	case k.osystem == "":
		errs.Add("osystem", fieldRequired)
	case k.osystem != "windows":
		errs.Add("osystem", invalidChoice(k.osystem, "osystem", []string{"windows"}))
	}
	switch {
	case k.series == "":
		errs.Add("distro_series", fieldRequired)
	case !slices.Contains(licensedSeries, id):
		errs.Add("distro_series", invalidChoice(id, "distro_series", licensedSeries))
	}
	if k.key == "" {
		errs.Add("license_key", fieldRequired)
	}
	if len(errs) > 0 {
		return errs.Err()
	}
	if !windowsKey.MatchString(k.key) {
		errs.Add("__all__", "Invalid license key.")
	}
	if other := st.licenseKeys.Get(id); other != nil && other != old {
		errs.Add("__all__", "License key with this operating system and distro series already exists.")
	}
	return errs.Err()
}
