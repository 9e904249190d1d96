package maastest

import (
	"net"
	"net/http"
	"slices"
	"strings"

	"github.com/gomaas/maas/internal/engine"
)

func pxeConfigResource() *resource {
	return &resource{Template: "pxeconfig/", Anywhere: true, View: (*call).pxeConfig}
}

// A pxeBoot is what a machine is to boot.
type pxeBoot struct {
	cluster                                  *nodeGroup
	osystem, release, arch, subarch, purpose string
	hostname, domain, preseed                string
	kernelOpts                               any // a string or nil
}

// pxeConfig tells a cluster controller how to boot a machine.
func (c *call) pxeConfig() (any, error) {
	n := c.pxeNode()
	if n == nil && c.Query.Has("mac") && !c.Query.Has("arch") {
		// The machine will ask again, by its architecture.
		return &engine.Response{Status: http.StatusNoContent, ContentType: engine.TypeHTML}, nil
	}
	clusterAddress, err := c.Query.Mandatory("local")
	if err != nil {
		return nil, err
	}
	boot := c.enlistment()
	if n != nil {
		boot = c.nodeBoot(n)
	}
	label, given := c.Query.Lookup("label")
	if !given {
		label = c.state.bootLabel(boot)
	}
	host := c.req.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return engine.Python2.PlainJSON(engine.Object{
		{"osystem", boot.osystem},
		{"arch", boot.arch},
		{"subarch", boot.subarch},
		{"release", boot.release},
		{"label", label},
		{"purpose", boot.purpose},
		{"hostname", boot.hostname},
		{"domain", boot.domain},
		{"preseed_url", "http://" + c.req.Host + c.server.config.prefix + "/metadata/" + boot.preseed},
		{"log_host", host},
		{"fs_host", clusterAddress},
		{"extra_opts", boot.kernelOpts},
	}), nil
}

// bootLabel is the label of the newest image that fits, with a word of its own
// where there is none.
func (st *state) bootLabel(boot pxeBoot) string {
	label := "no-such-image"
	for _, b := range st.bootImages.All() {
		if boot.cluster != nil && b.cluster == boot.cluster.uuid && b.osystem == boot.osystem &&
			b.architecture == boot.arch && b.subarchitecture == boot.subarch &&
			b.release == boot.release && b.purpose == boot.purpose {
			label = b.label
		}
	}
	return label
}

// pxeNode is the node with the MAC that the request names, or nil. The MAC is
// written with dashes.
func (c *call) pxeNode() *node {
	address := strings.ToLower(strings.ReplaceAll(c.Query.Get("mac"), "-", ":"))
	if m := c.state.macs.Get(address); m != nil {
		return c.state.nodes.Get(m.systemID)
	}
	return nil
}

// enlistment is how a machine boots that MAAS does not know.
func (c *call) enlistment() pxeBoot {
	st := c.state
	boot := pxeBoot{
		cluster:    st.nodeGroups.Get(c.Query.Get("cluster_uuid")),
		osystem:    "ubuntu",
		release:    st.textSetting("commissioning_distro_series"),
		arch:       "i386",
		subarch:    "generic",
		purpose:    "commissioning",
		hostname:   "maas-enlist",
		domain:     st.textSetting("enlistment_domain"),
		preseed:    "enlist-preseed/?op=get_enlist_preseed",
		kernelOpts: st.setting("kernel_opts"),
	}
	if arch, given := c.Query.Lookup("arch"); given {
		boot.arch = arch
		if arch == "arm" { // as PXE calls it
			boot.arch = "armhf"
		}
	} else if usable := st.usableArchitectures(); len(usable) > 0 {
		boot.arch, _, _ = strings.Cut(usable[0], "/")
	}
	if subarch, given := c.Query.Lookup("subarch"); given {
		boot.subarch = subarch
	}
	return boot
}

// nodeBoot is how a node boots.
func (c *call) nodeBoot(n *node) pxeBoot {
	st := c.state
	boot := pxeBoot{
		cluster:    st.nodeGroups.Get(n.nodeGroup),
		purpose:    bootPurpose(n),
		preseed:    "latest/by-id/" + n.systemID + "/?op=get_preseed",
		kernelOpts: st.kernelOpts(n),
	}
	boot.arch, boot.subarch, _ = strings.Cut(n.architecture, "/")
	boot.hostname, _, _ = strings.Cut(n.hostname, ".")
	if boot.cluster != nil {
		boot.domain = boot.cluster.name
	}
	boot.osystem, boot.release = "ubuntu", st.textSetting("commissioning_distro_series")
	if boot.purpose != "commissioning" {
		boot.osystem, boot.release = st.installedSystem(n)
	}
	return boot
}

// bootPurpose is what a node boots for.
func bootPurpose(n *node) string {
	switch {
	case n.status == statusCommissioning:
		return "commissioning"
	case n.status != statusAllocated:
		return "poweroff"
	case !n.netboot:
		return "local"
	case slices.Contains(n.tags, fastpathTag):
		return "xinstall"
	}
	return "install"
}

// installedSystem is the system to install on a node: its own or the default.
// The default series may have been set with its system's name before it.
func (st *state) installedSystem(n *node) (osystem, release string) {
	osystem, release = n.osystem, n.distroSeries
	if osystem == "" {
		osystem = st.textSetting("default_osystem")
	}
	if release == "" {
		release = st.textSetting("default_distro_series")
	}
	return osystem, strings.TrimPrefix(release, osystem+"/")
}

// kernelOpts are those of the first tag, by name, that has any, or else the
// ones for all nodes.
func (st *state) kernelOpts(n *node) any {
	for name, t := range st.tags.Sorted() {
		if t.kernelOpts != nil && *t.kernelOpts != "" && slices.Contains(n.tags, name) {
			return *t.kernelOpts
		}
	}
	return st.setting("kernel_opts")
}
