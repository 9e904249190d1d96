package maas2test

var ipAddressesSection = &section{}
