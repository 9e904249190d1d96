package maas2test

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/gomaas/maas/internal/engine"
)

var volumeGroupsSection = &section{
	resources: []*resource{
		{Template: "nodes/{system_id}/volume-groups/", Operations: []operation{
			{Method: http.MethodGet, Run: func(c *call) (any, error) { return c.groupsOf(c.volumeGroupJSON, groupLVM) }},
			{Method: http.MethodPost, Run: (*call).volumeGroupsCreate},
		}},
		{Template: "nodes/{system_id}/volume-group/{id}/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).volumeGroupRead},
			{Method: http.MethodPut, Run: (*call).volumeGroupUpdate},
			{Method: http.MethodDelete, Run: func(c *call) (any, error) { return c.groupDelete("VolumeGroup", "delete volume group", groupLVM) }},
			{Method: http.MethodPost, Op: "create_logical_volume", Run: (*call).logicalVolumeCreate},
			{Method: http.MethodPost, Op: "delete_logical_volume", Run: (*call).logicalVolumeDelete},
		}},
	},
}

// needsParts is what forms say of a group that would be made of nothing.
const needsParts = "At least one valid block device or partition is required."

func (c *call) volumeGroupJSON(v *storageView, g *deviceGroup) object {
	volumes := []object{}
	for _, d := range v.devicesOf(g) {
		volumes = append(volumes, c.blockDeviceJSON(v, d, false))
	}
	size, used := v.volumeGroupSize(g), v.volumeGroupUsed(g)
	return object{
		{"id", g.id},
		{"name", g.name},
		{"uuid", g.uuid},
		{"size", size},
		{"human_size", humanSize(size)},
		{"available_size", size - used},
		{"human_available_size", humanSize(size - used)},
		{"used_size", used},
		{"human_used_size", humanSize(used)},
		{"devices", c.partsJSON(v, v.partsOf(g))},
		{"logical_volumes", volumes},
		{"system_id", g.node},
		{"resource_uri", c.uri("nodes", g.node, "volume-group", strconv.Itoa(g.id))},
	}
}

// showVolumeGroup shows a volume group after it was changed.
func (c *call) showVolumeGroup(g *deviceGroup) (any, error) {
	v := c.ofMachine()
	return c.volumeGroupJSON(v, v.group(g.id)), nil
}

func (c *call) volumeGroupRead() (any, error) {
	v, g, err := c.groupFor("VolumeGroup", "", groupLVM)
	if err != nil {
		return nil, err
	}
	return c.volumeGroupJSON(v, g), nil
}

// newGroup reads the form of a group that is made of devices and partitions alike,
// and makes it.
func (c *call) newGroup(v *storageView, kind, fstype string) (*deviceGroup, error) {
	f, err := c.form()
	if err != nil {
		return nil, err
	}
	g := &deviceGroup{node: v.n.systemID, kind: kind}
	taken := func(name string) bool {
		return slices.ContainsFunc(v.groups, func(other *deviceGroup) bool { return other.kind == kind && other.name == name })
	}
	f.text("name", &g.name, required, atMost(255), unless(taken, "There is another volume group with the same name."))
	f.text("uuid", &g.uuid)
	devices := v.chosenDevices(f, "block_devices", v.freeDevice)
	parts := v.chosenPartitions(f, "partitions", v.freePartition)
	if f.ok() && len(devices)+len(parts) == 0 {
		f.errs.Add("__all__", needsParts)
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	c.state.addDeviceGroup(g)
	c.state.joinAll(v, g, fstype, devices, parts)
	return g, nil
}

// changeGroup reads the form of a change of such a group, and makes it.
func (c *call) changeGroup(v *storageView, old *deviceGroup, fstype string) (*deviceGroup, error) {
	f, err := c.form()
	if err != nil {
		return nil, err
	}
	g := *old
	f.text("name", &g.name, required, atMost(255))
	f.text("uuid", &g.uuid)
	device, partition := v.inGroup(old, fstype)
	freeDevice, freePartition := v.freeFor(old, nil, nil)
	added := v.chosenDevices(f, "add_block_devices", freeDevice)
	addedParts := v.chosenPartitions(f, "add_partitions", freePartition)
	removed := v.chosenDevices(f, "remove_block_devices", device)
	removedParts := v.chosenPartitions(f, "remove_partitions", partition)
	if err := f.err(); err != nil {
		return nil, err
	}
	deviceGroups.in(c.state).Put(g.id, &g)
	c.state.leaveAll(v, removed, removedParts)
	c.state.joinAll(v, &g, fstype, added, addedParts)
	if len(c.state.storageOf(v.n).partsOf(&g)) == 0 {
		return nil, refuseModel("__all__", needsParts)
	}
	return &g, nil
}

func (c *call) volumeGroupsCreate() (any, error) {
	v, err := c.machineStorageFor("create volume group")
	if err != nil {
		return nil, err
	}
	g, err := c.newGroup(v, groupLVM, partOfLVM)
	if err != nil {
		return nil, err
	}
	return c.showVolumeGroup(g)
}

func (c *call) volumeGroupUpdate() (any, error) {
	v, old, err := c.groupFor("VolumeGroup", "update volume group", groupLVM)
	if err != nil {
		return nil, err
	}
	g, err := c.changeGroup(v, old, partOfLVM)
	if err != nil {
		return nil, err
	}
	v = c.state.storageOf(v.n)
	if v.volumeGroupUsed(g) > v.volumeGroupSize(g) {
		return nil, refuseModel("__all__", "Volume group cannot be smaller than its logical volumes.")
	}
	return c.showVolumeGroup(g)
}

func (c *call) logicalVolumeCreate() (any, error) {
	v, g, err := c.groupFor("VolumeGroup", "create logical volume", groupLVM)
	if err != nil {
		return nil, err
	}
	f, err := c.form()
	if err != nil {
		return nil, err
	}
	available := v.volumeGroupSize(g) - v.volumeGroupUsed(g)
	d := &blockDevice{node: g.node, blockSize: 4096, tags: []string{}, group: g.id}
	f.text("name", &d.name, required, atMost(255))
	f.text("uuid", &d.uuid)
	f.size("size", &d.size, smallestDevice, available)
	if err := f.err(); err != nil {
		return nil, err
	}
	if d.uuid == "" {
		d.uuid = newUUID()
	}
	if d.size == 0 {
		d.size = available
	}
	if d.size = alignDown(d.size, extentSize); d.size == 0 {
		return nil, refuseModel("__all__", "Volume group has no free space.")
	}
	c.state.addBlockDevice(d)
	v = c.state.storageOf(v.n)
	return object{
		{"id", d.id},
		{"name", v.deviceName(d)},
		{"uuid", d.uuid},
		{"size", d.size},
		{"used_size", v.usedSize(d)},
		{"available_size", v.availableSize(d)},
		{"system_id", d.node},
		{"resource_uri", c.uri("nodes", d.node, "blockdevices", strconv.Itoa(d.id))},
	}, nil
}

// logicalVolumeDelete answers the same whether or not there is such a volume.
func (c *call) logicalVolumeDelete() (any, error) {
	v, g, err := c.groupFor("VolumeGroup", "delete logical volume", groupLVM)
	if err != nil {
		return nil, err
	}
	text, err := c.Post.Mandatory("id")
	if err != nil {
		return nil, err
	}
	id, _ := strconv.Atoi(text)
	if d := v.device(id); d != nil && d.group == g.id {
		c.state.deleteBlockDevice(d)
	}
	return engine.Deleted(), nil
}
