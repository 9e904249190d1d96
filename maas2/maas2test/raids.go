package maas2test

var raidsSection = &section{}
