package maas2test

var nodeDevicesSection = &section{}
