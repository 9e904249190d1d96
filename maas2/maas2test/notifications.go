package maas2test

var notificationsSection = &section{}
