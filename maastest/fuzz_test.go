package maastest

import (
	"testing"

	"github.com/gomaas/maas/internal/doubletest"
)

// FuzzSocket writes bytes to a connection.
func FuzzSocket(f *testing.F) {
	s := NewUnstarted()
	s.AddNode(Node{SystemID: "node-1", Hostname: "one", MACs: []string{"aa:bb:cc:dd:ee:01"}, Status: statusReady, PowerType: "virsh"})
	initial := s.Snapshot()
	socket := &doubletest.Socket{
		Handler:  s,
		Keys:     map[string]string{"admin": s.AdminKey, "user": s.Key("user"), "node": s.NodeKey("node-1")},
		Now:      s.clock.Now,
		Ordinary: "/MAAS/api/1.0/version/",
		Panics:   s.host.Panics,
		Restore: func() {
			s.Restore(initial)
			s.ResetRequests()
		},
	}
	socket.Fuzz(f, []string{
		"GET /MAAS/api/1.0/version/ HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
		"GET /MAAS/api/1.0/nodes/?op=list&id=%zz;x HTTP/1.1\r\nHost: h\r\nAuthorization: admin\r\nConnection: close\r\n\r\n",
		"POST /MAAS/api/1.0/nodes/?op=acquire HTTP/1.1\r\nHost: h\r\nAuthorization: admin\r\nContent-Length: 3\r\n\r\na=1",
		"POST /MAAS/api/1.0/nodes/ HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999\r\n\r\nop=new",
		"POST /MAAS/api/1.0/tags/?op=new HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
		"POST /MAAS/metadata/2012-03-01/?op=signal HTTP/1.1\r\nHost: h\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 7\r\n\r\n--x--\r\n",
		"GET /MAAS/api/1.0/files/%2e%2e%2f/?op=get HTTP/1.0\r\n\r\n",
		"GET http://elsewhere/MAAS/ HTTP/1.1\r\nHost: h\r\nAuthorization: OAuth oauth_token=\"%\",,\r\n\r\n",
		"PUT /MAAS/api/1.0/nodes/node-1/ HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n",
		"CONNECT h:80 HTTP/1.1\r\n\r\n", "\x16\x03\x01\x00", "\r\n\r\n", "GET", "",
	})
}
