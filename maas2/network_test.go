package maas2_test

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/internal/contracttest"
	"github.com/gomaas/maas/maas2"
)

// TestVLANDHCP goes through the sequences that DHCP takes: a relay and DHCP
// never change in one request, and a second run changes nothing.
func TestVLANDHCP(t *testing.T) {
	t.Parallel()
	const (
		get = "GET /fabrics/1/vlans/100/"
		put = "PUT /fabrics/1/vlans/100/ "

		off      = `{"id": 4, "dhcp_on": false, "primary_rack": null, "secondary_rack": null}`
		on       = `{"id": 4, "dhcp_on": true, "primary_rack": "hw7rt6", "secondary_rack": null}`
		both     = `{"id": 4, "dhcp_on": true, "primary_rack": "hw7rt6", "secondary_rack": "8n6w88"}`
		bothOff  = `{"id": 4, "dhcp_on": false, "primary_rack": "hw7rt6", "secondary_rack": "8n6w88"}`
		firstOff = `{"id": 4, "dhcp_on": false, "primary_rack": "hw7rt6", "secondary_rack": null}`
		relayed  = `{"id": 4, "dhcp_on": false, "relay_vlan": {"id": 1}, "primary_rack": null, "secondary_rack": null}`
	)
	enable := func(secondary string) func(context.Context, *maas2.VLANsService) (*maas2.VLAN, error) {
		return func(ctx context.Context, s *maas2.VLANsService) (*maas2.VLAN, error) {
			return s.EnableDHCP(ctx, "1", 100, "hw7rt6", &maas2.VLANEnableDHCPOptions{SecondaryRack: secondary})
		}
	}
	relay := func(ctx context.Context, s *maas2.VLANsService) (*maas2.VLAN, error) {
		return s.RelayDHCP(ctx, "1", 100, 1)
	}
	disable := func(ctx context.Context, s *maas2.VLANsService) (*maas2.VLAN, error) {
		return s.DisableDHCP(ctx, "1", 100)
	}
	clearRacks := func(ctx context.Context, s *maas2.VLANsService) (*maas2.VLAN, error) {
		return s.ClearRacks(ctx, "1", 100)
	}
	for _, tc := range []struct {
		name  string
		call  func(context.Context, *maas2.VLANsService) (*maas2.VLAN, error)
		vlan  string      // as it is
		puts  [][2]string // in order, with the responses
		racks int         // at the end
	}{
		{"on", enable(""), off, [][2]string{{"dhcp_on=true primary_rack=hw7rt6", on}}, 1},
		{"on with two racks", enable("8n6w88"), off, [][2]string{{"dhcp_on=true primary_rack=hw7rt6 secondary_rack=8n6w88", both}}, 2},
		{"on after a relay", enable(""), relayed, [][2]string{{"relay_vlan=", off}, {"dhcp_on=true primary_rack=hw7rt6", on}}, 1},
		{"on already", enable(""), on, nil, 1},
		{"on already with a second rack", enable(""), both, nil, 2},
		{"on without the second rack", enable("8n6w88"), on, [][2]string{{"dhcp_on=true primary_rack=hw7rt6 secondary_rack=8n6w88", both}}, 2},
		{"relay", relay, off, [][2]string{{"relay_vlan=1", relayed}}, 0},
		{"relay after DHCP", relay, on, [][2]string{{"dhcp_on=false", firstOff}, {"relay_vlan=1", relayed}}, 0},
		{"relay already", relay, relayed, nil, 0},
		{"relay of another", relay, `{"relay_vlan": {"id": 2}}`, [][2]string{{"relay_vlan=1", relayed}}, 0},
		{"off", disable, on, [][2]string{{"dhcp_on=false", firstOff}}, 1},
		{"off after a relay", disable, relayed, [][2]string{{"relay_vlan=", off}}, 0},
		{"off already", disable, off, nil, 0},
		{"no racks", clearRacks, both, [][2]string{{"dhcp_on=false", bothOff}, {"secondary_rack=", firstOff}, {"primary_rack=", off}}, 0},
		{"no racks already", clearRacks, off, nil, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			table, want := map[string]string{get: tc.vlan}, []string{get}
			for _, p := range tc.puts {
				table[put+p[0]] = p[1]
				want = append(want, put+p[0])
			}
			said := answers(t, table)
			vlan, err := tc.call(t.Context(), newTestClient(t, said).VLANs)
			require.NoError(t, err)
			assert.Equal(t, want, said.requests())
			racks := 0
			for _, rack := range []*string{vlan.PrimaryRack, vlan.SecondaryRack} {
				if rack != nil {
					racks++
				}
			}
			assert.Equal(t, tc.racks, racks, "%+v", vlan)
		})
		for i := range len(tc.puts) + 1 {
			t.Run(fmt.Sprint(tc.name, " failing at ", i), func(t *testing.T) {
				t.Parallel()
				table := map[string]string{get: tc.vlan}
				if i == 0 {
					table[get] = "404 No VLAN matches the given query."
				}
				for n, p := range tc.puts[:i] {
					table[put+p[0]] = p[1]
					if n == i-1 {
						table[put+p[0]] = `400 {"dhcp_on": ["dhcp can only be turned on when a dynamic IP range is defined."]}`
					}
				}
				said := answers(t, table)
				vlan, err := tc.call(t.Context(), newTestClient(t, said).VLANs)
				var refused *maas.Error
				require.ErrorAs(t, err, &refused)
				assert.Nil(t, vlan)
				assert.Len(t, said.requests(), i+1)
			})
		}
	}
}

func TestVLANDHCPNeedsARack(t *testing.T) {
	t.Parallel()
	client := newTestClient(t, answers(t, nil))
	_, err := client.VLANs.EnableDHCP(t.Context(), "1", 100, "", nil)
	var bad *maas.ArgumentError
	require.ErrorAs(t, err, &bad)
	assert.Equal(t, "primary_rack", bad.Argument)
}

// TestAddressesAreChecked: MAAS answers 500 to what is no address.
func TestAddressesAreChecked(t *testing.T) {
	t.Parallel()
	client := newTestClient(t, answers(t, nil))
	ctx := t.Context()
	for name, call := range map[string]func() error{
		"create DNS name": func() error {
			return second(client.DNSResources.Create(ctx, &maas2.DNSResourceCreateOptions{FQDN: "a.org", IPAddresses: maas2.Addresses{"10.0.0.1", "zz"}}))
		},
		"update DNS name": func() error {
			return second(client.DNSResources.Update(ctx, "2", &maas2.DNSResourceUpdateOptions{IPAddresses: new(maas2.Addresses{"10.0.0.1 10.0.0.2"})}))
		},
		"set addresses": func() error { return second(client.DNSResources.SetAddresses(ctx, "a.org", maas2.Addresses{"<nil>"})) },
		"find DNS name": func() error { return second(client.DNSResources.Find(ctx, ".")) },
		"DNS servers": func() error {
			return second(client.Subnets.Create(ctx, "10.0.0.0/24", &maas2.SubnetCreateOptions{DNSServers: maas2.Addresses{""}}))
		},
		"gateway": func() error {
			return second(client.Subnets.Update(ctx, "2", &maas2.SubnetUpdateOptions{GatewayIP: new("<nil>")}))
		},
		"reserve": func() error {
			return second(client.IPAddresses.Reserve(ctx, &maas2.IPAddressReserveOptions{IP: "10.0.0"}))
		},
		"release":      func() error { return client.IPAddresses.Release(ctx, "10.0.0", nil) },
		"release zone": func() error { return client.IPAddresses.Release(ctx, "fe80::1%eth0", nil) },
		"find address": func() error { return second(client.IPAddresses.Find(ctx, "")) },
		"reserved IP":  func() error { return second(client.ReservedIPs.Create(ctx, "x", nil)) },
		"MAC address":  func() error { return second(client.IPAddresses.Reserve(ctx, &maas2.IPAddressReserveOptions{MAC: "x"})) },
		"negative TTL": func() error {
			return second(client.Domains.Update(ctx, "1", &maas2.DomainUpdateOptions{TTL: new(maas2.TTL(-1))}))
		},
		"empty subnet":   func() error { return second(client.Subnets.Find(ctx, "")) },
		"empty id":       func() error { return client.Fabrics.Delete(ctx, "") },
		"id of the root": func() error { return client.Domains.Delete(ctx, "..") },
		"empty tag":      func() error { return client.Tags.Delete(ctx, "") },
		"tag with slash": func() error { return client.Tags.Delete(ctx, "a/b") },
		"empty user":     func() error { return client.Users.Delete(ctx, "", nil) },
		"no password":    func() error { return second(client.Users.Create(ctx, "bob", "bob@example.com", maas.Secret{}, nil)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var bad *maas.ArgumentError
			require.ErrorAs(t, call(), &bad)
		})
	}
}

// TestSetAddresses keeps the addresses of a DNS name equal to a list.
func TestSetAddresses(t *testing.T) {
	t.Parallel()
	const (
		find   = "GET /dnsresources/?fqdn=api.example.org"
		create = "POST /dnsresources/ fqdn=api.example.org ip_addresses=10.1.0.71 fd00::7"
		update = "PUT /dnsresources/3/ ip_addresses=10.1.0.71 fd00::7"
		remove = "DELETE /dnsresources/3/"

		none    = `[]`
		other   = `[{"id": 3, "fqdn": "api.example.org", "ip_addresses": [{"ip": "10.1.0.70"}], "resource_records": []}]`
		equal   = `[{"id": 3, "fqdn": "api.example.org", "ip_addresses": [{"ip": "fd00:0::7"}, {"ip": "10.1.0.71"}], "resource_records": []}]`
		records = `[{"id": 3, "fqdn": "api.example.org", "ip_addresses": [{"ip": "10.1.0.70"}], "resource_records": [{"rrtype": "TXT"}]}]`
		done    = `{"id": 3, "fqdn": "api.example.org"}`
	)
	two := maas2.Addresses{"10.1.0.71", "fd00::7"}
	for _, tc := range []struct {
		name      string
		addresses maas2.Addresses
		answers   map[string]string
		want      []string
		gone      bool
		err       error
	}{
		{name: "new", addresses: two, answers: map[string]string{find: none, create: done}, want: []string{find, create}},
		{name: "changed", addresses: two, answers: map[string]string{find: other, update: done}, want: []string{find, update}},
		{name: "the same", addresses: two, answers: map[string]string{find: equal}, want: []string{find}},
		{name: "none any more", answers: map[string]string{find: other, remove: "204 "}, want: []string{find, remove}, gone: true},
		{
			name:    "none any more but other records",
			answers: map[string]string{find: records, "PUT /dnsresources/3/ ip_addresses=": done}, want: []string{find, "PUT /dnsresources/3/ ip_addresses="},
		},
		{name: "none, then and now", answers: map[string]string{find: none}, want: []string{find}, gone: true},
		{name: "none of an unknown domain", answers: map[string]string{find: "404 No Domain matches the given query."}, want: []string{find}, gone: true},
		{
			name: "unknown domain", addresses: two,
			answers: map[string]string{find: "404 No Domain matches the given query.", create: "404 No Domain matches the given query."},
			want:    []string{find, create}, err: maas.ErrNotFound,
		},
		{name: "not allowed", addresses: two, answers: map[string]string{find: none, create: "403 This method is reserved for admin users."}, want: []string{find, create}, err: maas.ErrForbidden},
		{name: "key refused", addresses: two, answers: map[string]string{find: "401 Forbidden"}, want: []string{find}, err: maas.ErrUnauthorized},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			said := answers(t, tc.answers)
			resource, err := newTestClient(t, said).DNSResources.SetAddresses(t.Context(), "api.example.org.", tc.addresses)
			require.ErrorIs(t, err, tc.err)
			assert.Equal(t, tc.want, said.requests())
			assert.Equal(t, tc.gone || tc.err != nil, resource == nil)
		})
	}
}

// TestSetAddressesRace: a name that somebody else makes in between is updated.
func TestSetAddressesRace(t *testing.T) {
	t.Parallel()
	said := answers(t, map[string]string{
		"GET /dnsresources/?fqdn=api.example.org":                         `[]`,
		"POST /dnsresources/ fqdn=api.example.org ip_addresses=10.1.0.71": `400 {"__all__": ["Labels must be unique within their zone."]}`,
		"PUT /dnsresources/3/ ip_addresses=10.1.0.71":                     `{"id": 3}`,
	})
	said.then = map[string]string{"GET /dnsresources/?fqdn=api.example.org": `[{"id": 3, "fqdn": "api.example.org", "ip_addresses": []}]`}
	resource, err := newTestClient(t, said).DNSResources.SetAddresses(t.Context(), "api.example.org", maas2.Addresses{"10.1.0.71"})
	require.NoError(t, err)
	assert.Equal(t, 3, resource.ID)
	assert.Len(t, said.requests(), 4)
}

// TestFindsNothing: what a helper does not find is an error, not a nil.
func TestFindsNothing(t *testing.T) {
	t.Parallel()
	client := newTestClient(t, answers(t, map[string]string{
		"GET /subnets/name:nope/":               "404 No Subnet matches the given query.",
		"GET /subnets/cidr:10.9.0.0/24/":        "404 No Subnet matches the given query.",
		"GET /ipaddresses/?ip=10.1.0.9":         `[{"ip": "10.1.0.90"}]`,
		"GET /resourcepools/":                   `[{"id": 0, "name": "default"}]`,
		"GET /dnsresources/?fqdn=x.example.org": `[{"id": 3, "fqdn": "xx.example.org"}]`,
		"GET /fabrics/fab-a/vlans/4/":           "404 No VLAN matches the given query.",
		"GET /vlans/100/":                       "404 VLAN with specified ID does not exist.",
	}))
	ctx := t.Context()
	for name, err := range map[string]error{
		"subnet by name":                        second(client.Subnets.Find(ctx, "nope")),
		"subnet by CIDR":                        second(client.Subnets.Find(ctx, "10.9.0.1/24")),
		"address":                               second(client.IPAddresses.Find(ctx, "10.1.0.9")),
		"pool":                                  second(client.ResourcePools.Find(ctx, "nope")),
		"DNS name":                              second(client.DNSResources.Find(ctx, "x.example.org")),
		"VLAN by its id where its VID is meant": second(client.VLANs.Get(ctx, "fab-a", 4)),
		"VLAN by its VID where its id is meant": second(client.VLANs.GetByID(ctx, 100)),
	} {
		require.ErrorIs(t, err, maas.ErrNotFound, name)
	}
}

// TestReserveTakenAddress: MAAS answers 404 for an address that is in use.
func TestReserveTakenAddress(t *testing.T) {
	t.Parallel()
	client := newTestClient(t, answers(t, map[string]string{
		"POST /ipaddresses/?op=reserve ip=10.1.0.60": "404 The IP address 10.1.0.60 is already in use.",
	}))
	_, err := client.IPAddresses.Reserve(t.Context(), &maas2.IPAddressReserveOptions{IP: "10.1.0.60"})
	require.ErrorIs(t, err, maas.ErrExists)
}

// TestNetworkHelpersCancelled: no helper goes on after its context ended.
func TestNetworkHelpersCancelled(t *testing.T) {
	t.Parallel()
	said := answers(t, nil)
	client := newTestClient(t, said)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, err := range map[string]error{
		"Subnets.Find":     second(client.Subnets.Find(ctx, "a")),
		"EnableDHCP":       second(client.VLANs.EnableDHCP(ctx, "1", 2, "hw7rt6", nil)),
		"ClearRacks":       second(client.VLANs.ClearRacks(ctx, "1", 2)),
		"RelayDHCP":        second(client.VLANs.RelayDHCP(ctx, "1", 2, 3)),
		"SetAddresses":     second(client.DNSResources.SetAddresses(ctx, "a.org", nil)),
		"IPAddresses.Find": second(client.IPAddresses.Find(ctx, "10.0.0.1")),
		"Tags.Sync":        second(client.Tags.Sync(ctx, "ssd", nil)),
		"Pools.Find":       second(client.ResourcePools.Find(ctx, "a")),
	} {
		require.ErrorIs(t, err, context.Canceled, name)
	}
	assert.Empty(t, said.requests())
}

// TestNetworkReleases: what a release does not have is not asked for.
func TestNetworkReleases(t *testing.T) {
	t.Parallel()
	said := answers(t, map[string]string{"GET /version/": `{"capabilities": [], "version": "3.4.10", "subversion": ""}`})
	client := newTestClient(t, said)
	_, err := client.MAAS.Version(t.Context())
	require.NoError(t, err)
	for name, err := range map[string]error{
		"reserved IPs":   second(client.ReservedIPs.List(t.Context())),
		"fan networks":   second(client.FanNetworks.List(t.Context())),
		"groups":         second(client.UserGroups.List(t.Context())),
		"OIDC providers": second(client.OIDCProviders.GetActive(t.Context())),
	} {
		var lacking *maas.ReleaseError
		require.ErrorAs(t, err, &lacking, name)
	}
	assert.Len(t, said.requests(), 1)
}

// TestOptionReleases: the releases in the tags of options are those of the
// contract.
func TestOptionReleases(t *testing.T) {
	t.Parallel()
	contract := contracttest.Read(t, contractFile)
	for operation, options := range map[string]any{
		"Subnets.create": maas2.SubnetCreateOptions{}, "Subnet.update": maas2.SubnetUpdateOptions{}, "Subnet.delete": maas2.SubnetDeleteOptions{},
		"Subnet.ip_addresses": maas2.SubnetIPAddressesOptions{}, "Subnet.statistics": maas2.SubnetStatisticsOptions{},
		"Vlans.create": maas2.VLANCreateOptions{}, "Vlan.update": maas2.VLANUpdateOptions{},
		"Fabrics.create": maas2.FabricCreateOptions{}, "Fabric.update": maas2.FabricUpdateOptions{},
		"Spaces.create": maas2.SpaceCreateOptions{}, "Space.update": maas2.SpaceUpdateOptions{},
		"IPRanges.create": maas2.IPRangeCreateOptions{}, "IPRange.update": maas2.IPRangeUpdateOptions{},
		"IPAddresses.read": maas2.IPAddressListOptions{}, "IPAddresses.reserve": maas2.IPAddressReserveOptions{},
		"IPAddresses.release": maas2.IPAddressReleaseOptions{},
		"Domains.create":      maas2.DomainCreateOptions{}, "Domain.update": maas2.DomainUpdateOptions{},
		"DNSResources.read": maas2.DNSResourceListOptions{}, "DNSResources.create": maas2.DNSResourceCreateOptions{},
		"DNSResource.update":      maas2.DNSResourceUpdateOptions{},
		"DNSResourceRecords.read": maas2.DNSResourceRecordListOptions{}, "DNSResourceRecords.create": maas2.DNSResourceRecordCreateOptions{},
		"DNSResourceRecord.update": maas2.DNSResourceRecordUpdateOptions{},
		"DHCPSnippets.create":      maas2.DHCPSnippetCreateOptions{}, "DHCPSnippet.update": maas2.DHCPSnippetUpdateOptions{},
		"Tags.create": maas2.TagCreateOptions{}, "Tag.update": maas2.TagUpdateOptions{}, "Tag.update_nodes": maas2.TagUpdateNodesOptions{},
		"Users.create": maas2.UserCreateOptions{}, "User.delete": maas2.UserDeleteOptions{},
		"Account.create_authorisation_token": maas2.AccountCreateTokenOptions{}, "SSHKeys.create": maas2.SSHKeyCreateOptions{},
		"Files.read": maas2.FileListOptions{}, "LicenseKey.update": maas2.LicenseKeyUpdateOptions{},
	} {
		contracttest.OptionFields(reflect.TypeOf(options), func(_ []int, field reflect.StructField) {
			name, _, _ := strings.Cut(field.Tag.Get("param"), ",")
			param, ok := contract[operation].Param(name)
			require.True(t, ok, name)
			assert.Equal(t, param.Since, field.Tag.Get("since"), "%s: %s", operation, name)
			assert.Equal(t, param.Until, field.Tag.Get("until"), "%s: %s", operation, name)
		})
	}
}

// TestOptionsOfOtherReleases: an option that the release would ignore is not
// sent: a user would go with all machines, a key to another user, a snippet to
// all subnets.
func TestOptionsOfOtherReleases(t *testing.T) {
	t.Parallel()
	said := answers(t, map[string]string{"GET /version/": `{"capabilities": [], "version": "2.0.0", "subversion": ""}`})
	client := newTestClient(t, said)
	ctx := t.Context()
	_, err := client.MAAS.Version(ctx)
	require.NoError(t, err)
	for argument, err := range map[string]error{
		"transfer_resources_to":       client.Users.Delete(ctx, "bob", &maas2.UserDeleteOptions{TransferResourcesTo: "alice"}),
		"key":                         second(client.Users.Create(ctx, "bob", "b@example.com", maas.NewSecret("x"), &maas2.UserCreateOptions{Key: "k"})),
		"user":                        second(client.SSHKeys.Create(ctx, "k", &maas2.SSHKeyCreateOptions{User: "bob"})),
		"iprange":                     second(client.DHCPSnippets.Create(ctx, "a", "b", &maas2.DHCPSnippetCreateOptions{IPRange: "1"})),
		"ip":                          second(client.IPAddresses.List(ctx, &maas2.IPAddressListOptions{IP: "10.0.0.1"})),
		"force":                       client.IPAddresses.Release(ctx, "10.0.0.1", &maas2.IPAddressReleaseOptions{Force: new(true)}),
		"relay_vlan":                  second(client.VLANs.Update(ctx, "1", 2, &maas2.VLANUpdateOptions{RelayVLAN: new("1")})),
		"managed":                     second(client.Subnets.Update(ctx, "1", &maas2.SubnetUpdateOptions{Managed: new(false)})),
		"disabled_boot_architectures": second(client.Subnets.Create(ctx, "10.0.0.0/24", &maas2.SubnetCreateOptions{DisabledBootArchitectures: maas2.NameList{"pxe"}})),
		"forward_dns_servers":         second(client.Domains.Create(ctx, "a.org", &maas2.DomainCreateOptions{ForwardDNSServers: "10.0.0.1"})),
		"all":                         second(client.DNSResources.List(ctx, &maas2.DNSResourceListOptions{All: new(true)})),
		"name":                        second(client.Account.CreateToken(ctx, &maas2.AccountCreateTokenOptions{Name: "ci"})),
	} {
		var bad *maas.ArgumentError
		require.ErrorAs(t, err, &bad, argument)
		assert.Equal(t, argument, bad.Argument)
	}
	assert.Len(t, said.requests(), 1)
}
