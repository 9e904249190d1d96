package maas2test

var filesSection = &section{}
