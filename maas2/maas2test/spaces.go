package maas2test

var spacesSection = &section{}
