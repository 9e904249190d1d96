package integration

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"encoding/pem"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maastest"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// accountScenarios are about users, their keys and what they may do.
var accountScenarios = []scenario{
	{"token-life", needs{}, nil, tokenLife},
	{"token-of-another", needs{admin: true, plain: true}, nil, tokenOfAnother},
	{"wrong-secret", needs{}, nil, wrongSecret},
	{"ssh-keys", needs{}, nil, sshKeys},
	{"ssh-keys-of-others", needs{admin: true, plain: true}, nil, sshKeysOfOthers},
	{"ssl-keys", needs{since: maas.CapabilityStaticIPAddresses}, nil, sslKeys},
	{"users", needs{}, nil, users},
	{"user-create", needs{memory: "MAAS has no operation that removes a user"}, nil, createUser},
	{"inactive-user", needs{memory: "the API can't make a user inactive"}, nil, inactiveUser},
	{"user-against-admin-operations", needs{admin: true, plain: true}, nil, userAgainstAdmin},
	{"anonymous-against-user-operations", needs{}, nil, anonymousAgainstUser},
}

// newKey makes a further key of a client's user, until the scenario ends, and a
// client with it.
func (m *site) newKey(t *testing.T, owner *maas.Client) (*maas.Client, maas.APIKey) {
	t.Helper()
	key, err := owner.Account.CreateToken(t.Context())
	require.NoError(t, err)
	cleanUp(t, func(ctx context.Context) error { return owner.Account.DeleteToken(ctx, key.TokenKey()) })
	client, err := maas.NewClient(owner.BaseURL(), key.Reveal())
	require.NoError(t, err)
	return client, key
}

func tokenLife(t *testing.T, m *site) {
	client, key := m.newKey(t, m.anyone)
	assert.NotContains(t, fmt.Sprintf("%v %+v %#v %s", key, key, key, key), strings.Split(key.Reveal(), ":")[2])
	_, err := client.Ping(t.Context())
	require.NoError(t, err)
	_, err = client.Zones.Get(t.Context(), maas.DefaultZone)
	require.NoError(t, err)

	require.NoError(t, client.Account.DeleteToken(t.Context(), key.TokenKey()), "a key can end itself")
	_, err = client.Zones.Get(t.Context(), maas.DefaultZone)
	require.ErrorIs(t, err, maas.ErrUnauthorized)
	_, err = client.Ping(t.Context())
	require.ErrorIs(t, err, maas.ErrUnauthorized)
	assert.ErrorContains(t, err, "does not accept the API key")
	require.ErrorIs(t, m.anyone.Account.DeleteToken(t.Context(), key.TokenKey()), maas.ErrNotFound)
}

func tokenOfAnother(t *testing.T, m *site) {
	client, key := m.newKey(t, m.plain)
	require.ErrorIs(t, m.admin.Account.DeleteToken(t.Context(), key.TokenKey()), maas.ErrNotFound)
	_, err := client.Ping(t.Context())
	require.NoError(t, err, "it still works")
}

func wrongSecret(t *testing.T, m *site) {
	_, key := m.newKey(t, m.anyone)
	client, err := maas.NewClient(m.anyone.BaseURL(), key.ConsumerKey()+":"+key.TokenKey()+":notthesecret")
	require.NoError(t, err)
	_, err = client.Nodes.List(t.Context(), nil)
	require.ErrorIs(t, err, maas.ErrUnauthorized)
	text := fmt.Sprintf("%v %+v", err, err)
	assert.NotContains(t, text, "notthesecret", "the secret that was sent")
	assert.NotContains(t, text, strings.Split(key.Reveal(), ":")[2], "the secret that MAAS expected")
}

// newSSHKey makes a public key as ssh-keygen writes it. MAAS 1.6 knows RSA and
// DSA alone.
func newSSHKey(t *testing.T) string {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	var blob []byte
	for _, part := range [][]byte{[]byte("ssh-rsa"), {1, 0, 1}, append([]byte{0}, key.N.Bytes()...)} {
		blob = append(binary.BigEndian.AppendUint32(blob, uint32(len(part))), part...)
	}
	return "ssh-rsa " + base64.StdEncoding.EncodeToString(blob) + " " + newName() + "@example.com"
}

// addSSHKey makes a key until the scenario ends.
func addSSHKey(t *testing.T, client *maas.Client) *maas.SSHKey {
	t.Helper()
	key, err := client.SSHKeys.Create(t.Context(), newSSHKey(t))
	require.NoError(t, err)
	cleanUp(t, func(ctx context.Context) error { return client.SSHKeys.Delete(ctx, key.ID) })
	return key
}

func sshKeys(t *testing.T, m *site) {
	key := addSSHKey(t, m.anyone)
	second := addSSHKey(t, m.anyone)
	_, err := m.anyone.SSHKeys.Create(t.Context(), key.Key)
	assert.NotEmpty(t, fieldsOf(t, err)["key"], "it is there already")
	_, err = m.anyone.SSHKeys.Create(t.Context(), "ssh-rsa AAAA broken")
	assert.NotEmpty(t, fieldsOf(t, err)["key"])

	read, err := m.anyone.SSHKeys.Get(t.Context(), key.ID)
	require.NoError(t, err)
	assert.Equal(t, key.Key, read.Key)
	assert.Equal(t, fmt.Sprint(key.ID), maas.IDFromURI(read.ResourceURI))

	require.NoError(t, m.anyone.SSHKeys.Delete(t.Context(), key.ID))
	require.NoError(t, m.anyone.SSHKeys.DeleteByPost(t.Context(), second.ID))
	list, err := m.anyone.SSHKeys.List(t.Context())
	require.NoError(t, err)
	assert.False(t, slices.ContainsFunc(list, func(k maas.SSHKey) bool { return k.ID == key.ID || k.ID == second.ID }))
	_, err = m.anyone.SSHKeys.Get(t.Context(), key.ID)
	require.ErrorIs(t, err, maas.ErrNotFound)
}

func sshKeysOfOthers(t *testing.T, m *site) {
	key := addSSHKey(t, m.plain)
	read, err := m.admin.SSHKeys.Get(t.Context(), key.ID)
	require.NoError(t, err, "public keys are public")
	assert.Equal(t, key.Key, read.Key)
	require.ErrorIs(t, m.admin.SSHKeys.Delete(t.Context(), key.ID), maas.ErrForbidden)
	require.ErrorIs(t, m.admin.SSHKeys.DeleteByPost(t.Context(), key.ID), maas.ErrForbidden)
	list, err := m.plain.SSHKeys.List(t.Context())
	require.NoError(t, err)
	assert.True(t, slices.ContainsFunc(list, func(k maas.SSHKey) bool { return k.ID == key.ID }))
}

// newCertificate makes a certificate in PEM.
func newCertificate(t *testing.T) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

func sslKeys(t *testing.T, m *site) {
	certificate := newCertificate(t)
	key, err := m.anyone.SSLKeys.Create(t.Context(), certificate)
	require.NoError(t, err)
	cleanUp(t, func(ctx context.Context) error { return m.anyone.SSLKeys.Delete(ctx, key.ID) })
	read, err := m.anyone.SSLKeys.Get(t.Context(), key.ID)
	require.NoError(t, err)
	assert.Equal(t, strings.TrimSpace(certificate), strings.TrimSpace(read.Key))
	_, err = m.anyone.SSLKeys.Create(t.Context(), "no certificate")
	assert.NotEmpty(t, fieldsOf(t, err)["key"])
	if m.admin != nil && m.plain != nil {
		_, err = m.admin.SSLKeys.Get(t.Context(), key.ID)
		require.ErrorIs(t, err, maas.ErrForbidden)
	}
	require.NoError(t, m.anyone.SSLKeys.DeleteByGet(t.Context(), key.ID))
	list, err := m.anyone.SSLKeys.List(t.Context())
	require.NoError(t, err)
	assert.False(t, slices.ContainsFunc(list, func(k maas.SSLKey) bool { return k.ID == key.ID }))
}

func users(t *testing.T, m *site) {
	list, err := m.anyone.Users.List(t.Context())
	require.NoError(t, err)
	require.NotEmpty(t, list)
	assert.True(t, slices.ContainsFunc(list, func(u maas.User) bool { return u.IsSuperuser }), "somebody administers it")
	for _, user := range list {
		read, err := m.anyone.Users.Get(t.Context(), user.Username)
		require.NoError(t, err)
		assert.Equal(t, user, *read)
	}
	_, err = m.anyone.Users.Get(t.Context(), newName())
	require.ErrorIs(t, err, maas.ErrNotFound)
}

func createUser(t *testing.T, m *site) {
	name := newName()
	user, err := m.admin.Users.Create(t.Context(), name, name+"@example.com", maas.NewSecret("a password"), &maas.UserCreateOptions{IsSuperuser: new(true)})
	require.NoError(t, err)
	assert.Equal(t, &maas.User{Username: name, Email: name + "@example.com", IsSuperuser: true}, user)
	_, err = m.admin.Users.Create(t.Context(), name, "other@example.com", maas.NewSecret("a password"), nil)
	require.ErrorIs(t, err, maas.ErrServer, "MAAS leaves that to its database")
	require.NotErrorIs(t, err, maas.ErrDatabaseConflict)

	plain, err := m.admin.Users.Create(t.Context(), newName(), "plain@example.com", maas.NewSecret("a password"), &maas.UserCreateOptions{IsSuperuser: new(false)})
	require.NoError(t, err)
	assert.False(t, plain.IsSuperuser, "false is sent")
	list, err := m.plain.Users.List(t.Context())
	require.NoError(t, err)
	assert.Contains(t, list, *user)
	assert.Contains(t, list, *plain)
}

func inactiveUser(t *testing.T, m *site) {
	m.server.AddUser(maastest.User{Name: "former", Inactive: true})
	former := m.server.ClientFor("former")
	_, err := former.Zones.List(t.Context())
	require.ErrorIs(t, err, maas.ErrForbidden)
	_, err = former.Ping(t.Context())
	require.ErrorIs(t, err, maas.ErrForbidden)
	assert.ErrorContains(t, err, "not active")
}

// userAgainstAdmin tries what would do little harm if it were allowed.
func userAgainstAdmin(t *testing.T, m *site) {
	node := m.enlist(t, m.admin, newMACs(1), maas.NodeCreateOptions{})
	zone, tag, cluster := m.zone(t), m.tag(t, maas.TagCreateOptions{}), m.cluster(t)
	c, ctx := m.plain, t.Context()
	for name, try := range map[string]func() error{
		"read a setting": func() error { _, err := maas.GetConfig(ctx, c, maas.ConfigMAASName); return err },
		"rename a zone": func() error {
			_, err := c.Zones.Update(ctx, zone, &maas.ZoneUpdateOptions{Name: new(newName())})
			return err
		},
		"delete a zone":       func() error { return c.Zones.Delete(ctx, zone) },
		"move a node":         func() error { return c.Nodes.SetZone(ctx, zone, node.SystemID) },
		"change a tag":        func() error { _, err := c.Tags.Update(ctx, tag, &maas.TagUpdateOptions{Comment: new("x")}); return err },
		"put a tag on a node": func() error { _, err := c.Tags.AddNodes(ctx, tag, node.SystemID); return err },
		"rebuild a tag":       func() error { return c.Tags.Rebuild(ctx, tag) },
		"delete a node":       func() error { return c.Nodes.Delete(ctx, node.SystemID) },
		"add an address": func() error {
			if m.from("1.9") {
				_, err := c.Interfaces.CreatePhysical(ctx, node.SystemID, "eth9", newMACs(1)[0], 0, nil)
				return err
			}
			_, err := c.NodeMACs.Create(ctx, node.SystemID, newMACs(1)[0])
			return err
		},
		"list the scripts":     func() error { _, err := c.CommissioningScripts.List(ctx); return err },
		"list boot sources":    func() error { _, err := c.BootSources.List(ctx, cluster); return err },
		"list a cluster":       func() error { _, err := c.NodeGroups.ListNodes(ctx, cluster); return err },
		"rename a cluster":     func() error { _, err := c.NodeGroups.Update(ctx, cluster, nil); return err },
		"details of a cluster": func() error { _, err := c.NodeGroups.Details(ctx, cluster, node.SystemID); return err },
	} {
		assert.ErrorIs(t, try(), maas.ErrForbidden, name)
	}
	read, err := c.Nodes.Get(ctx, node.SystemID)
	require.NoError(t, err)
	assert.Equal(t, maas.DefaultZone, read.Zone.Name)
	assert.NotContains(t, read.TagNames, tag)
}

func anonymousAgainstUser(t *testing.T, m *site) {
	c, ctx := m.anyone.Anonymous(), t.Context()
	for name, tc := range map[string]struct {
		try  func() error
		want error
	}{
		"list zones":       {func() error { _, err := c.Zones.List(ctx); return err }, maas.ErrUnauthorized},
		"list tags":        {func() error { _, err := c.Tags.List(ctx); return err }, maas.ErrUnauthorized},
		"list users":       {func() error { _, err := c.Users.List(ctx); return err }, maas.ErrUnauthorized},
		"make a key":       {func() error { _, err := c.Account.CreateToken(ctx); return err }, maas.ErrUnauthorized},
		"list nodes":       {func() error { _, err := c.Nodes.List(ctx, nil); return err }, maas.ErrUnsupportedOperation},
		"acquire":          {func() error { _, err := c.Nodes.Acquire(ctx, nil); return err }, maas.ErrUnsupportedOperation},
		"list files":       {func() error { _, err := c.Files.List(ctx, nil); return err }, maas.ErrUnsupportedOperation},
		"read a setting":   {func() error { _, err := maas.GetConfig(ctx, c, maas.ConfigMAASName); return err }, maas.ErrForbidden},
		"list the scripts": {func() error { _, err := c.CommissioningScripts.List(ctx); return err }, maas.ErrForbidden},
	} {
		assert.ErrorIs(t, tc.try(), tc.want, name)
	}
	_, err := c.NodeGroups.List(ctx)
	require.NoError(t, err, "anybody may know the clusters")
	_, err = c.Ping(ctx)
	require.NoError(t, err)
}
