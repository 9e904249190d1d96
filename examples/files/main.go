// Files stores files in a MAAS: put, get, list, rm, and url for an address that
// anybody can fetch a file from. It shows FileStore, which keeps the files of a
// program under a prefix and streams contents of any size.
//
// On a live MAAS, put and rm need -write.
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
  list             list the names of the files
  put FILE [NAME]  store a file under NAME (default: its base name)
  get NAME [FILE]  write a file to FILE (default: stdout)
  url NAME         print the URL that anybody can fetch a file from without a key
  rm NAME...       remove files, ignoring those that do not exist
flags:`

// A command works on the store.
type command struct {
	least, most int // number of arguments; a negative most means no limit
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
	prefix := flags.String("prefix", "demo/", "`prefix` of the names in MAAS, which is not shown")
	write := flags.Bool("write", false, "allow put and rm on a live MAAS")
	args, err := demo.Parse(flags, args, -1)
	if err != nil {
		return err
	}
	if len(args) == 0 {
		return demo.Usagef("missing command")
	}
	name, args := args[0], args[1:]
	cmd, known := commands[name]
	switch {
	case !known:
		return demo.Usagef("unknown command %q", name)
	case len(args) < cmd.least:
		return demo.Usagef("%s: missing argument", name)
	case cmd.most >= 0 && len(args) > cmd.most:
		return demo.Usagef("%s: unexpected argument %q", name, args[cmd.most])
	}

	site, err := demo.Connect(stderr, seed)
	if err != nil {
		return err
	}
	defer site.Close()
	if site.Live() && cmd.changes && !*write {
		return demo.Usagef("%s on a live MAAS needs -write", name)
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

// save writes content to a file, which appears under its name when it is complete.
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
