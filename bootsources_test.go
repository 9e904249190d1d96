package maas_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/gomaas/maas"
)

func TestBootSourcesWire(t *testing.T) {
	t.Parallel()
	const path = "/nodegroups/" + testCluster + "/boot-sources/"
	source := func(id, url, filename, data string) maas.BootSource {
		return maas.BootSource{
			ID: int(id[0] - '0'), URL: url, KeyringFilename: filename, KeyringData: []byte(data),
			ResourceURI: "/MAAS/api/1.0" + path + id + "/",
		}
	}
	first := source("1", "http://maas.ubuntu.com/images/ephemeral-v2/releases/", "/usr/share/keyrings/ubuntu-cloudimage-keyring.gpg", "")
	third := source("3", "http://example.com/images/", "/usr/share/keyrings/x.gpg", "")
	binary := source("4", "http://example.com/images2/", "", "\x00\x01\xffkeyring")
	ascii := source("5", "http://example.com/images4/", "", "ascii keyring")
	changed := source("3", "http://example.com/changed/", "", "newkey")
	unchanged := source("3", "http://example.com/changed/", "/usr/share/keyrings/x.gpg", "")
	runWire(t, []wireCase{
		{
			name:   "List",
			call:   func(ctx context.Context, c *maas.Client) (any, error) { return c.BootSources.List(ctx, testCluster) },
			want:   "GET " + path,
			answer: recordedAnswer(t, "boot-sources-list-several"),
			result: []maas.BootSource{first, third, ascii},
		},
		{
			name:   "List of none",
			call:   func(ctx context.Context, c *maas.Client) (any, error) { return c.BootSources.List(ctx, testCluster) },
			want:   "GET " + path,
			answer: "[]",
			result: []maas.BootSource{},
		},
		{
			name:   "Get",
			call:   func(ctx context.Context, c *maas.Client) (any, error) { return c.BootSources.Get(ctx, testCluster, 5) },
			want:   "GET " + path + "5/",
			answer: recordedAnswer(t, "boot-source-read-data"),
			result: &ascii,
		},
		{
			name: "Create with a file name",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.BootSources.Create(ctx, testCluster, "http://example.com/images/",
					&maas.BootSourceCreateOptions{KeyringFilename: "/usr/share/keyrings/x.gpg"})
			},
			want:   "POST " + path,
			parts:  []string{"url=http://example.com/images/", "keyring_filename=/usr/share/keyrings/x.gpg"},
			status: http.StatusCreated,
			answer: recordedAnswer(t, "boot-sources-create-filename"),
			result: &third,
		},
		{
			name: "Create with a keyring",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.BootSources.Create(ctx, testCluster, "http://example.com/images2/",
					&maas.BootSourceCreateOptions{KeyringData: strings.NewReader("\x00\x01\xffkeyring")})
			},
			want:   "POST " + path,
			parts:  []string{"url=http://example.com/images2/", "keyring_data@keyring_data=\x00\x01\xffkeyring"},
			status: http.StatusCreated,
			answer: recordedAnswer(t, "boot-sources-create-data-file"),
			result: &binary,
		},
		{
			name: "Create with neither",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.BootSources.Create(ctx, testCluster, "http://example.com/images/", nil)
			},
			want:   "POST " + path,
			parts:  []string{"url=http://example.com/images/"},
			answer: recordedAnswer(t, "boot-sources-create-filename"),
		},
		{
			name: "Update to a keyring",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.BootSources.Update(ctx, testCluster, 3, &maas.BootSourceUpdateOptions{
					URL: new("http://example.com/changed/"), KeyringFilename: new(""), KeyringData: strings.NewReader("newkey"),
				})
			},
			want:   "PUT " + path + "3/",
			parts:  []string{"url=http://example.com/changed/", "keyring_filename=", "keyring_data@keyring_data=newkey"},
			answer: recordedAnswer(t, "boot-source-update-keyring-file"),
			result: &changed,
		},
		{
			name: "Update nothing",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.BootSources.Update(ctx, testCluster, 3, nil)
			},
			want:   "PUT " + path + "3/",
			parts:  []string{},
			answer: recordedAnswer(t, "boot-source-update"),
			result: &unchanged,
		},
		{
			name: "Delete",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return nil, c.BootSources.Delete(ctx, testCluster, 3)
			},
			want:        "DELETE " + path + "3/",
			status:      http.StatusNoContent,
			contentType: "text/plain",
		},
	})
}

func TestBootSourceSelectionsWire(t *testing.T) {
	t.Parallel()
	const (
		path = "/nodegroups/" + testCluster + "/boot-sources/1/selections/"
		uri  = "/MAAS/api/1.0" + path
	)
	released := []maas.BootImageLabel{maas.BootImageLabelRelease}
	all := []string{"*"}
	created := maas.BootSourceSelection{
		ID: 5, Release: maas.DistroSeriesSaucy, Arches: []string{"amd64", "i386"}, Subarches: []string{"generic"},
		Labels: []maas.BootImageLabel{"release", "beta"}, ResourceURI: uri + "5/",
	}
	updated := created
	updated.Arches = []string{"armhf"}
	runWire(t, []wireCase{
		{
			name: "ListSelections",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.BootSources.ListSelections(ctx, testCluster, 1)
			},
			want:   "GET " + path,
			answer: recordedAnswer(t, "selections-list"),
			result: []maas.BootSourceSelection{
				{ID: 1, Release: maas.DistroSeriesPrecise, Arches: all, Subarches: all, Labels: released, ResourceURI: uri + "1/"},
				{ID: 2, Release: maas.DistroSeriesTrusty, Arches: all, Subarches: all, Labels: released, ResourceURI: uri + "2/"},
			},
		},
		{
			name: "GetSelection",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.BootSources.GetSelection(ctx, testCluster, 1, 5)
			},
			want:   "GET " + path + "5/",
			answer: recordedAnswer(t, "selection-read"),
			result: &created,
		},
		{
			name: "GetSelection of a later MAAS",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.BootSources.GetSelection(ctx, testCluster, 1, 5)
			},
			want:   "GET " + path + "5/",
			answer: `{"id": 5, "os": "ubuntu", "release": "trusty", "arches": null, "subarches": [], "labels": [], "resource_uri": ""}`,
			result: &maas.BootSourceSelection{
				ID: 5, OS: new(maas.OSystemUbuntu), Release: maas.DistroSeriesTrusty, Subarches: []string{}, Labels: []maas.BootImageLabel{},
			},
		},
		{
			name: "CreateSelection",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.BootSources.CreateSelection(ctx, testCluster, 1, &maas.BootSourceSelectionCreateOptions{
					OS: maas.OSystemUbuntu, Release: maas.DistroSeriesSaucy, Arches: []string{"amd64", "i386"}, Subarches: []string{"generic"},
					Labels: []maas.BootImageLabel{maas.BootImageLabelRelease, "beta"},
				})
			},
			want: "POST " + path,
			parts: []string{
				"os=ubuntu", "release=saucy", "arches=amd64", "arches=i386", "subarches=generic", "labels=release", "labels=beta",
			},
			answer: recordedAnswer(t, "selections-create"),
			result: &created,
		},
		{
			name: "CreateSelection of nothing",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.BootSources.CreateSelection(ctx, testCluster, 1, nil)
			},
			want:   "POST " + path,
			parts:  []string{},
			answer: recordedAnswer(t, "selections-create-missing"),
			result: &maas.BootSourceSelection{
				ID: 8, Arches: []string{}, Subarches: []string{}, Labels: []maas.BootImageLabel{}, ResourceURI: uri + "8/",
			},
		},
		{
			name: "UpdateSelection",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.BootSources.UpdateSelection(ctx, testCluster, 1, 5, &maas.BootSourceSelectionUpdateOptions{
					OS: new(maas.OSystemUbuntu), Release: new(maas.DistroSeriesSaucy), Arches: []string{"armhf"}, Subarches: all, Labels: released,
				})
			},
			want:   "PUT " + path + "5/",
			parts:  []string{"os=ubuntu", "release=saucy", "arches=armhf", "subarches=*", "labels=release"},
			answer: recordedAnswer(t, "selection-update"),
			result: &updated,
		},
		{
			name: "UpdateSelection to no release",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return c.BootSources.UpdateSelection(ctx, testCluster, 1, 5, &maas.BootSourceSelectionUpdateOptions{
					Release: new(maas.DistroSeries("")), Arches: []string{},
				})
			},
			want:   "PUT " + path + "5/",
			parts:  []string{"release="},
			answer: recordedAnswer(t, "selection-update-blank-release"),
		},
		{
			name: "DeleteSelection",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				return nil, c.BootSources.DeleteSelection(ctx, testCluster, 1, 5)
			},
			want:        "DELETE " + path + "5/",
			status:      http.StatusNoContent,
			contentType: "text/plain",
		},
	})
}

func TestBootSourcesRefuse(t *testing.T) {
	t.Parallel()
	runRefusals(t, []refusal{
		{"List without UUID", func(ctx context.Context, c *maas.Client) error { return second(c.BootSources.List(ctx, "")) }, "uuid"},
		{"Create without URL", func(ctx context.Context, c *maas.Client) error {
			return second(c.BootSources.Create(ctx, testCluster, "", nil))
		}, "url"},
		{"Delete without UUID", func(ctx context.Context, c *maas.Client) error { return c.BootSources.Delete(ctx, "", 1) }, "uuid"},
	})
}

// TestBootSourcesFail: a failed call gives no source.
func TestBootSourcesFail(t *testing.T) {
	t.Parallel()
	client := newTestClient(t, answering(http.StatusInternalServerError, "text/plain", recordedAnswer(t, "boot-sources-list-non-utf8-keyring")))
	sources, err := client.BootSources.List(t.Context(), testCluster)
	assert.ErrorIs(t, err, maas.ErrServer)
	assert.Nil(t, sources)
	source, err := client.BootSources.Update(t.Context(), testCluster, 1, nil)
	assert.ErrorIs(t, err, maas.ErrServer)
	assert.Nil(t, source)
}
