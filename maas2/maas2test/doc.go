// Package maas2test is a MAAS region server in memory, to test programs with that
// use the MAAS 2.0 API, in Go or in any other language.
//
// It behaves on the wire as MAAS 3.4.10 does: it checks OAuth signatures, times
// and nonces, dispatches and parses requests, knows who may do what, leads
// machines through their life, and words its responses and its errors alike.
//
//	func TestDeploy(t *testing.T) {
//		server := maas2test.Start(t)
//
//		err := deploy(t.Context(), server.Client())
//
//		require.NoError(t, err)
//	}
//
// # State
//
// A server begins with the users "admin", an administrator, and "alice"; a region
// controller and a connected rack controller; fabric-0 with one untagged VLAN in
// the space "main", on which the subnet 10.0.0.0/24 is served by DHCP; and the
// default zone, pool and domain. There are no machines.
//
// [Server.AddMachine] and its like add to that.
//
// # Machines
//
// A machine that is commissioned, tested, deployed, erased, released or sent to rescue
// mode is done when it was read once, alone or in a list. [WithCommissioningPolls] and
// [WithDeploymentPolls] want it read more often, [WithCommissioningTime] and
// [WithDeploymentTime] go by the clock, and with [WithManualCommissioning] and
// [WithManualDeployment] a machine waits for [Server.Finish] or [Server.Fail].
// [Server.FailDeployment] and its like spoil what comes next. [WithHardware] says what
// commissioning finds.
//
// # Time, faults and requests
//
// [WithClock] gives the server another clock than the system's. [Server.Inject]
// makes the next requests of a kind fail, and [Server.Requests] lists what
// arrived. [Server.Snapshot], [Server.Restore] and [Server.Reset] go back to an
// earlier state.
package maas2test
