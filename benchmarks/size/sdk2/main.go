// Program sdk2 is what the SDK for API 2.0 weighs in a program that uses it.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/gomaas/maas/maas2"
)

func main() {
	client, err := maas2.FromEnv()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	machines, err := client.Machines.List(context.Background(), nil)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(len(machines))
}
