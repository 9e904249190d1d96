package maas2test

var configSection = &section{}
