package maas2test

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/gomaas/maas/internal/engine"
)

// Units and overheads of storage, in bytes.
const (
	mebibyte = 1 << 20
	gibibyte = 1 << 30

	partitionAlignment = 4 * mebibyte
	tableOverhead      = 6 * mebibyte // of a partition table
	raidSuperblock     = 128 * 1024
	extentSize         = 4 * mebibyte // of LVM
	smallestDevice     = 4 * mebibyte
	smallestBlock      = 512
)

// A blockDevice is a disk of a machine, or a device that a deviceGroup makes.
type blockDevice struct {
	id                                    int
	node                                  string // system id
	name, model, serial, idPath, firmware string
	size, blockSize                       int
	tags                                  []string
	group                                 int    // 0 for a disk
	uuid                                  string // of a device that is not a disk
	storagePool                           string // of a virtual machine's disk, "" for none
}

func (d *blockDevice) physical() bool { return d.group == 0 }

// A partition is a part of a block device. A device with one has a table.
type partition struct {
	id, device int
	node       string // system id
	number     int    // 0 for the one that follows from the order
	size       int
	bootable   bool
	tags       []string
	uuid       string
}

// A filesystem is what a device or a partition is formatted with. One without
// either is special: in memory.
type filesystem struct {
	id                              int
	node                            string // system id
	fstype, uuid                    string
	label, mountPoint, mountOptions *string
	device, partition               int // 0 for none
	group, cacheSet                 int // that it is a part of, 0 for none
	acquired                        bool
}

// A deviceGroup makes one or more devices of others: a RAID, a volume group, a
// bcache or a VMFS datastore.
type deviceGroup struct {
	id         int
	node       string // system id
	kind       string
	name, uuid string
	cacheSet   int // of a bcache
	cacheMode  string
}

// Kinds of groups other than the levels of RAID.
const (
	groupLVM    = "lvm-vg"
	groupBcache = "bcache"
	groupVMFS   = "vmfs6"
)

// Types of file systems that parts of groups have.
const (
	partOfRAID     = "raid"
	spareOfRAID    = "raid-spare"
	partOfLVM      = "lvm-pv"
	backingDevice  = "bcache-backing"
	cachingDevice  = "bcache-cache"
	partOfVMFS     = "vmfs6"
	noMountPoint   = "none"
	rootMountPoint = "/"
)

// A cacheSet is what bcaches use as their cache.
type cacheSet struct {
	id   int
	node string // system id
}

var (
	blockDevices = nodesKind(func(_ int, d *blockDevice) string { return d.node })
	partitions   = nodesKind(func(_ int, p *partition) string { return p.node })
	filesystems  = nodesKind(func(_ int, f *filesystem) string { return f.node })
	deviceGroups = nodesKind(func(_ int, g *deviceGroup) string { return g.node })
	cacheSets    = nodesKind(func(_ int, s *cacheSet) string { return s.node })

	// What each node has of them.
	blockDeviceIndex = newIndex()
	partitionIndex   = newIndex()
	filesystemIndex  = newIndex()
	deviceGroupIndex = newIndex()
	cacheSetIndex    = newIndex()
)

func (st *state) addBlockDevice(d *blockDevice) *blockDevice {
	d.id = st.next("blockdevice")
	blockDevices.in(st).Put(d.id, d)
	indexAdd(st, blockDeviceIndex, d.node, d.id)
	return d
}

func (st *state) addPartition(p *partition) *partition {
	p.id = st.next("partition")
	if p.uuid == "" {
		p.uuid = newUUID()
	}
	partitions.in(st).Put(p.id, p)
	indexAdd(st, partitionIndex, p.node, p.id)
	return p
}

func (st *state) addFilesystem(f *filesystem) *filesystem {
	f.id = st.next("filesystem")
	if f.uuid == "" {
		f.uuid = newUUID()
	}
	filesystems.in(st).Put(f.id, f)
	indexAdd(st, filesystemIndex, f.node, f.id)
	return f
}

func (st *state) addDeviceGroup(g *deviceGroup) *deviceGroup {
	g.id = st.next("devicegroup")
	if g.uuid == "" {
		g.uuid = newUUID()
	}
	deviceGroups.in(st).Put(g.id, g)
	indexAdd(st, deviceGroupIndex, g.node, g.id)
	return g
}

func (st *state) addCacheSet(node string) *cacheSet {
	s := &cacheSet{id: st.next("cacheset"), node: node}
	cacheSets.in(st).Put(s.id, s)
	indexAdd(st, cacheSetIndex, node, s.id)
	return s
}

func (st *state) deleteFilesystem(f *filesystem) {
	filesystems.in(st).Delete(f.id)
	indexRemove(st, filesystemIndex, f.node, f.id)
}

// deletePartition removes a partition with its file systems.
func (st *state) deletePartition(p *partition) {
	for _, f := range st.filesystemsOf(p.node) {
		if f.partition == p.id {
			st.deleteFilesystem(f)
		}
	}
	partitions.in(st).Delete(p.id)
	indexRemove(st, partitionIndex, p.node, p.id)
}

// deleteBlockDevice removes a device with what is on it.
func (st *state) deleteBlockDevice(d *blockDevice) {
	for _, p := range st.partitionsOf(d.node) {
		if p.device == d.id {
			st.deletePartition(p)
		}
	}
	for _, f := range st.filesystemsOf(d.node) {
		if f.device == d.id {
			st.deleteFilesystem(f)
		}
	}
	blockDevices.in(st).Delete(d.id)
	indexRemove(st, blockDeviceIndex, d.node, d.id)
}

// deleteDeviceGroup removes a group with its devices. What it was made of is free
// again.
func (st *state) deleteDeviceGroup(g *deviceGroup) {
	for _, d := range st.blockDevicesOf(g.node) {
		if d.group == g.id {
			st.deleteBlockDevice(d)
		}
	}
	for _, f := range st.filesystemsOf(g.node) {
		if f.group == g.id {
			st.deleteFilesystem(f)
		}
	}
	deviceGroups.in(st).Delete(g.id)
	indexRemove(st, deviceGroupIndex, g.node, g.id)
}

func (st *state) deleteCacheSet(s *cacheSet) {
	for _, f := range st.filesystemsOf(s.node) {
		if f.cacheSet == s.id {
			st.deleteFilesystem(f)
		}
	}
	cacheSets.in(st).Delete(s.id)
	indexRemove(st, cacheSetIndex, s.node, s.id)
}

// listRows lists the rows of a node.
func listRows[V any](st *state, x index, rows kind[int, V], systemID string) []*V {
	ids := indexed(st, x, systemID)
	list := make([]*V, 0, len(ids))
	table := rows.in(st)
	for _, id := range ids {
		list = append(list, table.Get(id))
	}
	return list
}

func (st *state) blockDevicesOf(systemID string) []*blockDevice {
	return listRows(st, blockDeviceIndex, blockDevices, systemID)
}

func (st *state) partitionsOf(systemID string) []*partition {
	return listRows(st, partitionIndex, partitions, systemID)
}

func (st *state) filesystemsOf(systemID string) []*filesystem {
	return listRows(st, filesystemIndex, filesystems, systemID)
}

func (st *state) deviceGroupsOf(systemID string) []*deviceGroup {
	return listRows(st, deviceGroupIndex, deviceGroups, systemID)
}

// allocatedStatuses are those in which a machine shows the file systems that it got
// when it was allocated. What is done to these is forgotten when it is released.
var allocatedStatuses = map[int]bool{
	statusAllocated: true, statusDeploying: true, statusDeployed: true, statusFailedDeployment: true, statusReleasing: true,
	statusFailedReleasing: true, statusDiskErasing: true, statusFailedDiskErasing: true, statusRescueMode: true,
	statusEnteringRescueMode: true, statusFailedEntering: true, statusExitingRescueMode: true, statusFailedExiting: true,
	statusTesting: true, statusFailedTesting: true,
}

// acquireFilesystems copies the file systems of a machine that is being allocated.
func (st *state) acquireFilesystems(n *node) {
	st.releaseFilesystems(n)
	for _, f := range st.filesystemsOf(n.systemID) {
		acquired := *f
		acquired.acquired = true
		st.addFilesystem(&acquired)
	}
}

// releaseFilesystems forgets the file systems that a machine got when it was
// allocated.
func (st *state) releaseFilesystems(n *node) {
	for _, f := range st.filesystemsOf(n.systemID) {
		if f.acquired {
			st.deleteFilesystem(f)
		}
	}
}

// A storageView is the storage of a machine at one time.
type storageView struct {
	n           *node
	devices     []*blockDevice
	partitions  []*partition
	filesystems []*filesystem // those that count in the machine's status
	groups      []*deviceGroup
	cacheSets   []*cacheSet
}

func (st *state) storageOf(n *node) *storageView {
	v := &storageView{
		n:          n,
		devices:    st.blockDevicesOf(n.systemID),
		partitions: st.partitionsOf(n.systemID),
		groups:     st.deviceGroupsOf(n.systemID),
		cacheSets:  listRows(st, cacheSetIndex, cacheSets, n.systemID),
	}
	acquired := allocatedStatuses[n.status]
	for _, f := range st.filesystemsOf(n.systemID) {
		if f.acquired == acquired {
			v.filesystems = append(v.filesystems, f)
		}
	}
	return v
}

// on finds the file system on a device, or on a partition.
func (v *storageView) on(device, partition int) *filesystem {
	for _, f := range v.filesystems {
		if f.device == device && f.partition == partition && device+partition != 0 {
			return f
		}
	}
	return nil
}

func (v *storageView) device(id int) *blockDevice {
	for _, d := range v.devices {
		if d.id == id {
			return d
		}
	}
	return nil
}

// deviceNamed finds a device by its number or name.
func (v *storageView) deviceNamed(name string) *blockDevice {
	id, err := strconv.Atoi(name)
	for _, d := range v.devices {
		if err == nil && d.id == id || v.deviceName(d) == name {
			return d
		}
	}
	return nil
}

func (v *storageView) partition(id int) *partition {
	for _, p := range v.partitions {
		if p.id == id {
			return p
		}
	}
	return nil
}

func (v *storageView) group(id int) *deviceGroup {
	for _, g := range v.groups {
		if g.id == id {
			return g
		}
	}
	return nil
}

// partitionsOn lists the partitions of a device.
func (v *storageView) partitionsOn(d *blockDevice) []*partition {
	var list []*partition
	for _, p := range v.partitions {
		if p.device == d.id {
			list = append(list, p)
		}
	}
	return list
}

// devicesOf lists the devices that a group makes.
func (v *storageView) devicesOf(g *deviceGroup) []*blockDevice {
	var list []*blockDevice
	for _, d := range v.devices {
		if d.group == g.id {
			list = append(list, d)
		}
	}
	return list
}

// partsOf lists the file systems on what a group is made of, those of one type or
// all of them.
func (v *storageView) partsOf(g *deviceGroup, fstypes ...string) []*filesystem {
	var list []*filesystem
	for _, f := range v.filesystems {
		if f.group == g.id && (len(fstypes) == 0 || slices.Contains(fstypes, f.fstype)) {
			list = append(list, f)
		}
	}
	return list
}

// sizeUnder is the size of what a file system is on.
func (v *storageView) sizeUnder(f *filesystem) int {
	if d := v.device(f.device); d != nil {
		return d.size
	}
	if p := v.partition(f.partition); p != nil {
		return p.size
	}
	return 0
}

// free reports whether nothing is on a device, or on a partition.
func (v *storageView) free(device, partition int) bool {
	if v.on(device, partition) != nil {
		return false
	}
	d := v.device(device)
	return d == nil || len(v.partitionsOn(d)) == 0
}

// alignDown is the largest multiple of a unit that is not above size.
func alignDown(size, unit int) int { return max(size, 0) / unit * unit }

func (v *storageView) usedSize(d *blockDevice) int {
	if list := v.partitionsOn(d); len(list) > 0 {
		used := tableOverhead
		for _, p := range list {
			used += p.size
		}
		return used
	}
	if v.on(d.id, 0) != nil {
		return d.size
	}
	return 0
}

// availableSize is what a new partition can have.
func (v *storageView) availableSize(d *blockDevice) int {
	if v.on(d.id, 0) != nil {
		return 0
	}
	return alignDown(d.size-max(v.usedSize(d), tableOverhead), partitionAlignment)
}

// bootDisk is the disk that a machine boots from, or nil.
func (v *storageView) bootDisk() *blockDevice {
	if d := v.device(v.n.bootDisk); d != nil {
		return d
	}
	for _, d := range v.devices {
		if d.physical() {
			return d
		}
	}
	return nil
}

// partitionNumber is the number of a partition in the table. On some machines the
// first one is for the boot loader, and not shown.
func (v *storageView) partitionNumber(d *blockDevice, p *partition) int {
	if p.number != 0 {
		return p.number
	}
	number := 1 + slices.IndexFunc(v.partitionsOn(d), func(other *partition) bool { return other.id == p.id })
	switch architecture, _, _ := strings.Cut(v.n.architecture, "/"); {
	case architecture == "amd64" && v.n.biosBootMethod != "uefi":
		number++
	case architecture == "ppc64el" && v.bootDisk() == d:
		number++
	}
	return number
}

// deviceName is the name of a device with that of its volume group.
func (v *storageView) deviceName(d *blockDevice) string {
	if g := v.group(d.group); g != nil && g.kind == groupLVM {
		return g.name + "-" + d.name
	}
	return d.name
}

// volumeGroupSize is the size of a volume group.
func (v *storageView) volumeGroupSize(g *deviceGroup) int {
	size := 0
	for _, f := range v.partsOf(g) {
		size += max(alignDown(v.sizeUnder(f), extentSize)-extentSize, 0)
	}
	return size
}

// volumeGroupUsed is the size of the logical volumes of a volume group.
func (v *storageView) volumeGroupUsed(g *deviceGroup) int {
	used := 0
	for _, d := range v.devicesOf(g) {
		used += d.size
	}
	return used
}

// groupSize is the size of the only device of a group, or of a volume group.
func (v *storageView) groupSize(g *deviceGroup) int {
	switch g.kind {
	case groupLVM:
		return v.volumeGroupSize(g)
	case groupBcache, groupVMFS:
		size := 0
		for _, f := range v.partsOf(g, backingDevice, partOfVMFS) {
			size += v.sizeUnder(f)
		}
		return size
	}
	return v.raidSize(g)
}

// raidSize is the size of a RAID.
func (v *storageView) raidSize(g *deviceGroup) int {
	smallest, sum := 0, 0
	for _, f := range v.partsOf(g) {
		size := v.sizeUnder(f) - raidSuperblock
		if smallest == 0 || size < smallest {
			smallest = size
		}
		if f.fstype == partOfRAID {
			sum += size
		}
	}
	count := len(v.partsOf(g, partOfRAID))
	switch g.kind {
	case "raid-0":
		return sum
	case "raid-5":
		return smallest * (count - 1)
	case "raid-6":
		return smallest * (count - 2)
	case "raid-10":
		return smallest * count / 2
	}
	return smallest
}

// formatUse tells what a file system is there for.
func (v *storageView) formatUse(f *filesystem) string {
	if f.cacheSet != 0 {
		return "Cache device for " + v.cacheSetName(f.cacheSet)
	}
	if g := v.group(f.group); g != nil {
		switch f.fstype {
		case partOfRAID:
			return "Active " + g.kind + " device for " + g.name
		case spareOfRAID:
			return "Spare " + g.kind + " device for " + g.name
		case partOfLVM:
			return "LVM volume for " + g.name
		case backingDevice:
			return "Backing device for " + g.name
		}
		return "VMFS extent for " + g.name
	}
	if f.mountPoint == nil {
		return "Unmounted " + f.fstype + " formatted filesystem"
	}
	return f.fstype + " formatted filesystem mounted at " + *f.mountPoint
}

// cacheSetName is the name of a cache set, which tells its place on the machine.
func (v *storageView) cacheSetName(id int) string {
	place := slices.IndexFunc(v.cacheSets, func(s *cacheSet) bool { return s.id == id })
	return "cache" + strconv.Itoa(place)
}

func textOrNull(text *string) any {
	if text == nil {
		return nil
	}
	return *text
}

func filesystemJSON(f *filesystem) any {
	if f == nil {
		return nil
	}
	return object{
		{"fstype", f.fstype},
		{"label", textOrNull(f.label)},
		{"uuid", f.uuid},
		{"mount_point", textOrNull(f.mountPoint)},
		{"mount_options", textOrNull(f.mountOptions)},
	}
}

func (c *call) partitionJSON(v *storageView, p *partition) object {
	d := v.device(p.device)
	f := v.on(0, p.id)
	use := "Unused"
	if f != nil {
		use = v.formatUse(f)
	}
	return object{
		{"uuid", p.uuid},
		{"size", p.size},
		{"bootable", p.bootable},
		{"tags", p.tags},
		{"filesystem", filesystemJSON(f)},
		{"device_id", p.device},
		{"used_for", use},
		{"path", "/dev/disk/by-dname/" + v.deviceName(d) + "-part" + strconv.Itoa(v.partitionNumber(d, p))},
		{"id", p.id},
		{"system_id", p.node},
		{"type", "partition"},
		{"resource_uri", strings.TrimSuffix(c.uri("nodes", p.node, "blockdevices", strconv.Itoa(p.device), "partition", strconv.Itoa(p.id)), "/")},
	}
}

// blockDeviceJSON is a block device. In the list of a machine's devices it has
// another path.
func (c *call) blockDeviceJSON(v *storageView, d *blockDevice, listed bool) object {
	list := []object{}
	for _, p := range v.partitionsOn(d) {
		list = append(list, c.partitionJSON(v, p))
	}
	f := v.on(d.id, 0)
	use := "Unused"
	var table any
	switch {
	case len(list) == 1:
		use, table = "GPT partitioned with 1 partition", "GPT"
	case len(list) > 1:
		use, table = fmt.Sprintf("GPT partitioned with %d partitions", len(list)), "GPT"
	case f != nil:
		use = v.formatUse(f)
	}
	name := v.deviceName(d)
	path := "/dev/disk/by-dname/" + name
	if listed {
		path = "/dev/disk/by-dname/" + d.name
	}
	o := append(make(object, 0, 22), object{
		{"filesystem", filesystemJSON(f)},
		{"name", name},
		{"block_size", d.blockSize},
		{"partitions", list},
		{"storage_pool", orNull(d.storagePool)},
		{"used_for", use},
		{"tags", d.tags},
		{"uuid", orNull(d.uuid)},
		{"id", d.id},
		{"used_size", v.usedSize(d)},
		{"available_size", v.availableSize(d)},
		{"size", d.size},
		{"path", path},
		{"partition_table_type", table},
		{"system_id", d.node},
		{"resource_uri", c.uri("nodes", d.node, "blockdevices", strconv.Itoa(d.id))},
	}...)
	if !d.physical() {
		return append(o, object{{"type", "virtual"}, {"model", nil}, {"serial", nil}, {"id_path", nil}, {"numa_node", nil}}...)
	}
	if !listed {
		o = append(o, member{"firmware_version", orNull(d.firmware)})
	}
	return append(o, object{{"type", "physical"}, {"model", d.model}, {"serial", d.serial}, {"id_path", d.idPath}, {"numa_node", 0}}...)
}

// partsJSON shows what a file system of each of a list is on.
func (c *call) partsJSON(v *storageView, list []*filesystem) []object {
	parts := []object{}
	for _, f := range list {
		parts = append(parts, c.partJSON(v, f))
	}
	return parts
}

// partJSON shows what a file system is on.
func (c *call) partJSON(v *storageView, f *filesystem) object {
	if d := v.device(f.device); d != nil {
		return c.blockDeviceJSON(v, d, false)
	}
	return c.partitionJSON(v, v.partition(f.partition))
}

// withStorage appends what a machine shows of its disks.
func (c *call) withStorage(o object, n *node) object {
	v := c.state.storageOf(n)
	size := 0
	all, physical := make([]object, 0, len(v.devices)), make([]object, 0, len(v.devices))
	virtual, special := []object{}, []object{}
	var bootDisk any
	for _, d := range v.devices {
		shown := c.blockDeviceJSON(v, d, false)
		all = append(all, shown)
		if !d.physical() {
			virtual = append(virtual, shown)
			continue
		}
		size += d.size
		physical = append(physical, shown)
		if d == v.bootDisk() {
			bootDisk = shown
		}
	}
	allShown, physicalShown := any(all), any(physical)
	if len(virtual) == 0 {
		allShown = &engine.Shared{Value: all}
		physicalShown = allShown
	}
	for _, f := range v.filesystems {
		if f.device == 0 && f.partition == 0 {
			special = append(special, filesystemJSON(f).(object))
		}
	}
	raids, volumeGroups, bcaches, sets := []object{}, []object{}, []object{}, []object{}
	reference := func(id int) object {
		return object{{"system_id", n.systemID}, {"id", id}, {"__incomplete__", true}}
	}
	for _, g := range v.groups {
		switch g.kind {
		case groupLVM:
			volumeGroups = append(volumeGroups, reference(g.id))
		case groupBcache:
			bcaches = append(bcaches, reference(g.id))
		case groupVMFS:
		default:
			raids = append(raids, reference(g.id))
		}
	}
	for _, s := range v.cacheSets {
		sets = append(sets, reference(s.id))
	}
	return append(o, object{
		{"storage", float64(size) / 1e6},
		{"boot_disk", bootDisk},
		{"blockdevice_set", allShown},
		{"physicalblockdevice_set", physicalShown},
		{"virtualblockdevice_set", virtual},
		{"special_filesystems", special},
		{"raids", raids},
		{"volume_groups", volumeGroups},
		{"cache_sets", sets},
		{"bcaches", bcaches},
	}...)
}

// humanSize writes a size in decimal units, as people read it.
func humanSize(size int) string {
	amount, unit := float64(size), "bytes"
	for _, larger := range []string{"kB", "MB", "GB", "TB", "PB"} {
		if amount < 1000 {
			break
		}
		amount, unit = amount/1000, larger
	}
	if unit == "bytes" {
		return strconv.Itoa(size) + " bytes"
	}
	return strconv.FormatFloat(amount, 'f', 1, 64) + " " + unit
}

// notReady is the failure of an operation on the storage of a machine that is not
// Ready, or nil.
func notReady(n *node, operation string) error {
	if n.status == statusReady {
		return nil
	}
	return engine.Conflict("Cannot " + operation + " because the machine is not Ready.")
}

// machineStorage finds the machine in the path, and its storage.
func (c *call) machineStorage() (*storageView, error) {
	n, err := c.machineFor(toView)
	if err != nil {
		return nil, err
	}
	return c.state.storageOf(n), nil
}

// machineStorageFor is machineStorage for an administrator's operation, which needs
// the machine to be Ready.
func (c *call) machineStorageFor(operation string) (*storageView, error) {
	n, err := c.machineFor(toAdmin)
	if err != nil {
		return nil, err
	}
	if err := notReady(n, operation); err != nil {
		return nil, err
	}
	return c.state.storageOf(n), nil
}

// ofMachine finds the machine in the path without saying whether it is there, since
// what is looked for is a part of it.
func (c *call) ofMachine() *storageView {
	n := nodes.in(c.state).Get(c.args["system_id"])
	if n == nil {
		n = &node{}
	}
	return c.state.storageOf(n)
}

// groupFor finds the group in the path, of one of the kinds. To change it takes an
// administrator and a machine that is Ready; operation is "" to read it.
func (c *call) groupFor(model, operation string, kinds ...string) (*storageView, *deviceGroup, error) {
	v := c.ofMachine()
	id, isNumber := c.id("id")
	g := v.group(id)
	if !isNumber || g == nil || !slices.Contains(kinds, g.kind) {
		return nil, nil, notFound(model)
	}
	if operation == "" {
		if !c.may(v.n, toView) {
			return nil, nil, engine.Forbidden("")
		}
		return v, g, nil
	}
	if !c.may(v.n, toAdmin) {
		return nil, nil, engine.Forbidden("")
	}
	if err := notReady(v.n, operation); err != nil {
		return nil, nil, err
	}
	return v, g, nil
}

// groupsOf lists the groups of the machine in the path that are of one of the
// kinds, as show does.
func (c *call) groupsOf(show func(*storageView, *deviceGroup) object, kinds ...string) (any, error) {
	v, err := c.machineStorage()
	if err != nil {
		return nil, err
	}
	list := []object{}
	for _, g := range v.groups {
		if slices.Contains(kinds, g.kind) {
			list = append(list, show(v, g))
		}
	}
	return list, nil
}

// groupDelete removes the group in the path.
func (c *call) groupDelete(model, operation string, kinds ...string) (any, error) {
	v, g, err := c.groupFor(model, operation, kinds...)
	if err != nil {
		return nil, err
	}
	for _, d := range v.devicesOf(g) {
		switch {
		case g.kind == groupLVM:
			return nil, refuseModel("__all__", "This volume group has logical volumes; it cannot be deleted.")
		case v.inUse(d):
			return nil, refuseModel("__all__", "The virtual block device of this group is part of another one; it cannot be deleted.")
		}
	}
	c.state.deleteDeviceGroup(g)
	return engine.Deleted(), nil
}

// inUse reports whether a device, or a partition of it, is part of a group or a
// cache set.
func (v *storageView) inUse(d *blockDevice) bool {
	return slices.ContainsFunc(v.filesystems, func(f *filesystem) bool {
		p := v.partition(f.partition)
		return f.group+f.cacheSet != 0 && (f.device == d.id || p != nil && p.device == d.id)
	})
}

// chosenDevices reads a field with devices that take part in something, by number
// or name.
func (v *storageView) chosenDevices(f *form, field string, mayBe func(*blockDevice) bool) []int {
	var ids []int
	for _, value := range f.data.List(field) {
		d := v.deviceNamed(value)
		if d == nil || !mayBe(d) {
			f.errs.Add(field, notAChoice(value))
			return nil
		}
		if !slices.Contains(ids, d.id) {
			ids = append(ids, d.id)
		}
	}
	return ids
}

// chosenPartitions is chosenDevices for partitions.
func (v *storageView) chosenPartitions(f *form, field string, mayBe func(*partition) bool) []int {
	var ids []int
	for _, value := range f.data.List(field) {
		id, _ := strconv.Atoi(value)
		p := v.partition(id)
		if p == nil || !mayBe(p) {
			f.errs.Add(field, notAChoice(value))
			return nil
		}
		if !slices.Contains(ids, p.id) {
			ids = append(ids, p.id)
		}
	}
	return ids
}

func (v *storageView) freeDevice(d *blockDevice) bool { return v.free(d.id, 0) }

func (v *storageView) freePartition(p *partition) bool { return v.free(0, p.id) }

// freeFor returns what reports whether a device, or a partition, can become part of
// a group: one that is free, was not chosen already, and is not of the group itself.
func (v *storageView) freeFor(g *deviceGroup, chosenDevices, chosenPartitions []int) (func(*blockDevice) bool, func(*partition) bool) {
	within := func(id int) bool { d := v.device(id); return d != nil && d.group != 0 && d.group == g.id }
	return func(d *blockDevice) bool {
			return v.freeDevice(d) && !within(d.id) && !slices.Contains(chosenDevices, d.id)
		},
		func(p *partition) bool {
			return v.freePartition(p) && !within(p.device) && !slices.Contains(chosenPartitions, p.id)
		}
}

// inGroup returns what reports whether a device, or a partition, is part of a group
// with a file system of a type.
func (v *storageView) inGroup(g *deviceGroup, fstype string) (func(*blockDevice) bool, func(*partition) bool) {
	is := func(f *filesystem) bool { return f != nil && f.group == g.id && f.fstype == fstype }
	return func(d *blockDevice) bool { return is(v.on(d.id, 0)) }, func(p *partition) bool { return is(v.on(0, p.id)) }
}

// A part is what becomes part of a group, or of a cache set.
type part struct {
	device, partition int
}

// partitionBootDisk makes a partition of a disk to take part in a group if the
// machine boots from it, which needs the rest for its loader. always does so with
// every device.
func (st *state) partitionBootDisk(v *storageView, id int, always bool) part {
	d := v.device(id)
	if d != v.bootDisk() && !always {
		return part{device: id}
	}
	p := st.addPartition(&partition{device: id, node: d.node, size: v.availableSize(d), tags: []string{}})
	return part{partition: p.id}
}

// join makes a part join a group.
func (st *state) join(g *deviceGroup, fstype string, p part) {
	st.addFilesystem(&filesystem{node: g.node, fstype: fstype, device: p.device, partition: p.partition, group: g.id})
}

// resize gives the only device of a group the size and the name that follow from
// the group, after it was changed.
func (st *state) resize(v *storageView, g *deviceGroup) {
	size := v.groupSize(g)
	for _, d := range v.devicesOf(g) {
		blockDevices.in(st).Update(d.id, func(d *blockDevice) { d.name, d.size = g.name, size })
	}
}

// newGroupName is the first name that no group of a machine has: a prefix with a
// number.
func (v *storageView) newGroupName(prefix string) string {
	for i := 0; ; i++ {
		name := prefix + strconv.Itoa(i)
		if !slices.ContainsFunc(v.groups, func(g *deviceGroup) bool { return g.name == name }) {
			return name
		}
	}
}

// refuseModel is the failure of a row that the database would not take.
func refuseModel(field, message string) error { return engine.FieldErrors{field: {message}}.Raise() }

// byteUnits are the letters that sizes in forms may end with.
var byteUnits = map[byte]int{'K': 1e3, 'M': 1e6, 'G': 1e9, 'T': 1e12, 'P': 1e15}

// parseBytes reads a size in bytes, or with the letter of a unit.
func parseBytes(text string) (int, bool) {
	unit := 1
	if n := len(text); n > 1 && byteUnits[strings.ToUpper(text)[n-1]] != 0 {
		unit = byteUnits[strings.ToUpper(text)[n-1]]
		text = text[:n-1]
	}
	if whole, err := strconv.Atoi(text); err == nil && whole >= 0 {
		return whole * unit, true
	}
	amount, err := strconv.ParseFloat(text, 64)
	if err != nil || amount < 0 || amount > 1e18 {
		return 0, false
	}
	return int(amount * float64(unit)), true
}

// anySize is no upper limit.
const anySize = -1

// size reads a field that holds a size, of at most highest.
func (f *form) size(name string, field *int, lowest, highest int, rules ...rule) {
	value := strings.TrimSpace(f.data.Get(name))
	if value == "" {
		if problem := firstProblem(value, rules); problem != "" && *field == 0 {
			f.errs.Add(name, problem)
		}
		return
	}
	size, ok := parseBytes(value)
	switch {
	case !ok:
		f.errs.Add(name, invalidValue)
	case size < lowest:
		f.errs.Add(name, fmt.Sprintf("Ensure this value is greater than or equal to %d.", lowest))
	case highest != anySize && size > highest:
		f.errs.Add(name, fmt.Sprintf("Ensure this value is less than or equal to %d.", highest))
	default:
		*field = size
	}
}

// sortByID sorts disks by their numbers, with one of them first.
func sortByID(list []*blockDevice, first *blockDevice) {
	slices.SortFunc(list, func(a, b *blockDevice) int {
		switch {
		case a == first && b != first:
			return -1
		case b == first && a != first:
			return 1
		}
		return cmp.Compare(a.id, b.id)
	})
}
