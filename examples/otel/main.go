// Otel instruments a client with OpenTelemetry: each request becomes a span and a
// measurement named after its operation. It is a separate module, so that package
// maas does not depend on OpenTelemetry.
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
	write := flags.Bool("write", false, "acquire, start and release a machine on a live MAAS too")
	timeout := flags.Duration("timeout", 30*time.Minute, "give up after this time")
	if _, err := demo.Parse(flags, args, 0); err != nil {
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
	// Telemetry matters most after a failure, and ctx may have ended.
	ctx = context.WithoutCancel(ctx)
	printed := collected.printSpans(stdout)
	fmt.Fprintln(stdout)
	return errors.Join(err, printed, collected.printMetrics(ctx, stdout), collected.shutdown(ctx))
}

// instrument returns an instrumented client for the same MAAS.
func instrument(site *demo.MAAS, t *telemetry) (*maas.Client, error) {
	option := maas.WithTransport(t.transport)
	if site.Live() {
		return maas.FromEnv(option)
	}
	return site.Memory.Client(option), nil
}

// inSpan runs work in a span, which is the parent of the spans of its requests.
func inSpan(ctx context.Context, tracer trace.Tracer, name string, work func(context.Context) error) error {
	ctx, span := tracer.Start(ctx, name)
	defer span.End()
	err := work(ctx)
	if err != nil {
		span.SetStatus(codes.Error, "failed")
	}
	return err
}

// look reads some nodes.
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

// deploy deploys a machine and releases it.
func deploy(ctx context.Context, tracer trace.Tracer, client *maas.Client) error {
	return inSpan(ctx, tracer, "deploy", func(ctx context.Context) error {
		node, err := client.Nodes.Deploy(ctx, &maas.NodeDeployOptions{Wait: &maas.NodeWaitOptions{Interval: 10 * time.Millisecond}})
		if err != nil {
			return err
		}
		// The machine is released even if ctx has ended.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
		defer cancel()
		_, err = client.Nodes.Release(ctx, node.SystemID, nil)
		return err
	})
}

// seed fills the MAAS in memory, where the first request to acquire loses a race in
// the database, as on a busy MAAS. The trace shows the second attempt.
func seed(server *maastest.Server) {
	for _, name := range []string{"ada", "grace", "edsger", "barbara"} {
		server.AddNode(maastest.Node{Hostname: name, Status: maas.NodeStatusReady, PowerType: "virsh"})
	}
	server.Inject(maastest.Match{Op: "acquire"}, maastest.Fault{
		Status: 500,
		Body:   "could not serialize access due to read/write dependencies among transactions",
	})
}
