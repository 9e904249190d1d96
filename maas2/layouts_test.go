package maas2_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maas2"
)

// TestBlockDevicesFind finds disks by what stays the same, and never one of two.
func TestBlockDevicesFind(t *testing.T) {
	t.Parallel()
	const disks = `[
		{"id": 1, "type": "physical", "name": "sda", "serial": "S1", "model": "M", "id_path": "/dev/disk/by-id/a", "size": 250000000000, "tags": ["ssd"]},
		{"id": 2, "type": "physical", "name": "sdb", "serial": "S2", "model": "M", "id_path": "", "size": 3000000000000, "tags": ["ssd", "fast"]},
		{"id": 3, "type": "virtual", "name": "md0", "serial": null, "model": null, "id_path": null, "size": 250000000000, "tags": []}]`
	for name, tc := range map[string]struct {
		query maas2.DiskQuery
		id    int
		err   error
	}{
		"serial":          {maas2.DiskQuery{Serial: "S2"}, 2, nil},
		"path by id":      {maas2.DiskQuery{IDPath: "/dev/disk/by-id/a"}, 1, nil},
		"name":            {maas2.DiskQuery{Name: "sdb"}, 2, nil},
		"size":            {maas2.DiskQuery{MinSize: 200e9, MaxSize: 300e9}, 1, nil},
		"size at least":   {maas2.DiskQuery{MinSize: 1e12}, 2, nil},
		"tags":            {maas2.DiskQuery{Tags: []string{"fast", "ssd"}}, 2, nil},
		"all of them":     {maas2.DiskQuery{Model: "M", Serial: "S1", Tags: []string{"ssd"}}, 1, nil},
		"two":             {maas2.DiskQuery{Model: "M"}, 0, maas.ErrAmbiguous},
		"any":             {maas2.DiskQuery{}, 0, maas.ErrAmbiguous},
		"none":            {maas2.DiskQuery{Serial: "S1", Name: "sdb"}, 0, maas.ErrNotFound},
		"a virtual disk":  {maas2.DiskQuery{Name: "md0"}, 0, maas.ErrNotFound},
		"an unknown size": {maas2.DiskQuery{MinSize: 1e15}, 0, maas.ErrNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := answers(t, map[string]string{"GET /nodes/xacmmx/blockdevices/": disks})
			disk, err := newTestClient(t, c).BlockDevices.Find(t.Context(), "xacmmx", tc.query)
			if tc.err != nil {
				require.ErrorIs(t, err, tc.err)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, tc.id, disk.ID)
		})
	}
	assert.Equal(t, `disk with serial "S1", at least 5 bytes, at most 9 bytes, tag "ssd"`, maas2.DiskQuery{Serial: "S1", MinSize: 5, MaxSize: 9, Tags: []string{"ssd"}}.String())
	assert.Equal(t, "any disk", maas2.DiskQuery{}.String())
}

// TestByteSize reads sizes however MAAS writes them, also on 32 bits.
func TestByteSize(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]maas2.ByteSize{
		"0": 0, "9007199254740993": 9007199254740993, "3221094400.0": 3221094400, "3221094400.75": 3221094400, "1e12": 1e12, "null": 0,
	} {
		var size maas2.ByteSize
		require.NoError(t, size.UnmarshalJSON([]byte(text)), text)
		assert.Equal(t, want, size, text)
	}
	for _, text := range []string{`"1"`, `1e30`, `[]`, `true`} {
		var size maas2.ByteSize
		assert.Error(t, size.UnmarshalJSON([]byte(text)), text)
	}
}
