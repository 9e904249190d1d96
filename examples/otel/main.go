// Otel puts OpenTelemetry's instrumentation of net/http under a client: each
// request becomes a span and a measurement named by its operation. It is a module
// of its own, so that who imports package maas gets none of OpenTelemetry.
//
// On a live MAAS it only reads unless -write is given.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/examples/internal/demo"
	"github.com/gomaas/maas/maastest"
)

func main() { demo.Main("otel", run) }

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := demo.Flags("otel [flags]", stdout)
	write := flags.Bool("write", false, "on a live MAAS: acquire, start and release a machine, too")
	timeout := flags.Duration("timeout", 30*time.Minute, "give up after this time")
	if err := demo.Parse(flags, args, 0); err != nil {
		return err
	}
	site, err := demo.Connect(stderr, seed)
	if err != nil {
		return err
	}
	defer site.Close()
	collected := newTelemetry()
	client, err := instrument(site, collected)
	if err != nil {
		return err
	}

	limited, cancel := context.WithTimeout(ctx, *timeout)
	defer cancel()
	tracer := collected.tracers.Tracer("github.com/gomaas/maas/examples/otel")
	err = look(limited, tracer, client)
	if err == nil && (*write || !site.Live()) {
		err = deploy(limited, tracer, client)
	}
	// What was collected is of most use when something failed, even if ctx is over.
	ctx = context.WithoutCancel(ctx)
	printed := collected.printSpans(stdout)
	fmt.Fprintln(stdout)
	return errors.Join(err, printed, collected.printMetrics(ctx, stdout), collected.shutdown(ctx))
}

// instrument returns a client that is observed for the same MAAS.
func instrument(site *demo.MAAS, t *telemetry) (*maas.Client, error) {
	option := maas.WithHTTPClient(t.httpClient())
	if site.Live() {
		return maas.FromEnv(option)
	}
	return site.Memory.Client(option), nil
}

// inSpan does a piece of work in a span of the program's own, below which the
// spans of its requests are.
func inSpan(ctx context.Context, tracer trace.Tracer, name string, work func(context.Context) error) error {
	ctx, span := tracer.Start(ctx, name)
	defer span.End()
	err := work(ctx)
	if err != nil {
		span.SetStatus(codes.Error, "failed")
	}
	return err
}

// look reads a little of everything.
func look(ctx context.Context, tracer trace.Tracer, client *maas.Client) error {
	return inSpan(ctx, tracer, "look", func(ctx context.Context) error {
		if _, err := client.Ping(ctx); err != nil {
			return err
		}
		nodes := 0
		for node, err := range client.Nodes.All(ctx, nil) {
			if err != nil {
				return err
			}
			if nodes++; nodes <= 3 {
				if _, err := client.Nodes.Get(ctx, node.SystemID); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// deploy takes a machine, deploys it and gives it back.
func deploy(ctx context.Context, tracer trace.Tracer, client *maas.Client) error {
	return inSpan(ctx, tracer, "deploy", func(ctx context.Context) error {
		node, err := client.Nodes.Deploy(ctx, &maas.NodeAcquireOptions{AgentName: "otel"}, nil, &maas.NodeWaitOptions{Interval: 10 * time.Millisecond})
		if err != nil {
			return err
		}
		// Interrupted or not, the machine goes back.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
		defer cancel()
		_, err = client.Nodes.Release(ctx, node.SystemID, nil)
		return err
	})
}

// seed fills the MAAS in memory, where the first request to acquire loses a race
// in the database, as on a busy MAAS: the trace shows the second try.
func seed(server *maastest.Server) {
	for _, name := range []string{"ada", "grace", "edsger", "barbara"} {
		server.AddNode(maastest.Node{Hostname: name, Status: 4, PowerType: "virsh"})
	}
	server.Inject(maastest.Match{Op: "acquire"}, maastest.Fault{
		Status: 500,
		Body:   "could not serialize access due to read/write dependencies among transactions",
	})
}
