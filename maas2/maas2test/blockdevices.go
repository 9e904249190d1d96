package maas2test

var blockDevicesSection = &section{}

// storageJSON has what a machine shows of its disks.
func (c *call) storageJSON(*node) object {
	return object{
		{"storage", 0.0},
		{"boot_disk", nil},
		{"blockdevice_set", []object{}},
		{"physicalblockdevice_set", []object{}},
		{"virtualblockdevice_set", []object{}},
		{"special_filesystems", []object{}},
		{"raids", []object{}},
		{"volume_groups", []object{}},
		{"cache_sets", []object{}},
		{"bcaches", []object{}},
	}
}

// Hooks of the life cycle into the storage of a machine.

// commissionStorage gives a machine the disks that commissioning finds, and the
// default layout.
func (st *state) commissionStorage(*node) {}

// deleteStorage removes the disks of a machine that is being removed.
func (st *state) deleteStorage(*node) {}

// physicalDisks lists the numbers of a machine's disks.
func (st *state) physicalDisks(*node) []int { return nil }

// A disk is a block device as storage constraints see it.
type disk struct {
	id, size int
	tags     []string
}

// disksOf lists the disks of a machine, the boot disk first.
func (st *state) disksOf(*node) []disk { return nil }

// setStorageLayout, mountSpecial, unmountSpecial and restoreStorage are the
// machine operations on storage. They are reached only by an administrator, with
// the machine in a status that allows them.
func (c *call) setStorageLayout(*node) error { return nil }

func (c *call) mountSpecial(*node) error { return nil }

func (c *call) unmountSpecial(*node) error { return nil }

func (st *state) restoreStorage(*node) {}

// storageProblem returns why the storage configuration of a machine does not fit on
// another one, or "".
func (st *state) storageProblem(source, destination *node) string { return "" }

// cloneStorage gives a machine the storage configuration of another one.
func (st *state) cloneStorage(source, destination *node) {}
