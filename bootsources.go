package maas

type BootSourcesService service
