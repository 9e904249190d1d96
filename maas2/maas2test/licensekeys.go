package maas2test

var licenseKeysSection = &section{}
