package maas2_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas/maas2"
)

// TestRAIDSetMembers changes the members of a RAID in steps that leave enough of
// them, and nothing where they are as they should be.
func TestRAIDSetMembers(t *testing.T) {
	t.Parallel()
	const raid = `{"id": 1, "devices": [{"id": 1, "type": "physical"}, {"id": 2, "type": "physical"}, {"id": 1, "type": "partition"}],
		"spare_devices": [{"id": 3, "type": "physical"}, {"id": 5, "type": "partition"}]}`
	for name, tc := range map[string]struct {
		members maas2.RAIDMembers
		puts    []string
	}{
		"as they are": {maas2.RAIDMembers{BlockDevices: []int{2, 1}, Partitions: []int{1}, SpareDevices: []int{3}, SparePartitions: []int{5}}, nil},
		"a new one":   {maas2.RAIDMembers{BlockDevices: []int{1, 2, 4}, Partitions: []int{1}, SpareDevices: []int{3}, SparePartitions: []int{5}}, []string{"add_block_devices=4"}},
		"another in its place": {
			maas2.RAIDMembers{BlockDevices: []int{1, 4}, Partitions: []int{1}, SpareDevices: []int{3}, SparePartitions: []int{5, 6}},
			[]string{"add_block_devices=4 add_spare_partitions=6", "remove_block_devices=2"},
		},
		"places changed": {
			maas2.RAIDMembers{BlockDevices: []int{1, 3}, Partitions: []int{5}, SpareDevices: []int{2}, SparePartitions: []int{1}},
			[]string{"remove_spare_devices=3 remove_spare_partitions=5", "add_block_devices=3 add_partitions=5", "remove_block_devices=2 remove_partitions=1", "add_spare_devices=2 add_spare_partitions=1"},
		},
		"no spares": {maas2.RAIDMembers{BlockDevices: []int{1, 2}, Partitions: []int{1}}, []string{"remove_spare_devices=3 remove_spare_partitions=5"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			table := map[string]string{"GET /nodes/xacmmx/raid/1/": raid}
			want := []string{"GET /nodes/xacmmx/raid/1/"}
			for i, put := range tc.puts {
				request := "PUT /nodes/xacmmx/raid/1/ " + put
				table[request] = `{"id": 1, "name": "after ` + strings.Repeat("x", i) + `"}`
				want = append(want, request)
			}
			c := answers(t, table)
			after, err := newTestClient(t, c).RAIDs.SetMembers(t.Context(), "xacmmx", 1, tc.members)
			require.NoError(t, err)
			assert.Equal(t, want, c.requests())
			if len(tc.puts) > 0 {
				assert.Equal(t, "after "+strings.Repeat("x", len(tc.puts)-1), after.Name)
			}
		})
	}
	c := answers(t, map[string]string{
		"GET /nodes/xacmmx/raid/1/":                     raid,
		"PUT /nodes/xacmmx/raid/1/ add_block_devices=9": `400 {"add_block_devices": ["Select a valid choice. 9 is not one of the available choices."]}`,
	})
	_, err := newTestClient(t, c).RAIDs.SetMembers(t.Context(), "xacmmx", 1, maas2.RAIDMembers{BlockDevices: []int{9}})
	require.ErrorContains(t, err, "add_block_devices: Select a valid choice.")
	assert.Len(t, c.requests(), 2)
}
