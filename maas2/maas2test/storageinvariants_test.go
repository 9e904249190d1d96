package maas2test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// storageProblems are what must not be of the storage of a machine.
func storageProblems(v *storageView) (problems []string) {
	problem := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	formatted := make(map[part]bool)
	for _, f := range v.filesystems {
		on := part{f.device, f.partition}
		switch {
		case on == part{}:
			continue
		case formatted[on]:
			problem("two file systems on %v", on)
		case f.device != 0 && v.device(f.device) == nil, f.partition != 0 && v.partition(f.partition) == nil:
			problem("a file system on nothing: %v", on)
		case f.device != 0 && len(v.partitionsOn(v.device(f.device))) > 0:
			problem("a file system over partitions of %d", f.device)
		case f.group != 0 && v.group(f.group) == nil, f.cacheSet != 0 && v.cacheSet(f.cacheSet) == nil:
			problem("part of nothing: %v", on)
		}
		formatted[on] = true
	}
	for _, d := range v.devices {
		if !d.physical() && v.group(d.group) == nil {
			problem("%s is of no group", d.name)
		}
		if v.usedSize(d) > d.size || v.availableSize(d) < 0 || d.size <= 0 {
			problem("%s: %d of %d used", d.name, v.usedSize(d), d.size)
		}
	}
	for _, p := range v.partitions {
		if v.device(p.device) == nil || p.size <= 0 {
			problem("partition %d of %d: %d bytes", p.id, p.device, p.size)
		}
	}
	for _, g := range v.groups {
		if len(v.partsOf(g)) == 0 || g.kind != groupLVM && len(v.devicesOf(g)) != 1 {
			problem("group %s of %d, with %d devices", g.kind, len(v.partsOf(g)), len(v.devicesOf(g)))
		}
		if g.kind == groupLVM && v.volumeGroupUsed(g) > v.volumeGroupSize(g) {
			problem("volume group %s is too full", g.name)
		}
	}
	for _, s := range v.cacheSets {
		if v.caching(s) == nil {
			problem("cache set %d is of nothing", s.id)
		}
	}
	return problems
}

// TestStorageInvariants does what comes to mind to the disks of a machine.
func TestStorageInvariants(t *testing.T) {
	t.Parallel()
	for seed := range uint64(4) {
		rng := rand.New(rand.NewPCG(seed, 3))
		s := NewUnstarted()
		id := s.AddMachine(Machine{})
		done := 0
		for range 600 {
			var view *storageView
			s.store.View(func(st *state) { view = st.storageOf(nodes.in(st).Get(id)) })
			method, path, pairs := randomStorageRequest(rng, view)
			w := post(s, "admin", method, path, pairs...)
			require.Less(t, w.Code, 500, "%s %s %v: %s", method, path, pairs, w.Body)
			if w.Code < 300 {
				done++
			}
			s.store.View(func(st *state) {
				require.Empty(t, storageProblems(st.storageOf(nodes.in(st).Get(id))), "%s %s %v: %s", method, path, pairs, w.Body)
			})
		}
		assert.Greater(t, done, 100)
	}
}

// randomStorageRequest makes a request up, mostly for what is there.
func randomStorageRequest(rng *rand.Rand, v *storageView) (method, path string, pairs []string) {
	base := func(format string, args ...any) string {
		if format[0] == '?' {
			return "machines/" + v.n.systemID + "/" + fmt.Sprintf(format, args...)
		}
		return "nodes/" + v.n.systemID + "/" + fmt.Sprintf(format, args...)
	}
	device := func() *blockDevice { return v.devices[rng.IntN(len(v.devices))] }
	partitionID := func() int {
		if len(v.partitions) == 0 {
			return 1
		}
		return v.partitions[rng.IntN(len(v.partitions))].id
	}
	groupID := func() int {
		if len(v.groups) == 0 {
			return 1
		}
		return v.groups[rng.IntN(len(v.groups))].id
	}
	setID := 1
	if len(v.cacheSets) > 0 {
		setID = v.cacheSets[rng.IntN(len(v.cacheSets))].id
	}
	some := func(prefix string) (list []string) {
		for range 1 + rng.IntN(3) {
			if rng.IntN(2) == 0 {
				list = append(list, prefix+"block_devices="+strconv.Itoa(device().id))
			} else {
				list = append(list, prefix+"partitions="+strconv.Itoa(partitionID()))
			}
		}
		return list
	}
	name := "name=" + string(rune('a'+rng.IntN(26)))
	onPartition := base("blockdevices/%d/partition/%d", v.devices[0].id, partitionID())
	if p := v.partition(partitionID()); p != nil {
		onPartition = base("blockdevices/%d/partition/%d", p.device, p.id)
	}
	kind := []string{"raid", "volume-group", "vmfs-datastore", "bcache"}[rng.IntN(4)]
	size := fmt.Sprintf("size=%dG", 1+rng.IntN(60))
	switch rng.IntN(22) {
	case 0:
		return http.MethodPost, base("?op=set_storage_layout"), []string{"storage_layout=" + layoutNames[rng.IntN(len(layoutNames))]}
	case 1, 2, 3:
		return http.MethodPost, base("blockdevices/%d/partitions/", device().id), []string{size}
	case 4:
		return http.MethodPost, base("blockdevices/%d/?op=format", device().id), []string{"fstype=ext4"}
	case 5:
		return http.MethodPost, base("blockdevices/%d/?op=unformat", device().id), nil
	case 6:
		return http.MethodPost, onPartition + "?op=format", []string{"fstype=xfs", "label=l"}
	case 7:
		return http.MethodPost, onPartition + "?op=unformat", nil
	case 8:
		return http.MethodDelete, onPartition, nil
	case 9, 10:
		level := raidKinds[rng.IntN(2)]
		return http.MethodPost, base("raids/"), append(some(""), "level="+level, "spare_devices="+strconv.Itoa(device().id))[rng.IntN(2):]
	case 11:
		return http.MethodPost, base("raids/"), append(some(""), "level=raid-1")
	case 12, 13:
		return http.MethodPost, base("volume-groups/"), append(some(""), name)
	case 14:
		return http.MethodPost, base("vmfs-datastores/"), append(some(""), name)
	case 15:
		return http.MethodPost, base("volume-group/%d/?op=create_logical_volume", groupID()), []string{name, size}
	case 16:
		return http.MethodPost, base("bcache-cache-sets/"), []string{"cache_partition=" + strconv.Itoa(partitionID())}
	case 17:
		return http.MethodPost, base("bcaches/"), []string{
			"cache_set=" + strconv.Itoa(setID), "cache_mode=writeback", "backing_device=" + strconv.Itoa(device().id),
		}
	case 18:
		return http.MethodPut, base("%s/%d/", kind, groupID()), append(some([]string{"add_", "remove_"}[rng.IntN(2)]), name)
	case 19:
		return http.MethodDelete, base("%s/%d/", kind, groupID()), nil
	case 20:
		if rng.IntN(2) == 0 {
			return http.MethodPut, base("bcache-cache-set/%d/", setID), []string{"cache_device=" + strconv.Itoa(device().id)}
		}
		return http.MethodDelete, base("bcache-cache-set/%d/", setID), nil
	}
	if d := device(); rng.IntN(3) == 0 && !d.physical() {
		return http.MethodDelete, base("blockdevices/%d/", d.id), nil
	}
	return http.MethodPost, base("blockdevices/%d/?op=add_tag", device().id), []string{"tag=x"}
}
