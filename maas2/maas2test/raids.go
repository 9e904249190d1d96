package maas2test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// raidLevels are the levels of RAID, and how many devices one needs at least.
var raidLevels = map[string]int{"raid-0": 2, "raid-1": 2, "raid-5": 3, "raid-6": 4, "raid-10": 3}

// raidKinds are the kinds of groups that are a RAID.
var raidKinds = []string{"raid-0", "raid-1", "raid-5", "raid-6", "raid-10"}

var raidsSection = &section{
	resources: []*resource{
		{Template: "nodes/{system_id}/raids/", Operations: []operation{
			{Method: http.MethodGet, Run: func(c *call) (any, error) { return c.groupsOf(c.raidJSON, raidKinds...) }},
			{Method: http.MethodPost, Run: (*call).raidsCreate},
		}},
		{Template: "nodes/{system_id}/raid/{id}/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).raidRead},
			{Method: http.MethodPut, Run: (*call).raidUpdate},
			{Method: http.MethodDelete, Run: func(c *call) (any, error) { return c.groupDelete("RAID", "delete RAID", raidKinds...) }},
		}},
	},
}

// onlyDevice shows the device that a group makes.
func (c *call) onlyDevice(v *storageView, g *deviceGroup) any {
	for _, d := range v.devicesOf(g) {
		return c.blockDeviceJSON(v, d, false)
	}
	return nil
}

func (c *call) raidJSON(v *storageView, g *deviceGroup) object {
	size := v.raidSize(g)
	return object{
		{"id", g.id},
		{"name", g.name},
		{"uuid", g.uuid},
		{"level", g.kind},
		{"size", size},
		{"human_size", humanSize(size)},
		{"devices", c.partsJSON(v, v.partsOf(g, partOfRAID))},
		{"spare_devices", c.partsJSON(v, v.partsOf(g, spareOfRAID))},
		{"virtual_device", c.onlyDevice(v, g)},
		{"system_id", g.node},
		{"resource_uri", c.uri("nodes", g.node, "raid", strconv.Itoa(g.id))},
	}
}

// showRAID shows a RAID after it was changed.
func (c *call) showRAID(g *deviceGroup) (any, error) {
	v := c.ofMachine()
	return c.raidJSON(v, v.group(g.id)), nil
}

func (c *call) raidRead() (any, error) {
	v, g, err := c.groupFor("RAID", "", raidKinds...)
	if err != nil {
		return nil, err
	}
	return c.raidJSON(v, g), nil
}

// checkRAID fails if a RAID does not have as many devices as its level needs.
func (v *storageView) checkRAID(g *deviceGroup) error {
	least := raidLevels[g.kind]
	spares := "any number of spares"
	if g.kind == "raid-0" {
		spares = "no spares"
	}
	if len(v.partsOf(g, partOfRAID)) >= least && (g.kind != "raid-0" || len(v.partsOf(g, spareOfRAID)) == 0) {
		return nil
	}
	return refuseModel("__all__", fmt.Sprintf("RAID level %s must have at least %d raid devices and %s.", strings.TrimPrefix(g.kind, "raid-"), least, spares))
}

// joinAll has devices and partitions join a group.
func (st *state) joinAll(v *storageView, g *deviceGroup, fstype string, devices, partitions []int) {
	for _, id := range devices {
		st.join(g, fstype, st.partitionBootDisk(v, id, g.kind == groupVMFS))
	}
	for _, id := range partitions {
		st.join(g, fstype, part{partition: id})
	}
}

// leaveAll has devices and partitions leave the group that they are in.
func (st *state) leaveAll(v *storageView, devices, partitions []int) {
	for _, id := range devices {
		st.deleteFilesystem(v.on(id, 0))
	}
	for _, id := range partitions {
		st.deleteFilesystem(v.on(0, id))
	}
}

func (c *call) raidsCreate() (any, error) {
	v, err := c.machineStorageFor("create RAID")
	if err != nil {
		return nil, err
	}
	f, err := c.form()
	if err != nil {
		return nil, err
	}
	g := &deviceGroup{node: v.n.systemID, name: v.newGroupName("md")}
	f.text("name", &g.name, required, atMost(255))
	f.text("uuid", &g.uuid)
	f.text("level", &g.kind, required, oneOf(raidKinds...))
	devices := v.chosenDevices(f, "block_devices", v.freeDevice)
	parts := v.chosenPartitions(f, "partitions", v.freePartition)
	spareDevice, sparePartition := v.freeFor(g, devices, parts)
	spareDevices := v.chosenDevices(f, "spare_devices", spareDevice)
	spareParts := v.chosenPartitions(f, "spare_partitions", sparePartition)
	refused := len(f.errs["block_devices"])+len(f.errs["partitions"])+len(f.errs["spare_devices"])+len(f.errs["spare_partitions"]) > 0
	if !refused && len(devices)+len(parts)+len(spareDevices)+len(spareParts) == 0 {
		f.errs.Add("__all__", "At least one block device or partition must be added to the array.")
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	c.state.addDeviceGroup(g)
	c.state.joinAll(v, g, partOfRAID, devices, parts)
	c.state.joinAll(v, g, spareOfRAID, spareDevices, spareParts)
	v = c.state.storageOf(v.n)
	if err := v.checkRAID(g); err != nil {
		return nil, err
	}
	c.state.addBlockDevice(&blockDevice{
		node: g.node, name: g.name, size: v.raidSize(g), blockSize: smallestBlock, tags: []string{}, group: g.id, uuid: newUUID(),
	})
	return c.showRAID(g)
}

func (c *call) raidUpdate() (any, error) {
	v, old, err := c.groupFor("RAID", "update RAID", raidKinds...)
	if err != nil {
		return nil, err
	}
	f, err := c.form()
	if err != nil {
		return nil, err
	}
	g := *old
	f.text("name", &g.name, required, atMost(255))
	f.text("uuid", &g.uuid)
	device, partition := v.inGroup(old, partOfRAID)
	spareDevice, sparePartition := v.inGroup(old, spareOfRAID)
	removed := v.chosenDevices(f, "remove_block_devices", device)
	removedParts := v.chosenPartitions(f, "remove_partitions", partition)
	removedSpares := v.chosenDevices(f, "remove_spare_devices", spareDevice)
	removedSpareParts := v.chosenPartitions(f, "remove_spare_partitions", sparePartition)
	device, partition = v.freeFor(old, nil, nil)
	added := v.chosenDevices(f, "add_block_devices", device)
	addedParts := v.chosenPartitions(f, "add_partitions", partition)
	device, partition = v.freeFor(old, added, addedParts)
	addedSpares := v.chosenDevices(f, "add_spare_devices", device)
	addedSpareParts := v.chosenPartitions(f, "add_spare_partitions", partition)
	if err := f.err(); err != nil {
		return nil, err
	}
	deviceGroups.in(c.state).Put(g.id, &g)
	c.state.leaveAll(v, removed, removedParts)
	c.state.leaveAll(v, removedSpares, removedSpareParts)
	c.state.joinAll(v, &g, partOfRAID, added, addedParts)
	c.state.joinAll(v, &g, spareOfRAID, addedSpares, addedSpareParts)
	v = c.state.storageOf(v.n)
	if err := v.checkRAID(&g); err != nil {
		return nil, err
	}
	c.state.resize(v, &g)
	return c.showRAID(&g)
}
