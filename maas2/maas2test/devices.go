package maas2test

var devicesSection = &section{}
