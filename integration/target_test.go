package integration

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maastest"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A site is a MAAS with all that a scenario uses of it.
type site struct {
	admin  *maas.Client // nil where there is no administrator's key
	plain  *maas.Client // a user's who is not an administrator; nil where there is no such key
	anyone *maas.Client // plain, or else admin

	server   *maastest.Server // nil on a live MAAS
	version  *maas.ServerVersion
	mayWrite bool
	poll     maas.NodeWaitOptions
	patience time.Duration // for a machine to be installed
}

// needs is what a scenario does not go without.
type needs struct {
	admin bool // an administrator's key
	plain bool // the key of a user who is none
	// write is the permission to take a machine, or to change for a moment what
	// others see.
	write bool
	// since and before name capabilities that the release must or must not have.
	since, before maas.Capability
	// memory is why the scenario can't be run on a live MAAS; "" if it can.
	memory string
}

// lacks says what the site lacks to meet needs, "" for nothing.
func (m *site) lacks(n needs) string {
	switch {
	case m.server != nil:
		return ""
	case n.memory != "":
		return "on maastest alone: " + n.memory
	case n.admin && m.admin == nil:
		return "MAAS_API_KEY is not that of an administrator"
	case n.plain && m.plain == nil:
		return "MAAS_USER_API_KEY is not set"
	case n.write && !m.mayWrite:
		return "MAAS_LIVE_WRITE is not 1"
	case n.since != "" && !m.version.Supports(n.since):
		return "this release is too old: it lacks " + string(n.since)
	case n.before != "" && m.version.Supports(n.before):
		return "this release is too new: it has " + string(n.before)
	}
	return ""
}

// releaseMarks are the capabilities that a release brought along.
var releaseMarks = map[string]maas.Capability{
	"1.7": maas.CapabilityIPv6DeploymentUbuntu, "1.8": maas.CapabilityDevicesManagement, "1.9": maas.CapabilityStorageDeploymentUbuntu,
}

// from reports whether the answer to Ping is that of a release or a later one.
func (m *site) from(release string) bool { return m.version.Supports(releaseMarks[release]) }

// viewer is who sees a node that an administrator has created. From MAAS 1.7 on
// the node belongs to that administrator as long as it is commissioned, and
// others find it by its id alone.
func (m *site) viewer() *maas.Client {
	if m.from("1.7") {
		return m.admin
	}
	return m.anyone
}

// inMemory is a maastest server for one scenario.
func inMemory(t *testing.T, opts ...maastest.Option) *site {
	t.Helper()
	found := maastest.WithHardware(maastest.Commissioned{CPUCount: 4, Memory: 8192, Storage: 100000})
	server := maastest.NewServer(append([]maastest.Option{found}, opts...)...)
	t.Cleanup(func() {
		server.Close()
		if t.Failed() {
			for _, r := range server.Requests() {
				t.Logf("%s by %q: %d", r.Operation, r.User, r.Status)
			}
		}
	})
	plain := server.ClientFor("user")
	return &site{
		admin: server.Client(), plain: plain, anyone: plain, server: server,
		version:  &maas.ServerVersion{Capabilities: []maas.Capability{maas.CapabilityNetworksManagement, maas.CapabilityStaticIPAddresses}},
		mayWrite: true, poll: maas.NodeWaitOptions{Interval: time.Millisecond}, patience: time.Minute,
	}
}

// live is the MAAS that the environment names.
func live(ctx context.Context, getenv func(string) string) (*site, error) {
	client, err := maas.NewClient(getenv("MAAS_URL"), getenv("MAAS_API_KEY"))
	if err != nil {
		return nil, err
	}
	m := &site{mayWrite: getenv("MAAS_LIVE_WRITE") == "1", patience: time.Hour}
	if m.version, err = client.Ping(ctx); err != nil {
		return nil, err
	}
	if key := getenv("MAAS_USER_API_KEY"); key != "" {
		if m.plain, err = maas.NewClient(getenv("MAAS_URL"), key); err != nil {
			return nil, err
		}
		if _, err = m.plain.Ping(ctx); err != nil {
			return nil, err
		}
	}
	// A setting is for administrators to read.
	switch _, err = maas.GetConfig(ctx, client, maas.ConfigMAASName); {
	case errors.Is(err, maas.ErrForbidden):
		m.plain = client
	case err != nil:
		return nil, err
	default:
		m.admin = client
	}
	m.anyone = m.plain
	if m.plain == nil {
		m.anyone = m.admin
	}
	return m, nil
}

// namePrefix begins the names of all that is made on a live MAAS.
const namePrefix = "gomaas-"

// newName makes a name that nothing has.
func newName() string { return namePrefix + hex.EncodeToString(randomBytes(5)) }

func randomBytes(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails
	return b
}

// newMACs makes addresses of the kind that no hardware has.
func newMACs(n int) []string {
	macs := make([]string, n)
	for i := range macs {
		b := randomBytes(4)
		macs[i] = fmt.Sprintf("02:60:%02x:%02x:%02x:%02x", b[0], b[1], b[2], b[3])
	}
	return macs
}

// cleanUp undoes something when the scenario ends. It may be undone already.
func cleanUp(t *testing.T, undo func(ctx context.Context) error) {
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
		defer cancel()
		if err := undo(ctx); !errors.Is(err, maas.ErrNotFound) {
			assert.NoError(t, err, "cleaning up")
		}
	})
}

// cluster returns the uuid of a cluster that is in service.
func (m *site) cluster(t *testing.T) string {
	t.Helper()
	groups, err := m.anyone.NodeGroups.List(t.Context())
	require.NoError(t, err)
	for _, group := range groups {
		if group.Status == maas.NodeGroupStatusAccepted {
			return group.UUID
		}
	}
	t.Skip("this MAAS has no cluster in service")
	return ""
}

// architecture returns one that nodes can have.
func (m *site) architecture(t *testing.T) string {
	t.Helper()
	architectures, err := m.anyone.BootImages.Architectures(t.Context())
	require.NoError(t, err)
	if len(architectures) == 0 {
		t.Skip("this MAAS has no boot images")
	}
	return architectures[0]
}

// enlist makes a node that stands for no machine.
func (m *site) enlist(t *testing.T, client *maas.Client, macs []string, opts maas.NodeCreateOptions) *maas.Node {
	t.Helper()
	if opts.Hostname == "" {
		opts.Hostname = newName()
	}
	opts.NodeGroup = m.cluster(t)
	node, err := client.Nodes.Create(t.Context(), m.architecture(t), macs, &opts)
	require.NoError(t, err)
	cleanUp(t, func(ctx context.Context) error { return m.admin.Nodes.Delete(ctx, node.SystemID) })
	return node
}

// label is the part of a node's name that does not depend on its cluster.
func label(node *maas.Node) string {
	name, _, _ := strings.Cut(node.Hostname, ".")
	return name
}

// machine returns a machine that is Ready and that MAAS can switch on: in memory
// a new one, and on a live MAAS one that nobody uses.
func (m *site) machine(t *testing.T) *maas.Node {
	t.Helper()
	if m.server != nil {
		node := m.enlist(t, m.admin, newMACs(1), maas.NodeCreateOptions{Power: maas.VirshPower{Address: "qemu:///system", ID: "vm"}})
		return m.await(t, m.admin, node.SystemID, maas.Ready)
	}
	for node, err := range m.anyone.Nodes.All(t.Context(), nil) {
		require.NoError(t, err)
		if node.State() == maas.NodeSubstatusReady && node.PowerType != maas.PowerTypeNone {
			return node
		}
	}
	t.Skip("no machine is Ready and has a power type")
	return nil
}

// deadline is a context for a wait, which ends even if what is waited for never
// comes.
func (m *site) deadline(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), m.patience)
	t.Cleanup(cancel)
	return ctx
}

// await waits for a node.
func (m *site) await(t *testing.T, client *maas.Client, id string, condition maas.NodeCondition) *maas.Node {
	t.Helper()
	node, err := client.Nodes.WaitFor(m.deadline(t), id, condition, &m.poll)
	require.NoError(t, err)
	return node
}

// acquire takes the very machine, with further constraints, and gives it back
// when the scenario ends.
func (m *site) acquire(t *testing.T, client *maas.Client, machine *maas.Node, opts maas.NodeAcquireOptions) *maas.Node {
	t.Helper()
	opts.Name = machine.Hostname
	node, err := client.Nodes.Acquire(t.Context(), &opts)
	require.NoError(t, err)
	m.releaseLater(t, client, node.SystemID)
	require.Equal(t, machine.SystemID, node.SystemID)
	return node
}

// releaseLater gives a machine back when the scenario ends, and leaves it Ready
// for the next.
func (m *site) releaseLater(t *testing.T, client *maas.Client, id string) {
	cleanUp(t, func(ctx context.Context) error {
		if err := client.Nodes.ReleaseEach(ctx, []string{id}, nil)[id]; err != nil {
			return err
		}
		_, err := client.Nodes.WaitFor(ctx, id, maas.Ready, &m.poll)
		return err
	})
}

// ids are the system ids of nodes.
func ids(nodes []maas.Node) []string {
	var all []string
	for _, node := range nodes {
		all = append(all, node.SystemID)
	}
	return all
}

// fieldsOf returns the messages of a 400 about parameters.
func fieldsOf(t *testing.T, err error) map[string][]string {
	t.Helper()
	require.ErrorIs(t, err, maas.ErrBadRequest)
	answer, ok := errors.AsType[*maas.Error](err)
	require.True(t, ok)
	return answer.Fields
}
