package maas2test

var bootResourcesSection = &section{}
