package maas_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
)

const lshwOutput = `<?xml version="1.0" standalone="yes" ?>
<list>
<node id="box" claimed="true" class="system" handle="DMI:0001">
 <description>Rack Mount Chassis</description>
 <product>PowerEdge R420</product>
 <vendor>Dell Inc.</vendor>
 <serial>ABC1234</serial>
 <node id="core" class="bus">
  <node id="cpu:0" class="processor">
   <product>Xeon E5-2407</product>
   <vendor>Intel Corp.</vendor>
   <size units="Hz">2200000000</size>
   <configuration><setting id="cores" value="4"/><setting id="threads" value="8"/></configuration>
  </node>
  <node id="cpu:1" class="processor" disabled="true"><description>CPU [empty]</description></node>
  <node id="memory" class="memory">
   <size units="bytes">17179869184</size>
   <node id="bank:0" class="memory"><slot>DIMM_A1</slot><vendor>Hynix</vendor><serial>0f</serial><size units="bytes">17179869184</size></node>
   <node id="bank:1" class="memory"><slot>DIMM_A2</slot></node>
  </node>
  <node id="cache:0" class="memory"><size units="bytes">1048576</size></node>
  <node id="pci" class="bridge">
   <node id="storage" class="storage">
    <node id="disk:0" class="disk">
     <product>PERC H310</product><vendor>DELL</vendor><businfo>scsi@0:2.0.0</businfo>
     <logicalname>/dev/sda</logicalname><serial>00b1</serial><size units="bytes">499558383616</size>
    </node>
    <node id="cdrom" class="disk"><logicalname>/dev/cdrom</logicalname><logicalname>/dev/sr0</logicalname></node>
   </node>
   <node id="network:0" class="network">
    <product>NetXtreme BCM5720</product><vendor>Broadcom</vendor><businfo>pci@0000:02:00.0</businfo>
    <logicalname>eth0</logicalname><serial>aa:bb:cc:00:00:01</serial>
    <size units="bit/s">1000000000</size><capacity>1000000000</capacity>
    <configuration><setting id="driver" value="tg3"/><setting id="link" value="yes"/></configuration>
   </node>
   <node id="network:1" class="network" disabled="true">
    <logicalname>eth1</logicalname><serial>aa:bb:cc:00:00:02</serial><capacity>10000000000</capacity>
    <configuration><setting id="driver" value="tg3"/><setting id="link" value="no"/></configuration>
   </node>
  </node>
 </node>
</node>
</list>`

func TestHardware(t *testing.T) {
	t.Parallel()
	hardware, err := (&maas.NodeDetails{LSHW: []byte(lshwOutput)}).Hardware()
	require.NoError(t, err)
	assert.Equal(t, &maas.Hardware{
		Vendor: "Dell Inc.", Product: "PowerEdge R420", Serial: "ABC1234",
		CPUs:   []maas.CPU{{Vendor: "Intel Corp.", Product: "Xeon E5-2407", Frequency: 2_200_000_000, Cores: 4, Threads: 8}},
		Memory: 16 << 30,
		MemoryBanks: []maas.MemoryBank{
			{Slot: "DIMM_A1", Vendor: "Hynix", Serial: "0f", Size: 16 << 30},
			{Slot: "DIMM_A2"},
		},
		Disks: []maas.Disk{{Name: "/dev/sda", Vendor: "DELL", Product: "PERC H310", Serial: "00b1", BusInfo: "scsi@0:2.0.0", Size: 499558383616}},
		NetworkCards: []maas.NetworkCard{
			{Name: "eth0", Vendor: "Broadcom", Product: "NetXtreme BCM5720", MACAddress: "aa:bb:cc:00:00:01", BusInfo: "pci@0000:02:00.0",
				Driver: "tg3", Speed: 1_000_000_000, Capacity: 1_000_000_000, Link: true},
			{Name: "eth1", MACAddress: "aa:bb:cc:00:00:02", Driver: "tg3", Capacity: 10_000_000_000},
		},
	}, hardware)
}

func TestHardwareOfOneNode(t *testing.T) {
	t.Parallel()
	// Older versions of lshw print the machine with no list around it.
	hardware, err := (&maas.NodeDetails{LSHW: []byte(`<node id="a" class="system"><product>P</product></node>`)}).Hardware()
	require.NoError(t, err)
	assert.Equal(t, "P", hardware.Product)
}

func TestHardwareOfOddFirmware(t *testing.T) {
	t.Parallel()
	for _, odd := range []string{"A\xffB", "A\x05B", "A&#x5;B", "A&#05;B"} {
		hardware, err := (&maas.NodeDetails{LSHW: []byte(`<?xml version="1.0" encoding="iso-8859-1"?><node class="system"><product>` + odd + `&#65;</product></node>`)}).Hardware()
		require.NoError(t, err, "%q", odd)
		assert.Contains(t, []string{"ABA", "A\uFFFDBA"}, hardware.Product)
	}
}

func TestHardwareFails(t *testing.T) {
	t.Parallel()
	for _, none := range []string{"", " \n"} {
		_, err := (&maas.NodeDetails{LSHW: []byte(none)}).Hardware()
		require.ErrorIs(t, err, maas.ErrNoDetails)
	}
	for _, broken := range []string{"not XML", "<list><node>"} {
		_, err := (&maas.NodeDetails{LSHW: []byte(broken)}).Hardware()
		require.ErrorContains(t, err, "not XML")
	}
}
