// Files keeps files in the store of a MAAS: put, get, list, rm, and url for the
// address at which anybody can fetch one. It shows FileStore, which is a place
// of one's own under a prefix, and that contents of any size stream through.
//
// On a live MAAS, put and rm do nothing unless -write is given.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/examples/internal/demo"
	"github.com/gomaas/maas/maastest"
)

func main() { demo.Main("files", run) }

const usage = `files [flags] command
  list             the names of the files
  put FILE [NAME]  store a file, under its own name if no other is given
  get NAME [FILE]  fetch a file, to stdout if no other is given
  url NAME         where anybody can fetch a file without a key
  rm NAME...       remove files; one that is not there is no error
flags:`

// A command works on the store with the arguments after its name.
type command struct {
	least, most int // of arguments; most is negative for any number
	changes     bool
	run         func(ctx context.Context, store *maas.FileStore, args []string, stdout, stderr io.Writer) error
}

var commands = map[string]command{
	"list": {0, 0, false, list},
	"put":  {1, 2, true, put},
	"get":  {1, 2, false, get},
	"url":  {1, 1, false, url},
	"rm":   {1, -1, true, remove},
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := demo.Flags(usage, stdout)
	prefix := flags.String("prefix", "demo/", "what the names in MAAS begin with; not shown")
	write := flags.Bool("write", false, "put and rm on a live MAAS, too")
	if err := demo.Parse(flags, args, -1); err != nil {
		return err
	}
	if flags.NArg() == 0 {
		return demo.Usagef("a command is missing")
	}
	name, args := flags.Arg(0), flags.Args()[1:]
	cmd, known := commands[name]
	if !known {
		return demo.Usagef("there is no command %q", name)
	}
	if len(args) < cmd.least || cmd.most >= 0 && len(args) > cmd.most {
		return demo.Usagef("%s does not take %d arguments", name, len(args))
	}

	site, err := demo.Connect(stderr, seed)
	if err != nil {
		return err
	}
	defer site.Close()
	if site.Live() && cmd.changes && !*write {
		return demo.Usagef("%s on a live MAAS wants -write", name)
	}
	return cmd.run(ctx, site.Files.Under(*prefix), args, stdout, stderr)
}

func list(ctx context.Context, store *maas.FileStore, _ []string, stdout, _ io.Writer) error {
	names, err := store.List(ctx)
	if err != nil {
		return err
	}
	for _, name := range names {
		if _, err := fmt.Fprintln(stdout, name); err != nil {
			return err
		}
	}
	return nil
}

func put(ctx context.Context, store *maas.FileStore, args []string, _, stderr io.Writer) error {
	file, err := os.Open(args[0])
	if err != nil {
		return err
	}
	defer file.Close()
	name := filepath.Base(args[0])
	if len(args) == 2 {
		name = args[1]
	}
	if err := store.Put(ctx, name, file); err != nil {
		return err
	}
	fmt.Fprintf(stderr, "put %s\n", name)
	return nil
}

func get(ctx context.Context, store *maas.FileStore, args []string, stdout, stderr io.Writer) error {
	content, err := store.Open(ctx, args[0])
	if err != nil {
		return err
	}
	defer content.Close()
	if len(args) == 1 {
		_, err = io.Copy(stdout, content)
		return err
	}
	n, err := save(args[1], content)
	if err != nil {
		return err
	}
	fmt.Fprintf(stderr, "got %s: %d bytes\n", args[0], n)
	return nil
}

// save makes a file of content. It appears under its name when it is whole.
func save(path string, content io.Reader) (n int64, err error) {
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return 0, err
	}
	n, err = io.Copy(file, content)
	if err := cmp.Or(err, file.Close()); err != nil {
		return n, errors.Join(err, os.Remove(file.Name()))
	}
	return n, os.Rename(file.Name(), path)
}

func url(ctx context.Context, store *maas.FileStore, args []string, stdout, _ io.Writer) error {
	address, err := store.URL(ctx, args[0])
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(stdout, address)
	return err
}

func remove(ctx context.Context, store *maas.FileStore, args []string, _, stderr io.Writer) error {
	for _, name := range args {
		if err := store.Remove(ctx, name); err != nil {
			return err
		}
		fmt.Fprintf(stderr, "removed %s\n", name)
	}
	return nil
}

// seed fills the MAAS in memory.
func seed(server *maastest.Server) {
	server.AddFile("admin", "demo/hello.txt", []byte("Hello from MAAS's file store.\n"))
	server.AddFile("admin", "demo/images/disk.img", make([]byte, 1<<20))
	server.AddFile("admin", "other/program.state", []byte("not ours\n"))
}
