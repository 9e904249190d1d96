package maas2test

var vmClustersSection = &section{}
