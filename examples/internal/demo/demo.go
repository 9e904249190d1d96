// Package demo is what the example programs have in common: how they find a
// MAAS, read their flags, show progress and end.
package demo

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maastest"
)

// Main runs a program and ends the process: with 0 when it succeeded or was
// asked for help, with 2 when it was called wrongly, and with 1 when it failed.
// The context ends with Ctrl-C and SIGTERM; a second signal kills at once.
func Main(name string, run func(ctx context.Context, args []string, stdout, stderr io.Writer) error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	os.Exit(exitCode(name, run(ctx, os.Args[1:], os.Stdout, os.Stderr), os.Stderr))
}

// exitCode reports err on stderr and returns the code that stands for it.
func exitCode(name string, err error, stderr io.Writer) int {
	if err == nil || errors.Is(err, flag.ErrHelp) {
		return 0
	}
	fmt.Fprintf(stderr, "%s: %v\n", name, err)
	if _, wrong := errors.AsType[*UsageError](err); wrong {
		fmt.Fprintf(stderr, "%s -h tells how to call it\n", name)
		return 2
	}
	return 1
}

// A UsageError is a mistake in the arguments of a program.
type UsageError struct{ text string }

func (e *UsageError) Error() string { return e.text }

// Usagef returns a UsageError.
func Usagef(format string, args ...any) error {
	return &UsageError{fmt.Sprintf(format, args...)}
}

// Flags returns a flag set for a program whose -h prints usage, such as
// "fleet [flags]", and the flags to stdout.
func Flags(usage string, stdout io.Writer) *flag.FlagSet {
	flags := flag.NewFlagSet(usage, flag.ContinueOnError)
	flags.SetOutput(io.Discard) // Main reports what is wrong
	flags.Usage = func() {
		fmt.Fprintln(stdout, "usage:", usage)
		flags.SetOutput(stdout)
		flags.PrintDefaults()
	}
	return flags
}

// Parse reads the flags of a program, after which at most rest further
// arguments may come, any number if rest is negative. Its errors are a
// UsageError, or flag.ErrHelp after the help was printed.
func Parse(flags *flag.FlagSet, args []string, rest int) error {
	// The flag set shows its usage after a mistake too, where it would bury
	// the message.
	usage := flags.Usage
	flags.Usage = func() {}
	err := flags.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		usage()
	case err != nil:
		return Usagef("%v", err)
	case rest >= 0 && flags.NArg() > rest:
		return Usagef("no argument %q is wanted", flags.Arg(rest))
	}
	return err
}

// A MAAS is a client for the MAAS that a program works on.
type MAAS struct {
	*maas.Client
	// Memory is the server in memory; nil when the MAAS is a live one.
	Memory *maastest.Server
}

// Live tells whether the MAAS is somebody's real one.
func (m *MAAS) Live() bool { return m.Memory == nil }

// Close ends the connections, and the server in memory.
func (m *MAAS) Close() {
	m.CloseIdleConnections()
	if m.Memory != nil {
		m.Memory.Close()
	}
}

// Connect returns the MAAS that the environment variables MAAS_URL and
// MAAS_API_KEY name. Where both are unset it starts one in memory, made with
// opts, and lets seed fill it, which may be nil. It says on w which of the two
// it is.
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

// IsTerminal tells whether somebody watches what is written to w.
func IsTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// A Progress is a line on a terminal that is written over and over. Elsewhere
// it shows nothing, so that logs hold no half lines.
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

// Show puts a text in the place of the last one.
func (p *Progress) Show(format string, args ...any) {
	p.shown = true
	fmt.Fprint(p.w, eraseLine+fmt.Sprintf(format, args...))
}

// Done takes the line away, for what is printed next.
func (p *Progress) Done() {
	if p.shown {
		p.shown = false
		fmt.Fprint(p.w, eraseLine)
	}
}

// eraseLine moves a terminal's cursor to the first column and empties the line.
const eraseLine = "\r\x1b[K"
