package maas

type NodeGroupInterfacesService service
