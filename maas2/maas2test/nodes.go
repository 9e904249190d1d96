package maas2test

var nodesSection = &section{}
