package maas2test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/gomaas/maas/internal/doubletest"
)

// socketIDs stand for the nodes of a fuzzed server.
var socketIDs = []string{"ready1", "allocated1", "new1", "deployed1", "device1", "rack1", "region1"}

// FuzzSocket writes bytes to a connection.
func FuzzSocket(f *testing.F) {
	s, ids := monkeyServer()
	ids = ids[len(ids)-len(socketIDs):]
	named := make(map[string]string)
	for i, name := range socketIDs {
		named[name] = ids[i]
	}
	initial := s.Snapshot()
	socket := &doubletest.Socket{
		Handler:  s,
		Keys:     map[string]string{"admin": s.AdminKey, "alice": s.Key("alice")},
		IDs:      named,
		Now:      s.clock.Now,
		Ordinary: "/MAAS/api/2.0/version/",
		Panics:   s.host.Panics,
		Restore: func() {
			s.Restore(initial)
			s.ResetRequests()
		},
	}
	const root = "/MAAS/api/2.0/"
	form := func(method, path, body string) string {
		return fmt.Sprintf("%s %s%s HTTP/1.1\r\nHost: h\r\nAuthorization: admin\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s",
			method, root, path, len(body), body)
	}
	socket.Fuzz(f, append(recordedSeeds(f), []string{
		"GET " + root + "version/ HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
		"GET " + root + "machines/?status=ready&hostname=a,b&pool=default&id=%zz;x HTTP/1.1\r\nHost: h\r\nAuthorization: alice\r\nConnection: close\r\n\r\n",
		"GET " + root + "machines/op-list_allocated HTTP/1.1\r\nHost: h\r\nAuthorization: admin\r\n\r\nGET " + root + "zones/?format=xml&callback=cb HTTP/1.1\r\nHost: h\r\nAuthorization: admin\r\n\r\n",
		"HEAD //MAAS//api/2.0/zones/default/ HTTP/1.1\r\nHost: h\r\nAuthorization: admin\r\nAccept-Encoding: gzip\r\n\r\n",
		form("POST", "machines/?op=allocate", "storage=root%3A10%28ssd%29%2C5%28sata%29&interfaces=eth0%3Afabric%3D0%2Csubnet%3D1%3Beth1%3Aspace%3Dmain&tags=x&not_in_zone=nosuch&arch=amd64&dry_run=true&verbose=1"),
		form("POST", "machines/ready1/", "op=deploy&distro_series=jammy"),
		form("PUT", "tags/x/", "definition=%2F%2Fnode%5Bstarts-with%28%40id%2C1%29%5D&comment=%00"),
		"POST " + root + "zones/ HTTP/1.1\r\nHost: h\r\nAuthorization: admin\r\nContent-Type: application/json\r\nContent-Length: 34\r\n\r\n" + `{"name": "z", "description": [[1]]}`,
		"POST " + root + "zones/ HTTP/1.1\r\nHost: h\r\nAuthorization: admin\r\nContent-Type: application/x-yaml\r\nContent-Length: 23\r\n\r\nname: &z z\ndescription: *z",
		"POST " + root + "files/ HTTP/1.1\r\nHost: h\r\nAuthorization: admin\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 99999999999\r\n\r\n--x\r\n",
		"PUT " + root + "boot-resources/1/upload/1/ HTTP/1.1\r\nHost: h\r\nAuthorization: admin\r\nContent-Type: application/octet-stream\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
		"PUT " + root + "machines/ready1/ HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n",
		"GET " + root + "files/%2e%2e%2f/?op=get HTTP/1.0\r\n\r\n",
		"GET http://elsewhere/MAAS/ HTTP/1.1\r\nHost: h\r\nAuthorization: OAuth oauth_token=\"%\",,\r\n\r\n",
		"CONNECT h:80 HTTP/1.1\r\n\r\n", "\x16\x03\x01\x00", "\r\n\r\n", "GET", "",
	}...))
}

// recordedSeeds are recorded requests as they go over the wire: one of each
// operation for each class of answers.
func recordedSeeds(f *testing.F) []string {
	r := &doubletest.Replay{T: f, Host: "h"}
	seen := make(map[string]bool)
	var seeds []string
	for _, e := range readRecordings(f) {
		path, _ := strings.CutPrefix(e.Request.Path, "/MAAS"+apiRoot)
		res, args := router().Find(path)
		if res == nil {
			continue
		}
		kind := fmt.Sprint(e.Request.Method, res.Path, e.OpOf(), e.Response.Status/100)
		if seen[kind] {
			continue
		}
		seen[kind] = true
		if id := args["system_id"]; id != "" {
			e.Request.Path = strings.Replace(e.Request.Path, "/"+id+"/", "/"+socketIDs[len(seeds)%len(socketIDs)]+"/", 1)
		}
		e.Request.Authorization = new(string)
		if user := e.Request.As; user == "admin" || user == "alice" {
			*e.Request.Authorization = user
		}
		var wire bytes.Buffer
		if err := r.Request(e).Write(&wire); err != nil {
			f.Fatal(err)
		}
		seeds = append(seeds, wire.String())
	}
	return seeds
}
