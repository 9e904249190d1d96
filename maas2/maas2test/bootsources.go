package maas2test

var bootSourcesSection = &section{}
