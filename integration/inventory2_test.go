package integration

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maas2"
	"github.com/gomaas/maas/maas2/maas2test"
)

var inventoryScenarios2 = []scenario2{
	{"zone-life", managing, nil, func(t *testing.T, m *site2) {
		name, renamed := m.zone(t), newName()
		assert.Equal(t, name, must(m.anyone.Zones.Get(t.Context(), name))(t).Name)
		cleanUp(t, func(ctx context.Context) error { return m.admin.Zones.Delete(ctx, renamed) })
		zone := must(m.admin.Zones.Update(t.Context(), name, &maas2.ZoneUpdateOptions{Name: &renamed, Description: new("zweite Reihe")}))(t)
		assert.Equal(t, "zweite Reihe", zone.Description)
		zone = must(m.admin.Zones.Update(t.Context(), renamed, &maas2.ZoneUpdateOptions{Description: new("")}))(t)
		assert.Empty(t, zone.Description)
		require.NoError(t, m.admin.Zones.Delete(t.Context(), renamed))
		require.ErrorIs(t, failure(m.anyone.Zones.Get(t.Context(), renamed)), maas.ErrNotFound)
	}},
	{"zone-exists", managing, nil, func(t *testing.T, m *site2) {
		require.ErrorIs(t, failure(m.admin.Zones.Create(t.Context(), m.zone(t), nil)), maas.ErrExists)
	}},
	{"zone-refused", managing, nil, func(t *testing.T, m *site2) {
		_, err := m.admin.Zones.Create(t.Context(), "not a name", nil)
		assert.NotEmpty(t, fieldsOf(t, err)["name"])
		require.Error(t, m.admin.Zones.Delete(t.Context(), maas2.DefaultZone))
	}},
	{"zones-read", reading, nil, func(t *testing.T, m *site2) {
		var names []string
		for _, zone := range must(m.anyone.Zones.List(t.Context()))(t) {
			names = append(names, zone.Name)
		}
		assert.Contains(t, names, maas2.DefaultZone)
	}},
	{"zone-of-deleted", managing, nil, func(t *testing.T, m *site2) {
		id, zone := m.enlist(t).SystemID, m.zone(t)
		require.NoError(t, m.admin.Machines.SetZone(t.Context(), []string{id}, zone))
		require.NoError(t, m.admin.Zones.Delete(t.Context(), zone))
		assert.Equal(t, maas2.DefaultZone, must(m.admin.Machines.Get(t.Context(), id))(t).Zone.Name)
	}},
	{"pool-life", managing, nil, func(t *testing.T, m *site2) {
		pool, name := m.pool(t), newName()
		assert.Equal(t, pool.ID, must(m.admin.ResourcePools.Find(t.Context(), pool.Name))(t).ID)
		changed := must(m.admin.ResourcePools.Update(t.Context(), pool.ID, &maas2.ResourcePoolUpdateOptions{Name: &name}))(t)
		assert.Equal(t, name, changed.Name)
		require.NoError(t, m.admin.ResourcePools.Delete(t.Context(), pool.ID))
		require.ErrorIs(t, failure(m.admin.ResourcePools.Get(t.Context(), pool.ID)), maas.ErrNotFound)
	}},
	{"pool-refused", managing, nil, func(t *testing.T, m *site2) {
		require.ErrorIs(t, failure(m.admin.ResourcePools.Create(t.Context(), m.pool(t).Name, nil)), maas.ErrExists)
		require.ErrorIs(t, failure(m.admin.ResourcePools.Find(t.Context(), newName())), maas.ErrNotFound)
	}},
	{"tag-life", managing, nil, func(t *testing.T, m *site2) {
		name, renamed := m.tag(t, &maas2.TagCreateOptions{Comment: "für Schränke", KernelOpts: "console=ttyS0"}), newName()
		tag := must(m.anyone.Tags.Get(t.Context(), name))(t)
		assert.Equal(t, "für Schränke", tag.Comment)
		assert.Equal(t, "console=ttyS0", tag.KernelOpts)
		cleanUp(t, func(ctx context.Context) error { return m.admin.Tags.Delete(ctx, renamed) })
		tag = must(m.admin.Tags.Update(t.Context(), name, &maas2.TagUpdateOptions{Name: &renamed, Comment: new("")}))(t)
		assert.Empty(t, tag.Comment)
		require.NoError(t, m.admin.Tags.Delete(t.Context(), renamed))
		require.ErrorIs(t, failure(m.anyone.Tags.Get(t.Context(), renamed)), maas.ErrNotFound)
	}},
	{"tag-nodes", managing, nil, func(t *testing.T, m *site2) {
		first, second, tag := m.enlist(t).SystemID, m.enlist(t).SystemID, m.tag(t, nil)
		update := must(m.admin.Tags.UpdateNodes(t.Context(), tag, &maas2.TagUpdateNodesOptions{Add: []string{first, second}}))(t)
		assert.Equal(t, maas2.TagUpdate{Added: 2}, *update)
		assert.Len(t, must(m.admin.Tags.Machines(t.Context(), tag))(t), 2)
		assert.Len(t, must(m.admin.Tags.Nodes(t.Context(), tag))(t), 2)
		assert.Empty(t, must(m.admin.Tags.Devices(t.Context(), tag))(t))
		must(m.admin.Tags.UpdateNodes(t.Context(), tag, &maas2.TagUpdateNodesOptions{Remove: []string{first}}))(t)
		assert.NotContains(t, must(m.admin.Machines.Get(t.Context(), first))(t).TagNames, tag)
		assert.Contains(t, must(m.admin.Machines.Get(t.Context(), second))(t).TagNames, tag)
	}},
	{"tag-refused", managing, nil, func(t *testing.T, m *site2) {
		require.ErrorIs(t, failure(m.admin.Tags.Create(t.Context(), m.tag(t, nil), nil)), maas.ErrExists)
		_, err := m.admin.Tags.Create(t.Context(), newName(), &maas2.TagCreateOptions{Definition: "//node["})
		assert.NotEmpty(t, fieldsOf(t, err)["definition"])
	}},
	{"tag-by-definition", inMemoryFor("it needs a machine with known hardware"), nil, func(t *testing.T, m *site2) {
		lshw := []byte(`<list><node id="x" class="system"><product>Gomaas 9000</product></node></list>`)
		id := m.server.AddMachine(maas2test.Machine{Hardware: &maas2test.Hardware{CPUCount: 1, Memory: 1024, LSHW: lshw}})
		tag := m.tag(t, &maas2.TagCreateOptions{Definition: `//product[contains(., "9000")]`})
		assert.Contains(t, must(m.admin.Machines.Get(t.Context(), id))(t).TagNames, tag)
		must(m.admin.Tags.Update(t.Context(), tag, &maas2.TagUpdateOptions{Definition: new("//nothing")}))(t)
		require.NoError(t, m.admin.Tags.Rebuild(t.Context(), tag))
		assert.NotContains(t, must(m.admin.Machines.Get(t.Context(), id))(t).TagNames, tag)
	}},
	{"script-life", managing, nil, func(t *testing.T, m *site2) {
		name := newName()
		script := must(m.admin.Scripts.Create(t.Context(), strings.NewReader("#!/bin/sh\necho one\n"), &maas2.ScriptCreateOptions{
			Name: name, Type: maas2.ScriptTypeTesting, Tags: maas2.NameList{"gomaas"}, Timeout: 60}))(t)
		cleanUp(t, func(ctx context.Context) error { return m.admin.Scripts.Delete(ctx, name) })
		assert.Equal(t, maas2.ScriptTypeTesting, script.Type)
		must(m.admin.Scripts.Update(t.Context(), name, &maas2.ScriptUpdateOptions{Script: strings.NewReader("#!/bin/sh\necho two\n"), Comment: new("louder")}))(t)
		assert.Equal(t, "#!/bin/sh\necho two\n", textOf(t)(m.admin.Scripts.Download(t.Context(), name, nil)))
		old := must(m.admin.Scripts.Get(t.Context(), name, nil))(t)
		require.Len(t, old.History, 2)
		must(m.admin.Scripts.Revert(t.Context(), name, -1))(t)
		assert.Contains(t, textOf(t)(m.admin.Scripts.Download(t.Context(), name, nil)), "echo one")
		assert.Contains(t, must(m.admin.Scripts.AddTag(t.Context(), name, "slow"))(t).Tags, "slow")
		assert.NotContains(t, must(m.admin.Scripts.RemoveTag(t.Context(), name, "slow"))(t).Tags, "slow")
		require.NoError(t, m.admin.Scripts.Delete(t.Context(), name))
		require.ErrorIs(t, failure(m.admin.Scripts.Get(t.Context(), name, nil)), maas.ErrNotFound)
	}},
	{"script-refused", managing, nil, func(t *testing.T, m *site2) {
		_, err := m.admin.Scripts.Create(t.Context(), strings.NewReader("no shebang"), &maas2.ScriptCreateOptions{Name: newName()})
		require.ErrorIs(t, err, maas.ErrBadRequest)
	}},
	{"scripts-read", reading, nil, func(t *testing.T, m *site2) {
		for _, script := range must(m.anyone.Scripts.List(t.Context(), &maas2.ScriptListOptions{Type: new(maas2.ScriptTypeTesting)}))(t) {
			assert.Equal(t, maas2.ScriptTypeTesting, script.Type)
		}
	}},
	{"script-results", inMemoryFor("hardware is made up"), nil, func(t *testing.T, m *site2) {
		id := m.enlist(t).SystemID
		must(m.admin.Machines.Commission(t.Context(), id, nil))(t)
		m.await(t, id, maas2.Ready)
		set := must(m.admin.NodeScriptResults.Get(t.Context(), id, maas2.CurrentCommissioning, nil))(t)
		require.NotEmpty(t, set.Results)
		assert.Equal(t, maas2.ResultTypeCommissioning, set.Type)
		all := textOf(t)(m.admin.NodeScriptResults.Download(t.Context(), id, maas2.CurrentCommissioning, nil))
		assert.NotNil(t, all)
		suppressed := must(m.admin.NodeScriptResults.Update(t.Context(), id, maas2.ID(set.ID), &maas2.NodeScriptResultUpdateOptions{Suppressed: new(true)}))(t)
		assert.True(t, suppressed.Results[0].Suppressed)
	}},
	{"commissioning-script", inMemoryFor("every machine that is commissioned meanwhile would run it"), nil, func(t *testing.T, m *site2) {
		name := newName()
		must(m.admin.CommissioningScripts.Create(t.Context(), name, strings.NewReader("#!/bin/sh\n"), nil))(t)
		assert.Contains(t, must(m.admin.CommissioningScripts.List(t.Context()))(t), name)
		assert.Equal(t, "#!/bin/sh\n", textOf(t)(m.admin.CommissioningScripts.Get(t.Context(), name)))
		require.NoError(t, m.admin.CommissioningScripts.Delete(t.Context(), name))
	}},
	{"events-read", reading, nil, func(t *testing.T, m *site2) {
		page := must(m.anyone.Events.Query(t.Context(), &maas2.EventQueryOptions{Limit: 5}))(t)
		assert.LessOrEqual(t, len(page.Events), 5)
		assert.Len(t, page.Events, page.Count)
	}},
	{"events-all", inMemoryFor("a live MAAS may have millions"), nil, func(t *testing.T, m *site2) {
		for range 5 {
			m.prepared(t)
		}
		seen := map[int]bool{}
		for event, err := range m.admin.Events.All(t.Context(), &maas2.EventQueryOptions{Limit: 2, Level: maas2.EventLevelDebug}) {
			require.NoError(t, err)
			assert.False(t, seen[event.ID], "each once")
			seen[event.ID] = true
		}
		assert.GreaterOrEqual(t, len(seen), 5)
	}},
	{"racks-read", reading, nil, func(t *testing.T, m *site2) {
		for _, rack := range must(m.anyone.RackControllers.List(t.Context(), nil))(t) {
			assert.Equal(t, rack.SystemID, must(m.anyone.RackControllers.Get(t.Context(), rack.SystemID))(t).SystemID)
		}
		for _, region := range must(m.anyone.RegionControllers.List(t.Context(), nil))(t) {
			assert.NotEmpty(t, region.Hostname)
		}
	}},
	{"power-types", adminReads, nil, func(t *testing.T, m *site2) {
		var names []string
		for _, kind := range must(m.admin.RackControllers.DescribePowerTypes(t.Context()))(t) {
			names = append(names, kind.Name)
		}
		assert.Subset(t, names, []string{"ipmi", "virsh", "manual"})
	}},
	{"discoveries-read", adminReads, nil, func(t *testing.T, m *site2) {
		for _, found := range must(m.admin.Discoveries.List(t.Context()))(t) {
			assert.NotEmpty(t, found.IP)
			assert.Equal(t, found.IP, must(m.admin.Discoveries.Get(t.Context(), found.DiscoveryID))(t).IP)
		}
		must(m.admin.Discoveries.ByUnknownMAC(t.Context()))(t)
	}},
	{"discoveries-clear", inMemoryFor("what was discovered is not ours"), nil, func(t *testing.T, m *site2) {
		mac := newMACs(1)[0]
		m.server.AddDiscovery(maas2test.Discovery{IP: "10.0.0.77", MAC: mac})
		before := must(m.admin.Discoveries.ByUnknownIPAndMAC(t.Context()))(t)
		require.NoError(t, m.admin.Discoveries.ClearByMACAndIP(t.Context(), "10.0.0.77", mac))
		assert.Len(t, must(m.admin.Discoveries.ByUnknownIPAndMAC(t.Context()))(t), len(before)-1)
		require.ErrorIs(t, m.plain.Discoveries.Clear(t.Context(), &maas2.DiscoveryClearOptions{All: new(true)}), maas.ErrForbidden)
	}},
	{"vm-hosts-read", reading, nil, func(t *testing.T, m *site2) {
		for _, host := range must(m.anyone.VMHosts.List(t.Context()))(t) {
			assert.Equal(t, host.ID, must(m.anyone.VMHosts.Find(t.Context(), host.Name))(t).ID)
		}
		must(m.anyone.VMClusters.List(t.Context()))(t)
	}},
	{"vm-host-life", inMemoryFor("it needs a VM host"), nil, func(t *testing.T, m *site2) {
		host := must(m.admin.VMHosts.Create(t.Context(), "qemu+ssh://10.0.0.2/system", maas2.VMHostTypeVirsh, &maas2.VMHostCreateOptions{Name: newName(), PowerPass: maas.NewSecret("gomaas-hunter2")}))(t)
		assert.Contains(t, must(m.admin.VMHosts.AddTag(t.Context(), host.ID, "big"))(t).Tags, "big")
		must(m.admin.VMHosts.RemoveTag(t.Context(), host.ID, "big"))(t)
		parameters := must(m.admin.VMHosts.Parameters(t.Context(), host.ID))(t)
		assert.NotContains(t, fmt.Sprintf("%+v", parameters), "hunter2")
		changed := must(m.admin.VMHosts.Update(t.Context(), host.ID, &maas2.VMHostUpdateOptions{CPUOverCommitRatio: new(2.5)}))(t)
		assert.InDelta(t, 2.5, changed.CPUOverCommitRatio, 0)
		must(m.admin.VMHosts.Refresh(t.Context(), host.ID))(t)
		require.ErrorIs(t, m.plain.VMHosts.Delete(t.Context(), host.ID, nil), maas.ErrForbidden)
		require.NoError(t, m.admin.VMHosts.Delete(t.Context(), host.ID, nil))
	}},
}

var accountScenarios2 = []scenario2{
	{"whoami", reading, nil, func(t *testing.T, m *site2) {
		me := must(m.anyone.Users.Whoami(t.Context()))(t)
		assert.Equal(t, m.plain == nil, me.IsSuperuser)
	}},
	{"user-life", managing, nil, func(t *testing.T, m *site2) {
		name := newName()
		user := must(m.admin.Users.Create(t.Context(), name, name+"@example.com", maas.NewSecret(newName()), nil))(t)
		cleanUp(t, func(ctx context.Context) error { return m.admin.Users.Delete(ctx, name, nil) })
		assert.False(t, user.IsSuperuser)
		assert.Equal(t, name, must(m.anyone.Users.Get(t.Context(), name))(t).Username)
		require.NoError(t, m.admin.Users.Delete(t.Context(), name, nil))
		require.ErrorIs(t, failure(m.anyone.Users.Get(t.Context(), name)), maas.ErrNotFound)
	}},
	{"user-transfer", inMemoryFor("it needs the key of the user"), nil, func(t *testing.T, m *site2) {
		client := m.newUser(t)
		name := must(client.Users.Whoami(t.Context()))(t).Username
		must(client.Devices.Create(t.Context(), newMACs(1), &maas2.DeviceCreateOptions{Hostname: "theirs"}))(t)
		require.NoError(t, m.admin.Users.Delete(t.Context(), name, &maas2.UserDeleteOptions{TransferResourcesTo: "alice"}))
		assert.Equal(t, "alice", must(m.admin.Devices.Find(t.Context(), "theirs"))(t).Owner)
		require.ErrorIs(t, failure(client.Users.Whoami(t.Context())), maas.ErrUnauthorized)
	}},
	{"user-password-hidden", managing, nil, func(t *testing.T, m *site2) {
		secret, me := newName(), must(m.admin.Users.Whoami(t.Context()))(t).Username
		_, err := m.admin.Users.Create(t.Context(), me, "x@example.com", maas.NewSecret(secret), nil)
		require.Error(t, err, "there is one of that name")
		assert.NotContains(t, fmt.Sprintf("%v %+v %#v", err, err, err), secret)
	}},
	{"token-life-2", writing, nil, func(t *testing.T, m *site2) {
		name := newName()
		token := must(m.anyone.Account.CreateToken(t.Context(), &maas2.AccountCreateTokenOptions{Name: name}))(t)
		_, middle, _ := strings.Cut(token.Key.Reveal(), ":")
		tokenKey, secret, _ := strings.Cut(middle, ":")
		cleanUp(t, func(ctx context.Context) error { return m.anyone.Account.DeleteToken(ctx, tokenKey) })
		other := must(maas2.NewClient(m.url, token.Key.Reveal()))(t)
		must(other.Users.Whoami(t.Context()))(t)
		require.NoError(t, m.anyone.Account.RenameToken(t.Context(), tokenKey, name+"-2"))
		tokens := must(m.anyone.Account.ListTokens(t.Context()))(t)
		assert.NotContains(t, fmt.Sprintf("%+v", tokens), secret)
		require.NoError(t, m.anyone.Account.DeleteToken(t.Context(), tokenKey))
		require.ErrorIs(t, failure(other.Users.Whoami(t.Context())), maas.ErrUnauthorized)
	}},
	{"ssh-keys-2", writing, nil, func(t *testing.T, m *site2) {
		before := must(m.anyone.SSHKeys.List(t.Context()))(t)
		key := must(m.anyone.SSHKeys.Create(t.Context(), newSSHKey(t), nil))(t)
		cleanUp(t, func(ctx context.Context) error { return m.anyone.SSHKeys.Delete(ctx, key.ID) })
		assert.Equal(t, key.Key, must(m.anyone.SSHKeys.Get(t.Context(), key.ID))(t).Key)
		assert.Len(t, must(m.anyone.SSHKeys.List(t.Context()))(t), len(before)+1)
		require.NoError(t, m.anyone.SSHKeys.Delete(t.Context(), key.ID))
		require.ErrorIs(t, failure(m.anyone.SSHKeys.Get(t.Context(), key.ID)), maas.ErrNotFound)
	}},
	{"ssh-key-refused", writing, nil, func(t *testing.T, m *site2) {
		_, err := m.anyone.SSHKeys.Create(t.Context(), "ssh-rsa nonsense", nil)
		assert.NotEmpty(t, fieldsOf(t, err)["key"])
		require.ErrorIs(t, failure(m.anyone.SSHKeys.Import(t.Context(), "magic:nobody")), maas.ErrBadRequest)
	}},
	{"ssh-key-of-another", together, nil, func(t *testing.T, m *site2) {
		key := must(m.plain.SSHKeys.Create(t.Context(), newSSHKey(t), nil))(t)
		cleanUp(t, func(ctx context.Context) error { return m.plain.SSHKeys.Delete(ctx, key.ID) })
		err := m.admin.SSHKeys.Delete(t.Context(), key.ID)
		require.ErrorIs(t, err, maas.ErrForbidden)
	}},
	{"ssl-keys-read", reading, nil, func(t *testing.T, m *site2) {
		must(m.anyone.SSLKeys.List(t.Context()))(t)
		require.ErrorIs(t, failure(m.anyone.SSLKeys.Get(t.Context(), 1<<30)), maas.ErrNotFound)
	}},
	{"files-2", writing, nil, func(t *testing.T, m *site2) {
		name, content := newName()+"/a b/ü", "\x00\xff\r\n"
		require.NoError(t, m.anyone.Files.Create(t.Context(), name, strings.NewReader(content)))
		cleanUp(t, func(ctx context.Context) error { return m.anyone.Files.DeleteByName(ctx, name) })
		assert.Equal(t, content, textOf(t)(m.anyone.Files.Download(t.Context(), name)))
		assert.Equal(t, content, string(must(m.anyone.Files.Get(t.Context(), name))(t).Content))
		files := must(m.anyone.Files.List(t.Context(), &maas2.FileListOptions{Prefix: name}))(t)
		require.Len(t, files, 1)
		assert.Equal(t, content, textOf(t)(m.anyone.Anonymous().Files.DownloadByKey(t.Context(), files[0].Key())))
		require.NoError(t, m.anyone.Files.DeleteByName(t.Context(), name))
		require.ErrorIs(t, failure(m.anyone.Files.Get(t.Context(), name)), maas.ErrNotFound)
	}},
	{"file-store-2", writing, nil, func(t *testing.T, m *site2) {
		store := m.anyone.Files.Under(newName() + "/")
		cleanUp(t, store.RemoveAll)
		require.NoError(t, store.Put(t.Context(), "state", strings.NewReader("1")))
		require.NoError(t, store.Put(t.Context(), "state", strings.NewReader("2")))
		assert.Equal(t, []string{"state"}, must(store.List(t.Context()))(t))
		reader := must(store.Open(t.Context(), "state"))(t)
		defer reader.Close()
		assert.Equal(t, "2", string(must(io.ReadAll(reader))(t)))
		require.NoError(t, store.RemoveAll(t.Context()))
		assert.Empty(t, must(store.List(t.Context()))(t))
	}},
	{"files-of-another", together, nil, func(t *testing.T, m *site2) {
		name := newName()
		require.NoError(t, m.admin.Files.Create(t.Context(), name, strings.NewReader("x")))
		cleanUp(t, func(ctx context.Context) error { return m.admin.Files.Delete(ctx, name) })
		require.ErrorIs(t, failure(m.plain.Files.Get(t.Context(), name)), maas.ErrNotFound)
	}},
}
