package maas2

import (
	"github.com/gomaas/maas"
	"github.com/gomaas/maas/internal/poll"
)

// Services holds a service for each section of the API. A [Client] embeds it:
// client.Machines is the service of the section "Machines".
type Services struct {
	Account              *AccountService
	AgentConfigs         *AgentConfigsService
	BcacheCacheSets      *BcacheCacheSetsService
	Bcaches              *BcachesService
	BlockDevices         *BlockDevicesService
	BootResources        *BootResourcesService
	BootSourceSelections *BootSourceSelectionsService
	BootSources          *BootSourcesService
	CommissioningScripts *CommissioningScriptsService
	DHCPSnippets         *DHCPSnippetsService
	DNSResourceRecords   *DNSResourceRecordsService
	DNSResources         *DNSResourcesService
	Devices              *DevicesService
	Discoveries          *DiscoveriesService
	Domains              *DomainsService
	Events               *EventsService
	Fabrics              *FabricsService
	FanNetworks          *FanNetworksService
	Files                *FilesService
	IPAddresses          *IPAddressesService
	IPRanges             *IPRangesService
	ImageSyncProgress    *ImageSyncProgressService
	InstallationResults  *InstallationResultsService
	Interfaces           *InterfacesService
	LicenseKeys          *LicenseKeysService
	MAAS                 *MAASService
	Machines             *MachinesService
	NodeDevices          *NodeDevicesService
	NodeScriptResults    *NodeScriptResultsService
	Nodes                *NodesService
	Notifications        *NotificationsService
	OIDCProviders        *OIDCProvidersService
	PackageRepositories  *PackageRepositoriesService
	Partitions           *PartitionsService
	Pods                 *PodsService
	RAIDs                *RAIDsService
	RackControllers      *RackControllersService
	RegionControllers    *RegionControllersService
	ReservedIPs          *ReservedIPsService
	ResourcePools        *ResourcePoolsService
	SSHKeys              *SSHKeysService
	SSLKeys              *SSLKeysService
	Scripts              *ScriptsService
	Spaces               *SpacesService
	StaticRoutes         *StaticRoutesService
	Subnets              *SubnetsService
	SwitchBootOrders     *SwitchBootOrdersService
	Tags                 *TagsService
	UserGroups           *UserGroupsService
	Users                *UsersService
	VLANs                *VLANsService
	VMClusters           *VMClustersService
	VMFSDatastores       *VMFSDatastoresService
	VMHosts              *VMHostsService
	VirtualMachines      *VirtualMachinesService
	VolumeGroups         *VolumeGroupsService
	Zones                *ZonesService
}

// service is the underlying type of every service.
type service struct {
	client       *maas.Client
	machinePolls *poll.Poller[Machine]
}

// newServices returns the services that send through core.
func newServices(core *maas.Client) Services {
	s := &service{client: core}
	s.machinePolls = poll.New(machineSource((*MachinesService)(s)))
	return Services{
		Account:              (*AccountService)(s),
		AgentConfigs:         (*AgentConfigsService)(s),
		BcacheCacheSets:      (*BcacheCacheSetsService)(s),
		Bcaches:              (*BcachesService)(s),
		BlockDevices:         (*BlockDevicesService)(s),
		BootResources:        (*BootResourcesService)(s),
		BootSourceSelections: (*BootSourceSelectionsService)(s),
		BootSources:          (*BootSourcesService)(s),
		CommissioningScripts: (*CommissioningScriptsService)(s),
		DHCPSnippets:         (*DHCPSnippetsService)(s),
		DNSResourceRecords:   (*DNSResourceRecordsService)(s),
		DNSResources:         (*DNSResourcesService)(s),
		Devices:              (*DevicesService)(s),
		Discoveries:          (*DiscoveriesService)(s),
		Domains:              (*DomainsService)(s),
		Events:               (*EventsService)(s),
		Fabrics:              (*FabricsService)(s),
		FanNetworks:          (*FanNetworksService)(s),
		Files:                (*FilesService)(s),
		IPAddresses:          (*IPAddressesService)(s),
		IPRanges:             (*IPRangesService)(s),
		ImageSyncProgress:    (*ImageSyncProgressService)(s),
		InstallationResults:  (*InstallationResultsService)(s),
		Interfaces:           (*InterfacesService)(s),
		LicenseKeys:          (*LicenseKeysService)(s),
		MAAS:                 (*MAASService)(s),
		Machines:             (*MachinesService)(s),
		NodeDevices:          (*NodeDevicesService)(s),
		NodeScriptResults:    (*NodeScriptResultsService)(s),
		Nodes:                (*NodesService)(s),
		Notifications:        (*NotificationsService)(s),
		OIDCProviders:        (*OIDCProvidersService)(s),
		PackageRepositories:  (*PackageRepositoriesService)(s),
		Partitions:           (*PartitionsService)(s),
		Pods:                 (*PodsService)(s),
		RAIDs:                (*RAIDsService)(s),
		RackControllers:      (*RackControllersService)(s),
		RegionControllers:    (*RegionControllersService)(s),
		ReservedIPs:          (*ReservedIPsService)(s),
		ResourcePools:        (*ResourcePoolsService)(s),
		SSHKeys:              (*SSHKeysService)(s),
		SSLKeys:              (*SSLKeysService)(s),
		Scripts:              (*ScriptsService)(s),
		Spaces:               (*SpacesService)(s),
		StaticRoutes:         (*StaticRoutesService)(s),
		Subnets:              (*SubnetsService)(s),
		SwitchBootOrders:     (*SwitchBootOrdersService)(s),
		Tags:                 (*TagsService)(s),
		UserGroups:           (*UserGroupsService)(s),
		Users:                (*UsersService)(s),
		VLANs:                (*VLANsService)(s),
		VMClusters:           (*VMClustersService)(s),
		VMFSDatastores:       (*VMFSDatastoresService)(s),
		VMHosts:              (*VMHostsService)(s),
		VirtualMachines:      (*VirtualMachinesService)(s),
		VolumeGroups:         (*VolumeGroupsService)(s),
		Zones:                (*ZonesService)(s),
	}
}
