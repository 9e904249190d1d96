package maas2test

var blockDevicesSection = &section{}
