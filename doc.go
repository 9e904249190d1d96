// Package maas is a client for MAAS (Metal as a Service), the server that turns
// racks of bare metal into machines to acquire, deploy and release. It has a
// typed method for every operation of the MAAS 1.0 API and works with the
// releases that speak it, 1.5 to 1.10.
//
// A program that takes a machine, deploys it and gives it back:
//
//	client, err := maas.NewClient("http://maas.example:5240/MAAS", os.Getenv("MAAS_API_KEY"))
//	if err != nil {
//		return err
//	}
//	node, err := client.Nodes.Acquire(ctx, &maas.NodeAcquireOptions{Arch: "amd64", Memory: 8192, Tags: []string{"ssd"}})
//	if errors.Is(err, maas.ErrConflict) {
//		return errors.New("no machine is free")
//	} else if err != nil {
//		return err
//	}
//	defer client.Nodes.Release(context.WithoutCancel(ctx), node.SystemID, nil)
//	if _, err := client.Nodes.Start(ctx, node.SystemID, &maas.NodeStartOptions{UserData: script}); err != nil {
//		return err
//	}
//	node, err = client.Nodes.WaitFor(ctx, node.SystemID, maas.Deployed, nil)
//
// # Finding an operation
//
// A [Client] has one service for each section of the API document: Nodes, Tags,
// Zones and so on. A method is the operation in Go words; its documentation ends
// with the operation as the document writes it. What the server insists on is
// an argument; the rest is in an options struct, which may be nil. [Client.Call]
// reaches operations that have no method, of later API versions too.
//
// In options a field that is zero is not sent. Where a zero can be meant, the
// field is a pointer: new(false), new("") and new(0) say so.
//
// # Authentication
//
// MAAS wants every request signed with OAuth 1.0, PLAINTEXT. The API key from a
// user's preferences page, consumer:token:secret, is all that it takes; it never
// shows in errors, logs or printed values. Over http the key itself is on the
// wire with each request: use https. The client corrects for a clock that is
// wrong by more than the five minutes that MAAS tolerates.
//
// # Errors
//
// An answer of MAAS that says no is an [*Error]; [errors.Is] with [ErrNotFound],
// [ErrConflict] and their like tells the kind; its Fields hold the messages about
// single parameters. Besides those that a method's documentation names, any call
// can fail with [ErrUnauthorized], [ErrServer] and [ErrUnavailable]. A request that got no answer is a [*TransportError], an
// answer that makes no sense a [*DecodeError], and an argument that can't be
// right an [*ArgumentError], before anything is sent.
//
// # Retries
//
// A try is repeated where that can't do a thing twice, see [RetryPolicy]. MAAS
// 1.6 refuses about half of the requests of a burst; with the default policy
// programs don't notice.
//
// # Waiting
//
// [NodesService.WaitFor] waits for a node to be [Ready] or [Deployed], ends early
// on a failure, and survives a server that is away for a while. The context is
// the deadline.
//
// # Concurrency
//
// A client is safe for any number of goroutines. Every call takes a context and
// ends when that does; [NodesService.Deploy] goes on to clean up behind itself.
//
// # Testing
//
// Package [github.com/gomaas/maas/maastest] is a MAAS in memory for the tests of
// programs that use this package: with life cycle, permissions and constraints
// of the real one, and with faults to inject.
package maas
