package maas2test

var volumeGroupsSection = &section{}
