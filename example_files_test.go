package maas_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"strings"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maastest"
)

// A file goes into the store as a stream and comes out as one.
func ExampleFilesService() {
	server := maastest.NewServer()
	defer server.Close()
	ctx := context.Background()
	client := server.Client()

	if err := client.Files.Add(ctx, "motd", strings.NewReader("Welcome.\n")); err != nil {
		log.Fatal(err)
	}
	content, err := client.Files.Download(ctx, "motd")
	if err != nil {
		log.Fatal(err)
	}
	defer content.Close()
	if _, err := io.Copy(os.Stdout, content); err != nil {
		log.Fatal(err)
	}

	if err := client.Files.Delete(ctx, "motd"); err != nil {
		log.Fatal(err)
	}
	_, err = client.Files.Get(ctx, "motd")
	fmt.Println(errors.Is(err, maas.ErrNotFound))
	// Output:
	// Welcome.
	// true
}

// A program keeps its files apart from those of others by a prefix.
func ExampleFilesService_Under() {
	server := maastest.NewServer()
	defer server.Close()
	server.AddFile("admin", "motd", []byte("not ours"))

	ctx := context.Background()
	store := server.Client().Files.Under("provisioner/")
	for _, name := range []string{"state", "images/disk.img"} {
		if err := store.Put(ctx, name, strings.NewReader("content of "+name)); err != nil {
			log.Fatal(err)
		}
	}
	names, err := store.List(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(names)

	content, err := store.Open(ctx, "state")
	if err != nil {
		log.Fatal(err)
	}
	defer content.Close()
	text, err := io.ReadAll(content)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(text))

	if err := store.RemoveAll(ctx); err != nil {
		log.Fatal(err)
	}
	left, err := server.Client().Files.List(ctx, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(left[0].Filename)
	// Output:
	// [images/disk.img state]
	// content of state
	// motd
}

// A machine that has no key fetches a file from this address.
func ExampleFileStore_URL() {
	server := maastest.NewServer()
	defer server.Close()
	ctx := context.Background()
	client := server.Client()
	store := client.Files.Under("provisioner/")
	if err := store.Put(ctx, "agent", strings.NewReader("#!/bin/sh\n")); err != nil {
		log.Fatal(err)
	}

	address, err := store.URL(ctx, "agent")
	if err != nil {
		log.Fatal(err)
	}
	path, isHere := strings.CutPrefix(address, client.BaseURL())
	fmt.Println(isHere, path[:len("/api/1.0/files/?op=get_by_key&key=")])
	// Output:
	// true /api/1.0/files/?op=get_by_key&key=
}
