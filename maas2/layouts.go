package maas2

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/gomaas/maas"
)

// A DiskQuery says which disks are meant: those that match all fields that are
// set. Serial numbers and paths by id stay what they are; names may change from
// one commissioning to the next.
type DiskQuery struct {
	Serial  string
	IDPath  string // "/dev/disk/by-id/..."
	Name    string // "sda"
	Model   string
	MinSize int64 // bytes
	MaxSize int64 // bytes, 0 for any
	Tags    []string
}

// String returns the query in words.
func (q DiskQuery) String() string {
	var words []string
	for _, field := range []struct{ name, value string }{{"serial", q.Serial}, {"id path", q.IDPath}, {"name", q.Name}, {"model", q.Model}} {
		if field.value != "" {
			words = append(words, fmt.Sprintf("%s %q", field.name, field.value))
		}
	}
	if q.MinSize > 0 {
		words = append(words, fmt.Sprintf("at least %d bytes", q.MinSize))
	}
	if q.MaxSize > 0 {
		words = append(words, fmt.Sprintf("at most %d bytes", q.MaxSize))
	}
	for _, tag := range q.Tags {
		words = append(words, fmt.Sprintf("tag %q", tag))
	}
	if len(words) == 0 {
		return "any disk"
	}
	return "disk with " + strings.Join(words, ", ")
}

// Match reports whether a block device is one that is meant. Only physical ones
// are.
func (q DiskQuery) Match(d *BlockDevice) bool {
	is := func(want string, have *string) bool { return want == "" || have != nil && *have == want }
	return d.Type == BlockDeviceTypePhysical && is(q.Serial, d.Serial) && is(q.IDPath, d.IDPath) && is(q.Name, &d.Name) && is(q.Model, d.Model) &&
		int64(d.Size) >= q.MinSize && (q.MaxSize == 0 || int64(d.Size) <= q.MaxSize) &&
		!slices.ContainsFunc(q.Tags, func(tag string) bool { return !slices.Contains(d.Tags, tag) })
}

// Find returns the one physical disk of a machine that a query means.
//
// Any user may call it, for machines that they may see. It fails with
// [maas.ErrNotFound] when there is none and with [maas.ErrAmbiguous] when there
// are several.
//
// GET /nodes/{system_id}/blockdevices/
func (s *BlockDevicesService) Find(ctx context.Context, systemID string, query DiskQuery) (*BlockDevice, error) {
	devices, err := s.List(ctx, systemID)
	if err != nil {
		return nil, err
	}
	return pickDisk(devices, systemID, query)
}

func pickDisk(devices []BlockDevice, systemID string, query DiskQuery) (*BlockDevice, error) {
	var found *BlockDevice
	for i := range devices {
		switch d := &devices[i]; {
		case !query.Match(d):
		case found != nil:
			return nil, fmt.Errorf("maas2: finding %v of machine %s: %w", query, systemID, maas.ErrAmbiguous)
		default:
			found = d
		}
	}
	if found == nil {
		return nil, fmt.Errorf("maas2: finding %v of machine %s: %w", query, systemID, maas.ErrNotFound)
	}
	return found, nil
}

// Storage is what the disks of a machine are to hold. Parts that others build on
// have a label: a RAID lists the labels of its members, which are disks and
// partitions. A bcache may be on a RAID too, and a volume group on both. The label
// of a RAID or bcache is its name.
type Storage struct {
	BootDisk     string // label of a disk; MAAS's choice stays if ""
	Disks        []StorageDisk
	RAIDs        []StorageRAID
	Bcaches      []StorageBcache
	VolumeGroups []StorageVolumeGroup
}

// StorageUse is what a disk, partition, RAID, bcache or logical volume is formatted with
// and where it is mounted. The zero value is neither.
type StorageUse struct {
	FSType       FilesystemType
	Label        string
	MountPoint   string // "none" for swap
	MountOptions string // as for mount(8)
}

// A StorageDisk is a disk with partitions, or that is used as a whole.
type StorageDisk struct {
	Label      string
	Disk       DiskQuery
	Partitions []StoragePartition
	Use        StorageUse
}

// A StoragePartition is a partition of a [StorageDisk].
type StoragePartition struct {
	Label string
	Size  int64 // bytes, all that is left if 0
	Use   StorageUse
}

// A StorageRAID is a RAID of disks and partitions.
type StorageRAID struct {
	Name    string
	Level   RAIDLevel
	Members []string // labels
	Spares  []string // labels
	Use     StorageUse
}

// A StorageBcache is a slow disk, partition or RAID with a fast one in front.
type StorageBcache struct {
	Name    string
	Backing string    // label of the slow one
	Cache   string    // label of the fast one, which several bcaches may share
	Mode    CacheMode // CacheModeWritethrough if ""
	Use     StorageUse
}

// A StorageVolumeGroup is a volume group of disks, partitions, RAIDs and bcaches.
type StorageVolumeGroup struct {
	Name    string
	Members []string // labels
	Volumes []StorageVolume
}

// A StorageVolume is a logical volume of a [StorageVolumeGroup].
type StorageVolume struct {
	Name string
	Size int64 // bytes, all that is left if 0
	Use  StorageUse
}

// SetStorage replaces what is on the disks of a machine: it finds the disks, sets
// [StorageLayoutBlank], chooses the boot disk, and makes partitions, RAIDs,
// bcaches, volume groups and file systems. It changes nothing where a disk or a label is not
// found. An error after that leaves part of it done; the next call starts anew.
// Nothing is written to the disks before the machine is deployed.
//
// Administrators may call it, for a machine that is [NodeStatusReady]. It fails
// with [maas.ErrNotFound] and [maas.ErrAmbiguous] for the disks, with an
// [*maas.ArgumentError] for a label, and as the operations do that it is made of.
func (s *MachinesService) SetStorage(ctx context.Context, systemID string, storage *Storage) error {
	b := &storageBuilder{
		systemID: systemID, parts: map[string]storagePart{},
		devices: (*BlockDevicesService)(s), partitions: (*PartitionsService)(s), raids: (*RAIDsService)(s),
		cacheSets: (*BcacheCacheSetsService)(s), caches: map[string]int{}, bcaches: (*BcachesService)(s), groups: (*VolumeGroupsService)(s),
	}
	if err := storage.check(); err != nil {
		return err
	}
	found, err := b.devices.List(ctx, systemID)
	if err != nil {
		return err
	}
	disks := make([]*BlockDevice, len(storage.Disks))
	for i, want := range storage.Disks {
		if disks[i], err = pickDisk(found, systemID, want.Disk); err != nil {
			return err
		}
		if j := slices.Index(disks, disks[i]); j < i {
			return badStorage(fmt.Sprintf("has disk %q twice", disks[i].Name))
		}
	}
	if _, err := s.SetStorageLayout(ctx, systemID, StorageLayoutBlank, nil); err != nil {
		return err
	}
	for i := range disks {
		if err := b.disk(ctx, disks[i], &storage.Disks[i], storage.BootDisk); err != nil {
			return err
		}
	}
	for i := range storage.RAIDs {
		if err := b.raid(ctx, &storage.RAIDs[i]); err != nil {
			return err
		}
	}
	for i := range storage.Bcaches {
		if err := b.bcache(ctx, &storage.Bcaches[i]); err != nil {
			return err
		}
	}
	for i := range storage.VolumeGroups {
		if err := b.group(ctx, &storage.VolumeGroups[i]); err != nil {
			return err
		}
	}
	return nil
}

func badStorage(reason string) error {
	operation := maas.Operation{APIVersion: "2.0", Method: "POST", Path: "/machines/{system_id}/", Op: "set_storage_layout"}
	return &maas.ArgumentError{Operation: operation, Argument: "storage", Reason: reason}
}

// check refuses a plan that fails halfway: with labels that are unknown, there
// twice or of what is in use.
func (p *Storage) check() error {
	if p == nil {
		return badStorage("is nil")
	}
	free, disks := map[string]bool{}, map[string]bool{}
	var err error
	fail := func(format string, args ...any) {
		if err == nil {
			err = badStorage(fmt.Sprintf(format, args...))
		}
	}
	add := func(label string, use StorageUse, taken bool) {
		if use.MountPoint != "" && use.FSType == "" {
			fail("mounts %q at %s without a file system", label, use.MountPoint)
		}
		if taken && use.FSType != "" {
			fail("has both partitions and a file system on disk %q", label)
		}
		if label == "" {
			return
		}
		if _, there := free[label]; there {
			fail("has the label %q twice", label)
		}
		free[label] = !taken && use.FSType == ""
	}
	take := func(of string, labels ...string) {
		for _, label := range labels {
			if can, there := free[label]; !there {
				fail("has no part %q, a member of %q", label, of)
			} else if !can {
				fail("uses %q, a member of %q, otherwise too", label, of)
			}
			free[label] = false
		}
	}
	for _, d := range p.Disks {
		add(d.Label, d.Use, len(d.Partitions) > 0)
		disks[d.Label] = true
		for _, part := range d.Partitions {
			add(part.Label, part.Use, false)
		}
	}
	for _, r := range p.RAIDs {
		take(r.Name, r.Members...)
		take(r.Name, r.Spares...)
		if r.Name == "" || r.Level == "" {
			fail("has a RAID without a name or a level")
		}
		add(r.Name, r.Use, false)
	}
	caches := map[string]bool{}
	for _, c := range p.Bcaches {
		take(c.Name, c.Backing)
		if !caches[c.Cache] {
			take(c.Name, c.Cache)
			caches[c.Cache] = true
		}
		if c.Name == "" {
			fail("has a bcache without a name")
		}
		add(c.Name, c.Use, false)
	}
	for _, g := range p.VolumeGroups {
		take(g.Name, g.Members...)
		if g.Name == "" || len(g.Members) == 0 {
			fail("has a volume group without a name or members")
		}
		for _, v := range g.Volumes {
			if v.Name == "" {
				fail("has a logical volume without a name in %q", g.Name)
			}
			add("", v.Use, false)
		}
	}
	if p.BootDisk != "" && !disks[p.BootDisk] {
		fail("has no disk %q to boot from", p.BootDisk)
	}
	return err
}

// A storagePart is what a label stands for.
type storagePart struct {
	id        string
	partition bool
}

// A storageBuilder makes the parts of a [Storage], one by one.
type storageBuilder struct {
	systemID   string
	parts      map[string]storagePart // by label
	devices    *BlockDevicesService
	partitions *PartitionsService
	raids      *RAIDsService
	cacheSets  *BcacheCacheSetsService
	caches     map[string]int // ids of the cache sets, by the label of the device
	bcaches    *BcachesService
	groups     *VolumeGroupsService
}

// split sorts labels into ids of block devices and of partitions.
func (b *storageBuilder) split(labels []string) (devices, partitions []string) {
	for _, label := range labels {
		if part := b.parts[label]; part.partition {
			partitions = append(partitions, part.id)
		} else {
			devices = append(devices, part.id)
		}
	}
	return devices, partitions
}

func (b *storageBuilder) disk(ctx context.Context, disk *BlockDevice, want *StorageDisk, boot string) error {
	id := ID(disk.ID)
	b.parts[want.Label] = storagePart{id: id}
	if boot != "" && boot == want.Label {
		if err := b.devices.SetBootDisk(ctx, b.systemID, id); err != nil {
			return err
		}
	}
	for _, w := range want.Partitions {
		partition, err := b.partitions.Create(ctx, b.systemID, id, &PartitionCreateOptions{Size: w.Size})
		if err != nil {
			return err
		}
		b.parts[w.Label] = storagePart{id: ID(partition.ID), partition: true}
		if w.Use.FSType == "" {
			continue
		}
		if _, err := b.partitions.Format(ctx, b.systemID, id, partition.ID, w.Use.FSType, &PartitionFormatOptions{Label: w.Use.Label}); err != nil {
			return err
		}
		if w.Use.MountPoint == "" {
			continue
		}
		if _, err := b.partitions.Mount(ctx, b.systemID, id, partition.ID, w.Use.MountPoint, &PartitionMountOptions{MountOptions: w.Use.MountOptions}); err != nil {
			return err
		}
	}
	return b.use(ctx, id, want.Use)
}

func (b *storageBuilder) raid(ctx context.Context, want *StorageRAID) error {
	opts := &RAIDCreateOptions{Name: want.Name}
	opts.BlockDevices, opts.Partitions = b.split(want.Members)
	opts.SpareDevices, opts.SparePartitions = b.split(want.Spares)
	raid, err := b.raids.Create(ctx, b.systemID, want.Level, opts)
	if err != nil {
		return err
	}
	if raid.VirtualDevice == nil {
		return fmt.Errorf("maas2: MAAS made RAID %q of machine %s without a block device", want.Name, b.systemID)
	}
	id := ID(raid.VirtualDevice.ID)
	b.parts[want.Name] = storagePart{id: id}
	return b.use(ctx, id, want.Use)
}

func (b *storageBuilder) bcache(ctx context.Context, want *StorageBcache) error {
	cacheSet, there := b.caches[want.Cache]
	if !there {
		opts := &BcacheCacheSetCreateOptions{}
		opts.CacheDevice, opts.CachePartition = b.either(want.Cache)
		created, err := b.cacheSets.Create(ctx, b.systemID, opts)
		if err != nil {
			return err
		}
		cacheSet = created.ID
		b.caches[want.Cache] = cacheSet
	}
	opts := &BcacheCreateOptions{Name: want.Name}
	opts.BackingDevice, opts.BackingPartition = b.either(want.Backing)
	bcache, err := b.bcaches.Create(ctx, b.systemID, cacheSet, cmp.Or(want.Mode, CacheModeWritethrough), opts)
	if err != nil {
		return err
	}
	if bcache.VirtualDevice == nil {
		return fmt.Errorf("maas2: MAAS made bcache %q of machine %s without a block device", want.Name, b.systemID)
	}
	id := ID(bcache.VirtualDevice.ID)
	b.parts[want.Name] = storagePart{id: id}
	return b.use(ctx, id, want.Use)
}

// either returns the id that a label stands for, as that of a block device or
// of a partition.
func (b *storageBuilder) either(label string) (device, partition string) {
	if part := b.parts[label]; part.partition {
		return "", part.id
	}
	return b.parts[label].id, ""
}

func (b *storageBuilder) group(ctx context.Context, want *StorageVolumeGroup) error {
	opts := &VolumeGroupCreateOptions{}
	opts.BlockDevices, opts.Partitions = b.split(want.Members)
	group, err := b.groups.Create(ctx, b.systemID, want.Name, opts)
	if err != nil {
		return err
	}
	for _, w := range want.Volumes {
		volume, err := b.groups.CreateLogicalVolume(ctx, b.systemID, group.ID, w.Name, &VolumeGroupCreateLogicalVolumeOptions{Size: w.Size})
		if err != nil {
			return err
		}
		if err := b.use(ctx, ID(volume.ID), w.Use); err != nil {
			return err
		}
	}
	return nil
}

// use formats and mounts a block device.
func (b *storageBuilder) use(ctx context.Context, id string, use StorageUse) error {
	if use.FSType == "" {
		return nil
	}
	if _, err := b.devices.Format(ctx, b.systemID, id, use.FSType, &BlockDeviceFormatOptions{Label: use.Label}); err != nil || use.MountPoint == "" {
		return err
	}
	_, err := b.devices.Mount(ctx, b.systemID, id, use.MountPoint, &BlockDeviceMountOptions{MountOptions: use.MountOptions})
	return err
}
