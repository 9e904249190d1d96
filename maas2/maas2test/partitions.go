package maas2test

var partitionsSection = &section{}
