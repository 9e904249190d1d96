package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"text/tabwriter"
	"time"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	"github.com/gomaas/maas"
)

// A telemetry holds the spans and metrics of a program in memory. A real program
// has exporters to a collector in place of keeper and reader.
type telemetry struct {
	tracers *sdktrace.TracerProvider
	meters  *sdkmetric.MeterProvider
	spans   *keeper
	reader  *sdkmetric.ManualReader
}

func newTelemetry() *telemetry {
	spans, reader := new(keeper), sdkmetric.NewManualReader()
	return &telemetry{
		tracers: sdktrace.NewTracerProvider(sdktrace.WithSyncer(spans)),
		meters:  sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader)),
		spans:   spans,
		reader:  reader,
	}
}

// transport instruments next, for maas.WithTransport. Each attempt of an operation
// gets a span and a measurement, both named after the operation rather than the
// URL, which holds ids.
func (t *telemetry) transport(next http.RoundTripper) http.RoundTripper {
	return labeling{otelhttp.NewTransport(next,
		otelhttp.WithTracerProvider(t.tracers),
		otelhttp.WithMeterProvider(t.meters),
		otelhttp.WithSpanNameFormatter(func(_ string, r *http.Request) string { return operationOf(r) }),
	)}
}

const operationKey = "maas.operation"

// labeling adds the operation to the attributes of metrics.
type labeling struct{ instrumented http.RoundTripper }

func (l labeling) RoundTrip(r *http.Request) (*http.Response, error) {
	labeler := new(otelhttp.Labeler)
	labeler.Add(attribute.String(operationKey, operationOf(r)))
	return l.instrumented.RoundTrip(r.WithContext(otelhttp.ContextWithClientLabeler(r.Context(), labeler)))
}

// operationOf returns the name of the operation of a request.
func operationOf(r *http.Request) string {
	if operation, ok := maas.OperationFromContext(r.Context()); ok {
		return operation.String()
	}
	return "HTTP " + r.Method
}

// A keeper is an exporter that keeps spans in memory.
type keeper struct {
	mu    sync.Mutex
	ended []sdktrace.ReadOnlySpan
}

func (k *keeper) ExportSpans(_ context.Context, spans []sdktrace.ReadOnlySpan) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.ended = append(k.ended, spans...)
	return nil
}

func (k *keeper) Shutdown(context.Context) error { return nil }

// printSpans prints the spans as a tree, in the order in which they started.
func (t *telemetry) printSpans(w io.Writer) error {
	t.spans.mu.Lock()
	defer t.spans.mu.Unlock()
	children := map[trace.SpanID][]sdktrace.ReadOnlySpan{}
	for _, span := range t.spans.ended {
		children[span.Parent().SpanID()] = append(children[span.Parent().SpanID()], span)
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "SPAN\tSTATUS\tMS")
	var printBelow func(parent trace.SpanID, indent string)
	printBelow = func(parent trace.SpanID, indent string) {
		slices.SortFunc(children[parent], func(a, b sdktrace.ReadOnlySpan) int { return a.StartTime().Compare(b.StartTime()) })
		for _, span := range children[parent] {
			took := span.EndTime().Sub(span.StartTime())
			fmt.Fprintf(table, "%s%s\t%s\t%.1f\n", indent, span.Name(), spanStatus(span), float64(took)/float64(time.Millisecond))
			printBelow(span.SpanContext().SpanID(), indent+"  ")
		}
	}
	printBelow(trace.SpanID{}, "")
	return table.Flush()
}

// spanStatus returns the status of the response, or the error.
func spanStatus(span sdktrace.ReadOnlySpan) string {
	for _, a := range span.Attributes() {
		if a.Key == "http.response.status_code" {
			return a.Value.String()
		}
	}
	if span.Status().Code == codes.Error {
		return cmp.Or(span.Status().Description, "error")
	}
	return "ok"
}

// printMetrics prints the number of requests and their mean duration by operation
// and status.
func (t *telemetry) printMetrics(ctx context.Context, w io.Writer) error {
	var collected metricdata.ResourceMetrics
	if err := t.reader.Collect(ctx, &collected); err != nil {
		return err
	}
	var lines []string
	for _, scope := range collected.ScopeMetrics {
		for _, metric := range scope.Metrics {
			durations, ok := metric.Data.(metricdata.Histogram[float64])
			if !ok || metric.Name != "http.client.request.duration" {
				continue
			}
			for _, point := range durations.DataPoints {
				lines = append(lines, pointLine(point))
			}
		}
	}
	slices.Sort(lines)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "OPERATION\tSTATUS\tREQUESTS\tMEAN MS")
	fmt.Fprint(table, strings.Join(lines, ""))
	return table.Flush()
}

func pointLine(point metricdata.HistogramDataPoint[float64]) string {
	value := func(key attribute.Key) string {
		v, ok := point.Attributes.Value(key)
		if !ok {
			return "-"
		}
		return v.String()
	}
	return fmt.Sprintf("%s\t%s\t%d\t%.1f\n", value(operationKey), value("http.response.status_code"),
		point.Count, 1000*point.Sum/float64(point.Count))
}

// shutdown flushes the exporters.
func (t *telemetry) shutdown(ctx context.Context) error {
	return errors.Join(t.tracers.Shutdown(ctx), t.meters.Shutdown(ctx))
}
