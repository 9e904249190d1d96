package maas2test

var dnsRecordsSection = &section{}
