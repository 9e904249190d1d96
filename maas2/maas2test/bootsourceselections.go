package maas2test

var bootSourceSelectionsSection = &section{}
