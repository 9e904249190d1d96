package maas

type MAASService service
