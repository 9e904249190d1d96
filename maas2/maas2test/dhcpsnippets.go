package maas2test

var dhcpSnippetsSection = &section{}
