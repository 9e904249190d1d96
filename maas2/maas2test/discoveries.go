package maas2test

var discoveriesSection = &section{}
