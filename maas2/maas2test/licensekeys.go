package maas2test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/gomaas/maas/internal/engine"
)

// A licenseKey is the key for a release of an operating system that needs one.
type licenseKey struct {
	osystem, series, key string
}

var licenseKeys = hiddenKind[string, licenseKey]() // by osystem/series

var licenseKeysSection = &section{
	resources: []*resource{
		{Template: "license-keys/", AdminOnly: true, Operations: []operation{
			{Method: http.MethodGet, Run: (*call).licenseKeysRead},
			{Method: http.MethodPost, Run: (*call).licenseKeysCreate},
		}},
		{Template: "license-key/{osystem}/{distro_series}", AdminOnly: true, Operations: []operation{
			{Method: http.MethodGet, Run: (*call).licenseKeyRead},
			{Method: http.MethodPut, Run: (*call).licenseKeyUpdate},
			{Method: http.MethodDelete, Run: (*call).licenseKeyDelete},
		}},
	},
}

func (c *call) licenseKeyJSON(k *licenseKey) object {
	return object{
		{"osystem", k.osystem},
		{"distro_series", k.series},
		{"license_key", k.key},
		{"resource_uri", strings.TrimSuffix(c.uri("license-key", k.osystem, k.series), "/")},
	}
}

func (c *call) licenseKey() (*licenseKey, error) {
	k := licenseKeys.in(c.state).Get(c.args["osystem"] + "/" + c.args["distro_series"])
	if k == nil {
		return nil, notFound("LicenseKey")
	}
	return k, nil
}

func (c *call) licenseKeysRead() (any, error) {
	list := []object{}
	for _, k := range licenseKeys.in(c.state).All() {
		list = append(list, c.licenseKeyJSON(k))
	}
	return list, nil
}

func (c *call) licenseKeysCreate() (any, error) {
	return c.saveLicenseKey(&licenseKey{})
}

func (c *call) licenseKeyRead() (any, error) {
	k, err := c.licenseKey()
	if err != nil {
		return nil, err
	}
	return c.licenseKeyJSON(k), nil
}

func (c *call) licenseKeyUpdate() (any, error) {
	k, err := c.licenseKey()
	if err != nil {
		return nil, err
	}
	return c.saveLicenseKey(k)
}

// licenseKeyDelete answers the same whether or not there is such a key.
func (c *call) licenseKeyDelete() (any, error) {
	licenseKeys.in(c.state).Delete(c.args["osystem"] + "/" + c.args["distro_series"])
	return engine.Deleted(), nil
}

var licensePattern = regexp.MustCompile(`^(?:[A-Za-z0-9]{5}-){4}[A-Za-z0-9]{5}$`)

// licensed lists the releases that need a key and that there are images of.
func (st *state) licensed() []string {
	var releases []string
	for _, r := range bootResources.in(st).All() {
		if strings.HasPrefix(r.name, "windows/") && !slices.Contains(releases, r.name) {
			releases = append(releases, r.name)
		}
	}
	slices.Sort(releases)
	return releases
}

// notOneOf is what a form says of a value outside a list that it tells.
func notOneOf(value, what string, valid []string) string {
	quoted := make([]string, len(valid))
	for i, v := range valid {
		quoted[i] = pyRepr(v)
	}
	return pyRepr(value) + " is not a valid " + what + ".  It should be one of: " + strings.Join(quoted, ", ") + "."
}

// saveLicenseKey stores a copy of old with the fields that the request's form has.
func (c *call) saveLicenseKey(old *licenseKey) (any, error) {
	f, err := c.form()
	if err != nil {
		return nil, err
	}
	k := *old
	releases := c.state.licensed()
	var systems []string
	if len(releases) > 0 {
		systems = []string{"windows"}
	}
	f.text("osystem", &k.osystem, required, func(name string) string {
		if !slices.Contains(systems, name) {
			return notOneOf(name, "osystem", systems)
		}
		return ""
	})
	osystem := f.data.Get("osystem")
	if osystem == "" {
		osystem = k.osystem
	}
	f.text("distro_series", &k.series, required, func(series string) string {
		release := series
		if !strings.Contains(series, "/") {
			release = osystem + "/" + series
		}
		if !slices.Contains(releases, release) {
			return notOneOf(release, "distro_series", releases)
		}
		return ""
	})
	k.series = strings.TrimPrefix(k.series, k.osystem+"/")
	f.text("license_key", &k.key, required)
	if !f.ok() {
		return nil, f.err()
	}
	id := k.osystem + "/" + k.series
	if other := licenseKeys.in(c.state).Get(id); other != nil && other != old {
		return nil, invalid("__all__", "License key with this operating system and distro series already exists.")
	}
	if !licensePattern.MatchString(k.key) {
		return nil, invalid("__all__", "Invalid license key.")
	}
	licenseKeys.in(c.state).Rename(old.osystem+"/"+old.series, id, &k)
	return c.licenseKeyJSON(&k), nil
}
