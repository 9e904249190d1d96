package maas2test

var vmHostsSection = &section{}
