package maas2_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/internal/contracttest"
	"github.com/gomaas/maas/maas2"
)

// What acts on hardware is sent once, even where MAAS says that it has undone the
// request and asks for another: it does not recall a power command. What does not
// is repeated.
func TestOnce(t *testing.T) {
	t.Parallel()
	type call func(ctx context.Context, c *maas2.Client) error
	second := func(_ any, err error) error { return err }
	once := map[string]call{
		"Create": func(ctx context.Context, c *maas2.Client) error {
			return second(c.Machines.Create(ctx, "amd64", []string{"aa:bb:cc:dd:ee:01"}, nil))
		},
		"Allocate": func(ctx context.Context, c *maas2.Client) error { return second(c.Machines.Allocate(ctx, nil)) },
		"Deploy":   func(ctx context.Context, c *maas2.Client) error { return second(c.Machines.Deploy(ctx, "k7bmx3", nil)) },
		"Release": func(ctx context.Context, c *maas2.Client) error {
			return second(c.Machines.Release(ctx, "k7bmx3", nil))
		},
		"ReleaseMany": func(ctx context.Context, c *maas2.Client) error {
			return second(c.Machines.ReleaseMany(ctx, []string{"k7bmx3"}, nil))
		},
		"PowerOn": func(ctx context.Context, c *maas2.Client) error {
			return second(c.Machines.PowerOn(ctx, "k7bmx3", nil))
		},
		"PowerOff": func(ctx context.Context, c *maas2.Client) error {
			return second(c.Machines.PowerOff(ctx, "k7bmx3", nil))
		},
		"Commission": func(ctx context.Context, c *maas2.Client) error {
			return second(c.Machines.Commission(ctx, "k7bmx3", nil))
		},
		"Test":  func(ctx context.Context, c *maas2.Client) error { return second(c.Machines.Test(ctx, "k7bmx3", nil)) },
		"Abort": func(ctx context.Context, c *maas2.Client) error { return second(c.Machines.Abort(ctx, "k7bmx3", nil)) },
		"Accept": func(ctx context.Context, c *maas2.Client) error {
			return second(c.Machines.Accept(ctx, []string{"k7bmx3"}))
		},
		"AcceptAll": func(ctx context.Context, c *maas2.Client) error { return second(c.Machines.AcceptAll(ctx)) },
		"AddChassis": func(ctx context.Context, c *maas2.Client) error {
			return c.Machines.AddChassis(ctx, maas2.ChassisTypeVirsh, "h", nil)
		},
		"RescueMode": func(ctx context.Context, c *maas2.Client) error { return second(c.Machines.RescueMode(ctx, "k7bmx3")) },
		"ExitRescue": func(ctx context.Context, c *maas2.Client) error {
			return second(c.Machines.ExitRescueMode(ctx, "k7bmx3"))
		},
		"rack PowerOn": func(ctx context.Context, c *maas2.Client) error {
			return second(c.RackControllers.PowerOn(ctx, "hw7rt6", nil))
		},
		"rack PowerOff": func(ctx context.Context, c *maas2.Client) error {
			return second(c.RackControllers.PowerOff(ctx, "hw7rt6", nil))
		},
		"rack Test": func(ctx context.Context, c *maas2.Client) error {
			return second(c.RackControllers.Test(ctx, "hw7rt6", nil))
		},
		"rack Abort": func(ctx context.Context, c *maas2.Client) error {
			return second(c.RackControllers.Abort(ctx, "hw7rt6", nil))
		},
		"rack ImportBootImages": func(ctx context.Context, c *maas2.Client) error {
			return c.RackControllers.ImportBootImages(ctx, "hw7rt6")
		},
	}
	again := map[string]call{
		"Get": func(ctx context.Context, c *maas2.Client) error { return second(c.Machines.Get(ctx, "k7bmx3")) },
		"QueryPowerState": func(ctx context.Context, c *maas2.Client) error {
			return second(c.Machines.QueryPowerState(ctx, "k7bmx3"))
		},
		"Update": func(ctx context.Context, c *maas2.Client) error { return second(c.Machines.Update(ctx, "k7bmx3", nil)) },
		"Unlock": func(ctx context.Context, c *maas2.Client) error { return second(c.Machines.Unlock(ctx, "k7bmx3", nil)) },
	}
	for want, calls := range map[int]map[string]call{1: once, 3: again} {
		for name, call := range calls {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					sent := 0
					client, err := maas2.NewClient(testURL, testKey,
						maas.WithRetryPolicy(maas.RetryPolicy{MaxAttempts: 3}),
						maas.WithHTTPClient(&http.Client{Transport: contracttest.RoundTripFunc(func(req *http.Request) (*http.Response, error) {
							sent++
							return &http.Response{StatusCode: http.StatusServiceUnavailable, Request: req, Body: http.NoBody, Header: http.Header{
								"Content-Type": {"text/plain"}, "Retry-After": {"10"}, "Vary": {"Authorization, Cookie"},
							}}, nil
						})}))
					require.NoError(t, err)
					require.ErrorIs(t, call(t.Context(), client), maas.ErrUnavailable)
					assert.Equal(t, want, sent)
				})
			})
		}
	}
}

// An id that is empty or is no element of a path never reaches another resource.
func TestBadSystemIDs(t *testing.T) {
	t.Parallel()
	client, script := newScript(t, map[string][]string{"DELETE /": {"204 "}})
	for _, id := range []string{"", ".", "..", "a/b"} {
		require.Error(t, client.Machines.Delete(t.Context(), id, nil))
		require.Error(t, client.Nodes.Delete(t.Context(), id))
		require.Error(t, client.Devices.Delete(t.Context(), id))
	}
	assert.Empty(t, script.calls())
	require.NoError(t, client.Machines.Delete(t.Context(), "a b", nil))
	assert.Equal(t, []string{"DELETE /machines/a%20b/"}, script.calls())
}

// A command that MAAS did not send, because it can't, is an error and not an
// empty machine.
func TestPowerOffOfNothing(t *testing.T) {
	t.Parallel()
	client, _ := newScript(t, map[string][]string{"POST /machines/k7bmx3/?op=power_off": {"null"}})
	machine, err := client.Machines.PowerOff(t.Context(), "k7bmx3", nil)
	require.ErrorIs(t, err, maas.ErrNoValue)
	assert.Nil(t, machine)
}

// Neither options nor results with secrets show them.
func TestMachineSecretsDoNotPrint(t *testing.T) {
	t.Parallel()
	const secret = "hunter2secret"
	client, _ := newScript(t, map[string][]string{
		"GET /machines/k7bmx3/?op=power_parameters":  {`{"power_pass": "` + secret + `"}`},
		"GET /machines/k7bmx3/?op=get_token":         {`{"token_key": "k", "token_secret": "` + secret + `", "consumer_key": "c"}`},
		"GET /machines/k7bmx3/?op=get_curtin_config": {"token_secret: " + secret},
	})
	power, err := client.Machines.PowerParameters(t.Context(), "k7bmx3")
	require.NoError(t, err)
	token, err := client.Machines.Token(t.Context(), "k7bmx3")
	require.NoError(t, err)
	curtin, err := client.Machines.CurtinConfig(t.Context(), "k7bmx3")
	require.NoError(t, err)
	assert.Contains(t, curtin.Reveal(), secret)
	for _, value := range []any{
		power, token, curtin,
		&maas2.MachineAddChassisOptions{Password: maas.NewSecret(secret), TokenSecret: maas.NewSecret(secret)},
		&maas2.MachineCreateOptions{PowerParameters: maas2.IPMIPower{Password: maas.NewSecret(secret)}, LicenseKey: maas.NewSecret(secret)},
		&maas2.MachineUpdateOptions{LicenseKey: new(maas.NewSecret(secret))},
		&maas2.MachineDeployOptions{LicenseKey: maas.NewSecret(secret)},
	} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			assert.NotContains(t, sprintf(verb, value), secret, verb)
			assert.NotContains(t, sprintf(verb, value), sprintf("%x", secret), verb)
		}
	}
}

// sprintf is fmt.Sprintf with verbs that vet would not let pass.
func sprintf(verb string, value any) string { return fmt.Sprintf(verb, value) }
