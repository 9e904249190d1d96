package maas2_test

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/gomaas/maas/maas2"
)

// newExampleServer serves a MAAS that gives one response to each request, by
// its method and its URI behind the API's root: "GET /zones/". A body that starts
// with three digits and a blank has another status than 200.
func newExampleServer(responses map[string]string) (*httptest.Server, *maas2.Client) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		_, _ = io.Copy(io.Discard, req.Body)
		request := req.Method + " " + strings.TrimPrefix(req.URL.RequestURI(), apiRoot)
		body, ok := responses[request]
		if !ok {
			http.Error(w, "no example has "+request, http.StatusTeapot)
			return
		}
		status := http.StatusOK
		if _, err := fmt.Sscanf(body, "%3d ", &status); err == nil && status >= 200 {
			body = body[4:]
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		if strings.HasPrefix(body, "{") || strings.HasPrefix(body, "[") {
			w.Header().Set("Content-Type", "application/json; charset=utf-8")
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	client, err := maas2.NewClient(server.URL+"/MAAS", testKey)
	if err != nil {
		log.Fatal(err)
	}
	return server, client
}
