package maas2test

var ipRangesSection = &section{}
