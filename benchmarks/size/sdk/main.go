// Program sdk is what the SDK weighs in a program that uses it.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/gomaas/maas"
)

func main() {
	client, err := maas.FromEnv()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	nodes, err := client.Nodes.List(context.Background(), nil)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(len(nodes))
}
