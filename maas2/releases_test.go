package maas2_test

import (
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/internal/contracttest"
	"github.com/gomaas/maas/maas2"
)

// TestReleasesOfImagesScriptsAndHosts: the releases in the tags of options are
// those of the contract.
func TestReleasesOfImagesScriptsAndHosts(t *testing.T) {
	t.Parallel()
	contract := contracttest.Read(t, contractFile)
	for operation, options := range map[string]any{
		"BootResources.read":          maas2.BootResourceListOptions{},
		"BootResources.create":        maas2.BootResourceCreateOptions{},
		"BootSources.create":          maas2.BootSourceCreateOptions{},
		"BootSource.update":           maas2.BootSourceUpdateOptions{},
		"BootSourceSelections.create": maas2.BootSourceSelectionCreateOptions{},
		"BootSourceSelection.update":  maas2.BootSourceSelectionUpdateOptions{},
		"NodeScripts.read":            maas2.ScriptListOptions{},
		"NodeScript.read":             maas2.ScriptGetOptions{},
		"NodeScripts.create":          maas2.ScriptCreateOptions{},
		"NodeScript.update":           maas2.ScriptUpdateOptions{},
		"NodeScript.download":         maas2.ScriptDownloadOptions{},
		"NodeScriptResults.read":      maas2.NodeScriptResultListOptions{},
		"NodeScriptResult.read":       maas2.NodeScriptResultGetOptions{},
		"NodeScriptResult.update":     maas2.NodeScriptResultUpdateOptions{},
		"NodeScriptResult.download":   maas2.NodeScriptResultDownloadOptions{},
		"NodeResults.read":            maas2.InstallationResultListOptions{},
		"CommissioningScripts.create": maas2.CommissioningScriptCreateOptions{},
		"CommissioningScript.update":  maas2.CommissioningScriptUpdateOptions{},
		"Events.query":                maas2.EventQueryOptions{},
		"Notifications.create":        maas2.NotificationCreateOptions{},
		"Notification.update":         maas2.NotificationUpdateOptions{},
		"Discoveries.clear":           maas2.DiscoveryClearOptions{},
		"Discoveries.scan":            maas2.DiscoveryScanOptions{},
		"PackageRepositories.create":  maas2.PackageRepositoryCreateOptions{},
		"PackageRepository.update":    maas2.PackageRepositoryUpdateOptions{},
		"VmHosts.create":              maas2.VMHostCreateOptions{},
		"VmHost.update":               maas2.VMHostUpdateOptions{},
		"VmHost.delete":               maas2.VMHostDeleteOptions{},
		"VmHost.compose":              maas2.VMHostComposeOptions{},
		"Pod.update":                  maas2.PodUpdateOptions{},
		"VmCluster.update":            maas2.VMClusterUpdateOptions{},
		"VmCluster.delete":            maas2.VMClusterDeleteOptions{},
	} {
		contracttest.OptionFields(reflect.TypeOf(options), func(_ []int, field reflect.StructField) {
			name, _, _ := strings.Cut(field.Tag.Get("param"), ",")
			param, ok := contract[operation].Param(name)
			require.True(t, ok, name)
			if operation == "Pod.update" && name != "console_log" {
				return // the options are those of VM hosts, which came later
			}
			assert.Equal(t, param.Since, field.Tag.Get("since"), "%s: %s", operation, name)
			assert.Equal(t, param.Until, field.Tag.Get("until"), "%s: %s", operation, name)
		})
	}
}

// A MAAS that does not know a filter returns everything.
func TestFiltersOfLaterReleases(t *testing.T) {
	t.Parallel()
	var sent []string
	client := newTestClient(t, roundTrip(func(req *http.Request) (int, string) {
		sent = append(sent, req.URL.Path)
		return http.StatusOK, `{"capabilities": [], "version": "2.2.3", "subversion": ""}`
	}))
	ctx := t.Context()
	_, err := client.MAAS.Version(ctx)
	require.NoError(t, err)
	for argument, err := range map[string]error{
		"owner":         second(client.Events.Query(ctx, &maas2.EventQueryOptions{Owner: "ada"})),
		"hardware_type": second(client.Scripts.List(ctx, &maas2.ScriptListOptions{HardwareType: new(maas2.HardwareTypeNode)})),
		"base_image":    second(client.BootResources.Create(ctx, "amd64", "custom/two", &maas2.BootResourceCreateOptions{BaseImage: "ubuntu/jammy"})),
		"project":       second(client.Pods.Create(ctx, "host:8443", maas2.VMHostTypeVirsh, &maas2.VMHostCreateOptions{Project: "maas"})),
		"console_log":   second(client.Pods.Update(ctx, 15, &maas2.PodUpdateOptions{ConsoleLog: new(true)})),
	} {
		var refused *maas.ArgumentError
		require.ErrorAs(t, err, &refused, argument)
		assert.Equal(t, argument, refused.Argument)
	}
	assert.Len(t, sent, 1, "the version alone")
}
