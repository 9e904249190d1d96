package maastest

import (
	"html"
	"net/http"
	"strings"

	"github.com/gomaas/maas/internal/engine"
)

func versionResource() *resource {
	return &resource{
		Template:   "version/",
		Anywhere:   true,
		Open:       true,
		Operations: []operation{{Method: http.MethodGet, Run: (*call).versionRead}},
	}
}

func docResource() *resource {
	return &resource{Template: "doc/", Anywhere: true, View: (*call).doc}
}

func describeResource() *resource {
	return &resource{Template: "describe/", Anywhere: true, View: (*call).describe}
}

func (c *call) versionRead() (any, error) {
	return engine.Object{{"capabilities", []string{"networks-management", "static-ipaddresses"}}}, nil
}

// A handlerDoc is what the server says of one of its resources when it is asked
// to describe itself. Operations are written as "GET" or "GET:op".
type handlerDoc struct {
	name, path            string
	operations, anonymous string
}

// described are the resources that the server describes, in its order. The ones
// without a resource_uri, version/ and users/{username}/, are not among them.
var described = []handlerDoc{
	{"Account", "account/", "POST:create_authorisation_token POST:delete_authorisation_token", ""},
	{"CommissioningScript", "commissioning-scripts/{name}", "PUT DELETE GET", ""},
	{"CommissioningResults", "commissioning-results/", "GET:list", ""},
	{"Zones", "zones/", "GET POST", ""},
	{"CommissioningScripts", "commissioning-scripts/", "GET POST", ""},
	{"SSHKey", "account/prefs/sshkeys/{keyid}/", "POST:delete DELETE GET", ""},
	{"File", "files/{filename}/", "POST:delete DELETE GET", ""},
	{"BootSource", "nodegroups/{uuid}/boot-sources/{id}/", "PUT DELETE GET", ""},
	{"SSHKeys", "account/prefs/sshkeys/", "GET:list POST:new", ""},
	{"NodeGroup", "nodegroups/{uuid}/", "PUT POST:details POST:probe_and_enlist_mscm POST:probe_and_enlist_ucsm " +
		"POST:import_boot_images POST:report_download_progress GET:list_nodes POST:probe_and_enlist_hardware GET POST:update_leases", ""},
	{"NodeGroups", "nodegroups/", "GET:list POST:reject POST:import_boot_images POST:accept GET:describe_power_types",
		"GET:list POST:refresh_workers POST:register"},
	{"SSLKey", "account/prefs/sslkeys/{keyid}/", "DELETE GET GET:delete", ""},
	{"Node", "nodes/{system_id}/", "PUT GET:details POST:start POST:release GET POST:commission " +
		"POST:claim_sticky_ip_address DELETE POST:stop", ""},
	{"BootSourceSelection", "nodegroups/{uuid}/boot-sources/{boot_source_id}/selections/{id}/", "PUT DELETE GET", ""},
	{"SSLKeys", "account/prefs/sslkeys/", "GET:list POST:new", ""},
	{"NodeGroupInterface", "nodegroups/{uuid}/interfaces/{interface}/", "PUT DELETE GET POST:report_foreign_dhcp", ""},
	{"BootSourceSelections", "nodegroups/{uuid}/boot-sources/{boot_source_id}/selections/", "GET POST", ""},
	{"Zone", "zones/{name}/", "PUT DELETE GET", ""},
	{"BootImages", "nodegroups/{uuid}/boot-images/", "POST:report_boot_images GET", ""},
	{"LicenseKey", "license-key/{osystem}/{distro_series}", "PUT DELETE GET", ""},
	{"NodeMacs", "nodes/{system_id}/macs/", "GET POST", ""},
	{"IPAddresses", "ipaddresses/", "POST:reserve POST:release GET", ""},
	{"BootImage", "nodegroups/{uuid}/boot-images/{id}/", "GET", ""},
	{"Maas", "maas/", "POST:set_config GET:get_config", ""},
	{"LicenseKeys", "license-keys/", "GET POST", ""},
	{"Nodes", "nodes/", "POST:release POST:accept POST:check_commissioning GET:list POST:accept_all POST:acquire " +
		"POST:set_zone GET:list_allocated POST:new", "GET:is_registered POST:accept POST:new"},
	{"Tag", "tags/{name}/", "PUT GET GET:nodes POST:rebuild DELETE POST:update_nodes", ""},
	{"Files", "files/", "GET:list GET:get_by_key GET:get POST:add", "GET:get_by_key GET:get"},
	{"Tags", "tags/", "GET:list POST:new", ""},
	{"NodeGroupInterfaces", "nodegroups/{uuid}/interfaces/", "GET:list POST:new", ""},
	{"Networks", "networks/", "GET POST", ""},
	{"Network", "networks/{name}/", "PUT GET POST:disconnect_macs GET:list_connected_macs POST:connect_macs DELETE", ""},
	{"BootSources", "nodegroups/{uuid}/boot-sources/", "GET POST", ""},
	{"NodeMac", "nodes/{system_id}/macs/{mac_address}/", "DELETE GET", ""},
	{"Users", "users/", "GET POST", ""},
}

// restfulNames are the functions behind a method's own operation.
var restfulNames = map[string]string{"GET": "read", "POST": "create", "PUT": "update", "DELETE": "delete"}

// describe tells a client what there is. The texts in which a real server
// explains each operation are left out: they are null.
func (c *call) describe() (any, error) {
	root := "http://" + c.req.Host
	var pairs, auth, anonymous []any
	for _, h := range described {
		a := c.describeHandler(root, h.name+"Handler", h.path, h.operations)
		auth = append(auth, a)
		pair := engine.Object{{"name", h.name + "Handler"}, {"auth", a}, {"anon", nil}}
		if h.anonymous != "" {
			anon := c.describeHandler(root, "Anon"+h.name+"Handler", h.path, h.anonymous)
			anonymous = append(anonymous, anon)
			pair[2][1] = anon
		}
		pairs = append(pairs, pair)
	}
	return engine.Python2.PlainJSON(engine.Object{
		{"doc", nil},
		{"resources", pairs},
		{"handlers", append(anonymous, auth...)},
	}), nil
}

func (c *call) describeHandler(root, name, path, operations string) engine.Object {
	params := []string{}
	for _, argument := range engine.TemplateArgument.FindAllStringSubmatch(path, -1) {
		params = append(params, argument[1])
	}
	path = c.server.config.prefix + apiRoot + path
	var actions []engine.Object
	for o := range strings.FieldsSeq(operations) {
		method, op, named := strings.Cut(o, ":")
		action := engine.Object{
			{"name", restfulNames[method]}, {"op", nil}, {"method", method}, {"restful", !named}, {"doc", nil},
		}
		if named {
			action[0][1], action[1][1] = op, op
		}
		actions = append(actions, action)
	}
	return engine.Object{
		{"name", name}, {"doc", nil}, {"path", path}, {"uri", root + path}, {"params", params}, {"actions", actions},
	}
}

// doc is the page for people: a list of the operations.
func (c *call) doc() (any, error) {
	var b strings.Builder
	b.WriteString("<!DOCTYPE html>\n<html>\n<head><title>MAAS API</title></head>\n<body>\n<h1>MAAS API</h1>\n<ul>\n")
	for _, h := range described {
		for o := range strings.FieldsSeq(h.operations) {
			method, op, named := strings.Cut(o, ":")
			line := method + " " + c.server.config.prefix + apiRoot + h.path
			if named {
				line += "?op=" + op
			}
			b.WriteString("<li>" + html.EscapeString(line) + "</li>\n")
		}
	}
	b.WriteString("</ul>\n</body>\n</html>\n")
	return engine.Text(http.StatusOK, b.String()), nil
}
