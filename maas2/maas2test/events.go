package maas2test

var eventsSection = &section{}
