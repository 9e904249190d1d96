package maas_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"os"
	"time"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maastest"
)

// A machine is taken, deployed and given back. Here the MAAS is one in memory;
// NewClient and FromEnv connect to a real one.
func Example() {
	server := maastest.NewServer()
	defer server.Close()
	server.AddNode(maastest.Node{Hostname: "ada", Status: maas.NodeStatusReady, PowerType: "virsh"})
	client := server.Client()

	ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
	defer cancel()
	node, err := client.Nodes.Acquire(ctx, &maas.NodeAcquireOptions{Arch: "amd64"})
	if errors.Is(err, maas.ErrConflict) {
		log.Fatal("no machine is free")
	} else if err != nil {
		log.Fatal(err)
	}
	defer func() {
		freed, err := client.Nodes.Release(context.WithoutCancel(ctx), node.SystemID, nil)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(freed.Hostname, "is", freed.State())
	}()
	if _, err := client.Nodes.Start(ctx, node.SystemID, nil); err != nil {
		log.Fatal(err)
	}
	node, err = client.Nodes.WaitFor(ctx, node.SystemID, maas.Deployed, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(node.Hostname, "is", node.State())

	// Output:
	// ada is Deployed
	// ada is Ready
}

// A logger tells each try.
func ExampleWithLogger() {
	server := maastest.NewServer()
	defer server.Close()
	server.Inject(maastest.Match{Op: "list"}, maastest.Fault{Status: 502, Body: "bad gateway"})

	logger := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{
		Level: slog.LevelDebug,
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey || a.Key == "duration" {
				return slog.Attr{} // differ from run to run
			}
			return a
		},
	}))
	client := server.Client(maas.WithLogger(logger))
	if _, err := client.Nodes.List(context.Background(), nil); err != nil {
		log.Fatal(err)
	}

	// Output:
	// level=WARN msg="maas: request" method=GET path=/nodes/ op=list status=502 attempt=1
	// level=DEBUG msg="maas: request" method=GET path=/nodes/ op=list status=200 attempt=2
}

// A program that would rather fail than wait sends each request once.
func ExampleWithRetryPolicy() {
	server := maastest.NewServer()
	defer server.Close()
	server.Inject(maastest.Match{Op: "list"}, maastest.Fault{Status: 502, Body: "bad gateway"})

	client := server.Client(maas.WithRetryPolicy(maas.RetryPolicy{MaxAttempts: 1}))
	_, err := client.Nodes.List(context.Background(), nil)
	fmt.Println(err)

	// Output:
	// maas: GET /nodes/?op=list: 502 Bad Gateway: bad gateway
}
