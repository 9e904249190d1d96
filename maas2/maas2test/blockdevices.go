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
