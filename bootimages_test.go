package maas_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maastest"
)

func TestBootImagesWire(t *testing.T) {
	t.Parallel()
	const path = "/nodegroups/" + testCluster + "/boot-images/"
	image := maas.BootImage{
		ID: 1, OSystem: maas.OSystemUbuntu, Release: maas.DistroSeriesTrusty, Architecture: "i386", Subarchitecture: "generic",
		Purpose: maas.BootImagePurposeInstall, Label: maas.BootImageLabelRelease,
		ResourceURI: "/MAAS/api/1.0" + path + "1/",
	}
	report := func(images ...maas.BootImageReport) func(context.Context, *maas.Client) (any, error) {
		return func(ctx context.Context, c *maas.Client) (any, error) {
			return nil, c.BootImages.Report(ctx, testCluster, images)
		}
	}
	runWire(t, []wireCase{
		{
			name: "List",
			call: func(ctx context.Context, c *maas.Client) (any, error) {
				images, err := c.BootImages.List(ctx, testCluster)
				assert.Len(t, images, 6)
				return images[0], err
			},
			want:   "GET " + path,
			answer: recordedAnswer(t, "boot-images-list"),
			result: image,
		},
		{
			name: "List of a later MAAS",
			call: func(ctx context.Context, c *maas.Client) (any, error) { return c.BootImages.List(ctx, testCluster) },
			want: "GET " + path,
			answer: `[{"osystem": "centos", "architecture": "amd64", "subarchitecture": "generic", "release": "centos65",
				"label": "release", "purpose": "xinstall"}]`,
			result: []maas.BootImage{{
				OSystem: maas.OSystemCentOS, Release: "centos65", Architecture: "amd64", Subarchitecture: "generic",
				Purpose: maas.BootImagePurposeXInstall, Label: maas.BootImageLabelRelease,
			}},
		},
		{
			name:   "Get",
			call:   func(ctx context.Context, c *maas.Client) (any, error) { return c.BootImages.Get(ctx, testCluster, 1) },
			want:   "GET " + path + "1/",
			answer: recordedAnswer(t, "boot-image-read"),
			result: &image,
		},
		{
			name: "Report",
			call: report(
				maas.BootImageReport{
					OSystem: maas.OSystemUbuntu, Release: maas.DistroSeriesTrusty, Architecture: "amd64", Subarchitecture: "generic",
					Purpose: maas.BootImagePurposeXInstall, Label: maas.BootImageLabelDaily, SupportedSubarches: []string{"generic", "hwe-s"},
					XInstallPath: "root-tgz", XInstallType: "tgz",
				},
				maas.BootImageReport{
					OSystem: maas.OSystemUbuntu, Release: maas.DistroSeriesTrusty, Architecture: "i386", Purpose: maas.BootImagePurposeInstall,
				},
			),
			want: "POST " + path + "?op=report_boot_images",
			parts: []string{`images=[{"osystem":"ubuntu","release":"trusty","architecture":"amd64","subarchitecture":"generic",` +
				`"purpose":"xinstall","label":"daily","supported_subarches":"generic,hwe-s","xinstall_path":"root-tgz","xinstall_type":"tgz"},` +
				`{"osystem":"ubuntu","release":"trusty","architecture":"i386","purpose":"install"}]`},
			contentType: "text/html; charset=utf-8",
			answer:      "OK",
		},
		{
			name:        "Report none",
			call:        report(),
			want:        "POST " + path + "?op=report_boot_images",
			parts:       []string{"images=[]"},
			contentType: "text/html; charset=utf-8",
			answer:      "OK",
		},
	})
}

func TestCommaList(t *testing.T) {
	t.Parallel()
	for text, list := range map[string]maas.CommaList{`""`: {}, `"a"`: {"a"}, `"a,b"`: {"a", "b"}} {
		written, err := json.Marshal(list)
		require.NoError(t, err)
		assert.Equal(t, text, string(written))
		var read maas.CommaList
		require.NoError(t, json.Unmarshal([]byte(text), &read))
		assert.ElementsMatch(t, list, read)
	}
}

func TestArchitectures(t *testing.T) {
	t.Parallel()
	server := maastest.Start(t)
	const uuid = "12345678-0000-0000-0000-000000000000"
	server.AddNodeGroup(maastest.NodeGroup{UUID: uuid, Status: maas.NodeGroupStatusAccepted})
	server.AddBootImage(uuid, maastest.BootImage{Architecture: "armhf", Subarchitecture: "highbank", Purpose: maas.BootImagePurposeCommissioning})
	client := server.Client()
	architectures, err := client.BootImages.Architectures(t.Context())
	require.NoError(t, err)
	assert.Equal(t, []string{"amd64/generic", "i386/generic"}, architectures)

	server.AddBootImage(uuid, maastest.BootImage{Architecture: "armhf", Subarchitecture: "highbank", Purpose: maas.BootImagePurposeInstall})
	architectures, err = client.BootImages.Architectures(t.Context())
	require.NoError(t, err)
	assert.Equal(t, []string{"amd64/generic", "armhf/highbank", "i386/generic"}, architectures)

	server.Inject(maastest.Match{Path: "nodegroups/" + uuid + "/boot-images/"}, maastest.Fault{Status: 503})
	architectures, err = client.BootImages.Architectures(t.Context())
	require.NoError(t, err)
	assert.Equal(t, []string{"amd64/generic", "i386/generic"}, architectures, "a cluster that is away is left out")

	server.Inject(maastest.Match{Operation: "GET /nodegroups/?op=list"}, maastest.Fault{Status: 500})
	_, err = client.BootImages.Architectures(t.Context())
	require.ErrorIs(t, err, maas.ErrServer)
}
