package integration

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maas2"
	"github.com/gomaas/maas/maas2/maas2test"
)

// A site2 is a MAAS with API 2.0, with all that a scenario uses of it.
type site2 struct {
	admin  *maas2.Client // nil where there is no administrator's key
	plain  *maas2.Client // a user's who is not an administrator; nil where there is no such key
	anyone *maas2.Client // plain, or else admin

	server   *maas2test.Server // nil on a live MAAS
	url, key string            // of anyone
	mayWrite bool
	poll     maas2.MachineWaitOptions
	patience time.Duration // for a machine to be installed
}

// needs2 is what a scenario does not go without.
type needs2 struct {
	admin bool // an administrator's key
	plain bool // the key of a user who is none
	write bool // the permission to make or change anything
	// memory is why the scenario can't be run on a live MAAS; "" if it can.
	memory string
}

// The usual needs.
var (
	reading    = needs2{}
	adminReads = needs2{admin: true}
	writing    = needs2{write: true}
	managing   = needs2{admin: true, write: true}
	together   = needs2{admin: true, plain: true, write: true}
)

// inMemoryFor is for what a live MAAS can't be asked for.
func inMemoryFor(reason string) needs2 { return needs2{memory: reason} }

// lacks says what the site lacks to meet needs, "" for nothing.
func (m *site2) lacks(n needs2) string {
	switch {
	case m.server != nil:
		return ""
	case n.memory != "":
		return "on maas2test alone: " + n.memory
	case n.admin && m.admin == nil:
		return "MAAS_API_KEY is not that of an administrator"
	case n.plain && m.plain == nil:
		return "MAAS_USER_API_KEY is not set"
	case n.write && !m.mayWrite:
		return "MAAS_LIVE_WRITE is not 1"
	}
	return ""
}

// inMemory2 is a maas2test server for one scenario.
func inMemory2(t *testing.T, opts ...maas2test.Option) *site2 {
	t.Helper()
	found := maas2test.WithHardware(maas2test.Hardware{CPUCount: 4, CPUSpeed: 2400, Memory: 8192})
	server := maas2test.Start(t, append([]maas2test.Option{found}, opts...)...)
	plain := server.ClientFor("alice")
	return &site2{
		admin: server.Client(), plain: plain, anyone: plain, server: server, url: server.URL, key: server.Key("alice"), mayWrite: true,
		poll:     maas2.MachineWaitOptions{Interval: time.Millisecond, MaxInterval: 5 * time.Millisecond},
		patience: time.Minute,
	}
}

// live2 is the MAAS that the environment names.
func live2(ctx context.Context, getenv func(string) string) (*site2, error) {
	client, err := maas2.NewClient(getenv("MAAS_URL"), getenv("MAAS_API_KEY"))
	if err != nil {
		return nil, err
	}
	m := &site2{url: getenv("MAAS_URL"), key: getenv("MAAS_API_KEY"), mayWrite: getenv("MAAS_LIVE_WRITE") == "1", patience: time.Hour}
	me, err := client.Users.Whoami(ctx)
	if err != nil {
		return nil, err
	}
	if me.IsSuperuser {
		m.admin = client
	} else {
		m.plain = client
	}
	if key := getenv("MAAS_USER_API_KEY"); key != "" {
		if m.plain, err = maas2.NewClient(getenv("MAAS_URL"), key); err != nil {
			return nil, err
		}
		if me, err = m.plain.Users.Whoami(ctx); err != nil {
			return nil, err
		}
		if me.IsSuperuser {
			return nil, errors.New("MAAS_USER_API_KEY is that of an administrator")
		}
		m.key = key
	}
	m.anyone = m.plain
	if m.plain == nil {
		m.anyone = m.admin
	}
	return m, nil
}

// must is for a call that has to succeed.
func must[T any](value T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		require.NoError(t, err)
		return value
	}
}

// failure is the error of a call alone.
func failure[T any](_ T, err error) error { return err }

// textOf reads all of a file.
func textOf(t *testing.T) func(body io.ReadCloser, err error) string {
	return func(body io.ReadCloser, err error) string {
		t.Helper()
		return string(contentOf(t)(body, err))
	}
}

// deadline is a context for a wait, which ends even if what is waited for never
// comes.
func (m *site2) deadline(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), m.patience)
	t.Cleanup(cancel)
	return ctx
}

// enlist adds a machine that stands for no hardware and is not commissioned.
func (m *site2) enlist(t *testing.T) *maas2.Machine {
	t.Helper()
	machine, err := m.admin.Machines.Create(t.Context(), "amd64", newMACs(1), &maas2.MachineCreateOptions{
		Hostname: newName(), PowerParameters: maas2.ManualPower{}, Commission: new(false)})
	if answer, ok := errors.AsType[*maas.Error](err); ok && m.server == nil && answer.Fields["architecture"] != nil {
		t.Skip("this MAAS has no images for amd64")
	}
	require.NoError(t, err)
	cleanUp(t, func(ctx context.Context) error { return m.admin.Machines.Delete(ctx, machine.SystemID, nil) })
	return machine
}

// disk adds a disk to a machine.
func (m *site2) disk(t *testing.T, systemID, name string, gigabytes int) *maas2.BlockDevice {
	t.Helper()
	return must(m.admin.BlockDevices.Create(t.Context(), systemID, name, int64(gigabytes)*gigabyte, 512,
		&maas2.BlockDeviceCreateOptions{Model: "made up", Serial: newName()}))(t)
}

// prepared adds a machine without hardware that passes for one that is Ready. It
// belongs to whoever commissions it, who may mark it as broken; and what was
// broken is Ready once it is fixed.
func (m *site2) prepared(t *testing.T, disks ...string) *maas2.Machine {
	t.Helper()
	id := m.enlist(t).SystemID
	must(m.admin.Machines.Commission(t.Context(), id, nil))(t)
	must(m.admin.Machines.MarkBroken(t.Context(), id, nil))(t)
	machine := must(m.admin.Machines.MarkFixed(t.Context(), id, nil))(t)
	if machine.Status != maas2.NodeStatusReady {
		t.Skip("this MAAS does not take a machine as Ready that was not commissioned")
	}
	for _, name := range disks {
		m.disk(t, id, name, 100)
	}
	return must(m.admin.Machines.Get(t.Context(), id))(t)
}

// machine returns a machine that is Ready and that MAAS can switch on: in memory a
// new one, and on a live MAAS one that nobody uses.
func (m *site2) machine(t *testing.T) *maas2.Machine {
	t.Helper()
	if m.server != nil {
		id := m.server.AddMachine(maas2test.Machine{Hostname: newName(), MACAddresses: newMACs(1)})
		return must(m.admin.Machines.Get(t.Context(), id))(t)
	}
	ready := must(m.anyone.Machines.List(t.Context(), &maas2.MachineListOptions{Status: maas2.NodeStatuses{maas2.NodeStatusReady}}))(t)
	for _, machine := range ready {
		if machine.PowerType != maas2.PowerTypeManual && machine.PowerType != maas2.PowerTypeNone && !machine.Locked {
			return &machine
		}
	}
	t.Skip("no machine is Ready that MAAS can switch on")
	return nil
}

// releaseLater gives a machine back when the scenario ends, and leaves it Ready for
// the next.
func (m *site2) releaseLater(t *testing.T, client *maas2.Client, systemID string) {
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), m.patience)
		defer cancel()
		assert.NoError(t, client.Machines.ReleaseAndWait(ctx, systemID, nil, &m.poll), "cleaning up")
	})
}

// allocate takes the very machine, and gives it back when the scenario ends.
func (m *site2) allocate(t *testing.T, client *maas2.Client, systemID string) *maas2.Machine {
	t.Helper()
	machine := must(client.Machines.Allocate(t.Context(), &maas2.MachineAllocateOptions{SystemID: systemID}))(t)
	m.releaseLater(t, client, machine.SystemID)
	require.Equal(t, systemID, machine.SystemID)
	return machine
}

// await waits for a machine.
func (m *site2) await(t *testing.T, systemID string, condition maas2.MachineCondition) *maas2.Machine {
	t.Helper()
	client := m.admin // others don't see what an administrator commissions
	if client == nil {
		client = m.plain
	}
	return must(client.Machines.WaitFor(m.deadline(t), systemID, condition, &m.poll))(t)
}

// zone adds a zone, pool a resource pool, tag a tag, fabric a fabric and space a
// space, all for the time of the scenario.
func (m *site2) zone(t *testing.T) string {
	t.Helper()
	zone := must(m.admin.Zones.Create(t.Context(), newName(), nil))(t)
	cleanUp(t, func(ctx context.Context) error { return m.admin.Zones.Delete(ctx, zone.Name) })
	return zone.Name
}

func (m *site2) pool(t *testing.T) *maas2.ResourcePool {
	t.Helper()
	pool := must(m.admin.ResourcePools.Create(t.Context(), newName(), nil))(t)
	cleanUp(t, func(ctx context.Context) error { return m.admin.ResourcePools.Delete(ctx, pool.ID) })
	return pool
}

func (m *site2) tag(t *testing.T, opts *maas2.TagCreateOptions) string {
	t.Helper()
	tag := must(m.admin.Tags.Create(t.Context(), newName(), opts))(t)
	cleanUp(t, func(ctx context.Context) error { return m.admin.Tags.Delete(ctx, tag.Name) })
	return tag.Name
}

func (m *site2) fabric(t *testing.T) *maas2.Fabric {
	t.Helper()
	fabric := must(m.admin.Fabrics.Create(t.Context(), &maas2.FabricCreateOptions{Name: newName()}))(t)
	cleanUp(t, func(ctx context.Context) error { return m.admin.Fabrics.Delete(ctx, maas2.ID(fabric.ID)) })
	return fabric
}

func (m *site2) space(t *testing.T) *maas2.Space {
	t.Helper()
	space := must(m.admin.Spaces.Create(t.Context(), &maas2.SpaceCreateOptions{Name: newName()}))(t)
	cleanUp(t, func(ctx context.Context) error { return m.admin.Spaces.Delete(ctx, maas2.ID(space.ID)) })
	return space
}

func (m *site2) domain(t *testing.T) *maas2.Domain {
	t.Helper()
	domain := must(m.admin.Domains.Create(t.Context(), newName()+".example", nil))(t)
	cleanUp(t, func(ctx context.Context) error { return m.admin.Domains.Delete(ctx, maas2.ID(domain.ID)) })
	return domain
}

// A network is a subnet of addresses for tests of networks, which no other MAAS
// has at the same time but by the rarest chance.
type network struct{ prefix string }

func newNetwork() network {
	b := randomBytes(2)
	return network{fmt.Sprintf("198.%d.%d.", 18+b[0]&1, b[1])}
}

func (n network) cidr() string      { return n.prefix + "0/24" }
func (n network) host(i int) string { return fmt.Sprint(n.prefix, i) }
func newIPv6Network() (cidr string) { return newIPv6Prefix() + "::/64" }
func newIPv6Prefix() (prefix string) {
	b := randomBytes(6)
	return fmt.Sprintf("fd%02x:%02x%02x:%02x%02x", b[0], b[1], b[2], b[3], b[4])
}
func hostOf(cidr string, i int) string { return fmt.Sprintf("%s%x", cidr[:len(cidr)-len("/64")], i) }

// subnetOn adds a subnet to a VLAN.
func (m *site2) subnetOn(t *testing.T, vlan int, cidr string, opts maas2.SubnetCreateOptions) *maas2.Subnet {
	t.Helper()
	opts.VLAN, opts.Name = vlan, newName()
	subnet := must(m.admin.Subnets.Create(t.Context(), cidr, &opts))(t)
	cleanUp(t, func(ctx context.Context) error { return m.admin.Subnets.Delete(ctx, maas2.ID(subnet.ID), nil) })
	return subnet
}

// subnet adds a subnet with a gateway to a fabric of its own.
func (m *site2) subnet(t *testing.T) (network, *maas2.Subnet) {
	t.Helper()
	n := newNetwork()
	return n, m.subnetOn(t, m.fabric(t).VLANs[0].ID, n.cidr(), maas2.SubnetCreateOptions{GatewayIP: n.host(1)})
}

// wired adds a machine, its only interface on a new subnet's VLAN and without links.
func (m *site2) wired(t *testing.T) (*maas2.Machine, network, *maas2.Subnet) {
	t.Helper()
	n, subnet := m.subnet(t)
	machine := m.enlist(t)
	m.plug(t, machine, &machine.InterfaceSet[0], subnet.VLAN.ID)
	return must(m.admin.Machines.Get(t.Context(), machine.SystemID))(t), n, subnet
}

// plug puts an interface on a VLAN.
func (m *site2) plug(t *testing.T, machine *maas2.Machine, nic *maas2.Interface, vlan int) {
	t.Helper()
	must(m.admin.Interfaces.Update(t.Context(), machine.SystemID, maas2.ID(nic.ID), &maas2.InterfaceUpdateOptions{VLAN: new(maas2.ID(vlan))}))(t)
	must(m.admin.Interfaces.Disconnect(t.Context(), machine.SystemID, maas2.ID(nic.ID)))(t)
	must(m.admin.Interfaces.Update(t.Context(), machine.SystemID, maas2.ID(nic.ID), &maas2.InterfaceUpdateOptions{VLAN: new(maas2.ID(vlan))}))(t)
}

// freeLater gives back addresses that names had, and that outlive them, when the
// scenario ends.
func (m *site2) freeLater(t *testing.T, addresses ...string) {
	t.Cleanup(func() {
		for _, address := range addresses {
			err := m.admin.IPAddresses.Release(context.Background(), address, &maas2.IPAddressReleaseOptions{Force: new(true)})
			if !errors.Is(err, maas.ErrBadRequest) && !errors.Is(err, maas.ErrNotFound) { // it is free already
				assert.NoError(t, err, "cleaning up")
			}
		}
	})
}

// newUser adds an account that is no administrator's, in memory.
func (m *site2) newUser(t *testing.T) *maas2.Client {
	t.Helper()
	name := newName()
	m.server.AddUser(maas2test.User{Name: name})
	return m.server.ClientFor(name)
}
