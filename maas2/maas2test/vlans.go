package maas2test

var vlansSection = &section{}
