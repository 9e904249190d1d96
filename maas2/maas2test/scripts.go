package maas2test

var scriptsSection = &section{}
