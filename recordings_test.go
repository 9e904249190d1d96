package maas_test

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"math"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
)

// A recordedCall says how the parameters of an operation become the arguments
// of a method: behind the wildcards of the path come the named parameters, each
// an argument, and then the options.
type recordedCall struct {
	method string // "Zones.Create"
	params []string
}

func by(method string, params ...string) recordedCall { return recordedCall{method, params} }

// recordedCalls are the calls by the ids of the operations.
var recordedCalls = map[string][]recordedCall{
	"account.create_authorisation_token":      {by("Account.CreateToken")},
	"account.delete_authorisation_token":      {by("Account.DeleteToken", "token_key")},
	"boot_image.read":                         {by("BootImages.Get")},
	"boot_images.read":                        {by("BootImages.List")},
	"boot_images.report_boot_images":          {by("BootImages.Report", "images")},
	"cluster_boot_source.delete":              {by("BootSources.Delete")},
	"cluster_boot_source.read":                {by("BootSources.Get")},
	"cluster_boot_source.update":              {by("BootSources.Update")},
	"cluster_boot_source_selection.delete":    {by("BootSources.DeleteSelection")},
	"cluster_boot_source_selection.read":      {by("BootSources.GetSelection")},
	"cluster_boot_source_selection.update":    {by("BootSources.UpdateSelection")},
	"cluster_boot_source_selections.create":   {by("BootSources.CreateSelection")},
	"cluster_boot_source_selections.read":     {by("BootSources.ListSelections")},
	"cluster_boot_sources.create":             {by("BootSources.Create", "url")},
	"cluster_boot_sources.read":               {by("BootSources.List")},
	"commissioning_results.list":              {by("CommissioningResults.List"), by("CommissioningResults.All")},
	"commissioning_script.delete":             {by("CommissioningScripts.Delete")},
	"commissioning_script.read":               {by("CommissioningScripts.Get")},
	"commissioning_script.update":             {by("CommissioningScripts.Update", "content")},
	"commissioning_scripts.create":            {by("CommissioningScripts.Create", "name", "content")},
	"commissioning_scripts.read":              {by("CommissioningScripts.List")},
	"describe":                                {by("MAAS.Describe")},
	"file.delete":                             {by("Files.Delete")},
	"file.delete_op":                          {by("Files.DeleteByPost")},
	"file.read":                               {by("Files.Get")},
	"files.add":                               {by("Files.Add", "filename", "file")},
	"files.get":                               {by("Files.Download", "filename")},
	"files.get_by_key":                        {by("Files.DownloadByKey", "key")},
	"files.list":                              {by("Files.List")},
	"ipaddresses.read":                        {by("IPAddresses.List")},
	"ipaddresses.release":                     {by("IPAddresses.Release", "ip")},
	"ipaddresses.reserve":                     {by("IPAddresses.Reserve", "network")},
	"license_keys.read":                       {by("LicenseKeys.List")},
	"maas.get_config":                         {by("MAAS.GetConfig", "name")},
	"maas.set_config":                         {by("MAAS.SetConfig", "name", "value")},
	"network.connect_macs":                    {by("Networks.ConnectMACs", "macs")},
	"network.delete":                          {by("Networks.Delete")},
	"network.disconnect_macs":                 {by("Networks.DisconnectMACs", "macs")},
	"network.list_connected_macs":             {by("Networks.ListConnectedMACs")},
	"network.read":                            {by("Networks.Get")},
	"network.update":                          {by("Networks.Update")},
	"networks.create":                         {by("Networks.Create", "name", "ip", "netmask")},
	"networks.read":                           {by("Networks.List")},
	"node.claim_sticky_ip_address":            {by("Nodes.ClaimStickyIPAddress")},
	"node.commission":                         {by("Nodes.Commission")},
	"node.delete":                             {by("Nodes.Delete")},
	"node.details":                            {by("Nodes.Details")},
	"node.read":                               {by("Nodes.Get")},
	"node.release":                            {by("Nodes.Release")},
	"node.start":                              {by("Nodes.Start")},
	"node.stop":                               {by("Nodes.Stop")},
	"node.update":                             {by("Nodes.Update")},
	"node_mac.delete":                         {by("NodeMACs.Delete")},
	"node_mac.read":                           {by("NodeMACs.Get")},
	"node_macs.create":                        {by("NodeMACs.Create", "mac_address")},
	"node_macs.read":                          {by("NodeMACs.List")},
	"nodegroup.details":                       {by("NodeGroups.Details", "system_ids")},
	"nodegroup.import_boot_images":            {by("NodeGroups.ImportBootImages")},
	"nodegroup.list_nodes":                    {by("NodeGroups.ListNodes")},
	"nodegroup.probe_and_enlist_hardware":     {by("NodeGroups.ProbeAndEnlistHardware", "model")},
	"nodegroup.probe_and_enlist_ucsm":         {by("NodeGroups.ProbeAndEnlistUCSM", "url", "username", "password")},
	"nodegroup.read":                          {by("NodeGroups.Get")},
	"nodegroup.report_download_progress":      {by("NodeGroups.ReportDownloadProgress", "filename")},
	"nodegroup.update":                        {by("NodeGroups.Update")},
	"nodegroup.update_leases":                 {by("NodeGroups.UpdateLeases", "leases")},
	"nodegroup_interface.delete":              {by("NodeGroupInterfaces.Delete")},
	"nodegroup_interface.read":                {by("NodeGroupInterfaces.Get")},
	"nodegroup_interface.report_foreign_dhcp": {by("NodeGroupInterfaces.ReportForeignDHCP", "foreign_dhcp_ip")},
	"nodegroup_interface.update":              {by("NodeGroupInterfaces.Update")},
	"nodegroup_interfaces.list":               {by("NodeGroupInterfaces.List")},
	"nodegroup_interfaces.new":                {by("NodeGroupInterfaces.Create", "ip")},
	"nodegroups.accept":                       {by("NodeGroups.Accept", "uuid")},
	"nodegroups.describe_power_types":         {by("NodeGroups.DescribePowerTypes")},
	"nodegroups.import_boot_images":           {by("NodeGroups.ImportAllBootImages")},
	"nodegroups.list":                         {by("NodeGroups.List")},
	"nodegroups.refresh_workers":              {by("NodeGroups.RefreshWorkers")},
	"nodegroups.register":                     {by("NodeGroups.Register", "uuid")},
	"nodegroups.reject":                       {by("NodeGroups.Reject", "uuid")},
	"nodes.accept":                            {by("Nodes.Accept", "nodes")},
	"nodes.accept_all":                        {by("Nodes.AcceptAll")},
	"nodes.accept_anonymous":                  {by("Nodes.Accept", "nodes")},
	"nodes.acquire":                           {by("Nodes.Acquire")},
	"nodes.check_commissioning":               {by("Nodes.CheckCommissioning")},
	"nodes.is_registered":                     {by("Nodes.IsRegistered", "mac_address")},
	"nodes.list":                              {by("Nodes.List"), by("Nodes.All")},
	"nodes.list_allocated":                    {by("Nodes.ListAllocated")},
	"nodes.new":                               {by("Nodes.Create", "architecture", "mac_addresses")},
	"nodes.new_anonymous":                     {by("Nodes.Create", "architecture", "mac_addresses")},
	"nodes.release":                           {by("Nodes.ReleaseMany", "nodes")},
	"nodes.set_zone":                          {by("Nodes.SetZone", "zone", "nodes")},
	"sshkey.delete":                           {by("SSHKeys.Delete")},
	"sshkey.delete_op":                        {by("SSHKeys.DeleteByPost")},
	"sshkey.read":                             {by("SSHKeys.Get")},
	"sshkeys.list":                            {by("SSHKeys.List")},
	"sshkeys.new":                             {by("SSHKeys.Create", "key")},
	"tag.delete":                              {by("Tags.Delete")},
	"tag.nodes":                               {by("Tags.Nodes"), by("Tags.AllNodes")},
	"tag.read":                                {by("Tags.Get")},
	"tag.rebuild":                             {by("Tags.Rebuild")},
	"tag.update":                              {by("Tags.Update")},
	"tag.update_nodes":                        {by("Tags.UpdateNodes")},
	"tags.list":                               {by("Tags.List")},
	"tags.new":                                {by("Tags.Create", "name")},
	"user.read":                               {by("Users.Get")},
	"users.create":                            {by("Users.Create", "username", "email", "password")},
	"users.read":                              {by("Users.List")},
	"version.read":                            {by("MAAS.Version")},
	"zone.delete":                             {by("Zones.Delete")},
	"zone.read":                               {by("Zones.Get")},
	"zone.update":                             {by("Zones.Update")},
	"zones.create":                            {by("Zones.Create", "name")},
	"zones.read":                              {by("Zones.List")},
	"bcache.delete":                           {by("Bcaches.Delete")},
	"bcache.read":                             {by("Bcaches.Get")},
	"bcache.update":                           {by("Bcaches.Update")},
	"bcache_cache_set.delete":                 {by("BcacheCacheSets.Delete")},
	"bcache_cache_set.read":                   {by("BcacheCacheSets.Get")},
	"bcache_cache_set.update":                 {by("BcacheCacheSets.Update")},
	"bcache_cache_sets.create":                {by("BcacheCacheSets.Create")},
	"bcache_cache_sets.read":                  {by("BcacheCacheSets.List")},
	"bcaches.create":                          {by("Bcaches.Create", "name", "cache_set", "cache_mode")},
	"bcaches.read":                            {by("Bcaches.List")},
	"blockdevice.add_tag":                     {by("BlockDevices.AddTag", "tag")},
	"blockdevice.delete":                      {by("BlockDevices.Delete")},
	"blockdevice.format":                      {by("BlockDevices.Format", "fstype")},
	"blockdevice.mount":                       {by("BlockDevices.Mount", "mount_point")},
	"blockdevice.read":                        {by("BlockDevices.Get"), by("BlockDevices.Find")},
	"blockdevice.remove_tag":                  {by("BlockDevices.RemoveTag", "tag")},
	"blockdevice.set_boot_disk":               {by("BlockDevices.SetBootDisk")},
	"blockdevice.unformat":                    {by("BlockDevices.Unformat")},
	"blockdevice.unmount":                     {by("BlockDevices.Unmount")},
	"blockdevice.update":                      {by("BlockDevices.Update")},
	"blockdevices.create":                     {by("BlockDevices.Create", "name", "size", "block_size")},
	"blockdevices.read":                       {by("BlockDevices.List")},
	"boot_resource.delete":                    {by("BootResources.Delete")},
	"boot_resource.read":                      {by("BootResources.Get")},
	"boot_resource_file.upload":               {by("BootResources.UploadChunk", "body")},
	"boot_resources.create":                   {by("BootResources.Create", "name", "architecture")},
	"boot_resources.import":                   {by("BootResources.Import")},
	"boot_resources.read":                     {by("BootResources.List")},
	"device.claim_sticky_ip_address":          {by("Devices.ClaimStickyIPAddress")},
	"device.delete":                           {by("Devices.Delete")},
	"device.read":                             {by("Devices.Get")},
	"device.release_sticky_ip_address":        {by("Devices.ReleaseStickyIPAddress")},
	"device.update":                           {by("Devices.Update")},
	"devices.list":                            {by("Devices.List"), by("Devices.All")},
	"devices.new":                             {by("Devices.Create", "mac_addresses")},
	"doc":                                     {by("MAAS.Doc")},
	"events.query":                            {by("Events.Query")},
	"fabric.delete":                           {by("Fabrics.Delete")},
	"fabric.read":                             {by("Fabrics.Get"), by("Fabrics.Find")},
	"fabric.update":                           {by("Fabrics.Update")},
	"fabrics.create":                          {by("Fabrics.Create")},
	"fabrics.read":                            {by("Fabrics.List")},
	"fannetwork.delete":                       {by("FanNetworks.Delete")},
	"fannetwork.read":                         {by("FanNetworks.Get")},
	"fannetwork.update":                       {by("FanNetworks.Update")},
	"fannetworks.create":                      {by("FanNetworks.Create", "name", "overlay", "underlay")},
	"fannetworks.read":                        {by("FanNetworks.List")},
	"installation_results.list":               {by("InstallationResults.List"), by("InstallationResults.All")},
	"interface.delete":                        {by("Interfaces.Delete")},
	"interface.link_subnet":                   {by("Interfaces.LinkSubnet", "mode")},
	"interface.read":                          {by("Interfaces.Get"), by("Interfaces.Find")},
	"interface.set_default_gateway":           {by("Interfaces.SetDefaultGateway")},
	"interface.unlink_subnet":                 {by("Interfaces.UnlinkSubnet", "id")},
	"interface.update":                        {by("Interfaces.Update")},
	"interfaces.create_bond":                  {by("Interfaces.CreateBond", "name", "parents")},
	"interfaces.create_physical":              {by("Interfaces.CreatePhysical", "name", "mac_address", "vlan")},
	"interfaces.create_vlan":                  {by("Interfaces.CreateVLAN", "parent", "vlan")},
	"interfaces.read":                         {by("Interfaces.List")},
	"license_key.delete":                      {by("LicenseKeys.Delete")},
	"license_key.read":                        {by("LicenseKeys.Get")},
	"license_key.update":                      {by("LicenseKeys.Update")},
	"license_keys.create":                     {by("LicenseKeys.Create", "osystem", "distro_series", "license_key")},
	"node.abort_operation":                    {by("Nodes.AbortOperation")},
	"node.clear_default_gateways":             {by("Nodes.ClearDefaultGateways")},
	"node.get_curtin_config":                  {by("Nodes.GetCurtinConfig")},
	"node.mark_broken":                        {by("Nodes.MarkBroken")},
	"node.mark_fixed":                         {by("Nodes.MarkFixed")},
	"node.power_parameters":                   {by("Nodes.PowerParameters")},
	"node.query_power_state":                  {by("Nodes.QueryPowerState")},
	"node.release_sticky_ip_address":          {by("Nodes.ReleaseStickyIPAddress")},
	"node.set_storage_layout":                 {by("Nodes.SetStorageLayout", "storage_layout")},
	"node_interface.delete":                   {by("NodeInterfaces.Delete")},
	"node_interface.read":                     {by("NodeInterfaces.Get")},
	"node_interface.update":                   {by("NodeInterfaces.Update")},
	"node_interfaces.read":                    {by("NodeInterfaces.List")},
	"nodegroup.probe_and_enlist_mscm":         {by("NodeGroups.ProbeAndEnlistMSCM", "host", "username", "password")},
	"nodes.deployment_status":                 {by("Nodes.DeploymentStatus", "nodes")},
	"nodes.power_parameters":                  {by("Nodes.ListPowerParameters")},
	"partition.delete":                        {by("Partitions.Delete")},
	"partition.format":                        {by("Partitions.Format", "fstype")},
	"partition.mount":                         {by("Partitions.Mount", "mount_point")},
	"partition.read":                          {by("Partitions.Get")},
	"partition.unformat":                      {by("Partitions.Unformat")},
	"partition.unmount":                       {by("Partitions.Unmount")},
	"partitions.create":                       {by("Partitions.Create", "size")},
	"partitions.read":                         {by("Partitions.List")},
	"pxeconfig":                               {by("MAAS.PXEConfig", "local")},
	"raid.delete":                             {by("RAIDs.Delete")},
	"raid.read":                               {by("RAIDs.Get")},
	"raid.update":                             {by("RAIDs.Update")},
	"raids.create":                            {by("RAIDs.Create", "name", "level")},
	"raids.read":                              {by("RAIDs.List")},
	"space.delete":                            {by("Spaces.Delete")},
	"space.read":                              {by("Spaces.Get"), by("Spaces.Find")},
	"space.update":                            {by("Spaces.Update")},
	"spaces.create":                           {by("Spaces.Create")},
	"spaces.read":                             {by("Spaces.List")},
	"sslkey.delete":                           {by("SSLKeys.Delete")},
	"sslkey.delete_op":                        {by("SSLKeys.DeleteByGet")},
	"sslkey.read":                             {by("SSLKeys.Get")},
	"sslkeys.list":                            {by("SSLKeys.List")},
	"sslkeys.new":                             {by("SSLKeys.Create", "key")},
	"subnet.delete":                           {by("Subnets.Delete")},
	"subnet.ip_addresses":                     {by("Subnets.IPAddresses")},
	"subnet.read":                             {by("Subnets.Get"), by("Subnets.Find")},
	"subnet.reserved_ip_ranges":               {by("Subnets.ReservedIPRanges")},
	"subnet.statistics":                       {by("Subnets.Statistics")},
	"subnet.unreserved_ip_ranges":             {by("Subnets.UnreservedIPRanges")},
	"subnet.update":                           {by("Subnets.Update")},
	"subnets.create":                          {by("Subnets.Create", "cidr")},
	"subnets.read":                            {by("Subnets.List")},
	"user.delete":                             {by("Users.Delete")},
	"vlan.delete":                             {by("VLANs.DeleteByVID")},
	"vlan.read":                               {by("VLANs.GetByVID")},
	"vlan.update":                             {by("VLANs.UpdateByVID")},
	"vlan_by_id.delete":                       {by("VLANs.Delete")},
	"vlan_by_id.read":                         {by("VLANs.Get")},
	"vlan_by_id.update":                       {by("VLANs.Update")},
	"vlans.create":                            {by("VLANs.Create", "vid")},
	"vlans.read":                              {by("VLANs.List")},
	"volume_group.create_logical_volume":      {by("VolumeGroups.CreateLogicalVolume", "name", "size")},
	"volume_group.delete":                     {by("VolumeGroups.Delete")},
	"volume_group.delete_logical_volume":      {by("VolumeGroups.DeleteLogicalVolume", "id")},
	"volume_group.read":                       {by("VolumeGroups.Get")},
	"volume_group.update":                     {by("VolumeGroups.Update")},
	"volume_groups.create":                    {by("VolumeGroups.Create", "name")},
	"volume_groups.read":                      {by("VolumeGroups.List")},
	"boot_source.delete":                      {by("RegionBootSources.Delete")},
	"boot_source.read":                        {by("RegionBootSources.Get")},
	"boot_source.update":                      {by("RegionBootSources.Update")},
	"boot_source_selection.delete":            {by("RegionBootSources.DeleteSelection")},
	"boot_source_selection.read":              {by("RegionBootSources.GetSelection")},
	"boot_source_selection.update":            {by("RegionBootSources.UpdateSelection")},
	"boot_source_selections.create":           {by("RegionBootSources.CreateSelection", "release")},
	"boot_source_selections.read":             {by("RegionBootSources.ListSelections")},
	"boot_sources.create":                     {by("RegionBootSources.Create", "url")},
	"boot_sources.read":                       {by("RegionBootSources.List")},
}

// notTyped are the exchanges that no typed method can make, by the reason.
// They are made with Client.Call alone.
var notTyped = map[string][]string{
	"the number is none, or none that makes sense": {
		"nodegroup-download-progress-bad-int", "node-update-cpu-bad", "nodes-acquire-bad-number", "nodes-acquire-cpu-fraction", "nodes-acquire-empty-values",
		"networks-create-vlan-text", "1.9.5/blockdevice-update-bad", "1.9.5/blockdevices-create-bad-size", "1.9.5/boot-resources-create-size-text",
		"1.9.5/commissioning-results-list-bad-type", "1.9.5/events-query-after-text", "1.9.5/events-query-limit-text",
		"1.9.5/installation-results-list-bad-type", "1.9.5/interface-unlink-subnet-text", "1.9.5/nodes-acquire-mem-much", "1.9.5/partitions-create-bad-size",
		"1.9.5/subnets-create-space-name", "1.9.5/vlans-create-vid-text", "1.9.5/volume-group-delete-lv-text",
	},
	"the id is no number":          {"boot-image-read-not-int", "selection-update-not-int-id", "sshkey-read-not-int"},
	"a power parameter is no text": {"nodes-new-power-parameters-json"},
	"the JSON is broken or lacks a member": {
		"nodes-new-bad-power-parameters", "nodegroup-update-leases-bad-json", "boot-images-report-bad-json", "boot-images-report-missing-key",
	},
	"the base64 is broken":   {"node-start-bad-user-data", "1.9.5/node-start-bad-user-data"},
	"the op is missing":      {"nodegroups-no-op", "commissioning-results-no-op"},
	"the method never signs": {"nodegroups-register-as-admin", "nodes-is-registered-admin", "1.9.5/nodes-is_registered-signed"},
	"a parameter is missing that the method always sends": {
		"nodegroup-update-leases-missing", "boot-images-report-missing", "nginterface-foreign-dhcp-missing", "config-set-no-value",
		"users-create-missing-superuser", "1.9.5/config-set-missing-value", "1.9.5/interface-unlink-subnet-missing",
		"1.9.5/interfaces-create-physical-commissioning", "1.9.5/interfaces-create-physical-unauthorised-device", "1.9.5/interfaces-create-vlan-missing",
		"1.9.5/interfaces-create-vlan-no-parent", "1.9.5/partitions-create-missing", "1.9.5/vlans-create-missing-vid",
		"1.9.5/volume-group-create-lv-no-size", "1.9.5/volume-group-delete-lv-missing",
	},
	"a file is sent as a text": {
		"boot-sources-create-data-base64-param", "files-add-file-as-plain-param", "scripts-create-content-plain-param", "script-update-plain-param",
		"1.9.5/boot-resources-create-content-as-text", "1.9.5/boot-sources-create-data-text",
	},
	"MAAS has no such parameter": {
		"nodes-list-unknown-filter", "node-update-unknown-param", "nodes-acquire-unknown-constraint", "files-add-two-files", "files-add-wrong-field",
		"1.9.5/bcache-cache-set-update-allocated", "1.9.5/boot-resource-upload-multipart", "1.9.5/device-update-zone", "1.9.5/interface-update-bond-dashes",
		"1.9.5/nodegroup-probe-hardware-mscm", "1.9.5/nodegroup-probe-hardware-msftocs", "1.9.5/nodegroup-probe-hardware-powerkvm",
		"1.9.5/nodegroup-probe-hardware-seamicro15k", "1.9.5/nodegroup-probe-hardware-ucsm", "1.9.5/nodegroup-probe-hardware-virsh",
		"1.9.5/nodegroup-probe-hardware-vmware", "1.9.5/nodes-acquire-unknown-constraint", "1.9.5/subnet-update-fabric", "auth-query-params",
		"dispatch-format-bogus", "dispatch-format-xml", "dispatch-format-yaml", "wire-part-with-filename-as-param", "wire-put-multipart-file",
	},
	"the slash at the end is wrong": {"node-read-no-trailing-slash", "script-read-trailing-slash"},
	"the bool is written as MAAS does not read it": {
		"users-create-bool-true", "1.9.5/fannetwork-update", "1.9.5/fannetwork-update-bool-1", "1.9.5/fannetwork-update-bool-2",
		"1.9.5/fannetwork-update-bool-3", "1.9.5/fannetwork-update-bool-on", "1.9.5/interface-update-bool-0", "1.9.5/interface-update-bool-1",
		"1.9.5/interface-update-bool-2", "1.9.5/interface-update-bool-3", "1.9.5/interface-update-bool-false", "1.9.5/interface-update-bool-off",
		"1.9.5/interface-update-bool-on", "1.9.5/interface-update-bool-true", "1.9.5/interface-update-name", "1.9.5/interfaces-create-physical",
		"1.9.5/interfaces-create-physical-bad-bool", "1.9.5/interfaces-create-physical-name", "1.9.5/interfaces-create-vlan",
		"1.9.5/node-commission-bad-flag", "1.9.5/node-interface-update-all", "1.9.5/nodes-acquire-bad-dry-run",
		"1.9.5/subnet-ip_addresses-with_username-maybe", "1.9.5/subnet-statistics-include_ranges-maybe", "1.9.5/nodes-acquire-storage-verbose",
	},
	"an id is a name": {
		"1.9.5/bcache-cache-set-read-by-name", "1.9.5/blockdevice-format-deployed", "1.9.5/blockdevice-mount-deployed",
		"1.9.5/blockdevice-unformat-deployed", "1.9.5/blockdevice-unmount-deployed", "1.9.5/blockdevice-update-broken", "1.9.5/device-interface-delete",
		"1.9.5/interface-link-subnet-reserve", "1.9.5/interface-update-deployed", "1.9.5/node-interface-read-ambiguous",
		"1.9.5/partition-read-by-name", "1.9.5/sslkey-read-not-a-number", "1.9.5/subnet-statistics-ipv6", "1.9.5/subnet-unreserved-ipv6",
		"1.9.5/vlan-by-id-read-text", "1.9.5/vlan-read-fabric-by-name", "1.9.5/vlan-read-vid-text", "1.9.5/vlans-create-fabric-by-name",
	},
	"a size has a suffix": {
		"1.9.5/blockdevice-update", "1.9.5/blockdevice-update-lv", "1.9.5/blockdevices-create-serial", "1.9.5/partitions-create-allocated",
		"1.9.5/partitions-create-anon", "1.9.5/partitions-create-bad-uuid", "1.9.5/partitions-create-bootable", "1.9.5/partitions-create-sdg",
		"1.9.5/partitions-create-sdg-2", "1.9.5/partitions-create-too-big", "1.9.5/partitions-create-unknown", "1.9.5/partitions-create-unknown-2",
		"1.9.5/partitions-create-user", "1.9.5/volume-group-create-lv", "1.9.5/volume-group-create-lv-allocated", "1.9.5/volume-group-create-lv-anon",
		"1.9.5/volume-group-create-lv-duplicate", "1.9.5/volume-group-create-lv-too-big", "1.9.5/volume-group-create-lv-unknown",
		"1.9.5/volume-group-create-lv-user",
	},
	"an empty text or a 0 means something else than none": {
		"1.9.5/device-release-sticky-empty", "1.9.5/interface-update-clear", "1.9.5/events-query-limit-0", "1.9.5/fannetworks-create-host-reserve-0", "1.9.5/node-release-sticky-empty",
		"1.9.5/subnet-statistics-include_ranges-0",
	},
	"a constraint is malformed, or in another order": {
		"1.9.5/nodes-acquire-interfaces-10", "1.9.5/nodes-acquire-interfaces-malformed", "1.9.5/nodes-acquire-interfaces-unknown-key",
		"1.9.5/nodes-acquire-storage-malformed",
	},
}

// notMade are the exchanges that the client has no way to make.
var notMade = map[string]string{
	"nodegroups-accept-bodyless":               "its parameters are in the query, where MAAS does not look",
	"zone-update-query":                        "its parameters are in the query, where MAAS does not look",
	"zones-create-query-params":                "its parameters are in the query, where MAAS does not look",
	"zones-create-text-plain-body":             "its body is no form",
	"api-root":                                 "it is outside the API's root",
	"auth-bad-signature":                       "its answer has a key, which the client takes out of the message",
	"auth-signature-double-escaped":            "its answer has a key, which the client takes out of the message",
	"auth-timestamp-future-600s":               "the client repeats it with the server's time, see TestClockIsLearnt",
	"auth-timestamp-old-600s":                  "the client repeats it with the server's time, see TestClockIsLearnt",
	"auth-token-of-other-consumer":             "its answer has a key, which the client takes out of the message",
	"dispatch-accept-gzip":                     "net/http's transport, which this test replaces, decompresses",
	"dispatch-accept-gzip-long":                "net/http's transport, which this test replaces, decompresses",
	"dispatch-double-slash":                    "it is outside the API's root",
	"dispatch-head":                            "the client sends GET, POST, PUT and DELETE",
	"dispatch-jsonp":                           "the answer is JavaScript, which no method asks for",
	"dispatch-options":                         "the client sends GET, POST, PUT and DELETE",
	"outside-api-root":                         "it is outside the API's root",
	"wire-chunked-request":                     "its body is made by hand",
	"wire-delete-with-body":                    "a DELETE of the client has no body",
	"wire-json-broken":                         "its body is made by hand",
	"wire-multipart-broken":                    "its body is made by hand",
	"wire-multipart-invalid-utf8":              "its body is made by hand",
	"wire-multipart-no-boundary":               "its body is made by hand",
	"wire-multipart-part-content-type-charset": "its body is made by hand",
}

// refused are the exchanges that a typed method fails before anything is sent,
// with the argument that is at fault.
var refused = map[string]string{
	"account-delete-token-missing":                 "token_key",
	"boot-sources-create-missing":                  "url",
	"config-get-missing":                           "name",
	"config-set-empty-name":                        "name",
	"config-set-no-name":                           "name",
	"files-add-no-file":                            "file",
	"files-add-no-filename":                        "filename",
	"files-get-by-key-missing":                     "key",
	"files-get-missing":                            "filename",
	"mac-delete-bad":                               "mac_address",
	"mac-read-bad":                                 "mac_address",
	"macs-create-bad":                              "mac_address",
	"macs-create-missing":                          "mac_address",
	"network-connect-macs-bad":                     "macs",
	"network-connect-macs-comma":                   "macs",
	"network-disconnect-macs-bad":                  "macs",
	"networks-create-bad-several":                  "ip",
	"networks-create-missing":                      "name",
	"nginterface-foreign-dhcp-bad":                 "foreign_dhcp_ip",
	"nginterfaces-new-missing-all":                 "ip",
	"nginterfaces-new-several-errors":              "subnet_mask",
	"node-update-power-bad-param":                  "power_parameters_mac_address",
	"nodegroup-download-progress-missing-filename": "filename",
	"nodegroup-probe-missing-model":                "model",
	"nodegroup-ucsm-missing":                       "username",
	"nodegroups-register-missing-uuid":             "uuid",
	"nodes-acquire-bad-connected-to":               "connected_to",
	"nodes-list-bad-mac":                           "mac_address",
	"nodes-new-bad-mac":                            "mac_addresses",
	"nodes-new-missing-all":                        "architecture",
	"nodes-new-missing-mac":                        "mac_addresses",
	"nodes-new-several-errors":                     "mac_addresses",
	"nodes-new-two-bad-macs":                       "mac_addresses",
	"nodes-set-zone-empty-nodes":                   "nodes",
	"nodes-set-zone-no-zone":                       "zone",
	"script-update-no-content":                     "content",
	"scripts-create-no-content":                    "content",
	"scripts-create-no-name":                       "name",
	"sshkeys-new-missing":                          "key",
	"tags-new-missing":                             "name",
	"users-create-empty-username":                  "username",
	"users-create-missing":                         "email",
	"zones-create-missing":                         "name",
	"1.9.5/bcaches-create-allocated":               "name",
	"1.9.5/bcaches-create-anon":                    "name",
	"1.9.5/bcaches-create-missing":                 "name",
	"1.9.5/bcaches-create-no-name":                 "name",
	"1.9.5/bcaches-create-unknown":                 "name",
	"1.9.5/bcaches-create-user":                    "name",
	"1.9.5/blockdevice-add-tag-missing":            "tag",
	"1.9.5/blockdevice-format-missing":             "fstype",
	"1.9.5/blockdevice-mount-missing":              "mount_point",
	"1.9.5/blockdevice-remove-tag-missing":         "tag",
	"1.9.5/blockdevices-create-missing":            "name",
	"1.9.5/boot-resources-create-missing":          "name",
	"1.9.5/boot-resources-create-no-architecture":  "architecture",
	"1.9.5/boot-source-selections-create-missing":  "release",
	"1.9.5/boot-sources-create-missing":            "url",
	"1.9.5/config-get-missing":                     "name",
	"1.9.5/device-claim-sticky-bad-address":        "requested_address",
	"1.9.5/device-claim-sticky-bad-mac":            "mac_address",
	"1.9.5/device-release-sticky-bad":              "address",
	"1.9.5/devices-list-bad-mac":                   "mac_address",
	"1.9.5/devices-new-bad-mac":                    "mac_addresses",
	"1.9.5/devices-new-mac-comma":                  "mac_addresses",
	"1.9.5/devices-new-missing-mac":                "mac_addresses",
	"1.9.5/events-query-after-negative":            "after",
	"1.9.5/events-query-bad-mac":                   "mac_address",
	"1.9.5/events-query-limit-negative":            "limit",
	"1.9.5/fannetworks-create-empty":               "name",
	"1.9.5/fannetworks-create-missing":             "overlay",
	"1.9.5/interface-link-subnet-missing":          "mode",
	"1.9.5/interface-update-bad-mac":               "mac_address",
	"1.9.5/interfaces-create-bond-missing":         "name",
	"1.9.5/interfaces-create-bond-negative":        "bond_miimon",
	"1.9.5/interfaces-create-bond-no-parents":      "parents",
	"1.9.5/interfaces-create-physical-bad-mac":     "mac_address",
	"1.9.5/interfaces-create-physical-minimal":     "name",
	"1.9.5/interfaces-create-physical-missing":     "name",
	"1.9.5/ipaddresses-release-bad":                "ip",
	"1.9.5/ipaddresses-release-missing":            "ip",
	"1.9.5/ipaddresses-reserve-bad-address":        "requested_address",
	"1.9.5/ipaddresses-reserve-bad-mac":            "mac",
	"1.9.5/ipaddresses-reserve-missing":            "network",
	"1.9.5/license-keys-create-missing":            "osystem",
	"1.9.5/license-keys-create-no-key":             "license_key",
	"1.9.5/node-claim-sticky-bad":                  "requested_address",
	"1.9.5/node-release-sticky-bad":                "address",
	"1.9.5/node-set-storage-layout-missing":        "storage_layout",
	"1.9.5/nodegroup-probe-mscm-missing-host":      "host",
	"1.9.5/nodegroup-probe-mscm-missing-password":  "password",
	"1.9.5/nodegroup-probe-mscm-missing-username":  "username",
	"1.9.5/nodes-acquire-connected_to-zz":          "connected_to",
	"1.9.5/nodes-is_registered-no-mac":             "mac_address",
	"1.9.5/nodes-new-missing-architecture":         "architecture",
	"1.9.5/partition-format-missing":               "fstype",
	"1.9.5/partition-mount-missing":                "mount_point",
	"1.9.5/raids-create-anon":                      "name",
	"1.9.5/raids-create-comma":                     "name",
	"1.9.5/raids-create-missing":                   "name",
	"1.9.5/raids-create-no-name":                   "name",
	"1.9.5/raids-create-unknown":                   "name",
	"1.9.5/raids-create-user":                      "name",
	"1.9.5/sslkeys-new-empty":                      "key",
	"1.9.5/sslkeys-new-missing":                    "key",
	"1.9.5/subnets-create-gateway-text":            "gateway_ip",
	"1.9.5/subnets-create-missing":                 "cidr",
	"1.9.5/volume-group-create-lv-missing":         "name",
	"1.9.5/volume-groups-create-missing":           "name",
}

// zeroNotSent are the exchanges with an empty text or a 0 that means the same to
// MAAS as no parameter, which is what is sent.
var zeroNotSent = []string{"1.9.5/fabrics-create-class-empty", "tags-new", "networks-create-vlan-zero", "nginterfaces-new-unmanaged-minimal"}

// sameAsNull are the fields where null and "" mean the same.
var sameAsNull = map[string]bool{
	"APIAction.doc":      true,
	"APIAction.op":       true,
	"APIDescription.doc": true,
	"APIHandler.doc":     true,
	"Node.owner":         true,
	"Device.parent":      true,
	"Fabric.class_type":  true,

	"NodeGroupInterface.broadcast_ip":         true,
	"NodeGroupInterface.ip_range_high":        true,
	"NodeGroupInterface.ip_range_low":         true,
	"NodeGroupInterface.static_ip_range_high": true,
	"NodeGroupInterface.static_ip_range_low":  true,
	"NodeGroupInterface.subnet_mask":          true,
}

// leftOut are the members of answers that no field is for, with the reason.
var leftOut = map[string]string{
	"Zone.id":      internals,
	"Zone.created": internals,
	"Zone.updated": internals,
	"Zone._state":  internals,

	"VLAN.created":   internals,
	"VLAN.updated":   internals,
	"VLAN._state":    internals,
	"VLAN.fabric_id": internals,
}

const internals = "MAAS dumps its internals into the answer to an unsigned request"

// sentRaw are the fields of bytes that MAAS sends as they are in one place, and
// as base64 in another.
var sentRaw = map[string]bool{
	"BootSource.keyring_data": true,
}

// droppedAnswers are the operations whose answer says nothing that the caller
// does not know, although it is JSON.
var droppedAnswers = map[string]string{
	"tag.rebuild": "it repeats the tag's name",
}

// powerStructs are the typed parameters of the power types.
var powerStructs = map[string]maas.PowerParameters{
	"ether_wake": maas.EtherWakePower{}, "virsh": maas.VirshPower{}, "fence_cdu": maas.FenceCDUPower{}, "ipmi": maas.IPMIPower{},
	"moonshot": maas.MoonshotPower{}, "sm15k": maas.SM15KPower{}, "amt": maas.AMTPower{}, "dli": maas.DLIPower{},
	"apc": maas.APCPower{}, "msftocs": maas.MSFTOCSPower{}, "vmware": maas.VMwarePower{}, "hmc": maas.HMCPower{},
	"ucsm": maas.UCSMPower{}, "mscm": maas.MSCMPower{},
}

// An exchange is a request that was made to a real MAAS, and its answer. The
// names of those with MAAS 1.9.5 begin with "1.9.5/".
type exchange struct {
	Name      string `json:"name"`
	Kind      string `json:"kind"` // "success", "failure" or "quirk"
	Operation string `json:"operation"`
	Request   struct {
		As     string      `json:"as"`
		Method string      `json:"method"`
		Path   string      `json:"path"`
		Op     string      `json:"op"`
		Query  [][2]string `json:"query"`
		Form   [][2]string `json:"form"`
		Files  []struct {
			Name    string `json:"name"`
			Content []byte `json:"content_base64"`
		} `json:"files"`
		Body []byte `json:"body_base64"` // instead of a form
	} `json:"request"`
	Response struct {
		Status     int               `json:"status"`
		Headers    map[string]string `json:"headers"`
		Text       string            `json:"body"`
		BodyBase64 []byte            `json:"body_base64"`
	} `json:"response"`
}

func (e *exchange) body() []byte {
	if e.Response.BodyBase64 != nil {
		return e.Response.BodyBase64
	}
	return []byte(e.Response.Text)
}

func (e *exchange) params() []sentParam {
	var params []sentParam
	for _, p := range e.Request.Query {
		params = append(params, sentParam{p[0], "query", p[1]})
	}
	for _, p := range e.Request.Form {
		params = append(params, sentParam{p[0], "form", p[1]})
	}
	for _, f := range e.Request.Files {
		params = append(params, sentParam{f.Name, "file", string(f.Content)})
	}
	if e.Request.Body != nil {
		params = append(params, sentParam{"body", "body", string(e.Request.Body)})
	}
	return params
}

// The exchanges with the metadata API, which is not this one, are not there.
func readExchanges(t *testing.T, name, prefix string) []*exchange {
	t.Helper()
	file, err := os.Open(filepath.Join("testdata", name))
	require.NoError(t, err)
	defer file.Close()
	var exchanges []*exchange
	decoder := json.NewDecoder(bufio.NewReader(file))
	for {
		e := new(exchange)
		if err := decoder.Decode(e); errors.Is(err, io.EOF) {
			return exchanges
		} else {
			require.NoError(t, err)
		}
		e.Name = prefix + e.Name
		exchanges = append(exchanges, e)
	}
}

// TestRecordings makes every recorded request through the SDK, by the method of
// its operation and by Client.Call, and reads every recorded answer.
func TestRecordings(t *testing.T) {
	t.Parallel()
	byID, _ := contractByID(t)
	exchanges := map[string]*exchange{}
	untyped := map[string]bool{}
	for _, e := range readExchanges(t, "recordings-1.6.1.jsonl", "") {
		exchanges[e.Name] = e
	}
	for _, e := range readExchanges(t, "recordings-1.9.5.jsonl", "1.9.5/") {
		exchanges[e.Name] = e
	}
	for _, reason := range slices.Sorted(maps.Keys(notTyped)) {
		t.Logf("by Client.Call alone, since %s: %s", reason, strings.Join(notTyped[reason], ", "))
		for _, name := range notTyped[reason] {
			assert.Contains(t, exchanges, name)
			untyped[name] = true
		}
	}
	for _, name := range slices.Concat(slices.Collect(maps.Keys(refused)), slices.Collect(maps.Keys(notMade)), zeroNotSent) {
		assert.Contains(t, exchanges, name)
	}

	byRelease, all := map[string]int{}, map[string]int{}
	typed, raw, before := map[string]int{}, map[string]int{}, 0
	operations := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(exchanges)) {
		e := exchanges[name]
		all[releaseOf(e)]++
		if reason := notMade[name]; reason != "" {
			t.Logf("not made, since %s: %s", reason, name)
			continue
		}
		raw[e.Kind]++
		t.Run(name+"/Call", func(t *testing.T) { replayRaw(t, e, byID[e.Operation]) })
		switch {
		case untyped[name], e.Operation == "": // the latter is no operation of any release
			continue
		case refused[name] != "":
			before++
		default:
			operations[e.Operation] = operations[e.Operation] || e.Kind == "success"
			typed[e.Kind]++
			byRelease[releaseOf(e)]++
		}
		if !assert.Contains(t, recordedCalls, e.Operation, "an operation without a call") {
			continue
		}
		for _, call := range recordedCalls[e.Operation] {
			if strings.HasSuffix(call.method, ".Get") && len(recordedCalls[e.Operation]) > 1 && !hasNumber(e) {
				continue // Find takes names
			}
			t.Run(name+"/"+call.method, func(t *testing.T) { replay(t, e, call, byID[e.Operation]) })
		}
	}
	t.Logf("exchanges by release: %v, of them by the method of their operation: %v", all, byRelease)
	t.Logf("by their methods: %d successes, %d failures, %d quirks; refused before anything is sent: %d",
		typed["success"], typed["failure"], typed["quirk"], before)
	t.Logf("by Client.Call: %d successes, %d failures, %d quirks", raw["success"], raw["failure"], raw["quirk"])
	for _, id := range slices.Sorted(maps.Keys(byID)) {
		reason, expected := notRecorded[id]
		assert.Equal(t, !expected, operations[id], "%s: a success that was recorded", id)
		if expected {
			t.Logf("from the facts alone, since %s: %s", reason, byID[id].line())
		}
	}
}

// notRecorded are the operations with no recorded success, with the reason.
var notRecorded = map[string]string{
	"doc":                        "it was not recorded",
	"interfaces.create_vlan":     "the one that was recorded has its bools as MAAS does not read them",
	"nodegroups.refresh_workers": "it was recorded as a quirk: it is for clusters of an earlier MAAS",
	"nodes.accept_anonymous":     "it always answers 401",
	"pxeconfig":                  "it was not recorded",
}

// releaseOf is the release that an exchange was made with.
func releaseOf(e *exchange) string {
	if strings.HasPrefix(e.Name, "1.9.5/") {
		return "1.9.5"
	}
	return "1.6.1"
}

// hasNumber reports whether the last element of the path is a number.
func hasNumber(e *exchange) bool {
	_, err := strconv.Atoi(path.Base(e.Request.Path))
	return err == nil
}

// playback makes a client whose only request gets the recorded answer and is
// noted in sent.
func playback(t *testing.T, e *exchange) (client *maas.Client, sent **sentRequest) {
	sent = new(*sentRequest)
	learning := strings.HasPrefix(e.Name, "1.9.5/") && e.Operation != "version.read"
	client = newTestClient(t, roundTripFunc(func(req *http.Request) (*http.Response, error) {
		if learning {
			return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(`{"version": "1.9.5"}`)), Request: req}, nil
		}
		require.Nil(t, *sent, "a second request")
		*sent = noteRequest(t, req)
		header := http.Header{}
		for name, value := range e.Response.Headers {
			header.Set(name, value)
		}
		return &http.Response{
			StatusCode: e.Response.Status, Header: header, ContentLength: -1,
			Body: io.NopCloser(bytes.NewReader(e.body())), Request: req,
		}, nil
	}))
	if learning {
		_, err := client.MAAS.Version(t.Context())
		require.NoError(t, err)
		learning = false
	}
	if e.Request.As == "anonymous" {
		client = client.Anonymous()
	}
	return client, sent
}

// replay makes an exchange by a method.
func replay(t *testing.T, e *exchange, call recordedCall, op contractOperation) {
	client, sent := playback(t, e)
	service, name, _ := strings.Cut(call.method, ".")
	method := methodOf(client, sourceMethod{service: service, name: name})
	require.True(t, method.IsValid(), "there is no %s", call.method)
	args := []reflect.Value{reflect.ValueOf(t.Context())}
	args = append(args, arguments(t, e, call, op, method.Type())...)
	result, err := callMethod(method, args)

	if strings.HasPrefix(e.Name, "1.9.5/") && op.Until != "" && !atLeast(op.Until, "1.9") {
		var lacking *maas.ReleaseError
		require.ErrorAs(t, err, &lacking)
		assert.Nil(t, *sent, "sent all the same")
		return
	}
	if argument := refused[e.Name]; argument != "" {
		var bad *maas.ArgumentError
		require.ErrorAs(t, err, &bad)
		assert.Equal(t, argument, bad.Argument)
		assert.Nil(t, *sent, "sent all the same")
		return
	}
	require.NotNil(t, *sent, "nothing was sent: %v", err)
	checkSent(t, e, op, *sent)
	if e.Response.Status >= 300 {
		checkFailure(t, e, err)
		return
	}
	require.NoError(t, err)
	checkResult(t, e, result)
}

// replayRaw makes an exchange by Client.Call.
func replayRaw(t *testing.T, e *exchange, op contractOperation) {
	client, sent := playback(t, e)
	path := strings.TrimPrefix(e.Request.Path, "/MAAS/api/1.0")
	var params maas.Params
	for _, p := range e.params() {
		if p.in == "file" {
			params.AddFile(p.name, strings.NewReader(p.value))
		} else {
			params.Add(p.name, p.value)
		}
	}
	var content bytes.Buffer
	var value any
	var out any = &content
	isJSON := strings.HasPrefix(e.Response.Headers["content-type"], "application/json")
	if isJSON {
		out = &value
	}
	var err error
	if e.Request.Body != nil {
		err = maas.Exec(t.Context(), client, maas.NewRequest(e.Request.Method, path).Body("application/octet-stream", bytes.NewReader(e.Request.Body)))
		content.Write(e.body()) // which Exec drops
	} else {
		err = client.Call(t.Context(), e.Request.Method, path, e.Request.Op, params, out)
	}
	require.NotNil(t, *sent, "nothing was sent: %v", err)
	checkSent(t, e, op, *sent)
	if e.Response.Status >= 300 {
		checkFailure(t, e, err)
		return
	}
	require.NoError(t, err)
	if isJSON {
		assert.JSONEq(t, string(e.body()), string(encode(t, value)))
	} else {
		assert.Equal(t, string(e.body()), content.String())
	}
}

func encode(t *testing.T, value any) []byte {
	text, err := json.Marshal(value)
	require.NoError(t, err)
	return text
}

// arguments makes the arguments of a call from the recorded request.
func arguments(t *testing.T, e *exchange, call recordedCall, op contractOperation, method reflect.Type) []reflect.Value {
	wildcards := pathPattern(op.Path).FindStringSubmatch(strings.TrimPrefix(e.Request.Path, "/MAAS/api/1.0"))
	require.NotNil(t, wildcards, "the path is not one of %s", op.Path)
	left := map[string][]string{} // by name, the parameters not used yet
	for _, p := range e.params() {
		left[p.name] = append(left[p.name], p.value)
	}
	var args []reflect.Value
	for i := 1; i < method.NumIn(); i++ {
		typ := method.In(i)
		arg := reflect.New(typ).Elem()
		switch {
		case i < len(wildcards):
			text, err := url.PathUnescape(wildcards[i])
			require.NoError(t, err)
			setValue(t, arg, []string{text}, "")
		case i-len(wildcards) < len(call.params):
			name := call.params[i-len(wildcards)]
			option := ""
			if p, _ := op.param(name); p.Type == "json" {
				option = "json"
			}
			setValue(t, arg, left[name], option)
			delete(left, name)
		default:
			require.True(t, isOptions(typ), "argument %d of %s is a %v", i, call.method, typ)
			arg.Set(reflect.New(typ.Elem()))
			setOptions(t, arg.Elem(), left)
		}
		args = append(args, arg)
	}
	assert.Empty(t, left, "recorded parameters that %s has no argument or option for", call.method)
	return args
}

// setOptions sets the fields of an options struct from the parameters that
// they stand for, which it takes out of left.
func setOptions(t *testing.T, options reflect.Value, left map[string][]string) {
	optionFields(options.Type(), func(index []int, field reflect.StructField) {
		name, option, _ := strings.Cut(field.Tag.Get("param"), ",")
		target := options.FieldByIndex(index)
		values, ok := left[name]
		switch {
		case ok && slices.Contains([]reflect.Type{reflect.TypeFor[maas.InterfaceTags](), reflect.TypeFor[maas.StorageConstraints](), reflect.TypeFor[maas.InterfaceConstraints]()}, field.Type):
			require.Len(t, values, 1)
			target.Set(reflect.ValueOf(parsedList(t, field.Type, values[0])))
		case field.Type == reflect.TypeFor[maas.PowerParameters]():
			setPower(t, target, name, left)
		case option == "presence" && !ok:
			target.Set(reflect.ValueOf(new(false))) // or the client may see to it itself
		case !ok:
		default:
			setValue(t, target, values, option)
		}
		delete(left, name)
	})
}

// parsedList reads a list that is one text on the wire.
func parsedList(t *testing.T, typ reflect.Type, text string) any {
	switch typ {
	case reflect.TypeFor[maas.InterfaceTags]():
		return maas.InterfaceTags(strings.Split(text, ","))
	case reflect.TypeFor[maas.StorageConstraints]():
		var list maas.StorageConstraints
		for _, found := range regexp.MustCompile(`(?:(\w+):)?([\d.]+)(?:\(([^)]*)\))?(?:,|$)`).FindAllStringSubmatch(text, -1) {
			size, err := strconv.ParseFloat(found[2], 64)
			require.NoError(t, err)
			c := maas.StorageConstraint{Label: found[1], Size: size}
			if found[3] != "" {
				c.Tags = strings.Split(found[3], ",")
			}
			list = append(list, c)
		}
		return list
	}
	var list maas.InterfaceConstraints
	for item := range strings.SplitSeq(text, ";") {
		label, pairs, _ := strings.Cut(item, ":")
		c := maas.InterfaceConstraint{Label: label}
		for pair := range strings.SplitSeq(pairs, ",") {
			key, value, _ := strings.Cut(pair, "=")
			name := strings.ReplaceAll(strings.ReplaceAll(key, "cidr", "CIDR"), "vid", "VID")
			field := reflect.ValueOf(&c).Elem().FieldByNameFunc(func(field string) bool {
				return strings.EqualFold(field, strings.ReplaceAll(name, "_", ""))
			})
			require.True(t, field.IsValid(), "no constraint %s", key)
			setValue(t, field, []string{value}, "")
		}
		list = append(list, c)
	}
	return list
}

// setPower sets the power from the type and either one JSON object or the
// parameters with a prefix.
func setPower(t *testing.T, target reflect.Value, prefix string, left map[string][]string) {
	types, ok := left["power_type"]
	if !ok {
		return
	}
	delete(left, "power_type")
	params := map[string]string{}
	object := strings.TrimSuffix(prefix, "_")
	if text, ok := left[object]; ok {
		delete(left, object)
		require.Len(t, text, 1)
		require.NoError(t, json.Unmarshal([]byte(text[0]), &params))
		target.Set(reflect.ValueOf(maas.UncheckedPower{PowerParameters: powerOf(t, types, params)}))
		return
	}
	for name, values := range left {
		rest, ok := strings.CutPrefix(name, prefix)
		if ok && rest != "skip_check" {
			params[rest] = values[len(values)-1]
			delete(left, name)
		}
	}
	target.Set(reflect.ValueOf(powerOf(t, types, params)))
}

// powerOf makes the typed parameters of a power type, or custom ones where the
// recording has some that the type does not know.
func powerOf(t *testing.T, types []string, params map[string]string) maas.PowerParameters {
	require.Len(t, types, 1, "power parameters without a type")
	custom := maas.NewCustomPower(maas.PowerType(types[0]), params)
	if powerStructs[types[0]] == nil {
		return custom
	}
	typed := reflect.New(reflect.TypeOf(powerStructs[types[0]])).Elem()
	found := 0
	optionFields(typed.Type(), func(index []int, field reflect.StructField) {
		name, _, _ := strings.Cut(field.Tag.Get("param"), ",")
		if value := params[name]; value != "" {
			setValue(t, typed.FieldByIndex(index), []string{value}, "")
			found++
		}
	})
	if found < len(params) {
		return custom
	}
	return typed.Interface().(maas.PowerParameters)
}

// setValue sets an argument or field from the values of a parameter.
func setValue(t *testing.T, target reflect.Value, values []string, option string) {
	if len(values) == 0 {
		return
	}
	last := values[len(values)-1]
	switch {
	case option == "json":
		require.NoError(t, json.Unmarshal([]byte(last), target.Addr().Interface()))
		return
	case option == "base64":
		data, err := base64.StdEncoding.DecodeString(last)
		require.NoError(t, err)
		target.SetBytes(data)
		return
	case target.Type() == reflect.TypeFor[maas.Secret]():
		require.Len(t, values, 1, "a list for a secret")
		target.Set(reflect.ValueOf(maas.NewSecret(last)))
		return
	case target.Type() == reflect.TypeFor[*maas.Secret]():
		target.Set(reflect.New(target.Type().Elem()))
		setValue(t, target.Elem(), values, option)
		return
	case target.Type() == reflect.TypeFor[io.Reader]():
		target.Set(reflect.ValueOf(strings.NewReader(last)))
		return
	}
	switch target.Kind() {
	case reflect.Slice:
		for _, value := range values {
			element := reflect.New(target.Type().Elem()).Elem()
			setValue(t, element, []string{value}, "")
			target.Set(reflect.Append(target, element))
		}
		return
	case reflect.Pointer:
		target.Set(reflect.New(target.Type().Elem()))
		target = target.Elem()
	}
	require.Len(t, values, 1, "a list for a %v", target.Type())
	switch target.Kind() {
	case reflect.String:
		target.SetString(last)
	case reflect.Int, reflect.Int64:
		number, err := strconv.ParseInt(last, 10, 64)
		require.NoError(t, err)
		target.SetInt(number)
	case reflect.Float64:
		number, err := strconv.ParseFloat(last, 64)
		require.NoError(t, err)
		target.SetFloat(number)
	case reflect.Bool:
		if option == "presence" {
			target.SetBool(true)
			return
		}
		truth, err := strconv.ParseBool(last)
		require.NoError(t, err)
		target.SetBool(truth)
	default:
		require.Failf(t, "a value of no known type", "%v", target.Type())
	}
}

// checkSent compares a request with the recorded one.
func checkSent(t *testing.T, e *exchange, op contractOperation, sent *sentRequest) {
	assert.Equal(t, e.Request.Method, sent.method)
	assert.Equal(t, e.Request.Op, sent.op)
	assert.Equal(t, e.Request.As != "anonymous", sent.signed, "signed or not")
	wantPath, err := url.PathUnescape(strings.TrimPrefix(e.Request.Path, "/MAAS/api/1.0"))
	require.NoError(t, err)
	gotPath, err := url.PathUnescape(sent.path)
	require.NoError(t, err)
	assert.Equal(t, wantPath, gotPath)

	want := canonical(t, e.params(), op)
	got := canonical(t, sent.params(), op)
	if slices.Contains(zeroNotSent, e.Name) {
		isZero := func(p sentParam) bool { return p.value == "" || p.value == "0" }
		want, got = slices.DeleteFunc(want, isZero), slices.DeleteFunc(got, isZero)
	}
	assert.Equal(t, want, got)
}

// canonical sorts parameters, the values of one name staying in order, and
// writes those values alike that MAAS reads alike.
func canonical(t *testing.T, params []sentParam, op contractOperation) []sentParam {
	params = slices.Clone(params)
	for i := range params {
		p := &params[i]
		switch declared, _ := op.param(p.name); declared.Type {
		case "presence":
			p.value = "present"
		case "booltf":
			if truth, err := strconv.ParseBool(p.value); err == nil {
				p.value = strconv.FormatBool(truth)
			}
		case "float":
			if number, err := strconv.ParseFloat(p.value, 64); err == nil {
				p.value = strconv.FormatFloat(number, 'f', -1, 64)
			}
		case "json":
			var value any
			if json.Unmarshal([]byte(p.value), &value) == nil {
				p.value = string(encode(t, value))
			}
		}
	}
	slices.SortStableFunc(params, func(a, b sentParam) int { return cmp.Compare(a.name, b.name) })
	return params
}

// sentinels are the errors that stand for the statuses.
var sentinels = map[int]error{
	301: maas.ErrRedirect, 400: maas.ErrBadRequest, 401: maas.ErrUnauthorized, 403: maas.ErrForbidden, 404: maas.ErrNotFound,
	405: maas.ErrMethodNotAllowed, 409: maas.ErrConflict, 410: maas.ErrGone, 500: maas.ErrServer, 503: maas.ErrUnavailable,
}

// checkFailure compares an error with the recorded answer.
func checkFailure(t *testing.T, e *exchange, err error) {
	var failure *maas.Error
	require.ErrorAs(t, err, &failure)
	assert.Equal(t, e.Response.Status, failure.StatusCode)
	require.Contains(t, sentinels, e.Response.Status)
	page := strings.HasPrefix(strings.TrimSpace(string(e.body())), "<")
	unknownPath := e.Response.Status == 404 && (page || strings.HasPrefix(string(e.body()), "Unknown API endpoint"))
	taken := e.Response.Status == 404 && strings.Contains(string(e.body()), "is already in use")
	assert.Equal(t, taken, e.Response.Status == 404 && errors.Is(err, maas.ErrExists))
	for status, sentinel := range sentinels {
		if sentinel == maas.ErrNotFound && (unknownPath || taken) {
			assert.NotErrorIs(t, err, sentinel, "an unknown path says nothing about an object, nor does an address that is taken")
		} else if status == e.Response.Status || sentinel == maas.ErrServer && e.Response.Status > 500 {
			assert.ErrorIs(t, err, sentinel)
		} else {
			assert.NotErrorIs(t, err, sentinel)
		}
	}
	body := string(e.body())
	assert.Equal(t, strings.HasPrefix(body, "could not serialize access"), errors.Is(err, maas.ErrDatabaseConflict), "a lost race")
	assert.Equal(t, strings.HasPrefix(body, "Unrecognised signature"), errors.Is(err, maas.ErrUnsupportedOperation), "no such op")
	assert.Equal(t, unknownPath, errors.Is(err, maas.ErrUnknownEndpoint), "no such path")

	var fields map[string][]string
	if json.Unmarshal(e.body(), &fields) == nil && len(fields) > 0 {
		assert.Equal(t, fields, failure.Fields)
		for name, messages := range fields {
			for _, message := range append(slices.Clone(messages), strings.ReplaceAll(name, "__all__", "")) {
				assert.Contains(t, failure.Message, strings.Join(strings.Fields(message), " "))
			}
		}
		return
	}
	assert.Nil(t, failure.Fields)
	if errors.Is(err, maas.ErrUnsupportedOperation) && strings.Contains(failure.Message, "which is available in MAAS 1.") {
		return // the message says it in the client's words
	}
	if !page && e.Response.Status != http.StatusMovedPermanently {
		assert.Equal(t, strings.Join(strings.Fields(body), " "), failure.Message)
	}
}

// checkResult checks that a result has all that the recorded body has.
func checkResult(t *testing.T, e *exchange, result any) {
	switch result := result.(type) {
	case nil:
		text := strings.TrimSpace(string(e.body()))
		media, _, _ := strings.Cut(e.Response.Headers["content-type"], ";")
		if droppedAnswers[e.Operation] == "" && text != "null" && text != "[]" {
			assert.Contains(t, []string{"text/html", "text/plain"}, media, "an answer that is dropped")
		}
		return
	case io.ReadCloser:
		content, err := io.ReadAll(result)
		require.NoError(t, err)
		require.NoError(t, result.Close())
		assert.Equal(t, string(e.body()), string(content))
		return
	case *maas.NodeDetails:
		checkDetails(t, e.body(), *result)
		return
	case map[string]maas.NodeDetails:
		for id, details := range result {
			assert.Contains(t, string(e.body()), "\x03"+id+"\x00", "the element of a document")
			checkDetails(t, e.body(), details)
		}
		assert.Len(t, result, bytes.Count(e.body(), []byte("lshw\x00")))
		return
	case *maas.NodeGroupRegistration:
		assert.Equal(t, maas.NodeGroupRegistration{Accepted: e.Response.Status == http.StatusOK}, *result)
		return
	case maas.Secret:
		assert.True(t, result.Reveal() == string(e.body()), "another text")
		return
	case maas.PowerState:
		assert.JSONEq(t, string(e.body()), `{"state": "`+string(result)+`"}`)
		return
	case maas.NodePowerParameters: // redacts itself in JSON
		checkPower(t, e.body(), result)
		return
	case map[string]maas.NodePowerParameters:
		var nodes map[string]json.RawMessage
		require.NoError(t, json.Unmarshal(e.body(), &nodes))
		assert.Len(t, result, len(nodes))
		for id, text := range nodes {
			checkPower(t, text, result[id])
		}
		return
	case maas.APIKey: // redacts itself in JSON
		var token map[string]string
		require.NoError(t, json.Unmarshal(e.body(), &token))
		assert.True(t, token["consumer_key"]+":"+token["token_key"]+":"+token["token_secret"] == result.Reveal(), "another key")
		assert.Len(t, token, 3+strings.Count(string(e.body()), `"name"`))
		return
	}
	var want, got any
	require.NoError(t, json.Unmarshal(e.body(), &want))
	require.NoError(t, json.Unmarshal(encode(t, result), &got))
	compareJSON(t, elementType(result), "", want, got)
}

// checkPower compares power parameters with their JSON, without showing them.
func checkPower(t *testing.T, text []byte, got maas.NodePowerParameters) {
	want := map[string]string{}
	if string(text) != `""` {
		require.NoError(t, json.Unmarshal(text, &want))
	}
	assert.Len(t, got, len(want))
	for name, value := range want {
		assert.True(t, got[name].Reveal() == value, "another %s", name)
	}
}

// elementType is the type of a result, which for an iterator is that of its
// first element.
func elementType(result any) reflect.Type {
	if values, ok := result.([]any); ok && len(values) > 0 {
		return reflect.SliceOf(reflect.TypeOf(values[0]))
	}
	return reflect.TypeOf(result)
}

// compareJSON checks that got, which is what a value of the type was encoded
// as, has all that want has.
func compareJSON(t *testing.T, typ reflect.Type, field string, want, got any) {
	for typ != nil && typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	if typ == reflect.TypeFor[maas.StorageDevice]() {
		typ = reflect.TypeFor[maas.BlockDevice]()
		if object, ok := want.(map[string]any); ok && object["type"] == maas.PartitionType {
			typ = reflect.TypeFor[maas.Partition]()
		}
	}
	if typ == reflect.TypeFor[maas.Secret]() && got == "[redacted]" {
		return // TestSecretsArrive looks behind it
	}
	if field == "Interface.params" && want == "" {
		want = map[string]any{}
	}
	switch want := want.(type) {
	case map[string]any:
		object, ok := got.(map[string]any)
		if !assert.Truef(t, ok, "%s: not an object: %v", field, got) {
			return
		}
		for name, value := range want {
			inner, label := memberType(typ, name)
			if leftOut[label] != "" {
				continue
			}
			if _, ok := object[name]; !ok {
				// null of a field of later releases, which is not there before
				isField := inner != nil && (inner.Kind() == reflect.Pointer && value == nil || inner.Kind() == reflect.String && value == "")
				assert.Truef(t, isField, "%v lost %s: %v", typ, name, value)
				continue
			}
			compareJSON(t, inner, label, value, object[name])
		}
		for name, value := range object {
			if _, ok := want[name]; !ok {
				isZero := value == nil || value == "" || value == 0.0 || value == false
				assert.Truef(t, isZero, "%v has a %s that was not sent: %v", typ, name, value)
			}
		}
	case []any:
		array, ok := got.([]any)
		if !assert.Truef(t, ok && len(array) == len(want), "%s: %v, sent as %v", field, got, want) {
			return
		}
		var inner reflect.Type
		if typ != nil && typ.Kind() == reflect.Slice {
			inner = typ.Elem()
		}
		for i := range want {
			compareJSON(t, inner, field, want[i], array[i])
		}
	case nil:
		if got != nil {
			assert.Emptyf(t, got, "%s: sent as null", field)
			assert.Truef(t, sameAsNull[field], "%s: null became %q", field, got)
		}
	default:
		if sentRaw[field] && want != got {
			want = base64.StdEncoding.EncodeToString([]byte(want.(string)))
		}
		assert.Equalf(t, want, got, "%s", field)
	}
}

// memberType finds the type behind a member of a JSON object, and a name for it.
func memberType(typ reflect.Type, name string) (inner reflect.Type, label string) {
	switch {
	case typ == nil:
		return nil, name
	case typ.Kind() == reflect.Map:
		return typ.Elem(), name
	case typ.Kind() == reflect.Struct:
		for _, f := range reflect.VisibleFields(typ) {
			if tag, _, _ := strings.Cut(f.Tag.Get("json"), ","); tag == name {
				return f.Type, typ.Name() + "." + name
			}
		}
		return nil, typ.Name() + "." + name
	}
	return nil, name
}

// checkDetails finds the binary values of a BSON document in what was decoded,
// and nil where it has null.
func checkDetails(t *testing.T, document []byte, details maas.NodeDetails) {
	for name, value := range map[string][]byte{"lshw": details.LSHW, "lldp": details.LLDP} {
		if value == nil {
			assert.Contains(t, string(document), "\x0a"+name+"\x00", "%s is not null", name)
			continue
		}
		size := len(value)
		require.Less(t, size, math.MaxInt32)
		element := append([]byte("\x05"+name+"\x00"), byte(size), byte(size>>8), byte(size>>16), byte(size>>24), 0)
		assert.Contains(t, string(document), string(append(element, value...)), name)
	}
}
