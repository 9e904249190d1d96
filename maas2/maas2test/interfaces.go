package maas2test

var interfacesSection = &section{}
