// Package double holds the types that the in-memory servers of packages maastest
// and maas2test share: the requests that arrived, the faults to inject, and the
// clocks that a server goes by. Both packages have them under the same names.
package double
