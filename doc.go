// Package maas is a client for API 1.0 of MAAS (Metal as a Service), the server
// that turns racks of bare metal into machines that you acquire, deploy and
// release. It has a typed method for every operation of MAAS 1.5 to 1.10. For
// MAAS 2.0 and later, use package [github.com/gomaas/maas/maas2], which is built
// on this one.
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
// Zones and so on. A method is named after its operation, and its documentation
// ends with the operation as the document writes it. An argument that the server
// insists on is positional. The others are fields of an options struct, which may
// be nil.
//
// A field of an options struct is not sent when it is zero. Where zero is a value
// of its own, the field is a pointer: new(false), new("") and new(0) send it.
//
// # Operations of other packages
//
// Every method is written with [Get], [Post], [Put] or [Delete], which describe a
// [Request], and [Do], [List], [Each], [Exec] or [Stream], which send it. A
// program can define operations of its own in the same way. [Client.Call] takes a
// path that is known only at run time.
//
// # Authentication
//
// MAAS requires every request to be signed with OAuth 1.0, PLAINTEXT. The client
// signs with the API key from a user's preferences page, consumer:token:secret,
// which never appears in errors, logs or printed values. Over http each request
// carries the key in the clear: use https. The client corrects for a clock that
// is wrong by more than the five minutes that MAAS tolerates.
//
// # Errors
//
// A response with a status other than success is an [*Error]. [errors.Is] with
// [ErrNotFound], [ErrConflict] and their like reports its kind, and its Fields
// hold the messages about single parameters. Any call can fail with
// [ErrUnauthorized], [ErrServer] and [ErrUnavailable], besides the errors that
// its documentation names. A request without a complete response is a
// [*TransportError], and a response that can't be decoded a [*DecodeError]. An
// argument that can't be right is an [*ArgumentError], and an operation that the
// server's release lacks may be a [*ReleaseError], both before anything is sent.
//
// # Retries
//
// The client repeats a request where that can't do a thing twice, see
// [RetryPolicy]. MAAS 1.6 refuses about half of the requests of a burst; with the
// default policy programs don't notice.
//
// # Waiting
//
// [NodesService.WaitFor] waits for a node to be [Ready] or [Deployed]. It ends
// early on a failure and survives a server that is away for a while. The context
// is the deadline.
//
// # Concurrency
//
// A client is safe for use by any number of goroutines. Every call takes a context
// and returns when that ends; [NodesService.Deploy] first cleans up after itself.
//
// # Testing
//
// Package [github.com/gomaas/maas/maastest] is an in-memory MAAS for the tests of
// programs that use this package, with the life cycle, permissions and
// constraints of the real one, and with faults to inject.
package maas
