package maas2test

var regionsSection = &section{}
