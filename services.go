package maas

import "github.com/gomaas/maas/internal/poll"

// Services holds a service for each section of the API document. A [Client]
// embeds it: client.Nodes is the service of the section "Nodes".
type Services struct {
	Account              *AccountService
	BootImages           *BootImagesService
	BootSources          *BootSourcesService
	CommissioningResults *CommissioningResultsService
	CommissioningScripts *CommissioningScriptsService
	Files                *FilesService
	IPAddresses          *IPAddressesService
	LicenseKeys          *LicenseKeysService
	MAAS                 *MAASService
	Networks             *NetworksService
	NodeGroupInterfaces  *NodeGroupInterfacesService
	NodeGroups           *NodeGroupsService
	NodeMACs             *NodeMACsService
	Nodes                *NodesService
	SSHKeys              *SSHKeysService
	SSLKeys              *SSLKeysService
	Tags                 *TagsService
	Users                *UsersService
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
		BootImages:           (*BootImagesService)(s),
		BootSources:          (*BootSourcesService)(s),
		CommissioningResults: (*CommissioningResultsService)(s),
		CommissioningScripts: (*CommissioningScriptsService)(s),
		Files:                (*FilesService)(s),
		IPAddresses:          (*IPAddressesService)(s),
		LicenseKeys:          (*LicenseKeysService)(s),
		MAAS:                 (*MAASService)(s),
		Networks:             (*NetworksService)(s),
		NodeGroupInterfaces:  (*NodeGroupInterfacesService)(s),
		NodeGroups:           (*NodeGroupsService)(s),
		NodeMACs:             (*NodeMACsService)(s),
		Nodes:                (*NodesService)(s),
		SSHKeys:              (*SSHKeysService)(s),
		SSLKeys:              (*SSLKeysService)(s),
		Tags:                 (*TagsService)(s),
		Users:                (*UsersService)(s),
		Zones:                (*ZonesService)(s),
	}
}
