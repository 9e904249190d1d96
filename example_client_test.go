package maas_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maastest"
)

// Operations without a method of their own, of other versions of the API too.
func ExampleClient_Call() {
	server := maastest.NewServer()
	defer server.Close()
	server.AddZone("rack1", "the first rack")
	ctx := context.Background()
	client := server.Client()

	var params maas.Params
	params.Add("name", "rack2")
	params.Add("description", "the second rack")
	var zone struct{ Name, Description string }
	if err := client.Call(ctx, http.MethodPost, "zones/", "", params, &zone); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%+v\n", zone)

	var nodes []struct {
		SystemID string `json:"system_id"`
	}
	if err := client.Call(ctx, http.MethodGet, "nodes/", "list", nil, &nodes); err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(nodes))
	// Output:
	// {Name:rack2 Description:the second rack}
	// 0
}

// Is the URL right, is the key right, and what is at the other end?
func ExampleClient_Ping() {
	server := maastest.NewServer()
	defer server.Close()

	client, err := maas.NewClient(server.URL, server.AdminKey)
	if err != nil {
		log.Fatal(err)
	}
	version, err := client.Ping(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(version.Capabilities)

	client, err = maas.NewClient(server.URL, "consumer:token:secret")
	if err != nil {
		log.Fatal(err)
	}
	_, err = client.Ping(context.Background())
	fmt.Println("key refused:", errors.Is(err, maas.ErrUnauthorized))
	// Output:
	// [networks-management static-ipaddresses]
	// key refused: true
}

// countingTransport counts requests by operation, as a metric would.
type countingTransport struct {
	next   http.RoundTripper
	counts map[maas.Operation]int
}

func (t *countingTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	if operation, ok := maas.OperationFromContext(req.Context()); ok {
		t.counts[operation]++
	}
	return t.next.RoundTrip(req)
}

// There are as many nodes as URLs of nodes, but one operation that gets one.
func ExampleOperationFromContext() {
	server := maastest.NewServer()
	defer server.Close()
	ids := []string{server.AddNode(maastest.Node{}), server.AddNode(maastest.Node{})}

	transport := &countingTransport{http.DefaultTransport, map[maas.Operation]int{}}
	client := server.Client(maas.WithHTTPClient(&http.Client{Transport: transport}))
	for _, id := range ids {
		if _, err := client.Nodes.Get(context.Background(), id); err != nil {
			log.Fatal(err)
		}
	}
	for operation, count := range transport.counts {
		fmt.Println(operation, count)
	}
	// Output:
	// GET /nodes/{system_id}/ 2
}

// What MAAS found wrong with each field.
func ExampleError() {
	server := maastest.NewServer()
	defer server.Close()

	_, err := server.Client().Zones.Create(context.Background(), "no good name", nil)
	refused, ok := errors.AsType[*maas.Error](err)
	if !ok {
		log.Fatal(err)
	}
	fmt.Println(refused.StatusCode, errors.Is(err, maas.ErrBadRequest))
	for field, messages := range refused.Fields {
		fmt.Println(field, messages)
	}
	// Output:
	// 400 true
	// name [Enter a valid value.]
}

// The end of a resource_uri is the id that methods want.
func ExampleIDFromURI() {
	fmt.Println(maas.IDFromURI("/MAAS/api/1.0/nodes/node-1f0d/"))
	fmt.Println(maas.IDFromURI("/MAAS/api/1.0/nodes/node-1f0d/macs/52%3A54%3A00%3A00%3A00%3A01/"))

	// Output:
	// node-1f0d
	// 52:54:00:00:00:01
}
