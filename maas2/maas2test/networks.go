package maas2test

var networksSection = &section{}
