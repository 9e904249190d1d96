package maas2test

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gomaas/maas/internal/engine"
)

var blockDevicesSection = &section{
	resources: []*resource{
		{Template: "nodes/{system_id}/blockdevices/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).blockDevicesRead},
			{Method: http.MethodPost, Admin: true, Run: (*call).blockDevicesCreate},
		}},
		{Template: "nodes/{system_id}/blockdevices/{id}/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).blockDeviceRead},
			{Method: http.MethodPut, Run: (*call).blockDeviceUpdate},
			{Method: http.MethodDelete, Run: (*call).blockDeviceDelete},
			{Method: http.MethodPost, Op: "add_tag", Run: (*call).blockDeviceAddTag},
			{Method: http.MethodPost, Op: "remove_tag", Run: (*call).blockDeviceRemoveTag},
			{Method: http.MethodPost, Op: "format", Run: (*call).blockDeviceFormat},
			{Method: http.MethodPost, Op: "unformat", Run: (*call).blockDeviceUnformat},
			{Method: http.MethodPost, Op: "mount", Run: (*call).blockDeviceMount},
			{Method: http.MethodPost, Op: "unmount", Run: (*call).blockDeviceUnmount},
			{Method: http.MethodPost, Op: "set_boot_disk", Run: (*call).blockDeviceSetBootDisk},
		}},
	},
}

// blockDevice finds the device in the path, and checks what the caller may do.
func (c *call) blockDevice(argument string, p permission) (*storageView, *blockDevice, error) {
	v := c.ofMachine()
	d := v.deviceNamed(c.args[argument])
	if d == nil {
		return nil, nil, notFound("BlockDevice")
	}
	if p == toEdit && v.n.owner == "" {
		// What nobody has is everybody's, as far as that goes.
		return v, d, nil
	}
	if !c.may(v.n, p) {
		return nil, nil, engine.Forbidden("")
	}
	return v, d, nil
}

func (c *call) blockDevicesRead() (any, error) {
	v, err := c.machineStorage()
	if err != nil {
		return nil, err
	}
	list := []object{}
	for _, d := range v.devices {
		list = append(list, c.blockDeviceJSON(v, d, true))
	}
	return list, nil
}

func (c *call) blockDeviceRead() (any, error) {
	v, d, err := c.blockDevice("id", toView)
	if err != nil {
		return nil, err
	}
	return c.blockDeviceJSON(v, d, false), nil
}

// showDevice shows a device after it was changed.
func (c *call) showDevice(d *blockDevice) (any, error) {
	v := c.ofMachine()
	return c.blockDeviceJSON(v, v.device(d.id), false), nil
}

func (c *call) blockDevicesCreate() (any, error) {
	n, err := c.machineFor(toAdmin)
	if err != nil {
		return nil, err
	}
	d := &blockDevice{node: n.systemID, tags: []string{}}
	if err := c.fillBlockDevice(c.state.storageOf(n), d); err != nil {
		return nil, err
	}
	return c.showDevice(c.state.addBlockDevice(d))
}

func (c *call) blockDeviceUpdate() (any, error) {
	v, old, err := c.blockDevice("id", toAdmin)
	if err != nil {
		return nil, err
	}
	if err := notReady(v.n, "update block device"); err != nil {
		return nil, err
	}
	d := *old
	if err := c.fillBlockDevice(v, &d); err != nil {
		return nil, err
	}
	blockDevices.in(c.state).Put(d.id, &d)
	if g := v.group(d.group); g != nil && g.kind != groupLVM {
		deviceGroups.in(c.state).Update(g.id, func(g *deviceGroup) { g.name = d.name })
	}
	return c.showDevice(&d)
}

// fillBlockDevice sets the fields that the request's form has.
func (c *call) fillBlockDevice(v *storageView, d *blockDevice) error {
	f, err := c.form()
	if err != nil {
		return err
	}
	taken := func(name string) bool {
		return slices.ContainsFunc(v.devices, func(other *blockDevice) bool { return other.name == name && other.id != d.id })
	}
	f.text("name", &d.name, required, atMost(255))
	if !d.physical() {
		f.text("uuid", &d.uuid)
		return f.err()
	}
	f.text("model", &d.model, atMost(255))
	f.text("serial", &d.serial, atMost(255))
	f.text("id_path", &d.idPath, atMost(4096))
	f.size("size", &d.size, smallestDevice, anySize, required)
	f.size("block_size", &d.blockSize, smallestBlock, anySize, required)
	if d.idPath == "" && (d.model == "" || d.serial == "") {
		f.errs.Add("__all__", "serial/model are required if id_path is not provided.")
	}
	if err := f.err(); err != nil {
		return err
	}
	if taken(d.name) {
		return refuseModel("__all__", "Block device with this Node and Name already exists.")
	}
	return nil
}

func (c *call) blockDeviceDelete() (any, error) {
	v, d, err := c.blockDevice("id", toAdmin)
	if err != nil {
		return nil, err
	}
	if err := notReady(v.n, "delete block device"); err != nil {
		return nil, err
	}
	if v.inUse(d) {
		return nil, engine.BadRequest("Cannot delete block device because it is part of a filesystem group.")
	}
	if g := v.group(d.group); g != nil && g.kind != groupLVM {
		c.state.deleteDeviceGroup(g)
		return engine.Deleted(), nil
	}
	c.state.deleteBlockDevice(d)
	return engine.Deleted(), nil
}

// withTag is a list of tags with one more, or without one.
func withTag(tags []string, tag string, add bool) []string {
	tags = slices.DeleteFunc(slices.Clone(tags), func(other string) bool { return other == tag })
	if add {
		tags = append(tags, tag)
	}
	return tags
}

func (c *call) blockDeviceAddTag() (any, error) { return c.tagBlockDevice(true) }

func (c *call) blockDeviceRemoveTag() (any, error) { return c.tagBlockDevice(false) }

func (c *call) tagBlockDevice(add bool) (any, error) {
	v, d, err := c.blockDevice("id", toAdmin)
	if err != nil {
		return nil, err
	}
	if err := notReady(v.n, "update block device"); err != nil {
		return nil, err
	}
	tag, err := c.Post.Mandatory("tag")
	if err != nil {
		return nil, err
	}
	blockDevices.in(c.state).Update(d.id, func(d *blockDevice) { d.tags = withTag(d.tags, tag, add) })
	return c.showDevice(d)
}

func (c *call) blockDeviceSetBootDisk() (any, error) {
	v, d, err := c.blockDevice("id", toAdmin)
	if err != nil {
		return nil, err
	}
	if !d.physical() {
		return nil, engine.BadRequest("Cannot set a virtual block device as the boot disk.")
	}
	if err := notReady(v.n, "set boot disk"); err != nil {
		return nil, err
	}
	n := *v.n
	n.bootDisk = d.id
	c.state.putNode(&n)
	return engine.AllOK(), nil
}

// mayFormat checks that the file systems of a machine can be changed: an
// administrator's or an owner's doing.
func (c *call) mayFormat(n *node, operation string) error {
	if n.status != statusReady && n.status != statusAllocated {
		return engine.Conflict("Cannot " + operation + " block device because the machine is not Ready or Allocated.")
	}
	if n.status == statusReady && !c.isAdmin() {
		return engine.Forbidden("Cannot " + operation + " block device because you don't have the permissions on a Ready machine.")
	}
	return nil
}

// formats are the types of file systems that devices and partitions can have.
var formats = []string{"btrfs", "ext2", "ext4", "fat32", "swap", "xfs", "zfsroot"}

// A volume is a device or a partition that can be formatted.
type volume struct {
	v    *storageView
	fs   *filesystem // nil for none
	part part
	what string // what messages call it
	free bool   // of a table
	show func() (any, error)
}

// blockDeviceVolume finds the device in the path for an operation on its file
// system.
func (c *call) blockDeviceVolume(operation string) (*volume, error) {
	v, d, err := c.blockDevice("id", toEdit)
	if err != nil {
		return nil, err
	}
	if err := c.mayFormat(v.n, operation); err != nil {
		return nil, err
	}
	return &volume{
		v: v, fs: v.on(d.id, 0), part: part{device: d.id}, what: "block device", free: len(v.partitionsOn(d)) == 0,
		show: func() (any, error) { return c.showDevice(d) },
	}, nil
}

func (c *call) blockDeviceFormat() (any, error) {
	return c.onVolume(c.blockDeviceVolume, "format", c.format)
}

func (c *call) blockDeviceUnformat() (any, error) {
	return c.onVolume(c.blockDeviceVolume, "unformat", c.unformat)
}

func (c *call) blockDeviceMount() (any, error) {
	return c.onVolume(c.blockDeviceVolume, "mount", c.mount)
}

func (c *call) blockDeviceUnmount() (any, error) {
	return c.onVolume(c.blockDeviceVolume, "unmount", c.unmount)
}

// onVolume runs an operation on what is in the path, and shows what became of it.
func (c *call) onVolume(find func(string) (*volume, error), operation string, do func(*volume) error) (any, error) {
	x, err := find(operation)
	if err != nil {
		return nil, err
	}
	if err := do(x); err != nil {
		return nil, err
	}
	return x.show()
}

// format puts a new file system in the place of the one that is there.
func (c *call) format(x *volume) error {
	f, err := c.form()
	if err != nil {
		return err
	}
	fs := &filesystem{
		node: x.v.n.systemID, device: x.part.device, partition: x.part.partition, acquired: allocatedStatuses[x.v.n.status],
	}
	f.text("fstype", &fs.fstype, required, oneOf(formats...))
	f.text("uuid", &fs.uuid)
	var label string
	f.text("label", &label)
	if f.has("label") {
		fs.label = new(label)
	}
	switch {
	case !f.ok():
	case !x.free:
		f.errs.Add("__all__", "Cannot format block device with a partition table.")
	case x.fs != nil && x.fs.group+x.fs.cacheSet != 0:
		f.errs.Add("__all__", "Cannot format a "+x.what+" that is part of a filesystem group.")
	}
	if err := f.err(); err != nil {
		return err
	}
	if x.fs != nil {
		c.state.deleteFilesystem(x.fs)
	}
	c.state.addFilesystem(fs)
	return nil
}

func (c *call) unformat(x *volume) error {
	name := strings.ToUpper(x.what[:1]) + x.what[1:]
	switch {
	case x.fs == nil:
		return engine.BadRequest(name + " is not formatted.")
	case x.fs.mountPoint != nil:
		return engine.BadRequest("Filesystem is mounted and cannot be unformatted. Unmount the filesystem before unformatting the " + x.what + ".")
	case x.fs.group+x.fs.cacheSet != 0:
		return engine.BadRequest("Filesystem is part of a filesystem group, and cannot be unformatted. Remove " + x.what +
			" from filesystem group before unformatting the " + x.what + ".")
	}
	c.state.deleteFilesystem(x.fs)
	return nil
}

func (c *call) mount(x *volume) error {
	f, err := c.form()
	if err != nil {
		return err
	}
	var point, options string
	isPath := func(value string) string {
		if !strings.HasPrefix(value, "/") && value != noMountPoint {
			return invalidValue
		}
		return ""
	}
	if x.fs != nil && x.fs.fstype == "swap" {
		point = noMountPoint
	} else {
		f.text("mount_point", &point, required, isPath)
	}
	f.text("mount_options", &options)
	switch {
	case !f.ok():
	case x.fs == nil:
		f.errs.Add("__all__", "Cannot mount an unformatted partition or block device.")
	case x.fs.group+x.fs.cacheSet != 0:
		f.errs.Add("__all__", "Filesystem is part of a filesystem group, and cannot be mounted.")
	}
	if err := f.err(); err != nil {
		return err
	}
	filesystems.in(c.state).Update(x.fs.id, func(fs *filesystem) { fs.mountPoint, fs.mountOptions = &point, &options })
	return nil
}

func (c *call) unmount(x *volume) error {
	switch {
	case x.fs == nil:
		return engine.BadRequest(strings.ToUpper(x.what[:1]) + x.what[1:] + " is not formatted.")
	case x.fs.mountPoint == nil:
		return engine.BadRequest("Filesystem is already unmounted.")
	}
	filesystems.in(c.state).Update(x.fs.id, func(fs *filesystem) { fs.mountPoint, fs.mountOptions = nil, nil })
	return nil
}
