// Package maas2 is a client for API 2.0 of MAAS, Metal as a Service: for MAAS
// 2.0 to 3.x. For MAAS 1.x and its API 1.0 there is package
// [github.com/gomaas/maas], which this one is built on; a program that knows one
// knows the other.
//
//	client, err := maas2.NewClient("http://maas.example:5240/MAAS", "consumer:token:secret")
//	machine, err := client.Machines.Allocate(ctx, &maas2.MachineAllocateOptions{CPUCount: 4})
//	machine, err = client.Machines.Deploy(ctx, machine.SystemID, nil)
//
// Every method is one operation of the API, named in the last line of its
// comment, unless the comment says otherwise. Errors are those of package maas:
// [maas.Error] with its status, fields and message, and sentinels such as
// [maas.ErrNotFound] for errors.Is. An operation that the server's release does
// not have fails with a [maas.ReleaseError] once the release is known, see
// [Client.Ping].
//
// # Ids and specifiers
//
// Where MAAS takes a name or another specifier in place of an id, the argument
// is a string: "10.0.0.0/24", "name:storage", or [ID] of a number. Where it
// takes a number alone, the argument is an int.
//
// # Options
//
// What the server insists on are arguments, the rest is in an options struct,
// for which nil is fine. A zero string or number is not sent; a pointer is sent
// unless it is nil; a list is sent as often as it has values. The fields of
// Update options are all pointers: nil keeps a setting and new("") clears it.
//
// The tags since and until of a field are the releases of MAAS that have it.
// Others would ignore it; once the release is known, the call is refused with a
// [maas.ArgumentError]. Where a release that ignores a filter would return
// everything, a client that does not know the release asks for it first, which
// costs one request in its life.
package maas2
