package maas

type NodeGroupsService service
