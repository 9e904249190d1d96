// Package demo holds what the example programs share: reading flags, finding a
// MAAS, showing progress and ending.
package demo

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maastest"
)

// Main runs a program and ends the process. The exit code is 0 for success and
// for help, 2 for wrong arguments, and 1 for any other failure. Ctrl-C and SIGTERM
// end the context; a program that fails because of it exits with 130 or 143. A
// second signal kills the program at once.
func Main(name string, run func(ctx context.Context, args []string, stdout, stderr io.Writer) error) {
	ctx, end := context.WithCancelCause(context.Background())
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		received := <-signals
		signal.Stop(signals)
		end(&interruption{received})
	}()
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	os.Exit(exitCode(name, err, context.Cause(ctx), os.Stderr))
}

// An interruption is the end of a context by a signal.
type interruption struct{ signal os.Signal }

func (i *interruption) Error() string { return "interrupted" }

// exitCode reports err on stderr and returns the code for it. cause is what ended
// the context of the program, nil if nothing did.
func exitCode(name string, err, cause error, stderr io.Writer) int {
	if err == nil || errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if by, ok := errors.AsType[*interruption](cause); ok && errors.Is(err, context.Canceled) {
		fmt.Fprintf(stderr, "%s: %s\n", name, strings.Join(append([]string{"interrupted"}, besidesCancellation(err)...), ": "))
		if by.signal == syscall.SIGTERM {
			return 128 + 15
		}
		return 128 + 2
	}
	fmt.Fprintf(stderr, "%s: %v\n", name, err)
	if _, wrong := errors.AsType[*UsageError](err); wrong {
		fmt.Fprintf(stderr, "run '%s -h' for usage\n", name)
		return 2
	}
	return 1
}

// besidesCancellation returns the texts of the joined errors that say more than
// that the context ended.
func besidesCancellation(err error) []string {
	if _, ok := err.(*interruption); ok { //nolint:errorlint // the error itself, which may be joined from others
		return nil
	}
	if !errors.Is(err, context.Canceled) {
		return []string{err.Error()}
	}
	var texts []string
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, part := range joined.Unwrap() {
			texts = append(texts, besidesCancellation(part)...)
		}
	}
	return texts
}

// A UsageError is a mistake in the arguments of a program.
type UsageError struct{ text string }

func (e *UsageError) Error() string { return e.text }

// Usagef returns a UsageError.
func Usagef(format string, args ...any) error {
	return &UsageError{fmt.Sprintf(format, args...)}
}

// Flags returns a flag set for a program. With -h, it prints usage, such as
// "fleet [flags]", and the flags to stdout.
func Flags(usage string, stdout io.Writer) *flag.FlagSet {
	flags := flag.NewFlagSet(usage, flag.ContinueOnError)
	flags.SetOutput(io.Discard) // Main reports mistakes
	flags.Usage = func() {
		fmt.Fprintln(stdout, "usage:", usage)
		flags.SetOutput(stdout)
		flags.PrintDefaults()
	}
	return flags
}

// Parse parses the arguments of a program and returns those that are not flags.
// Flags may stand before, between and after them, up to an argument "--". More
// than most arguments are an error, unless most is negative. Errors are a
// UsageError, or flag.ErrHelp after the help was printed.
func Parse(flags *flag.FlagSet, args []string, most int) ([]string, error) {
	// The flag set would print its usage after a mistake too and bury the message.
	usage := flags.Usage
	flags.Usage = func() {}
	var rest []string
	for {
		err := flags.Parse(args)
		switch {
		case errors.Is(err, flag.ErrHelp):
			usage()
			return nil, err
		case err != nil:
			return nil, Usagef("%v", err)
		}
		read := args[:len(args)-flags.NArg()]
		args = flags.Args()
		if len(args) == 0 || len(read) > 0 && read[len(read)-1] == "--" {
			break
		}
		rest, args = append(rest, args[0]), args[1:]
	}
	rest = slices.Concat(rest, args)
	if most >= 0 && len(rest) > most {
		return nil, Usagef("unexpected argument %q", rest[most])
	}
	return rest, nil
}

// A MAAS is a client for the MAAS that a program works on.
type MAAS struct {
	*maas.Client
	// Memory is the server in memory, nil for a live MAAS.
	Memory *maastest.Server
}

// Live reports whether the MAAS is not the one in memory.
func (m *MAAS) Live() bool { return m.Memory == nil }

// Close closes the connections and the server in memory.
func (m *MAAS) Close() {
	m.CloseIdleConnections()
	if m.Memory != nil {
		m.Memory.Close()
	}
}

// Connect returns the MAAS that the environment variables MAAS_URL and
// MAAS_API_KEY name. If both are unset, it starts one in memory with opts and
// fills it with seed, which may be nil. It says on w which of the two it is.
func Connect(w io.Writer, seed func(*maastest.Server), opts ...maastest.Option) (*MAAS, error) {
	if os.Getenv("MAAS_URL") != "" || os.Getenv("MAAS_API_KEY") != "" {
		client, err := maas.FromEnv()
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(w, "using the MAAS at %s\n", client.BaseURL())
		return &MAAS{Client: client}, nil
	}
	server := maastest.NewServer(opts...)
	if seed != nil {
		seed(server)
	}
	fmt.Fprintf(w, "MAAS_URL is not set: using a MAAS in memory at %s\n", server.URL)
	return &MAAS{Client: server.Client(), Memory: server}, nil
}

// CheckZone fails if a zone is named that does not exist. MAAS lists no nodes for
// it, as if the zone were empty.
func CheckZone(ctx context.Context, client *maas.Client, name string) error {
	if name == "" {
		return nil
	}
	zones, err := client.Zones.List(ctx)
	if err != nil {
		return err
	}
	var names []string
	for _, zone := range zones {
		if zone.Name == name {
			return nil
		}
		names = append(names, zone.Name)
	}
	return fmt.Errorf("zone %q does not exist; the zones are %s", name, strings.Join(names, ", "))
}

// IsTerminal reports whether w is a terminal.
func IsTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// A Progress is a line on a terminal that is replaced again and again. It writes
// nothing if w is not a terminal, so that logs hold no half lines.
type Progress struct {
	w     io.Writer
	shown bool
}

// NewProgress returns a Progress on w.
func NewProgress(w io.Writer) *Progress {
	if !IsTerminal(w) {
		w = io.Discard
	}
	return &Progress{w: w}
}

// Show replaces the line.
func (p *Progress) Show(format string, args ...any) {
	p.shown = true
	fmt.Fprint(p.w, eraseLine+fmt.Sprintf(format, args...))
}

// Done erases the line.
func (p *Progress) Done() {
	if p.shown {
		p.shown = false
		fmt.Fprint(p.w, eraseLine)
	}
}

// eraseLine moves a terminal's cursor to the first column and empties the line.
const eraseLine = "\r\x1b[K"
