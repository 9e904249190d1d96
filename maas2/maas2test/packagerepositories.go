package maas2test

var packageRepositoriesSection = &section{}
