package maas

type NetworksService service
