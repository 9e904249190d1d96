package maas2_test

import (
	"context"
	"fmt"
	"log"

	"github.com/gomaas/maas/maas2"
)

// A VLAN gets DHCP, for which one of its subnets needs a dynamic range.
func ExampleVLANsService_EnableDHCP() {
	server, client := newExampleServer(map[string]string{
		"POST /fabrics/fab-a/vlans/":    `{"id": 4, "vid": 100, "fabric": "fab-a", "fabric_id": 1}`,
		"POST /subnets/":                `{"id": 2, "cidr": "10.1.0.0/24"}`,
		"POST /ipranges/":               `{"id": 3, "type": "dynamic"}`,
		"GET /fabrics/fab-a/vlans/100/": `{"id": 4, "vid": 100, "dhcp_on": false}`,
		"PUT /fabrics/fab-a/vlans/100/": `{"id": 4, "vid": 100, "dhcp_on": true, "primary_rack": "hw7rt6"}`,
	})
	defer server.Close()

	ctx := context.Background()
	vlan, err := client.VLANs.Create(ctx, "fab-a", 100, &maas2.VLANCreateOptions{MTU: 9000})
	if err != nil {
		log.Fatal(err)
	}
	subnet, err := client.Subnets.Create(ctx, "10.1.0.0/24", &maas2.SubnetCreateOptions{VLAN: vlan.ID, GatewayIP: "10.1.0.1"})
	if err != nil {
		log.Fatal(err)
	}
	_, err = client.IPRanges.Create(ctx, maas2.IPRangeTypeDynamic, "10.1.0.100", "10.1.0.199", &maas2.IPRangeCreateOptions{Subnet: subnet.ID})
	if err != nil {
		log.Fatal(err)
	}
	vlan, err = client.VLANs.EnableDHCP(ctx, "fab-a", 100, "hw7rt6", nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("VLAN", vlan.VID, "has DHCP:", vlan.DHCPOn, "by", *vlan.PrimaryRack)
	// Output:
	// VLAN 100 has DHCP: true by hw7rt6
}
