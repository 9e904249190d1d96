package integration

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/gomaas/maas"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// serverScenarios are about the server, its settings and its clusters.
var serverScenarios = []scenario{
	{"version-and-description", needs{}, nil, versionAndDescription},
	{"ping", needs{}, nil, ping},
	{"kernel-parameters", needs{admin: true}, nil, kernelParameters},
	{"configuration-round-trip", needs{admin: true, write: true}, nil, configurationRoundTrip},
	{"configuration-as-data", needs{admin: true}, nil, configurationAsData},
	{"commissioning-scripts", needs{admin: true, write: true}, nil, commissioningScripts},
	{"boot-sources", needs{admin: true, write: true, before: maas.CapabilityIPv6DeploymentUbuntu}, nil, bootSources},
	{"boot-source-selections", needs{admin: true, write: true, before: maas.CapabilityIPv6DeploymentUbuntu}, nil, bootSourceSelections},
	{"boot-images", needs{}, nil, bootImages},
	{"boot-images-import", needs{memory: "it would start downloads"}, nil, importBootImages},
	{"boot-images-report", needs{memory: "it needs the key of a cluster"}, nil, reportBootImages},
	{"license-keys", needs{memory: "there is one for a release, whose key may be in use"}, nil, licenseKeys},
	{"clusters", needs{}, nil, clusters},
	{"cluster-changes", needs{admin: true, write: true}, nil, clusterChanges},
	{"cluster-nodes", needs{admin: true}, nil, clusterNodes},
	{"cluster-registers", needs{memory: "MAAS has no operation that removes a cluster"}, nil, clusterRegisters},
	{"cluster-interfaces", needs{admin: true, write: true}, nil, clusterInterfaces},
	{"cluster-leases", needs{memory: "it needs the key of a cluster"}, nil, clusterLeases},
	{"cluster-download-progress", needs{memory: "it needs the key of a cluster"}, nil, downloadProgress},
	{"cluster-probes", needs{memory: "it looks for hardware"}, nil, clusterProbes},
	{"power-types", needs{}, nil, powerTypes},
	{"address-reservations", needs{admin: true, write: true, since: maas.CapabilityStaticIPAddresses}, nil, addressReservations},
}

func versionAndDescription(t *testing.T, m *site) {
	anonymous := m.anyone.Anonymous()
	version, err := anonymous.MAAS.Version(t.Context())
	require.NoError(t, err)
	assert.True(t, version.Supports(maas.CapabilityNetworksManagement))
	assert.False(t, version.Supports(maas.Capability(newName())))

	description, err := anonymous.MAAS.Describe(t.Context())
	require.NoError(t, err)
	nodes := slices.IndexFunc(description.Resources, func(r maas.APIResource) bool { return r.Name == "NodesHandler" })
	require.GreaterOrEqual(t, nodes, 0)
	handler := description.Resources[nodes]
	require.NotNil(t, handler.Auth)
	require.NotNil(t, handler.Anon)
	has := func(h *maas.APIHandler, op string) bool {
		return slices.ContainsFunc(h.Actions, func(a maas.APIAction) bool { return a.Op == op })
	}
	assert.True(t, has(handler.Auth, "acquire"))
	assert.False(t, has(handler.Anon, "acquire"))
	assert.True(t, has(handler.Anon, "is_registered"))
	assert.True(t, strings.HasSuffix(handler.Auth.Path, "/api/1.0/nodes/"))

	document, err := anonymous.MAAS.Doc(t.Context())
	if errors.Is(err, maas.ErrServer) && m.server == nil {
		t.Skip("this server has no documents: ", err)
	}
	page := contentOf(t)(document, err)
	assert.Contains(t, strings.ToLower(string(page)), "<html")
}

func ping(t *testing.T, m *site) {
	version, err := m.anyone.Ping(t.Context())
	require.NoError(t, err)
	assert.True(t, version.Supports(maas.CapabilityNetworksManagement))

	astray, err := maas.NewClient(m.anyone.BaseURL()+"/"+newName(), "")
	if err == nil {
		_, err = astray.Ping(t.Context())
		require.ErrorIs(t, err, maas.ErrNotFound)
		assert.ErrorContains(t, err, "MAAS is at another path")
	}
}

func kernelParameters(t *testing.T, m *site) {
	anonymous := m.admin.Anonymous()
	arch, subarch, _ := strings.Cut(m.architecture(t), "/")
	enlisting, err := anonymous.MAAS.PXEConfig(t.Context(), "198.18.0.1", &maas.MAASPXEConfigOptions{Arch: arch, Subarch: subarch})
	if errors.Is(err, maas.ErrServer) && m.server == nil {
		t.Skip("this server has no cluster that could tell: ", err)
	}
	require.NoError(t, err)
	assert.Equal(t, maas.BootImagePurposeCommissioning, enlisting.Purpose, "an unknown machine enlists")
	assert.Equal(t, arch, enlisting.Arch)

	mac := newMACs(1)[0]
	unknown := &maas.MAASPXEConfigOptions{MACAddress: strings.ReplaceAll(mac, ":", "-")}
	_, err = anonymous.MAAS.PXEConfig(t.Context(), "198.18.0.1", unknown)
	require.ErrorIs(t, err, maas.ErrNotFound)
	node := m.enlist(t, m.admin, []string{mac}, maas.NodeCreateOptions{})
	known, err := anonymous.MAAS.PXEConfig(t.Context(), "198.18.0.1", unknown)
	require.NoError(t, err)
	assert.Equal(t, label(node), known.Hostname)
	assert.NotEmpty(t, known.PreseedURL)
}

func configurationRoundTrip(t *testing.T, m *site) {
	roundTrip(t, m, maas.ConfigKernelOpts, "console=ttyS0,115200 quiet=\u00fc")
	if !m.from("1.8") {
		roundTrip(t, m, maas.ConfigEnlistmentDomain, "gomaas.example")
	}
	if m.from("1.9") {
		verbose, err := maas.GetConfig(t.Context(), m.admin, maas.ConfigCurtinVerbose)
		require.NoError(t, err)
		roundTrip(t, m, maas.ConfigCurtinVerbose, !verbose)
	}
	drivers, err := maas.GetConfig(t.Context(), m.admin, maas.ConfigEnableThirdPartyDrivers)
	require.NoError(t, err)
	roundTrip(t, m, maas.ConfigEnableThirdPartyDrivers, !drivers)
}

// roundTrip changes a setting, reads it back, and restores it.
func roundTrip[T maas.ConfigType](t *testing.T, m *site, name maas.ConfigName[T], value T) {
	t.Helper()
	before, err := maas.GetConfig(t.Context(), m.admin, name)
	require.NoError(t, err)
	restore := func(ctx context.Context) error { return maas.SetConfig(ctx, m.admin, name, before) }
	cleanUp(t, restore)

	require.NoError(t, maas.SetConfig(t.Context(), m.admin, name, value))
	got, err := maas.GetConfig(t.Context(), m.admin, name)
	require.NoError(t, err)
	assert.Equal(t, value, got, name)
	require.NoError(t, restore(t.Context()))
	got, err = maas.GetConfig(t.Context(), m.admin, name)
	require.NoError(t, err)
	assert.Equal(t, before, got, name)
}

func configurationAsData(t *testing.T, m *site) {
	name, err := maas.GetConfig(t.Context(), m.admin, maas.ConfigMAASName)
	require.NoError(t, err)
	assert.NotEmpty(t, name)
	raw, err := m.admin.MAAS.GetConfig(t.Context(), string(maas.ConfigMAASName))
	require.NoError(t, err)
	var same string
	require.NoError(t, json.Unmarshal(raw, &same))
	assert.Equal(t, name, same)
	_, err = maas.GetConfig(t.Context(), m.admin, maas.ConfigName[int]("maas_name"))
	require.Error(t, err, "a text is no number")

	_, err = m.admin.MAAS.GetConfig(t.Context(), "gomaas_setting")
	require.ErrorIs(t, err, maas.ErrBadRequest)
	require.ErrorIs(t, m.admin.MAAS.SetConfig(t.Context(), "gomaas_setting", "x"), maas.ErrBadRequest)
	// The name of the server can't be empty, so that this changes nothing.
	err = m.admin.MAAS.SetConfig(t.Context(), "maas_name", "")
	assert.NotEmpty(t, fieldsOf(t, err)["maas_name"])
	still, err := maas.GetConfig(t.Context(), m.admin, maas.ConfigMAASName)
	require.NoError(t, err)
	assert.Equal(t, name, still)
}

func commissioningScripts(t *testing.T, m *site) {
	name := newName() + ".sh"
	content := []byte("#!/bin/sh\n# \x00\xfe not text\nexit 0\n")
	script, err := m.admin.CommissioningScripts.Create(t.Context(), name, bytes.NewReader(content))
	require.NoError(t, err)
	cleanUp(t, func(ctx context.Context) error { return m.admin.CommissioningScripts.Delete(ctx, name) })
	assert.Equal(t, name, script.Name)
	assert.Equal(t, content, script.Content)

	names, err := m.admin.CommissioningScripts.List(t.Context())
	require.NoError(t, err)
	assert.Contains(t, names, name)
	_, err = m.admin.CommissioningScripts.Create(t.Context(), name, bytes.NewReader(content))
	require.ErrorIs(t, err, maas.ErrServer, "MAAS leaves a name that is taken to its database")

	require.NoError(t, m.admin.CommissioningScripts.Update(t.Context(), name, strings.NewReader("#!/bin/true\n")))
	assert.Equal(t, "#!/bin/true\n", string(contentOf(t)(m.admin.CommissioningScripts.Get(t.Context(), name))))
	require.NoError(t, m.admin.CommissioningScripts.Delete(t.Context(), name))
	_, err = m.admin.CommissioningScripts.Get(t.Context(), name)
	require.ErrorIs(t, err, maas.ErrNotFound)
	require.ErrorIs(t, m.admin.CommissioningScripts.Delete(t.Context(), name), maas.ErrNotFound)
	require.ErrorIs(t, m.admin.CommissioningScripts.Update(t.Context(), name, strings.NewReader("")), maas.ErrNotFound)
}

// bootSource makes a source that nothing is fetched from.
func (m *site) bootSource(t *testing.T, cluster string, opts maas.BootSourceCreateOptions) *maas.BootSource {
	t.Helper()
	source, err := m.admin.BootSources.Create(t.Context(), cluster, "http://198.18.0.1/"+newName()+"/", &opts)
	require.NoError(t, err)
	cleanUp(t, func(ctx context.Context) error { return m.admin.BootSources.Delete(ctx, cluster, source.ID) })
	return source
}

func bootSources(t *testing.T, m *site) {
	cluster := m.cluster(t)
	keyring := []byte("-----BEGIN PGP PUBLIC KEY BLOCK-----\n")
	byName := m.bootSource(t, cluster, maas.BootSourceCreateOptions{KeyringFilename: "/usr/share/keyrings/gomaas.gpg"})
	byData := m.bootSource(t, cluster, maas.BootSourceCreateOptions{KeyringData: bytes.NewReader(keyring)})
	assert.Equal(t, keyring, byData.KeyringData)

	list, err := m.admin.BootSources.List(t.Context(), cluster)
	require.NoError(t, err)
	for _, want := range []*maas.BootSource{byName, byData} {
		assert.Contains(t, list, *want)
		read, err := m.admin.BootSources.Get(t.Context(), cluster, want.ID)
		require.NoError(t, err)
		assert.Equal(t, want, read)
	}

	url := "http://198.18.0.2/" + newName() + "/"
	updated, err := m.admin.BootSources.Update(t.Context(), cluster, byName.ID, &maas.BootSourceUpdateOptions{URL: &url})
	require.NoError(t, err)
	assert.Equal(t, url, updated.URL)
	assert.Equal(t, byName.KeyringFilename, updated.KeyringFilename)

	_, err = m.admin.BootSources.Create(t.Context(), cluster, url, nil)
	assert.NotEmpty(t, fieldsOf(t, err), "a source needs a keyring")
	_, err = m.admin.BootSources.List(t.Context(), newName())
	require.ErrorIs(t, err, maas.ErrNotFound)
	require.NoError(t, m.admin.BootSources.Delete(t.Context(), cluster, byData.ID))
	_, err = m.admin.BootSources.Get(t.Context(), cluster, byData.ID)
	require.ErrorIs(t, err, maas.ErrNotFound)
}

func bootSourceSelections(t *testing.T, m *site) {
	cluster := m.cluster(t)
	source := m.bootSource(t, cluster, maas.BootSourceCreateOptions{KeyringFilename: "/usr/share/keyrings/gomaas.gpg"}).ID
	made, err := m.admin.BootSources.CreateSelection(t.Context(), cluster, source, &maas.BootSourceSelectionCreateOptions{
		Release: maas.DistroSeriesTrusty, Arches: []string{"amd64", "i386"}, Subarches: []string{"generic"},
		Labels: []maas.BootImageLabel{maas.BootImageLabelRelease},
	})
	require.NoError(t, err)
	assert.Equal(t, []string{"amd64", "i386"}, made.Arches, "a list stays a list")

	updated, err := m.admin.BootSources.UpdateSelection(t.Context(), cluster, source, made.ID,
		&maas.BootSourceSelectionUpdateOptions{Arches: []string{"*"}})
	require.NoError(t, err)
	assert.Equal(t, []string{"*"}, updated.Arches)
	assert.Equal(t, made.Subarches, updated.Subarches)
	read, err := m.admin.BootSources.GetSelection(t.Context(), cluster, source, made.ID)
	require.NoError(t, err)
	assert.Equal(t, updated, read)
	list, err := m.admin.BootSources.ListSelections(t.Context(), cluster, source)
	require.NoError(t, err)
	assert.Equal(t, []maas.BootSourceSelection{*updated}, list)

	require.NoError(t, m.admin.BootSources.DeleteSelection(t.Context(), cluster, source, made.ID))
	require.ErrorIs(t, m.admin.BootSources.DeleteSelection(t.Context(), cluster, source, made.ID), maas.ErrNotFound)
}

func bootImages(t *testing.T, m *site) {
	cluster := m.cluster(t)
	m.architecture(t)
	images, err := m.anyone.BootImages.List(t.Context(), cluster)
	require.NoError(t, err)
	require.NotEmpty(t, images)
	assert.NotEmpty(t, images[0].Architecture)
	if images[0].ID != 0 { // images have numbers until 1.6
		image, err := m.anyone.BootImages.Get(t.Context(), cluster, images[0].ID)
		require.NoError(t, err)
		assert.Equal(t, images[0], *image)
	}
	_, err = m.anyone.BootImages.List(t.Context(), newName())
	require.ErrorIs(t, err, maas.ErrNotFound)
}

func importBootImages(t *testing.T, m *site) {
	require.NoError(t, m.admin.NodeGroups.ImportAllBootImages(t.Context()))
	require.NoError(t, m.admin.NodeGroups.ImportBootImages(t.Context(), m.cluster(t)))
	require.ErrorIs(t, m.admin.NodeGroups.ImportBootImages(t.Context(), newName()), maas.ErrNotFound)
	require.ErrorIs(t, m.plain.NodeGroups.ImportAllBootImages(t.Context()), maas.ErrForbidden)
}

func reportBootImages(t *testing.T, m *site) {
	worker, cluster := m.server.ClientFor("maas-nodegroup-worker"), m.cluster(t)
	report := []maas.BootImageReport{
		{OSystem: maas.OSystemUbuntu, Release: maas.DistroSeriesTrusty, Architecture: "armhf", Subarchitecture: "highbank", Purpose: maas.BootImagePurposeInstall},
		{OSystem: maas.OSystemUbuntu, Release: maas.DistroSeriesTrusty, Architecture: "armhf", Subarchitecture: "highbank", Purpose: maas.BootImagePurposeCommissioning},
	}
	require.ErrorIs(t, m.admin.BootImages.Report(t.Context(), cluster, report), maas.ErrForbidden, "not even an administrator")
	require.NoError(t, worker.BootImages.Report(t.Context(), cluster, report))
	architectures, err := m.plain.BootImages.Architectures(t.Context())
	require.NoError(t, err)
	assert.Equal(t, []string{"armhf/highbank"}, architectures, "what is not reported is gone")
}

func licenseKeys(t *testing.T, m *site) {
	first, second := maas.NewSecret("AAAAA-BBBBB-CCCCC-DDDDD-EEEEE"), maas.NewSecret("11111-22222-33333-44444-55555")
	made, err := m.admin.LicenseKeys.Create(t.Context(), maas.OSystemWindows, "win2012r2", first)
	require.NoError(t, err)
	assert.Equal(t, first, made.LicenseKey)
	_, err = m.admin.LicenseKeys.Create(t.Context(), maas.OSystemWindows, "win2012r2", second)
	assert.NotEmpty(t, fieldsOf(t, err)["__all__"], "there is one")
	_, err = m.admin.LicenseKeys.Create(t.Context(), maas.OSystemUbuntu, maas.DistroSeriesTrusty, first)
	assert.NotEmpty(t, fieldsOf(t, err), "Ubuntu wants none")

	updated, err := m.admin.LicenseKeys.Update(t.Context(), maas.OSystemWindows, "win2012r2", &maas.LicenseKeyUpdateOptions{LicenseKey: new(second)})
	require.NoError(t, err)
	assert.Equal(t, second, updated.LicenseKey)
	list, err := m.admin.LicenseKeys.List(t.Context())
	require.NoError(t, err)
	assert.Equal(t, []maas.LicenseKey{*updated}, list)
	require.NoError(t, m.admin.LicenseKeys.Delete(t.Context(), maas.OSystemWindows, "win2012r2"))
	_, err = m.admin.LicenseKeys.Get(t.Context(), maas.OSystemWindows, "win2012r2")
	require.ErrorIs(t, err, maas.ErrNotFound)
}

func clusters(t *testing.T, m *site) {
	list, err := m.anyone.NodeGroups.List(t.Context())
	require.NoError(t, err)
	anonymous, err := m.anyone.Anonymous().NodeGroups.List(t.Context())
	require.NoError(t, err)
	assert.ElementsMatch(t, list, anonymous)
	group, err := m.anyone.NodeGroups.Get(t.Context(), list[0].UUID)
	require.NoError(t, err)
	assert.Equal(t, list[0], *group)
	_, err = m.anyone.NodeGroups.Get(t.Context(), newName())
	require.ErrorIs(t, err, maas.ErrNotFound)
}

func clusterChanges(t *testing.T, m *site) {
	cluster := m.cluster(t)
	before, err := m.admin.NodeGroups.Get(t.Context(), cluster)
	require.NoError(t, err)
	cleanUp(t, func(ctx context.Context) error {
		_, err := m.admin.NodeGroups.Update(ctx, cluster, &maas.NodeGroupUpdateOptions{ClusterName: &before.ClusterName})
		return err
	})
	name := newName() + " \u00fc"
	after, err := m.admin.NodeGroups.Update(t.Context(), cluster, &maas.NodeGroupUpdateOptions{ClusterName: &name})
	require.NoError(t, err)
	assert.Equal(t, name, after.ClusterName)
	assert.Equal(t, before.Name, after.Name)
	assert.Equal(t, before.Status, after.Status)
	_, err = m.admin.NodeGroups.Update(t.Context(), cluster, &maas.NodeGroupUpdateOptions{ClusterName: new(strings.Repeat("x", 101))})
	assert.NotEmpty(t, fieldsOf(t, err)["cluster_name"])
}

func clusterNodes(t *testing.T, m *site) {
	node := m.enlist(t, m.admin, newMACs(1), maas.NodeCreateOptions{})
	all, err := m.admin.NodeGroups.ListNodes(t.Context(), m.cluster(t))
	require.NoError(t, err)
	assert.Contains(t, all, node.SystemID)
	_, err = m.admin.NodeGroups.ListNodes(t.Context(), newName())
	require.ErrorIs(t, err, maas.ErrNotFound)
}

func clusterRegisters(t *testing.T, m *site) {
	const uuid = "2cbd2dfc-1d7c-4b4f-8a1b-0d5f0a1d9d10"
	opts := &maas.NodeGroupRegisterOptions{ClusterName: "second", Interfaces: []maas.NodeGroupRegisterInterface{
		{IP: "10.7.0.1", NodeGroupInterfaceCreateOptions: maas.NodeGroupInterfaceCreateOptions{Interface: "eth0", SubnetMask: "255.255.255.0"}},
	}}
	registration, err := m.plain.NodeGroups.Register(t.Context(), uuid, opts)
	require.NoError(t, err)
	assert.False(t, registration.Accepted, "an administrator decides")
	group, err := m.plain.NodeGroups.Get(t.Context(), uuid)
	require.NoError(t, err)
	assert.Equal(t, maas.NodeGroupStatusPending, group.Status)

	require.ErrorIs(t, m.plain.NodeGroups.Accept(t.Context(), uuid), maas.ErrForbidden)
	require.NoError(t, m.admin.NodeGroups.Accept(t.Context(), uuid))
	registration, err = m.plain.NodeGroups.Register(t.Context(), uuid, opts)
	require.NoError(t, err)
	assert.True(t, registration.Accepted)
	interfaces, err := m.admin.NodeGroupInterfaces.List(t.Context(), uuid)
	require.NoError(t, err)
	require.Len(t, interfaces, 1)
	assert.Equal(t, "10.7.0.1", interfaces[0].IP)

	require.NoError(t, m.admin.NodeGroups.Reject(t.Context(), uuid))
	_, err = m.plain.NodeGroups.Register(t.Context(), uuid, opts)
	require.ErrorIs(t, err, maas.ErrForbidden)
	require.ErrorIs(t, m.admin.NodeGroups.Accept(t.Context(), newName()), maas.ErrNotFound)
}

func clusterInterfaces(t *testing.T, m *site) {
	cluster, name := m.cluster(t), newName()
	made, err := m.admin.NodeGroupInterfaces.Create(t.Context(), cluster, "198.18.0.1", &maas.NodeGroupInterfaceCreateOptions{Interface: name})
	require.NoError(t, err)
	cleanUp(t, func(ctx context.Context) error { return m.admin.NodeGroupInterfaces.Delete(ctx, cluster, name) })
	assert.Equal(t, maas.NodeGroupInterfaceManagementUnmanaged, made.Management)

	updated, err := m.admin.NodeGroupInterfaces.Update(t.Context(), cluster, name, &maas.NodeGroupInterfaceUpdateOptions{IP: new("198.18.0.2")})
	require.NoError(t, err)
	assert.Equal(t, "198.18.0.2", updated.IP)
	read, err := m.admin.NodeGroupInterfaces.Get(t.Context(), cluster, name)
	require.NoError(t, err)
	assert.Equal(t, "198.18.0.2", read.IP)
	list, err := m.admin.NodeGroupInterfaces.List(t.Context(), cluster)
	require.NoError(t, err)
	assert.Contains(t, list, *read)

	second, err := m.admin.NodeGroupInterfaces.Create(t.Context(), cluster, "198.18.0.3", &maas.NodeGroupInterfaceCreateOptions{Interface: name})
	if m.from("1.7") && err == nil { // it has a name of its own
		require.NotNil(t, second.Name)
		assert.NotEqual(t, name, *second.Name)
		require.NoError(t, m.admin.NodeGroupInterfaces.Delete(t.Context(), cluster, *second.Name))
	} else {
		assert.NotEmpty(t, fieldsOf(t, err), "the name is taken")
	}
	_, err = m.admin.NodeGroupInterfaces.Update(t.Context(), cluster, name,
		&maas.NodeGroupInterfaceUpdateOptions{Management: new(maas.NodeGroupInterfaceManagementDHCP)})
	assert.NotEmpty(t, fieldsOf(t, err)["subnet_mask"], "an interface that is managed needs more")

	require.NoError(t, m.admin.NodeGroupInterfaces.Delete(t.Context(), cluster, name))
	_, err = m.admin.NodeGroupInterfaces.Get(t.Context(), cluster, name)
	require.ErrorIs(t, err, maas.ErrNotFound)
}

func clusterLeases(t *testing.T, m *site) {
	worker, cluster, macs := m.server.ClientFor("maas-nodegroup-worker"), m.cluster(t), newMACs(1)
	node := m.enlist(t, m.admin, macs, maas.NodeCreateOptions{})
	leases := maas.DHCPLeases{"10.0.0.123": macs[0]}
	require.ErrorIs(t, m.admin.NodeGroups.UpdateLeases(t.Context(), cluster, leases), maas.ErrForbidden, "not even an administrator")

	require.NoError(t, worker.NodeGroups.UpdateLeases(t.Context(), cluster, leases))
	read, err := m.plain.Nodes.Get(t.Context(), node.SystemID)
	require.NoError(t, err)
	assert.Equal(t, []string{"10.0.0.123"}, read.IPAddresses)
	require.NoError(t, worker.NodeGroups.UpdateLeases(t.Context(), cluster, maas.DHCPLeases{}))
	read, err = m.plain.Nodes.Get(t.Context(), node.SystemID)
	require.NoError(t, err)
	assert.Empty(t, read.IPAddresses, "a lease that is not reported has ended")
}

func downloadProgress(t *testing.T, m *site) {
	worker, cluster := m.server.ClientFor("maas-nodegroup-worker"), m.cluster(t)
	report := func(c *maas.Client, opts maas.NodeGroupReportDownloadProgressOptions) error {
		return c.NodeGroups.ReportDownloadProgress(t.Context(), cluster, "/trusty/root.img", &opts)
	}
	require.ErrorIs(t, report(m.admin, maas.NodeGroupReportDownloadProgressOptions{}), maas.ErrForbidden)
	require.Error(t, report(worker, maas.NodeGroupReportDownloadProgressOptions{BytesDownloaded: new(int64(1))}), "it has not begun")
	require.NoError(t, report(worker, maas.NodeGroupReportDownloadProgressOptions{Size: new(int64(1000))}))
	require.NoError(t, report(worker, maas.NodeGroupReportDownloadProgressOptions{BytesDownloaded: new(int64(500))}))

	err := report(worker, maas.NodeGroupReportDownloadProgressOptions{BytesDownloaded: new(int64(-1))})
	_, refused := errors.AsType[*maas.ArgumentError](err)
	assert.True(t, refused, "a negative size is refused before it is sent: %v", err)
	err = maas.Exec(t.Context(), worker, maas.Post("/nodegroups/{uuid}/", cluster).Op("report_download_progress").
		With(maas.Params{{Name: "filename", Value: "/trusty/root.img"}, {Name: "bytes_downloaded", Value: "-1"}}))
	require.ErrorIs(t, err, maas.ErrBadRequest, "the server refuses it too")
}

func clusterProbes(t *testing.T, m *site) {
	cluster := m.cluster(t)
	opts := &maas.NodeGroupProbeAndEnlistHardwareOptions{PowerAddress: "qemu+ssh://user@198.18.0.1/system", PowerPassword: maas.NewSecret("not shown")}
	require.NoError(t, m.admin.NodeGroups.ProbeAndEnlistHardware(t.Context(), cluster, maas.ProbeModelVirsh, opts))
	require.ErrorIs(t, m.admin.NodeGroups.ProbeAndEnlistHardware(t.Context(), cluster, "abacus", opts), maas.ErrBadRequest)
	require.NoError(t, m.admin.NodeGroups.ProbeAndEnlistUCSM(t.Context(), cluster, "http://198.18.0.1/nuova", "operator", maas.NewSecret("not shown"), nil))
	err := m.plain.NodeGroups.ProbeAndEnlistMSCM(t.Context(), cluster, "198.18.0.1", "operator", maas.NewSecret("not shown"), nil)
	require.ErrorIs(t, err, maas.ErrForbidden)
	assert.NotContains(t, fmt.Sprintf("%v %+v", err, err), "not shown")
}

func powerTypes(t *testing.T, m *site) {
	types, err := m.anyone.NodeGroups.DescribePowerTypes(t.Context())
	require.NoError(t, err)
	ipmi := slices.IndexFunc(types, func(p maas.PowerTypeDescription) bool { return p.Name == maas.PowerTypeIPMI })
	if ipmi < 0 {
		t.Skip("no cluster is connected that knows IPMI")
	}
	driver := slices.IndexFunc(types[ipmi].Fields, func(f maas.PowerTypeField) bool { return f.Name == "power_driver" })
	require.GreaterOrEqual(t, driver, 0)
	field := types[ipmi].Fields[driver]
	assert.Equal(t, maas.PowerFieldTypeChoice, field.FieldType)
	assert.Equal(t, string(maas.IPMIDriverLAN20), field.Default)
	var choices []string
	for _, choice := range field.Choices {
		choices = append(choices, choice.Value)
	}
	assert.Subset(t, choices, []string{string(maas.IPMIDriverLAN), string(maas.IPMIDriverLAN20)})
}

// staticNetwork finds a network with addresses to reserve.
func (m *site) staticNetwork(t *testing.T) string {
	t.Helper()
	interfaces, err := m.admin.NodeGroupInterfaces.List(t.Context(), m.cluster(t))
	require.NoError(t, err)
	for _, i := range interfaces {
		address, err := netip.ParseAddr(i.IP)
		mask, maskErr := netip.ParseAddr(i.SubnetMask)
		if i.Management == maas.NodeGroupInterfaceManagementUnmanaged || i.StaticIPRangeLow == "" || err != nil || maskErr != nil || !mask.Is4() {
			continue
		}
		bits := 0
		for _, b := range mask.As4() {
			for ; b != 0; b <<= 1 {
				bits++
			}
		}
		return netip.PrefixFrom(address, bits).Masked().String()
	}
	t.Skip("no cluster has a network with static addresses")
	return ""
}

func addressReservations(t *testing.T, m *site) {
	network := m.staticNetwork(t)
	address, err := m.anyone.IPAddresses.Reserve(t.Context(), network, nil)
	require.NoError(t, err)
	cleanUp(t, func(ctx context.Context) error { return m.anyone.IPAddresses.Release(ctx, address.IP) })
	assert.Equal(t, maas.IPAddressTypeUserReserved, address.AllocType)
	assert.True(t, netip.MustParsePrefix(network).Contains(netip.MustParseAddr(address.IP)), "%s in %s", address.IP, network)
	reserved := func(c *maas.Client) bool {
		list, err := c.IPAddresses.List(t.Context())
		require.NoError(t, err)
		return slices.ContainsFunc(list, func(a maas.IPAddress) bool { return a.IP == address.IP })
	}
	assert.True(t, reserved(m.anyone))
	if m.plain != nil {
		assert.False(t, reserved(m.admin), "a reservation is its user's")
		require.ErrorIs(t, m.admin.IPAddresses.Release(t.Context(), address.IP), maas.ErrNotFound)
	}
	_, err = m.anyone.IPAddresses.Reserve(t.Context(), "198.18.0.0/15", nil)
	require.ErrorIs(t, err, maas.ErrBadRequest)
	require.NoError(t, m.anyone.IPAddresses.Release(t.Context(), address.IP))
	assert.False(t, reserved(m.anyone))
}
