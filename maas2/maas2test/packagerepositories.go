package maas2test

import (
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/gomaas/maas/internal/engine"
)

// A packageRepository is where deployed machines get packages from.
type packageRepository struct {
	id                                  int
	name, url, key                      string
	distributions, components, arches   []string
	disabledPockets, disabledComponents []string
	disableSources, enabled             bool
	isDefault                           bool // one of Ubuntu's own archives
}

var packageRepositories = hiddenKind[int, packageRepository]()

var packageRepositoriesSection = &section{
	seed: func(_ *Server, st *state) {
		for _, r := range []*packageRepository{
			{name: "main_archive", url: "http://archive.ubuntu.com/ubuntu", arches: mainArches},
			{name: "ports_archive", url: "http://ports.ubuntu.com/ubuntu-ports", arches: []string{"armhf", "arm64", "ppc64el", "s390x"}},
		} {
			r.id, r.isDefault, r.enabled, r.disableSources = st.next("packagerepository"), true, true, true
			packageRepositories.in(st).Put(r.id, r)
		}
	},
	resources: []*resource{
		{Template: "package-repositories/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).packageRepositoriesRead},
			{Method: http.MethodPost, Admin: true, Run: (*call).packageRepositoriesCreate},
		}},
		{Template: "package-repositories/{id}/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).packageRepositoryRead},
			{Method: http.MethodPut, Admin: true, Run: (*call).packageRepositoryUpdate},
			{Method: http.MethodDelete, Admin: true, Run: (*call).packageRepositoryDelete},
		}},
	},
}

// mainArches are the architectures of Ubuntu's main archive.
var mainArches = []string{"amd64", "i386"}

func (c *call) packageRepositoryJSON(r *packageRepository) object {
	return object{
		{"name", r.name},
		{"url", r.url},
		{"distributions", r.distributions},
		{"disabled_pockets", r.disabledPockets},
		{"disabled_components", r.disabledComponents},
		{"disable_sources", r.disableSources},
		{"components", r.components},
		{"arches", r.arches},
		{"key", r.key},
		{"enabled", r.enabled},
		{"id", r.id},
		{"resource_uri", c.uri("package-repositories", strconv.Itoa(r.id))},
	}
}

func (c *call) packageRepository() (*packageRepository, error) {
	id, _ := c.id("id")
	r := packageRepositories.in(c.state).Get(id)
	if r == nil {
		return nil, notFound("PackageRepository")
	}
	return r, nil
}

func (c *call) packageRepositoriesRead() (any, error) {
	list := []object{}
	for _, r := range packageRepositories.in(c.state).Sorted() {
		list = append(list, c.packageRepositoryJSON(r))
	}
	return list, nil
}

func (c *call) packageRepositoriesCreate() (any, error) {
	r := &packageRepository{enabled: true, arches: mainArches}
	if err := c.fillPackageRepository(r); err != nil {
		return nil, err
	}
	r.id = c.state.next("packagerepository")
	packageRepositories.in(c.state).Put(r.id, r)
	return c.packageRepositoryJSON(r), nil
}

func (c *call) packageRepositoryRead() (any, error) {
	r, err := c.packageRepository()
	if err != nil {
		return nil, err
	}
	return c.packageRepositoryJSON(r), nil
}

func (c *call) packageRepositoryUpdate() (any, error) {
	old, err := c.packageRepository()
	if err != nil {
		return nil, err
	}
	r := *old
	if err := c.fillPackageRepository(&r); err != nil {
		return nil, err
	}
	packageRepositories.in(c.state).Put(r.id, &r)
	return c.packageRepositoryJSON(&r), nil
}

func (c *call) packageRepositoryDelete() (any, error) {
	r, err := c.packageRepository()
	if err != nil {
		return nil, err
	}
	if r.isDefault {
		return nil, engine.BadRequest("Cannot delete default Ubuntu archives.")
	}
	packageRepositories.in(c.state).Delete(r.id)
	return engine.Deleted(), nil
}

var (
	knownArches     = []string{"amd64", "arm64", "armhf", "i386", "ppc64el", "s390x"}
	knownPockets    = []string{"updates", "security", "backports"}
	knownComponents = []string{"restricted", "universe", "multiverse"}

	personalArchive = regexp.MustCompile(`^ppa:[^/\s]+/[^/\s]+(?:/[^/\s]+)?$`)
)

// list reads a field that holds a list, separated by commas or sent repeatedly.
// Its elements have to be known if what they are has a name.
func (f *form) list(name string, field *[]string, what, plural string, known []string) {
	if !f.has(name) {
		return
	}
	var list []string
	for _, sent := range f.data.List(name) {
		for element := range strings.SplitSeq(sent, ",") {
			if element = strings.TrimSpace(element); element == "" {
				continue
			}
			if what != "" && !slices.Contains(known, element) {
				f.errs.Add(name, pyRepr(element)+" is not a valid "+what+". Known "+plural+": "+strings.Join(known, ", "))
				return
			}
			list = append(list, element)
		}
	}
	*field = list
}

// fillPackageRepository sets the fields that the request's form has.
func (c *call) fillPackageRepository(r *packageRepository) error {
	f, err := c.form()
	if err != nil {
		return err
	}
	taken := func(name string) bool {
		return packageRepositories.in(c.state).Find(func(other *packageRepository) bool { return other.name == name && other.id != r.id }) != nil
	}
	f.text("name", &r.name, required, atMost(41), unless(taken, "Package repository with this Name already exists."))
	f.text("url", &r.url, required, func(text string) string {
		if !isURL(text) && !personalArchive.MatchString(text) {
			return "Enter a valid repository URL or PPA location."
		}
		return ""
	})
	f.list("distributions", &r.distributions, "", "", nil)
	f.list("disabled_pockets", &r.disabledPockets, "Ubuntu pocket", "pockets", knownPockets)
	f.list("disabled_components", &r.disabledComponents, "Ubuntu component", "components", knownComponents)
	f.list("components", &r.components, "", "", nil)
	f.list("arches", &r.arches, "architecture", "architectures", knownArches)
	f.boolean("disable_sources", &r.disableSources)
	f.verbatim("key", &r.key)
	f.boolean("enabled", &r.enabled)
	switch {
	case r.isDefault && len(r.components) > 0:
		f.errs.Add("components", "This is a default Ubuntu repository. Please update 'disabled_components' instead.")
	case !r.isDefault && len(r.disabledComponents) > 0:
		f.errs.Add("disabled_components", "This is a custom repository. Please update 'components' instead.")
	}
	return f.err()
}
