package maas2_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maas2"
)

func TestBootSourceSelectionsWire(t *testing.T) {
	t.Parallel()
	const jammy = `{"os": "ubuntu", "release": "jammy", "arches": ["amd64"], "subarches": ["*"], "labels": ["*"], "boot_source_id": 1, "id": 3,
		"resource_uri": "/MAAS/api/2.0/boot-sources/1/selections/3/"}`
	selection := maas2.BootSourceSelection{
		ID: 3, OS: "ubuntu", Release: "jammy", Arches: []string{"amd64"}, Subarches: []string{"*"}, Labels: []string{"*"}, BootSourceID: 1,
		ResourceURI: "/MAAS/api/2.0/boot-sources/1/selections/3/",
	}
	runWire(t, []wireCase{
		{
			name: "List",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.BootSourceSelections.List(ctx, 1)
			},
			want:   "GET /boot-sources/1/selections/",
			answer: "[" + jammy + "]",
			result: []maas2.BootSourceSelection{selection},
		},
		{
			name: "Get",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.BootSourceSelections.Get(ctx, 1, 3)
			},
			want:   "GET /boot-sources/1/selections/3/",
			answer: jammy,
			result: &selection,
		},
		{
			name: "Create",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.BootSourceSelections.Create(ctx, 1, "ubuntu", "jammy", &maas2.BootSourceSelectionCreateOptions{Arches: []string{"amd64", "arm64"}, Subarches: []string{"*"}, Labels: []string{"stable"}})
			},
			want:   "POST /boot-sources/1/selections/",
			parts:  []string{"os=ubuntu", "release=jammy", "arches=amd64", "arches=arm64", "subarches=*", "labels=stable"},
			answer: jammy,
			result: &selection,
		},
		{
			name: "Update",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return c.BootSourceSelections.Update(ctx, 1, 3, &maas2.BootSourceSelectionUpdateOptions{OS: new("ubuntu"), Release: new("noble"), Arches: []string{"amd64"}, Subarches: []string{"generic"}, Labels: []string{"stable"}})
			},
			want:   "PUT /boot-sources/1/selections/3/",
			parts:  []string{"os=ubuntu", "release=noble", "arches=amd64", "subarches=generic", "labels=stable"},
			answer: jammy,
		},
		{
			name: "Delete",
			call: func(ctx context.Context, c *maas2.Client) (any, error) {
				return nil, c.BootSourceSelections.Delete(ctx, 1, 3)
			},
			want:        "DELETE /boot-sources/1/selections/3/",
			status:      204,
			contentType: "text/plain",
		},
	})
}

func TestBootSourceSelectionsEnsure(t *testing.T) {
	t.Parallel()
	const answer = `{"id": 3, "os": "ubuntu", "release": "jammy", "arches": ["amd64"]}`
	for _, tc := range []struct {
		name, listed string
		want         []string
		status       int
		err          error
	}{
		{name: "nothing is selected", listed: `[{"id": 1, "os": "ubuntu", "release": "focal", "arches": ["amd64"]}]`,
			want: []string{"GET", "POST os=ubuntu release=jammy arches=amd64 arches=arm64"}},
		{name: "an architecture lacks", listed: `[{"id": 3, "os": "ubuntu", "release": "jammy", "arches": ["amd64"]}]`,
			want: []string{"GET", "PUT arches=amd64 arches=arm64"}},
		{name: "all are selected", listed: `[{"id": 3, "os": "ubuntu", "release": "jammy", "arches": ["arm64", "i386", "amd64"]}]`, want: []string{"GET"}},
		{name: "every architecture is", listed: `[{"id": 3, "os": "ubuntu", "release": "jammy", "arches": ["*"]}]`, want: []string{"GET"}},
		{name: "MAAS refuses", listed: `[]`, status: 400, err: maas.ErrBadRequest,
			want: []string{"GET", "POST os=ubuntu release=jammy arches=amd64 arches=arm64"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var sent []string
			client := newTestClient(t, roundTrip(func(req *http.Request) (int, string) {
				sent = append(sent, req.Method+formText(t, req))
				if req.Method == http.MethodGet {
					return 200, tc.listed
				}
				return max(200, tc.status), answer
			}))
			selection, err := client.BootSourceSelections.Ensure(t.Context(), 1, "ubuntu", "jammy", []string{"amd64", "arm64"})
			assert.Equal(t, tc.want, sent)
			require.ErrorIs(t, err, tc.err)
			if tc.err == nil {
				assert.Equal(t, 3, selection.ID)
			}
		})
	}
	client := newTestClient(t, roundTrip(func(*http.Request) (int, string) { return 403, "User is not allowed access to this API." }))
	_, err := client.BootSourceSelections.Ensure(t.Context(), 1, "ubuntu", "jammy", nil)
	require.ErrorIs(t, err, maas.ErrForbidden)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = client.BootSourceSelections.Ensure(ctx, 1, "ubuntu", "jammy", nil)
	require.ErrorIs(t, err, context.Canceled)
}
