package maas2test

var vmfsSection = &section{}
