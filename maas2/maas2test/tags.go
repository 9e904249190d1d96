package maas2test

var tagsSection = &section{}
