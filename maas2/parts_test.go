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

// TestPartsWithoutNames never sends what lacks a name, which would be a request
// for something else, or an address that is none.
func TestPartsWithoutNames(t *testing.T) {
	t.Parallel()
	for name, call := range map[string]func(context.Context, *maas2.Client) error{
		"empty interface": func(ctx context.Context, c *maas2.Client) error { return c.Interfaces.Delete(ctx, "xacmmx", "") },
		"interface ..":    func(ctx context.Context, c *maas2.Client) error { return c.Interfaces.Delete(ctx, "xacmmx", "..") },
		"another path":    func(ctx context.Context, c *maas2.Client) error { return c.Interfaces.Delete(ctx, "xacmmx", "a/b") },
		"empty node":      func(ctx context.Context, c *maas2.Client) error { return c.BlockDevices.Delete(ctx, "", "sda") },
		"empty disk":      func(ctx context.Context, c *maas2.Client) error { return c.Partitions.Delete(ctx, "xacmmx", "", 2) },
		"no parents": func(ctx context.Context, c *maas2.Client) error {
			_, err := c.Interfaces.CreateBond(ctx, "xacmmx", "bond0", nil, nil)
			return err
		},
		"no file system": func(ctx context.Context, c *maas2.Client) error {
			_, err := c.BlockDevices.Format(ctx, "xacmmx", "sda", "", nil)
			return err
		},
		"an address that was nil": func(ctx context.Context, c *maas2.Client) error {
			_, err := c.Interfaces.LinkSubnet(ctx, "xacmmx", "eth0", maas2.LinkModeStatic, &maas2.InterfaceLinkSubnetOptions{Subnet: "1", IPAddress: "<nil>"})
			return err
		},
		"a tag with a comma": func(ctx context.Context, c *maas2.Client) error {
			_, err := c.Interfaces.CreateVLAN(ctx, "xacmmx", 4, 8, &maas2.InterfaceCreateVLANOptions{Tags: maas2.NameList{"a,b"}})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := answers(t, nil)
			var refused *maas.ArgumentError
			require.ErrorAs(t, call(t.Context(), newTestClient(t, c)), &refused)
			assert.Empty(t, c.requests())
		})
	}
}

// TestPartsOfOtherReleases refuses options that the release would ignore.
func TestPartsOfOtherReleases(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, release string
		call          func(context.Context, *maas2.Client) error
	}{
		{"the name of a VLAN interface", "3.0.0", func(ctx context.Context, c *maas2.Client) error {
			_, err := c.Interfaces.CreateVLAN(ctx, "xacmmx", 4, 8, &maas2.InterfaceCreateVLANOptions{Name: "storage"})
			return err
		}},
		{"the mode of a bond by its old name", "2.2.0", func(ctx context.Context, c *maas2.Client) error {
			_, err := c.Interfaces.Update(ctx, "xacmmx", "bond0", &maas2.InterfaceUpdateOptions{OldBondMode: new(maas2.BondModeBalanceRR)})
			return err
		}},
		{"the mode of a bond by its new name", "2.1.5", func(ctx context.Context, c *maas2.Client) error {
			_, err := c.Interfaces.Update(ctx, "xacmmx", "bond0", &maas2.InterfaceUpdateOptions{BondMode: new(maas2.BondModeBalanceRR)})
			return err
		}},
		{"autoconf", "3.4.0", func(ctx context.Context, c *maas2.Client) error {
			_, err := c.Interfaces.CreatePhysical(ctx, "xacmmx", "52:54:00:10:01:01", &maas2.InterfaceCreatePhysicalOptions{Autoconf: new(true)})
			return err
		}},
		{"the NUMA node of a disk", "2.6.2", func(ctx context.Context, c *maas2.Client) error {
			_, err := c.BlockDevices.Create(ctx, "xacmmx", "sdb", 1e9, 512, &maas2.BlockDeviceCreateOptions{NUMANode: new(0)})
			return err
		}},
		{"the partition table of a disk", "2.7.3", func(ctx context.Context, c *maas2.Client) error {
			_, err := c.BlockDevices.Update(ctx, "xacmmx", "sdb", &maas2.BlockDeviceUpdateOptions{PartitionTableType: new(maas2.PartitionTableTypeGPT)})
			return err
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c := answers(t, map[string]string{"GET /version/": `{"version": "` + tc.release + `", "subversion": "", "capabilities": []}`, "GET /users/?op=whoami": `{"username": "alice"}`})
			client := newTestClient(t, c)
			_, err := client.Ping(t.Context())
			require.NoError(t, err)
			var refused *maas.ArgumentError
			require.ErrorAs(t, tc.call(t.Context(), client), &refused)
			assert.Len(t, c.requests(), 2, "those of Ping")
		})
	}
}

// TestPartsUnknownAndZero keeps null apart from 0, and names from paths.
func TestPartsUnknownAndZero(t *testing.T) {
	t.Parallel()
	client := newTestClient(t, answers(t, map[string]string{
		"GET /nodes/xacmmx/interfaces/a%20b/": `{"id": 1, "numa_node": null, "vlan": null, "vendor": null, "links": [], "discovered": null, "params": {"mtu": 9000}}`,
		"GET /nodes/xacmmx/interfaces/eth0/":  `{"id": 2, "numa_node": 0, "vlan": {"id": 0}, "vendor": "", "params": {"bridge_stp": false, "bond_mode": "new-mode"}}`,
		"GET /nodes/xacmmx/blockdevices/sda/": `{"id": 1, "numa_node": null, "filesystem": null, "type": "new-type"}`,
	}))
	nic, err := client.Interfaces.Get(t.Context(), "xacmmx", "a b")
	require.NoError(t, err)
	assert.Equal(t, &maas2.Interface{ID: 1, Links: []maas2.InterfaceLink{}, Params: maas2.InterfaceParams{MTU: new(9000)}}, nic)
	nic, err = client.Interfaces.Get(t.Context(), "xacmmx", "eth0")
	require.NoError(t, err)
	assert.Equal(t, &maas2.Interface{
		ID: 2, NUMANode: new(0), VLAN: &maas2.VLAN{}, Vendor: new(""),
		Params: maas2.InterfaceParams{BridgeSTP: new(false), BondMode: new(maas2.BondMode("new-mode"))},
	}, nic)
	disk, err := client.BlockDevices.Get(t.Context(), "xacmmx", "sda")
	require.NoError(t, err)
	assert.Equal(t, &maas2.BlockDevice{ID: 1, Type: "new-type"}, disk)
}

// TestPartsFailures gives what MAAS says of parts as errors that a program tells
// apart.
func TestPartsFailures(t *testing.T) {
	t.Parallel()
	const eth0 = "POST /nodes/xacmmx/interfaces/eth0/?op="
	c := answers(t, map[string]string{
		eth0 + "link_subnet mode=static subnet=1 ip_address=10.0.0.30":                            "404 IP address is already in use.",
		"POST /nodes/xacmmx/interfaces/?op=create_physical mac_address=52:54:00:ee:00:01":         `400 {"mac_address": ["This MAC address is already in use by eth2 (physical) on node-1b."]}`,
		"POST /nodes/xacmmx/interfaces/?op=create_vlan parent=4 vlan=8":                           `400 {"name": ["Node xacmmx (node-1b) already has an interface named 'eth0.20'."]}`,
		"GET /nodes/xacmmx/blockdevices/sdb/partitions/":                                          "500 PartitionTable matching query does not exist.",
		"POST /nodes/xacmmx/blockdevices/sda/?op=format fstype=ext4":                              "403 Cannot format block device because you don't have the permissions on a Ready machine.",
		"POST /nodes/xacmmx/volume-group/3/?op=create_logical_volume name=lv1 size=1000000000000": `400 {"size": ["Ensure this value is less than or equal to 34988883968."]}`,
	})
	client := newTestClient(t, c)
	ctx := t.Context()
	_, err := client.Interfaces.LinkSubnet(ctx, "xacmmx", "eth0", maas2.LinkModeStatic, &maas2.InterfaceLinkSubnetOptions{Subnet: "1", IPAddress: "10.0.0.30"})
	require.ErrorIs(t, err, maas.ErrExists)
	require.NotErrorIs(t, err, maas.ErrNotFound)
	_, err = client.Interfaces.CreatePhysical(ctx, "xacmmx", "52:54:00:ee:00:01", nil)
	require.ErrorIs(t, err, maas.ErrExists)
	_, err = client.Interfaces.CreateVLAN(ctx, "xacmmx", 4, 8, nil)
	require.ErrorIs(t, err, maas.ErrExists)
	_, err = client.Partitions.List(ctx, "xacmmx", "sdb")
	require.ErrorIs(t, err, maas.ErrServer)
	_, err = client.BlockDevices.Format(ctx, "xacmmx", "sda", maas2.FilesystemTypeExt4, nil)
	require.ErrorIs(t, err, maas.ErrForbidden)
	_, err = client.VolumeGroups.CreateLogicalVolume(ctx, "xacmmx", 3, "lv1", &maas2.VolumeGroupCreateLogicalVolumeOptions{Size: 1e12})
	var answer *maas.Error
	require.ErrorAs(t, err, &answer)
	assert.Equal(t, http.StatusBadRequest, answer.StatusCode)
	assert.Contains(t, answer.Error(), "size: Ensure this value is less than or equal to 34988883968.")
}
