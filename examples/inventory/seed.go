package main

import (
	"bytes"
	_ "embed"
	"text/template"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maastest"
)

//go:embed lshw.xml.tmpl
var lshwText string

var lshw = template.Must(template.New("lshw").Parse(lshwText))

// A machine describes the hardware of a seeded node.
type machine struct {
	Hostname, Vendor, Product, Serial string
	Sockets                           []struct{} // one for each processor
	CPU                               string
	Cores                             int   // of each processor
	Memory                            int64 // bytes
	Disks                             []string
	Disk                              string
	DiskSize                          int64 // bytes
	MACs                              []string
}

// seed fills the MAAS in memory with commissioned machines and one that was never
// commissioned.
func seed(server *maastest.Server) {
	for _, m := range []machine{
		{
			"ada", "Dell Inc.", "PowerEdge R420", "ABC1234", make([]struct{}, 2), "Xeon E5-2407", 4, 32 << 30,
			[]string{"sda", "sdb"}, "PERC H310", 499_558_383_616, []string{"52:54:00:00:01:01", "52:54:00:00:01:02"},
		},
		{
			"barbara", "Dell Inc.", "PowerEdge R420", "ABC1235", make([]struct{}, 2), "Xeon E5-2407", 4, 64 << 30,
			[]string{"sda"}, "PERC H310", 999_116_767_232, []string{"52:54:00:00:02:01", "52:54:00:00:02:02"},
		},
		{
			"grace", "HP", "ProLiant DL360 Gen9", "CZJ5001", make([]struct{}, 1), "Xeon E5-2640 v3", 8, 16 << 30,
			[]string{"sda", "sdb", "sdc", "sdd"}, "LOGICAL VOLUME", 1_200_210_141_184, []string{"52:54:00:00:03:01"},
		},
	} {
		var report bytes.Buffer
		if err := lshw.Execute(&report, m); err != nil {
			panic(err) // the template and the data are ours
		}
		server.AddNode(maastest.Node{Hostname: m.Hostname, Status: maas.NodeStatusReady, MACs: m.MACs, LSHW: report.Bytes()})
	}
	server.AddNode(maastest.Node{Hostname: "margaret", MACs: []string{"52:54:00:00:04:01"}})
}
