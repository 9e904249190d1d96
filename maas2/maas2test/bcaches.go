package maas2test

var bcachesSection = &section{}
