package maastest

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/gomaas/maas/internal/engine"
)

const imagesPath = defaultPath + "boot-images/"

func TestBootImages(t *testing.T) {
	t.Parallel()
	s := NewUnstarted(WithEmpty())
	s.AddNodeGroup(NodeGroup{UUID: defaultCluster, Status: 1})
	s.AddNodeGroup(NodeGroup{UUID: secondCluster, Status: 1})
	s.AddBootImage(defaultCluster, BootImage{Architecture: "amd64", Release: "trusty", Purpose: "install"})
	s.AddBootImage(secondCluster, BootImage{Architecture: "amd64", Release: "trusty", Purpose: "install"})
	s.AddBootImage(secondCluster, BootImage{Architecture: "i386", Release: "trusty", Purpose: "install"})
	shown := func(cluster, id, architecture, subarchitecture, purpose string) string {
		return `{"id": ` + id + `, "osystem": "ubuntu", "release": "trusty", "label": "release", "purpose": "` + purpose +
			`", "architecture": "` + architecture + `", "subarchitecture": "` + subarchitecture +
			`", "resource_uri": "/MAAS/api/1.0/nodegroups/` + cluster + `/boot-images/` + id + `/"}`
	}
	const (
		amd64    = `{"osystem": "ubuntu", "architecture": "amd64", "release": "trusty", "purpose": "install"}`
		highbank = `{"osystem": "ubuntu", "architecture": "armhf", "subarchitecture": "highbank", "release": "trusty", "purpose": "xinstall", "label": "release", "xinstall_path": "root-tgz", "xinstall_type": "tgz"}`
	)
	report := func(images string) []any { return []any{"op", "report_boot_images", "images", images} }
	runSteps(t, s, []step{
		{"user", "GET", imagesPath, nil, 200, engine.TypeJSON, "[" + shown(defaultCluster, "1", "amd64", "generic", "install") + "]"},
		{"", "GET", imagesPath, nil, 401, engine.TypePlain, "Forbidden"},
		{"user", "GET", unknownPath + "boot-images/", nil, 404, engine.TypePlain, "Not Found"},
		{"user", "GET", imagesPath + "1/", nil, 200, engine.TypeJSON, shown(defaultCluster, "1", "amd64", "generic", "install")},
		{"user", "GET", imagesPath + "2/", nil, 404, engine.TypePlain, "Not Found"},
		{"user", "GET", imagesPath + "9/", nil, 404, engine.TypePlain, "Not Found"},
		{"user", "GET", imagesPath + "abc/", nil, 500, engine.TypeText, "invalid literal for int() with base 10: 'abc'"},
		{workerUser, "POST", imagesPath, report("[" + amd64 + ", " + highbank + "]"), 200, engine.TypeHTML, "OK"},
		{"user", "GET", imagesPath, nil, 200, engine.TypeJSON, "[" + shown(defaultCluster, "1", "amd64", "generic", "install") + ", " +
			shown(defaultCluster, "4", "armhf", "highbank", "xinstall") + "]"},
		{workerUser, "POST", imagesPath, []any{"op", "report_boot_images"}, 400, engine.TypeText, "No provided images!"},
		{workerUser, "POST", imagesPath, report("zz"), 500, engine.TypeText, "Expecting value: line 1 column 1 (char 0)"},
		{workerUser, "POST", imagesPath, report("7"), 500, engine.TypeText, "'int' object is not iterable"},
		{workerUser, "POST", imagesPath, report(`["x"]`), 500, engine.TypeText, "string indices must be integers"},
		{workerUser, "POST", imagesPath, report(`[{"architecture": "amd64"}]`), 500, engine.TypeText, "u'osystem'"},
		{workerUser, "POST", imagesPath, report("[" + amd64 + ", " + strings.Replace(highbank, "root-tgz", "", 1) + "]"), 400, engine.TypePlainJSON,
			`{"__all__": ["Invalid xinstall_path for an xinstall boot image."]}`},
		{workerUser, "POST", imagesPath, report("[" + strings.Replace(highbank, `"tgz"`, "null", 1) + "]"), 400, engine.TypePlainJSON,
			`{"__all__": ["Invalid xinstall_type for an xinstall boot image."]}`},
		{"admin", "POST", imagesPath, report("[]"), 403, engine.TypeText, workersOnly},
		{workerUser, "POST", unknownPath + "boot-images/", report("[]"), 404, engine.TypePlain, "Not Found"},
		{workerUser, "POST", imagesPath, report("[" + highbank + "]"), 200, engine.TypeHTML, "OK"},
		{"user", "GET", imagesPath, nil, 200, engine.TypeJSON, "[" + shown(defaultCluster, "4", "armhf", "highbank", "xinstall") + "]"},
		// The image of the other cluster that looks the same went as well.
		{"user", "GET", secondPath + "boot-images/", nil, 200, engine.TypeJSON, "[" + shown(secondCluster, "3", "i386", "generic", "install") + "]"},
	})
	assert.Panics(t, func() {
		s.AddBootImage("nosuch", BootImage{Architecture: "amd64", Release: "trusty", Purpose: "install"})
	})
}

func TestUsableImages(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	assert.Equal(t, []string{"amd64/generic", "i386/generic"}, s.store.Current().usableArchitectures())
	assert.Equal(t, []string{"", "ubuntu/", "ubuntu/trusty"}, s.store.Current().distroSeriesChoices())

	s.AddNodeGroup(NodeGroup{UUID: secondCluster})
	s.AddBootImage(defaultCluster, BootImage{Architecture: "armhf", Subarchitecture: "highbank", Release: "precise", Purpose: "commissioning"})
	s.AddBootImage(secondCluster, BootImage{OSystem: "centos", Architecture: "armhf", Subarchitecture: "highbank", Release: "centos6", Purpose: "install"})
	assert.Equal(t, []string{"amd64/generic", "i386/generic"}, s.store.Current().usableArchitectures(), "no cluster has all of it")
	assert.Equal(t, []string{"", "centos/", "centos/centos6", "ubuntu/", "ubuntu/precise", "ubuntu/trusty"}, s.store.Current().distroSeriesChoices())
	s.AddBootImage(defaultCluster, BootImage{Architecture: "armhf", Subarchitecture: "highbank", Release: "precise", Purpose: "install"})
	assert.Equal(t, []string{"amd64/generic", "armhf/highbank", "i386/generic"}, s.store.Current().usableArchitectures())
}
