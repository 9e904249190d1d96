package maas2test

var dnsResourcesSection = &section{}
