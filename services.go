package maas

import "github.com/gomaas/maas/internal/poll"

// Services holds a service for each section of the API document. A [Client]
// embeds it: client.Nodes is the service of the section "Nodes".
type Services struct {
	Account              *AccountService
	BcacheCacheSets      *BcacheCacheSetsService
	Bcaches              *BcachesService
	BlockDevices         *BlockDevicesService
	BootImages           *BootImagesService
	BootResources        *BootResourcesService
	BootSources          *BootSourcesService
	CommissioningResults *CommissioningResultsService
	CommissioningScripts *CommissioningScriptsService
	Devices              *DevicesService
	Events               *EventsService
	Fabrics              *FabricsService
	FanNetworks          *FanNetworksService
	Files                *FilesService
	IPAddresses          *IPAddressesService
	InstallationResults  *InstallationResultsService
	Interfaces           *InterfacesService
	LicenseKeys          *LicenseKeysService
	MAAS                 *MAASService
	Networks             *NetworksService
	NodeGroupInterfaces  *NodeGroupInterfacesService
	NodeGroups           *NodeGroupsService
	NodeInterfaces       *NodeInterfacesService
	NodeMACs             *NodeMACsService
	Nodes                *NodesService
	Partitions           *PartitionsService
	RAIDs                *RAIDsService
	RegionBootSources    *RegionBootSourcesService
	SSHKeys              *SSHKeysService
	SSLKeys              *SSLKeysService
	Spaces               *SpacesService
	Subnets              *SubnetsService
	Tags                 *TagsService
	Users                *UsersService
	VLANs                *VLANsService
	VolumeGroups         *VolumeGroupsService
	Zones                *ZonesService
}

// service is the underlying type of every service.
type service struct {
	client    *Client
	nodePolls *poll.Poller[Node]
}

// newServices returns the services of c.
func newServices(c *Client) Services {
	s := &service{client: c}
	s.nodePolls = poll.New(nodeSource((*NodesService)(s)))
	return Services{
		Account:              (*AccountService)(s),
		BcacheCacheSets:      (*BcacheCacheSetsService)(s),
		Bcaches:              (*BcachesService)(s),
		BlockDevices:         (*BlockDevicesService)(s),
		BootImages:           (*BootImagesService)(s),
		BootResources:        (*BootResourcesService)(s),
		BootSources:          (*BootSourcesService)(s),
		CommissioningResults: (*CommissioningResultsService)(s),
		CommissioningScripts: (*CommissioningScriptsService)(s),
		Devices:              (*DevicesService)(s),
		Events:               (*EventsService)(s),
		Fabrics:              (*FabricsService)(s),
		FanNetworks:          (*FanNetworksService)(s),
		Files:                (*FilesService)(s),
		IPAddresses:          (*IPAddressesService)(s),
		InstallationResults:  (*InstallationResultsService)(s),
		Interfaces:           (*InterfacesService)(s),
		LicenseKeys:          (*LicenseKeysService)(s),
		MAAS:                 (*MAASService)(s),
		Networks:             (*NetworksService)(s),
		NodeGroupInterfaces:  (*NodeGroupInterfacesService)(s),
		NodeGroups:           (*NodeGroupsService)(s),
		NodeInterfaces:       (*NodeInterfacesService)(s),
		NodeMACs:             (*NodeMACsService)(s),
		Nodes:                (*NodesService)(s),
		Partitions:           (*PartitionsService)(s),
		RAIDs:                (*RAIDsService)(s),
		RegionBootSources:    (*RegionBootSourcesService)(s),
		SSHKeys:              (*SSHKeysService)(s),
		SSLKeys:              (*SSLKeysService)(s),
		Spaces:               (*SpacesService)(s),
		Subnets:              (*SubnetsService)(s),
		Tags:                 (*TagsService)(s),
		Users:                (*UsersService)(s),
		VLANs:                (*VLANsService)(s),
		VolumeGroups:         (*VolumeGroupsService)(s),
		Zones:                (*ZonesService)(s),
	}
}
