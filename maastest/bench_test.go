package maastest

import (
	"fmt"
	"net/http/httptest"
	"testing"
)

// manyNodes is a server with n nodes as a real pool has them.
func manyNodes(n int) *Server {
	s := NewUnstarted()
	s.AddTag(Tag{Name: "virtual"})
	for i := range n {
		s.AddNode(Node{
			Hostname: fmt.Sprintf("node%d", i), Status: statusReady, CPUCount: 8, Memory: 16384, Storage: 1 << 20,
			MACs: []string{fmt.Sprintf("52:54:00:%02x:%02x:%02x", i>>16&255, i>>8&255, i&255)},
			Tags: []string{"virtual"}, PowerType: "virsh", Routers: []string{"aa:bb:cc:00:00:01"},
		})
	}
	return s
}

func BenchmarkSeed10000Nodes(b *testing.B) {
	for b.Loop() {
		manyNodes(10_000)
	}
}

func BenchmarkList10000Nodes(b *testing.B) {
	s := manyNodes(10_000)
	b.ReportAllocs()
	for b.Loop() {
		benchRequest(b, s, "/MAAS/api/1.0/nodes/?op=list")
	}
}

func BenchmarkReadZone(b *testing.B) {
	s := NewUnstarted()
	b.ReportAllocs()
	for b.Loop() {
		benchRequest(b, s, "/MAAS/api/1.0/zones/default/")
	}
}

func BenchmarkNewServer(b *testing.B) {
	for b.Loop() {
		NewUnstarted()
	}
}

// benchRequest makes a signed request whose answer is looked at no further than
// its status.
func benchRequest(b *testing.B, s *Server, target string) {
	b.Helper()
	r := httptest.NewRequest("GET", target, nil)
	r.Header.Set("Authorization", authorization(s, "user"))
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if w.Code != 200 {
		b.Fatal(w.Body.String())
	}
	b.SetBytes(int64(w.Body.Len()))
}
