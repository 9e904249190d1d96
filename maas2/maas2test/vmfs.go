package maas2test

import (
	"net/http"
	"strconv"
)

var vmfsSection = &section{
	resources: []*resource{
		{Template: "nodes/{system_id}/vmfs-datastores/", Operations: []operation{
			{Method: http.MethodGet, Run: func(c *call) (any, error) { return c.groupsOf(c.vmfsJSON, groupVMFS) }},
			{Method: http.MethodPost, Run: (*call).vmfsCreate},
		}},
		{Template: "nodes/{system_id}/vmfs-datastore/{id}/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).vmfsRead},
			{Method: http.MethodPut, Run: (*call).vmfsUpdate},
			{Method: http.MethodDelete, Run: func(c *call) (any, error) { return c.groupDelete("VMFS", "delete VMFS group", groupVMFS) }},
		}},
	},
}

func (c *call) vmfsJSON(v *storageView, g *deviceGroup) object {
	size := v.groupSize(g)
	var mounted any
	for _, d := range v.devicesOf(g) {
		if f := v.on(d.id, 0); f != nil {
			mounted = object{{"fstype", f.fstype}, {"mount_point", textOrNull(f.mountPoint)}}
		}
	}
	return object{
		{"id", g.id},
		{"name", g.name},
		{"uuid", g.uuid},
		{"size", size},
		{"human_size", humanSize(size)},
		{"devices", c.partsJSON(v, v.partsOf(g))},
		{"filesystem", mounted},
		{"system_id", g.node},
		{"resource_uri", c.uri("nodes", g.node, "vmfs-datastore", strconv.Itoa(g.id))},
	}
}

// showVMFS shows a datastore after it was changed.
func (c *call) showVMFS(g *deviceGroup) (any, error) {
	v := c.ofMachine()
	return c.vmfsJSON(v, v.group(g.id)), nil
}

func (c *call) vmfsRead() (any, error) {
	v, g, err := c.groupFor("VMFS", "", groupVMFS)
	if err != nil {
		return nil, err
	}
	return c.vmfsJSON(v, g), nil
}

// addDatastore makes the device of a new VMFS datastore, where its name says.
func (st *state) addDatastore(n *node, g *deviceGroup) {
	d := st.addBlockDevice(&blockDevice{
		node: g.node, name: g.name, size: st.storageOf(n).groupSize(g), blockSize: 1024, tags: []string{}, group: g.id, uuid: newUUID(),
	})
	st.addFilesystem(&filesystem{node: g.node, fstype: partOfVMFS, device: d.id, mountPoint: new("/vmfs/volumes/" + g.name)})
}

func (c *call) vmfsCreate() (any, error) {
	v, err := c.machineStorageFor("create VMFS group")
	if err != nil {
		return nil, err
	}
	g, err := c.newGroup(v, groupVMFS, partOfVMFS)
	if err != nil {
		return nil, err
	}
	c.state.addDatastore(v.n, g)
	return c.showVMFS(g)
}

func (c *call) vmfsUpdate() (any, error) {
	v, old, err := c.groupFor("VMFS", "update VMFS group", groupVMFS)
	if err != nil {
		return nil, err
	}
	g, err := c.changeGroup(v, old, partOfVMFS)
	if err != nil {
		return nil, err
	}
	c.state.resize(c.state.storageOf(v.n), g)
	return c.showVMFS(g)
}
