// Command maastestd serves an in-memory MAAS over HTTP, for trying programs that
// talk to MAAS, in any language, without one: a MAAS 1.6.1 with API 1.0, or a
// MAAS 3.4.10 with API 2.0.
//
//	go run ./cmd/maastestd -api 2.0 -listen 127.0.0.1:5240
//
// It prints its URL and the API keys of its users, and serves until it is
// interrupted. Everything it knows is gone then.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/gomaas/maas/maas2/maas2test"
	"github.com/gomaas/maas/maastest"
)

// Exit codes.
const (
	exitOK      = 0 // it served until it was told to stop
	exitFailure = 1 // it could not serve: a taken port, a bad seed file
	exitUsage   = 2 // it was called wrongly
)

// prefix is where MAAS is mounted on the server, as on a packaged one.
const prefix = "/MAAS"

// shutdownTime is how long requests under way are waited for.
const shutdownTime = 5 * time.Second

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

type settings struct {
	listen     string
	anyAddress bool
	json       bool
	api        string
	seed       string
	speed      speed
}

// run is the whole program; it ends when ctx does.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	set, err := parseFlags(args, stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return exitOK
	case err != nil: // the flag package has explained it
		return exitUsage
	}
	if err := serve(ctx, set, stdout); err != nil {
		fmt.Fprintln(stderr, "maastestd:", err)
		var usage *usageError
		if errors.As(err, &usage) {
			return exitUsage
		}
		return exitFailure
	}
	return exitOK
}

// A usageError is the caller's mistake.
type usageError struct{ text string }

func (e *usageError) Error() string { return e.text }

func parseFlags(args []string, stderr io.Writer) (settings, error) {
	var set settings
	flags := flag.NewFlagSet("maastestd", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&set.listen, "listen", "127.0.0.1:5240", "`address` to listen on; port 0 picks a free one")
	flags.BoolVar(&set.anyAddress, "any-address", false, "allow -listen to be reachable from other machines")
	flags.BoolVar(&set.json, "json", false, "print the URL and the keys as one line of JSON")
	flags.StringVar(&set.api, "api", "1.0", "`version` of the API: 1.0 for a MAAS 1.6.1, 2.0 for a MAAS 3.4.10")
	flags.StringVar(&set.seed, "seed", "", "JSON `file` with users, clusters, nodes and more to begin with; - is standard input")
	flags.Var(&set.speed, "speed", "how fast nodes commission and deploy: `poll` (done at the next read), a duration\n"+
		"(5s: each takes that long), a factor (10x: ten times as fast as real machines), or never")
	if err := flags.Parse(args); err != nil {
		return set, err
	}
	if flags.NArg() > 0 {
		err := fmt.Errorf("unexpected argument %q", flags.Arg(0))
		fmt.Fprintln(stderr, "maastestd:", err)
		flags.Usage()
		return set, err
	}
	return set, nil
}

func serve(ctx context.Context, set settings, stdout io.Writer) error {
	address, err := checkAddress(set.listen, set.anyAddress)
	if err != nil {
		return err
	}
	var server http.Handler
	var release string
	var seeded keys
	switch set.api {
	case "1.0":
		maas1 := maastest.NewUnstarted(append(set.speed.options(), maastest.WithPrefix(prefix))...)
		if seeded, err = seedFrom(maas1, set.seed); err != nil {
			return err
		}
		server, release = maas1, "1.6.1"
	case "2.0":
		if set.seed != "" {
			return &usageError{"-seed is for -api 1.0; a MAAS 3.4.10 is filled through its API"}
		}
		maas3 := maas2test.NewUnstarted(append(set.speed.options2(), maas2test.WithPrefix(prefix))...)
		seeded = keys{Users: map[string]string{}, order: []string{"admin", "alice"}}
		for _, user := range seeded.order {
			seeded.Users[user] = maas3.Key(user)
		}
		server, release = maas3, "3.4.10"
	default:
		return &usageError{fmt.Sprintf("-api %s: the versions are 1.0 and 2.0", set.api)}
	}
	listener, err := net.ListenTCP("tcp", address)
	if err != nil {
		return err
	}
	if err := announce(stdout, set.json, release, listener.Addr().(*net.TCPAddr), seeded); err != nil {
		_ = listener.Close()
		return err
	}
	return serveUntil(ctx, listener, server)
}

// checkAddress resolves the address to listen on. One that other machines can
// reach has to be asked for: the server's keys are printed and its users are
// nobody's.
func checkAddress(listen string, anyAddress bool) (*net.TCPAddr, error) {
	address, err := net.ResolveTCPAddr("tcp", listen)
	if err != nil {
		return nil, &usageError{fmt.Sprintf("-listen %s: %v", listen, err)}
	}
	if !anyAddress && !address.IP.IsLoopback() {
		return nil, &usageError{fmt.Sprintf("-listen %s is not a loopback address; give -any-address if that is meant", listen)}
	}
	return address, nil
}

// serveUntil answers requests until ctx ends, and then lets those under way end.
func serveUntil(ctx context.Context, listener net.Listener, handler http.Handler) error {
	httpServer := &http.Server{Handler: handler, ReadHeaderTimeout: time.Minute}
	failed := make(chan error, 1)
	go func() { failed <- httpServer.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	ending, cancel := context.WithTimeout(context.Background(), shutdownTime)
	defer cancel()
	if err := httpServer.Shutdown(ending); err != nil {
		_ = httpServer.Close() // a client that does not let go
	}
	return nil
}

// An announcement is what -json prints.
type announcement struct {
	// URL is what clients take for the address of MAAS.
	URL string `json:"url"`
	keys
}

func announce(w io.Writer, asJSON bool, release string, address *net.TCPAddr, k keys) error {
	if address.IP.IsUnspecified() { // no address that a client could call
		address = &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: address.Port}
	}
	a := announcement{URL: "http://" + address.String() + prefix, keys: k}
	if asJSON {
		return json.NewEncoder(w).Encode(a)
	}
	_, err := fmt.Fprintf(w, "MAAS %s at %s\n%s", release, a.URL, k.lines())
	return err
}
