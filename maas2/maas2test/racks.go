package maas2test

var racksSection = &section{}
