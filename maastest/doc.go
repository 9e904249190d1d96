// Package maastest is a MAAS region server in memory, to test programs with
// that use the MAAS 1.0 API, in Go or in any other language.
//
// It behaves on the wire as MAAS 1.6.1 does: it checks OAuth signatures, times
// and nonces, dispatches and parses requests, knows who may do what, leads nodes
// through their life, and words its answers and its errors alike. What it
// answers is held equal to some 700 exchanges recorded with a real one.
//
//	func TestDeploy(t *testing.T) {
//		server := maastest.Start(t)
//		server.AddNode(maastest.Node{Hostname: "node1", Status: maas.NodeStatusReady, PowerType: "virsh"})
//
//		err := deploy(t.Context(), server.Client())
//
//		require.NoError(t, err)
//		require.Len(t, server.PowerActions(), 1)
//	}
//
// # State
//
// A server begins with the users "admin", an administrator, and "user"; one
// cluster with an interface and boot images for amd64 and i386; the default zone
// and configuration; and no nodes. [Server.AddNode], [Server.AddUser],
// [Server.AddTag] and their like add to that, and so do requests.
// [Server.Snapshot], [Server.Restore] and [Server.Reset] go back. Every test can
// have a server of its own: one takes well under a millisecond to make.
//
// # Time
//
// Commissioning ends at the first read of the node after it began, and so does
// the installation of a node that was started, so that a program which waits
// never waits long. [WithCommissioningPolls], [WithCommissioningTime],
// [WithManualCommissioning] and the options for deployment change that;
// [Server.FinishCommissioning] and [Server.FailCommissioning] decide by hand.
// MAAS 1.6 has no status for a node that is being installed: the node is
// Allocated all along, and its netboot goes from true to false.
//
// [WithClock] gives the server another clock than the system's, such as a
// [ManualClock].
//
// # Faults
//
// [Server.Inject] makes the next requests of a kind fail: with a status, after a
// delay, with a connection that is reset or an answer that is cut off.
// [WithSerializationFailures] makes parallel requests fail as they do on a real
// MAAS 1.6, which every client has to live with.
//
// [Server.Requests] lists what arrived, and [Server.PowerActions] what was
// switched on and off.
//
// # What is not there
//
// Clusters have no machines: probing finds none, images are not imported, and
// nothing is really powered. Output formats other than JSON and XML are refused.
package maastest
