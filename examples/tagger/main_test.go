package main

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/examples/internal/demo"
	"github.com/gomaas/maas/examples/internal/demotest"
	"github.com/gomaas/maas/internal/deadline"
	"github.com/gomaas/maas/maastest"
)

// live is a MAAS that the program takes for a live one, filled as the one in
// memory.
func live(t *testing.T) *maastest.Server {
	t.Helper()
	server := demotest.Live(t)
	seed(server)
	return server
}

func tagged(t *testing.T, server *maastest.Server, tag string) []string {
	t.Helper()
	nodes, err := server.Client().Tags.Nodes(t.Context(), tag)
	require.NoError(t, err)
	var names []string
	for _, node := range nodes {
		names = append(names, node.Hostname)
	}
	return names
}

func TestDryRunOnlyReads(t *testing.T) {
	server := live(t)
	stdout, _, err := demotest.Run(t, run, "-min-memory", "65536", "database")
	require.NoError(t, err)
	assert.Regexp(t, `(?m)^tag +db2 +Ready +amd64/generic +16 +65536 +rack2 +ssd$`, stdout)
	assert.Regexp(t, `(?m)^tag +db3 `, stdout)
	assert.Regexp(t, `(?m)^- +db1 +Deployed .*database,ssd$`, stdout)
	assert.True(t, strings.HasSuffix(stdout, "3 of 6 nodes match: 2 to tag, 1 unchanged\nnothing was changed; use -apply to change the nodes\n"), stdout)
	for _, request := range server.Requests() {
		assert.Equal(t, http.MethodGet, request.Method, request.Operation)
	}
}

func TestPredicates(t *testing.T) {
	for name, test := range map[string]struct {
		args []string
		want []string
	}{
		"architecture":           {[]string{"-arch", "amd64/generic"}, []string{"db1", "db2", "db3", "web1", "web2"}},
		"half an architecture":   {[]string{"-arch", "i386"}, []string{"old1"}},
		"not part of a name":     {[]string{"-arch", "amd"}, nil},
		"memory, just enough":    {[]string{"-min-memory", "131072"}, []string{"db3"}},
		"cores":                  {[]string{"-min-cpu", "9"}, []string{"db1", "db2", "db3"}},
		"zone":                   {[]string{"-zone", "rack1"}, []string{"db1", "web1"}},
		"hostname":               {[]string{"-hostname", "*1"}, []string{"db1", "web1", "old1"}},
		"state":                  {[]string{"-state", "ready"}, []string{"db2", "db3", "web2"}},
		"state of several words": {[]string{"-state", "Failed commissioning"}, []string{"old1"}},
		"state with hyphen":      {[]string{"-state", "failed-commissioning"}, []string{"old1"}},
		"several":                {[]string{"-state", "ready", "-zone", "rack2", "-hostname", "db*"}, []string{"db2", "db3"}},
		"all":                    {[]string{"-all"}, []string{"db1", "db2", "db3", "web1", "web2", "old1"}},
	} {
		t.Run(name, func(t *testing.T) {
			server := live(t)
			_, _, err := demotest.Run(t, run, append(test.args, "-apply", "new")...)
			require.NoError(t, err)
			assert.ElementsMatch(t, test.want, tagged(t, server, "new"))
		})
	}
}

func TestHostnameWithItsDomain(t *testing.T) {
	t.Parallel()
	for glob, want := range map[string]bool{"db?": true, "db1.*": true, "db1.maas": true, "maas": false, "db": false} {
		p := predicate{hostname: glob}
		assert.Equal(t, want, p.matches(&maas.Node{Hostname: "db1.maas"}), glob)
	}
}

func TestApply(t *testing.T) {
	server := live(t)
	stdout, _, err := demotest.Run(t, run, "-min-memory", "65536", "-apply", "database")
	require.NoError(t, err)
	assert.True(t, strings.HasSuffix(stdout, "unchanged\ntagged: 2\n"), stdout)
	assert.ElementsMatch(t, []string{"db1", "db2", "db3"}, tagged(t, server, "database"))

	stdout, _, err = demotest.Run(t, run, "-zone", "rack2", "-remove", "-apply", "database")
	require.NoError(t, err)
	assert.True(t, strings.HasSuffix(stdout, "untagged: 2\n"), stdout)
	assert.Equal(t, []string{"db1"}, tagged(t, server, "database"))
}

func TestRefusedTags(t *testing.T) {
	for name, test := range map[string]struct {
		args []string
		want string
	}{
		"set by MAAS":    {[]string{"-all", "-apply", "huge"}, `MAAS assigns the tag "huge" by its definition`},
		"none to remove": {[]string{"-all", "-remove", "-apply", "nothing"}, `tag "nothing" does not exist`},
		"no name":        {[]string{"-all", "-apply", "a b"}, `"a b" is not a valid tag name`},
	} {
		t.Run(name, func(t *testing.T) {
			server := live(t)
			_, _, err := demotest.Run(t, run, test.args...)
			require.ErrorContains(t, err, test.want)
			for _, request := range server.Requests() {
				assert.Equal(t, http.MethodGet, request.Method, request.Operation)
			}
		})
	}
}

func TestUnknownZone(t *testing.T) {
	server := live(t)
	_, _, err := demotest.Run(t, run, "-zone", "rack9", "-apply", "new")
	require.ErrorContains(t, err, `zone "rack9" does not exist`)
	_, err = server.Client().Tags.Get(t.Context(), "new")
	require.ErrorIs(t, err, maas.ErrNotFound)
}

func TestFlagsAfterTheTag(t *testing.T) {
	server := live(t)
	_, _, err := demotest.Run(t, run, "new", "-zone", "rack1", "-apply")
	require.NoError(t, err)
	assert.ElementsMatch(t, []string{"db1", "web1"}, tagged(t, server, "new"))
}

func TestFailures(t *testing.T) {
	for _, operation := range []string{"GET /tags/{name}/", "GET /nodes/?op=list", "POST /tags/?op=new", "POST /tags/{name}/?op=update_nodes"} {
		t.Run(operation, func(t *testing.T) {
			server := live(t)
			server.Inject(maastest.Match{Operation: operation}, maastest.Fault{Status: 500, Body: "trouble"})
			_, _, err := demotest.Run(t, run, "-all", "-apply", "new")
			require.ErrorIs(t, err, maas.ErrServer)
		})
	}
}

func TestNodesThatAreGone(t *testing.T) {
	server := live(t)
	server.Inject(maastest.Match{Op: "update_nodes"}, maastest.Fault{Status: 200, Body: `{"added": 4, "removed": 0}`, ContentType: "application/json"})
	_, _, err := demotest.Run(t, run, "-all", "-apply", "new")
	require.ErrorContains(t, err, "2 of the nodes no longer exist")
}

func TestInterrupted(t *testing.T) {
	server := live(t)
	ctx, interrupt := context.WithCancel(deadline.Context(t))
	stdout := &demotest.Watch{Text: "to tag", Seen: interrupt}
	err := run(ctx, []string{"-all", "-apply", "ssd"}, stdout, new(strings.Builder))
	require.ErrorIs(t, err, context.Canceled)
	assert.ElementsMatch(t, []string{"db1", "db2"}, tagged(t, server, "ssd"))
}

func TestCalledWrongly(t *testing.T) {
	for _, args := range [][]string{
		{}, {"database"}, {"-all"}, {"-all", "a", "b"}, {"-nonsense"}, {"-min-cpu", "many", "a"},
		{"-hostname", "[", "a"}, {"-state", "happy", "a"}, {"-state", "", "a"},
	} {
		_, _, err := demotest.Run(t, run, args...)
		assert.IsType(t, &demo.UsageError{}, err, args)
	}
}
