package maas2test

var domainsSection = &section{}
