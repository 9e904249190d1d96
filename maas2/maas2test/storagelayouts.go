package maas2test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// layoutNames are the storage layouts, in the order in which MAAS lists them.
var layoutNames = []string{"vmfs6", "vmfs7", "flat", "custom", "bcache", "lvm", "blank"}

// A layout is how the disks of a machine are to be set up.
type layout struct {
	name                         string
	root                         *blockDevice
	bootSize, rootSize           int // 0 for what suits
	volumeGroup, logicalVolume   string
	volumeSize                   int
	cache                        *blockDevice // nil: the SSD with the least space
	cacheMode                    string
	cacheSize                    int
	cacheWhole                   bool // without a partition on it
	bootLabel, bootMount, bootFS string
}

// setStorageLayout applies the layout that the request asks for.
func (c *call) setStorageLayout(n *node) error {
	f, err := c.form()
	if err != nil {
		return err
	}
	v := c.state.storageOf(n)
	l := newLayout("", v)
	known := func(name string) string {
		if slices.Contains(layoutNames, name) {
			return ""
		}
		return "'" + name + "' is not a valid storage_layout.  It should be one of: '" + strings.Join(layoutNames, "', '") + "'."
	}
	f.text("storage_layout", &l.name, required, known)
	if err := f.err(); err != nil {
		return err
	}
	if l.root == nil {
		return invalid("__all__", "Machine is missing a boot disk; no storage layout can be applied.")
	}
	if l.name == "custom" {
		return invalid("__all__", "Failed to configure storage layout 'custom': No custom storage layout data found.")
	}
	l.readOptions(f, v)
	if err := f.err(); err != nil {
		return err
	}
	if l.root.size < l.minSize() {
		return invalid("__all__", fmt.Sprintf("Boot disk must be at least %.1fG.", float64(l.minSize())/1e9))
	}
	c.state.applyLayout(n, l)
	return nil
}

// minSize returns the size in bytes that the root device must have for the layout.
func (l *layout) minSize() int {
	size := tableOverhead + 2*partitionAlignment + l.bootSize
	plans := map[string][]vmfsPartition{"vmfs6": vmfs6Partitions, "vmfs7": vmfs7Partitions}
	for _, p := range plans[l.name] {
		size += p.size
	}
	if l.name == "bcache" {
		size += gibibyte
	}
	return size
}

// newLayout is a layout with what suits a machine.
func newLayout(name string, v *storageView) layout {
	l := layout{
		name: name, root: v.bootDisk(), volumeGroup: "vgroot", logicalVolume: "lvroot", cacheMode: "writethrough", bootLabel: "boot",
		bootMount: "/boot", bootFS: "ext4",
	}
	if v.n.biosBootMethod == "uefi" {
		l.bootSize, l.bootLabel, l.bootMount, l.bootFS = 512*mebibyte, "efi", "/boot/efi", "fat32"
	}
	return l
}

// readOptions reads what the request says about the layout.
func (l *layout) readOptions(f *form, v *storageView) {
	disk := func(field string, into **blockDevice) {
		value := f.data.Get(field)
		if value == "" {
			return
		}
		if d := v.deviceNamed(value); d != nil && d.physical() {
			*into = d
			return
		}
		f.errs.Add(field, notAChoice(value))
	}
	disk("root_device", &l.root)
	disk("cache_device", &l.cache)
	f.layoutSize("boot_size", &l.bootSize, l.root.size)
	f.layoutSize("root_size", &l.rootSize, l.root.size)
	f.layoutSize("lv_size", &l.volumeSize, l.root.size)
	if l.cache != nil {
		f.layoutSize("cache_size", &l.cacheSize, l.cache.size)
	}
	f.text("vg_name", &l.volumeGroup)
	f.text("lv_name", &l.logicalVolume)
	f.text("cache_mode", &l.cacheMode, oneOf(cacheModes...))
	f.boolean("cache_no_part", &l.cacheWhole)
}

// layoutSize reads a size in bytes, or as a percentage of another one.
func (f *form) layoutSize(name string, field *int, whole int) {
	if percent, ok := strings.CutSuffix(strings.TrimSpace(f.data.Get(name)), "%"); ok {
		part, err := strconv.ParseFloat(percent, 64)
		if err != nil || part < 0 || part > 100 {
			f.errs.Add(name, invalidValue)
			return
		}
		*field = int(float64(whole) * part / 100)
		return
	}
	f.size(name, field, 0, whole)
}

// clearStorage takes the disks of a machine back to what they are without
// partitions, file systems and groups.
func (st *state) clearStorage(n *node) {
	v := st.storageOf(n)
	for _, g := range v.groups {
		st.deleteDeviceGroup(g)
	}
	for _, s := range v.cacheSets {
		st.deleteCacheSet(s)
	}
	for _, p := range st.partitionsOf(n.systemID) {
		st.deletePartition(p)
	}
	for _, f := range st.filesystemsOf(n.systemID) {
		if f.device != 0 {
			st.deleteFilesystem(f)
		}
	}
}

// applyLayout sets up the disks of a machine in the place of what is on them.
func (st *state) applyLayout(n *node, l layout) {
	st.clearStorage(n)
	switch l.name {
	case "flat":
		st.layBoot(n, &l)
		st.mountAt(n, part{partition: st.layPartition(n, l.root, l.rootSize).id})
	case "lvm":
		st.layLVM(n, &l)
	case "bcache":
		st.layBcache(n, &l)
	case "vmfs6":
		st.layVMFS(n, l.root, vmfs6Partitions)
	case "vmfs7":
		st.layVMFS(n, l.root, vmfs7Partitions)
	}
}

// layPartition makes a partition of a device, all of what is left if size is 0.
func (st *state) layPartition(n *node, d *blockDevice, size int) *partition {
	available := st.storageOf(n).availableSize(d)
	if size = alignDown(size, partitionAlignment); size == 0 || size > available {
		size = available
	}
	return st.addPartition(&partition{device: d.id, node: n.systemID, size: size, tags: []string{}})
}

// layBoot makes the partition that the machine boots from, if it has one.
func (st *state) layBoot(n *node, l *layout) {
	if l.bootSize == 0 {
		return
	}
	p := st.layPartition(n, l.root, l.bootSize)
	partitions.in(st).Update(p.id, func(p *partition) { p.bootable = true })
	st.addFilesystem(&filesystem{node: n.systemID, fstype: l.bootFS, label: &l.bootLabel, mountPoint: &l.bootMount, partition: p.id})
}

// mountAt formats a part for the root of the file systems.
func (st *state) mountAt(n *node, p part) {
	st.addFilesystem(&filesystem{
		node: n.systemID, fstype: "ext4", label: new("root"), mountPoint: new(rootMountPoint), device: p.device, partition: p.partition,
	})
}

func (st *state) layLVM(n *node, l *layout) {
	st.layBoot(n, l)
	p := st.layPartition(n, l.root, l.rootSize)
	g := st.addDeviceGroup(&deviceGroup{node: n.systemID, kind: groupLVM, name: l.volumeGroup})
	st.join(g, partOfLVM, part{partition: p.id})
	size := alignDown(l.volumeSize, extentSize)
	if whole := st.storageOf(n).volumeGroupSize(g); size == 0 || size > whole {
		size = whole
	}
	d := st.addBlockDevice(&blockDevice{
		node: n.systemID, name: l.logicalVolume, size: size, blockSize: 4096, tags: []string{}, group: g.id, uuid: newUUID(),
	})
	st.mountAt(n, part{device: d.id})
}

// layBcache falls back to the flat layout on a machine without a disk for the cache.
func (st *state) layBcache(n *node, l *layout) {
	if l.cache == nil {
		for _, d := range st.blockDevicesOf(n.systemID) {
			if d.id != l.root.id && slices.Contains(d.tags, "ssd") && (l.cache == nil || d.size < l.cache.size) {
				l.cache = d
			}
		}
	}
	if l.cache == nil {
		st.layBoot(n, l)
		st.mountAt(n, part{partition: st.layPartition(n, l.root, l.rootSize).id})
		return
	}
	if l.bootSize == 0 {
		l.bootSize = gibibyte
	}
	st.layBoot(n, l)
	root := st.layPartition(n, l.root, l.rootSize)
	cache := part{device: l.cache.id}
	if !l.cacheWhole {
		cache = part{partition: st.layPartition(n, l.cache, l.cacheSize).id}
	}
	set := st.addCaching(n, cache)
	g := &deviceGroup{node: n.systemID, kind: groupBcache, name: "bcache0", cacheSet: set.id, cacheMode: l.cacheMode}
	d := st.addBcache(n, g, part{partition: root.id})
	st.mountAt(n, part{device: d.id})
}

// A vmfsPartition is one of a VMFS layout. The one without a size is the datastore,
// which has what the others leave.
type vmfsPartition struct {
	number, size int
}

var (
	vmfs6Partitions = []vmfsPartition{
		{1, 3 * mebibyte}, {2, 4 * gibibyte}, {3, 0}, {5, 249 * mebibyte}, {6, 249 * mebibyte}, {7, 109 * mebibyte}, {8, 285 * mebibyte},
		{9, 2560 * mebibyte},
	}
	vmfs7Partitions = []vmfsPartition{{1, 100 * mebibyte}, {5, 4095 * mebibyte}, {6, 4095 * mebibyte}, {7, 25662832128}, {8, 0}}
)

func (st *state) layVMFS(n *node, d *blockDevice, plan []vmfsPartition) {
	left := st.storageOf(n).availableSize(d)
	for _, p := range plan {
		left -= p.size
	}
	g := st.addDeviceGroup(&deviceGroup{node: n.systemID, kind: groupVMFS, name: "datastore1"})
	for i, p := range plan {
		size := p.size
		if size == 0 {
			size = alignDown(left, partitionAlignment)
		}
		made := st.addPartition(&partition{
			device: d.id, node: n.systemID, number: p.number, size: size, bootable: i == 0, tags: []string{},
		})
		if p.size == 0 {
			st.join(g, partOfVMFS, part{partition: made.id})
		}
	}
	st.addDatastore(n, g)
}

// mountSpecial mounts a file system in memory.
func (c *call) mountSpecial(n *node) error {
	f, err := c.form()
	if err != nil {
		return err
	}
	fs := &filesystem{node: n.systemID, acquired: allocatedStatuses[n.status]}
	var point, options string
	f.text("fstype", &fs.fstype, required, oneOf("ramfs", "tmpfs"))
	f.text("mount_point", &point, required)
	f.text("mount_options", &options)
	if err := f.err(); err != nil {
		return err
	}
	fs.mountPoint, fs.mountOptions = &point, &options
	c.state.addFilesystem(fs)
	return nil
}

// unmountSpecial removes the file systems in memory that are mounted somewhere.
func (c *call) unmountSpecial(n *node) error {
	f, err := c.form()
	if err != nil {
		return err
	}
	var point string
	f.text("mount_point", &point, required)
	if err := f.err(); err != nil {
		return err
	}
	for _, fs := range c.state.storageOf(n).filesystems {
		if fs.device+fs.partition == 0 && *fs.mountPoint == point {
			c.state.deleteFilesystem(fs)
		}
	}
	return nil
}

// Hooks of the life cycle into the storage of a machine.

// A Disk is a disk that commissioning finds in a machine.
type Disk struct {
	Name          string
	Size          int // bytes
	Model, Serial string
	Tags          []string
}

// defaultDisks are those of the default hardware.
var defaultDisks = []Disk{
	{Name: "nvme0n1", Size: 100e9, Tags: []string{"ssd"}},
	{Name: "sda", Size: 250e9, Tags: []string{"ssd", "sata"}},
	{Name: "sdb", Size: 500e9, Tags: []string{"ssd", "sata"}},
}

// commissionStorage gives a machine the disks that commissioning finds, and the
// default layout. A disk that it had keeps its number.
func (st *state) commissionStorage(n *node, found []Disk) {
	st.clearStorage(n)
	v := st.storageOf(n)
	for _, d := range v.devices {
		if !slices.ContainsFunc(found, func(f Disk) bool { return f.Name == d.name }) {
			st.deleteBlockDevice(d)
		}
	}
	for _, f := range found {
		st.findDisk(n, v.deviceNamed(f.Name), f)
	}
	st.restoreStorage(n)
}

// disksFound are the disks that a machine has, as commissioning finds them.
func (st *state) disksFound(n *node) []Disk {
	var disks []Disk
	for _, d := range st.blockDevicesOf(n.systemID) {
		if d.physical() {
			disks = append(disks, Disk{Name: d.name, Size: d.size, Model: d.model, Serial: d.serial, Tags: d.tags})
		}
	}
	return disks
}

// findDisk stores a disk that commissioning finds, in the place of the one that was
// known.
func (st *state) findDisk(n *node, known *blockDevice, f Disk) {
	d := &blockDevice{node: n.systemID}
	if known != nil {
		*d = *known
	}
	d.name, d.size, d.model, d.serial, d.tags = f.Name, f.Size, f.Model, f.Serial, slices.Clone(f.Tags)
	d.idPath, d.blockSize = "/dev/"+f.Name, smallestBlock
	if d.serial != "" {
		d.idPath = "/dev/disk/by-id/" + strings.ReplaceAll(strings.TrimSpace(d.model+"_"+d.serial), " ", "_")
	}
	if d.tags == nil {
		d.tags = []string{}
	}
	if known == nil {
		st.addBlockDevice(d)
		return
	}
	blockDevices.in(st).Put(d.id, d)
}

// restoreStorage gives a machine the layout that the settings name.
func (st *state) restoreStorage(n *node) {
	name, _ := st.setting("default_storage_layout").(string)
	switch l := newLayout(name, st.storageOf(n)); {
	case l.root == nil:
	case l.root.size < l.minSize():
		st.clearStorage(n)
	default:
		st.applyLayout(n, l)
	}
}

// deleteStorage removes the disks of a machine that is being removed.
func (st *state) deleteStorage(n *node) {
	st.clearStorage(n)
	for _, d := range st.blockDevicesOf(n.systemID) {
		st.deleteBlockDevice(d)
	}
	for _, f := range st.filesystemsOf(n.systemID) {
		st.deleteFilesystem(f)
	}
}

// physicalDisks lists the numbers of a machine's disks.
func (st *state) physicalDisks(n *node) []int {
	var ids []int
	for _, d := range st.blockDevicesOf(n.systemID) {
		if d.physical() {
			ids = append(ids, d.id)
		}
	}
	return ids
}

// A disk is a block device as storage constraints see it.
type disk struct {
	id, size int
	tags     []string
}

// disksOf lists the disks of a machine, the boot disk first.
func (st *state) disksOf(n *node) []disk {
	v := st.storageOf(n)
	var list []*blockDevice
	for _, d := range v.devices {
		if d.physical() {
			list = append(list, d)
		}
	}
	sortByID(list, v.bootDisk())
	var disks []disk
	for _, d := range list {
		disks = append(disks, disk{d.id, d.size, d.tags})
	}
	return disks
}

// diskPairs pairs the disks of a machine with those of another one that can hold
// what is on them. It returns what is in the way, or "".
func (st *state) diskPairs(source, destination *node) (pairs map[int]int, problem string) {
	from, to := st.disksOf(source), st.disksOf(destination)
	name := func(d disk) string { return blockDevices.in(st).Get(d.id).name }
	switch {
	case len(from) == 0:
		return nil, "source machine does not have a boot disk"
	case len(to) == 0:
		return nil, "destination machine does not have a boot disk"
	case to[0].size < from[0].size:
		return nil, "destination boot disk(" + name(to[0]) + ") is smaller than source boot disk(" + name(from[0]) + ")"
	}
	pairs = map[int]int{from[0].id: to[0].id}
	left := slices.Clone(to[1:])
	for _, d := range from[1:] {
		match := slices.IndexFunc(left, func(other disk) bool { return other.size >= d.size })
		if match < 0 {
			return nil, "destination machine has no disk for " + name(d) + " of the source machine"
		}
		pairs[d.id] = left[match].id
		left = slices.Delete(left, match, match+1)
	}
	return pairs, ""
}

// storageProblem returns why the storage configuration of a machine does not fit on
// another one, or "".
func (st *state) storageProblem(source, destination *node) string {
	_, problem := st.diskPairs(source, destination)
	return problem
}

// cloneStorage gives a machine the storage configuration of another one, which
// fits.
func (st *state) cloneStorage(source, destination *node) {
	devices, problem := st.diskPairs(source, destination)
	if problem != "" {
		return
	}
	st.clearStorage(destination)
	for _, fs := range st.filesystemsOf(destination.systemID) {
		st.deleteFilesystem(fs)
	}
	groups, sets, parts := make(map[int]int), make(map[int]int), make(map[int]int)
	for _, s := range listRows(st, cacheSetIndex, cacheSets, source.systemID) {
		sets[s.id] = st.addCacheSet(destination.systemID).id
	}
	for _, old := range st.deviceGroupsOf(source.systemID) {
		g := *old
		g.node, g.uuid, g.cacheSet = destination.systemID, "", sets[old.cacheSet]
		groups[old.id] = st.addDeviceGroup(&g).id
	}
	for _, old := range st.blockDevicesOf(source.systemID) {
		if old.physical() {
			continue
		}
		d := *old
		d.node, d.uuid, d.group = destination.systemID, newUUID(), groups[old.group]
		devices[old.id] = st.addBlockDevice(&d).id
	}
	for _, old := range st.partitionsOf(source.systemID) {
		p := *old
		p.node, p.uuid, p.device = destination.systemID, "", devices[old.device]
		parts[old.id] = st.addPartition(&p).id
	}
	for _, old := range st.filesystemsOf(source.systemID) {
		if old.acquired {
			continue
		}
		fs := *old
		fs.node, fs.uuid = destination.systemID, ""
		fs.device, fs.partition, fs.group, fs.cacheSet = devices[old.device], parts[old.partition], groups[old.group], sets[old.cacheSet]
		st.addFilesystem(&fs)
	}
}
