package maas2test

var machinesSection = &section{}
