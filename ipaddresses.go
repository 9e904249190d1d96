package maas

type IPAddressesService service
