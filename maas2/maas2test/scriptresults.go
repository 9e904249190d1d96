package maas2test

var scriptResultsSection = &section{}
