package maas2test

var subnetsSection = &section{}
