package maas

import (
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestPowerParameterNames pins what the parameters of each power type are called
// on the wire.
func TestPowerParameterNames(t *testing.T) {
	t.Parallel()
	want := map[PowerType]string{
		"ether_wake": "mac_address",
		"virsh":      "power_address power_id power_pass",
		"fence_cdu":  "power_address power_id power_user power_pass",
		"ipmi":       "power_driver power_address power_user power_pass mac_address",
		"moonshot":   "power_address power_user power_pass power_hwaddress",
		"sm15k":      "system_id power_address power_user power_pass power_control",
		"amt":        "mac_address power_pass power_address",
		"dli":        "outlet_id system_id power_address power_user power_pass",
		"ucsm":       "uuid power_address power_user power_pass",
		"mscm":       "power_address power_user power_pass node_id",
		"apc":        "power_address node_outlet power_on_delay",
		"msftocs":    "power_address power_port power_user power_pass blade_id",
		"vmware":     "power_vm_name power_uuid power_address power_user power_pass power_port power_protocol",
		"hmc":        "power_address power_user power_pass server_name lpar",
	}
	got := map[PowerType]string{}
	for _, power := range allPower {
		var names []string
		for _, field := range reflect.VisibleFields(reflect.TypeOf(power)) {
			name, _, _ := strings.Cut(field.Tag.Get("param"), ",")
			names = append(names, name)
		}
		got[power.PowerType()] = strings.Join(names, " ")
	}
	assert.Equal(t, want, got)
}

// texts are the texts of constants.
func texts[T ~string](values ...T) string {
	list := make([]string, len(values))
	for i, v := range values {
		list[i] = string(v)
	}
	return strings.Join(list, " | ")
}

// TestVocabularies pins the wire text of every constant that is a text.
func TestVocabularies(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ got, want string }{
		{texts(PowerTypeNone, PowerTypeEtherWake, PowerTypeVirsh, PowerTypeFenceCDU, PowerTypeIPMI, PowerTypeMoonshot, PowerTypeSM15K, PowerTypeAMT, PowerTypeDLI,
			PowerTypeUCSM, PowerTypeMSCM, PowerTypeAPC, PowerTypeMSFTOCS, PowerTypeVMware, PowerTypeHMC),
			" | ether_wake | virsh | fence_cdu | ipmi | moonshot | sm15k | amt | dli | ucsm | mscm | apc | msftocs | vmware | hmc"},
		{texts(IPMIDriverLAN, IPMIDriverLAN20), "LAN | LAN_2_0"},
		{texts(SM15KPowerControlIPMI, SM15KPowerControlRESTAPI, SM15KPowerControlRESTAPI2), "ipmi | restapi | restapi2"},
		{texts(OSystemDefault, OSystemUbuntu, OSystemCentOS, OSystemWindows), " | ubuntu | centos | windows"},
		{texts(NodeStopModeHard, NodeStopModeSoft), "hard | soft"},
		{texts(BootImagePurposeCommissioning, BootImagePurposeInstall, BootImagePurposeXInstall), "commissioning | install | xinstall"},
		{texts(CommissioningResultNameLSHW, CommissioningResultNameVirtuality, CommissioningResultNameInstallLLDPD, CommissioningResultNameListModaliases,
			CommissioningResultNameWaitForLLDPD, CommissioningResultNameCaptureLLDP),
			"00-maas-01-lshw.out | 00-maas-02-virtuality.out | 00-maas-03-install-lldpd.out | 00-maas-04-list-modaliases.out | 99-maas-01-wait-for-lldpd.out | 99-maas-02-capture-lldp.out"},
		{texts(EventLevelDebug, EventLevelInfo, EventLevelWarning, EventLevelError, EventLevelCritical), "DEBUG | INFO | WARNING | ERROR | CRITICAL"},
		{texts(IPRangePurposeAssignedIP, IPRangePurposeDynamicRange, IPRangePurposeStaticRange, IPRangePurposeClusterIP, IPRangePurposeGatewayIP, IPRangePurposeDNSServer,
			IPRangePurposeUnused), "assigned-ip | dynamic-range | static-range | cluster-ip | gateway-ip | dns-server | unused"},
		{texts(InterfaceTypePhysical, InterfaceTypeBond, InterfaceTypeVLAN, InterfaceTypeAlias, InterfaceTypeUnknown), "physical | bond | vlan | alias | unknown"},
		{texts(LinkModeAuto, LinkModeDHCP, LinkModeStatic, LinkModeLinkUp, LinkModeUnconfigured), "auto | dhcp | static | link_up | unconfigured"},
		{texts(BondModeBalanceRR, BondModeActiveBackup, BondModeBalanceXOR, BondModeBroadcast, BondMode8023AD, BondModeBalanceTLB, BondModeBalanceALB),
			"balance-rr | active-backup | balance-xor | broadcast | 802.3ad | balance-tlb | balance-alb"},
		{texts(BondLACPRateSlow, BondLACPRateFast), "slow | fast"},
		{texts(BondXmitHashPolicyLayer2, BondXmitHashPolicyLayer23, BondXmitHashPolicyLayer34, BondXmitHashPolicyEncap23, BondXmitHashPolicyEncap34),
			"layer2 | layer2+3 | layer3+4 | encap2+3 | encap3+4"},
		{texts(BlockDeviceTypePhysical, BlockDeviceTypeVirtual), "physical | virtual"},
		{texts(PartitionTableTypeMBR, PartitionTableTypeGPT), "MBR | GPT"},
		{texts(FilesystemTypeExt2, FilesystemTypeExt4, FilesystemTypeFAT32, FilesystemTypeVFAT, FilesystemTypeLVMPV, FilesystemTypeRAID, FilesystemTypeRAIDSpare,
			FilesystemTypeBcacheCache, FilesystemTypeBcacheBacking), "ext2 | ext4 | fat32 | vfat | lvm-pv | raid | raid-spare | bcache-cache | bcache-backing"},
		{texts(RAIDLevel0, RAIDLevel1, RAIDLevel5, RAIDLevel6, RAIDLevel10), "raid-0 | raid-1 | raid-5 | raid-6 | raid-10"},
		{texts(CacheModeWriteback, CacheModeWritethrough, CacheModeWritearound), "writeback | writethrough | writearound"},
		{texts(StorageLayoutFlat, StorageLayoutLVM, StorageLayoutBcache), "flat | lvm | bcache"},
		{texts(DeploymentStatusDeploying, DeploymentStatusDeployed, DeploymentStatusFailed, DeploymentStatusNone),
			"Deploying | Deployed | Failed deployment | Not in deployment"},
		{texts(BootResourceTypeSynced, BootResourceTypeGenerated, BootResourceTypeUploaded), "Synced | Generated | Uploaded"},
		{texts(BootResourceFilterAll, BootResourceFilterSynced, BootResourceFilterGenerated, BootResourceFilterUploaded), "all | synced | generated | uploaded"},
		{texts(BootResourceContentTypeTGZ, BootResourceContentTypeDDTGZ), "tgz | ddtgz"},
		{texts(BootResourceFileTypeRootTGZ, BootResourceFileTypeRootDD, BootResourceFileTypeRootImage, BootResourceFileTypeBootKernel, BootResourceFileTypeBootInitrd,
			BootResourceFileTypeBootDTB, BootResourceFileTypeDIKernel, BootResourceFileTypeDIInitrd, BootResourceFileTypeDIDTB),
			"root-tgz | root-dd | root-image.gz | boot-kernel | boot-initrd | boot-dtb | di-kernel | di-initrd | di-dtb"},
	} {
		assert.Equal(t, tc.want, tc.got)
	}
}

// TestNumberedVocabularies pins the names of the constants that are numbers, in
// the order of the numbers.
func TestNumberedVocabularies(t *testing.T) {
	t.Parallel()
	var got []string
	for s := NodeStatusDeclared; s <= NodeStatusBroken+1; s++ {
		got = append(got, s.String())
	}
	assert.Equal(t, "Declared Commissioning Failed tests Missing Ready Reserved Allocated Retired Broken NodeStatus(9)", strings.Join(got, " "))
	got = nil
	for s := NodeSubstatusNew; s <= NodeSubstatusFailedDiskErasing+1; s++ {
		got = append(got, s.String())
	}
	assert.Equal(t, "New Commissioning Failed commissioning Missing Ready Reserved Deployed Retired Broken Deploying Allocated Failed deployment Releasing Releasing failed "+
		"Disk erasing Failed disk erasing NodeSubstatus(16)", strings.Join(got, " "))
	assert.Equal(t, []NodeSubstatus{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, []NodeSubstatus{
		NodeSubstatusNew, NodeSubstatusCommissioning, NodeSubstatusFailedCommissioning, NodeSubstatusMissing, NodeSubstatusReady, NodeSubstatusReserved,
		NodeSubstatusDeployed, NodeSubstatusRetired, NodeSubstatusBroken, NodeSubstatusDeploying, NodeSubstatusAllocated, NodeSubstatusFailedDeployment,
		NodeSubstatusReleasing, NodeSubstatusReleasingFailed, NodeSubstatusDiskErasing, NodeSubstatusFailedDiskErasing,
	})
	assert.Equal(t, []NodeStatus{0, 1, 2, 3, 4, 5, 6, 7, 8}, []NodeStatus{
		NodeStatusDeclared, NodeStatusCommissioning, NodeStatusFailedTests, NodeStatusMissing, NodeStatusReady, NodeStatusReserved, NodeStatusAllocated,
		NodeStatusRetired, NodeStatusBroken,
	})
}
