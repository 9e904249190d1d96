package maas2test

var staticRoutesSection = &section{}
