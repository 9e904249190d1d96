package maas2test

var fabricsSection = &section{}
