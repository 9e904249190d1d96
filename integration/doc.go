// Package integration holds scenarios: short programs as users write them,
// whose outcomes are checked. One suite runs on two targets, on package
// maastest always and on a live MAAS when the environment tells where one is, so
// that what passes on the one is known to hold on the other.
//
//	go test ./integration -v
//	MAAS_URL=http://maas.example:5240/MAAS MAAS_API_KEY=consumer:token:secret \
//		go test ./integration -v -timeout 2h -run '^TestScenariosLive$'
//
// TestScenarios runs each scenario on a maastest server of its own.
// TestScenariosLive runs one after the other on the MAAS of the environment, which
// need not be a fresh one:
//
//   - MAAS_URL and MAAS_API_KEY, best the key of an administrator;
//   - MAAS_USER_API_KEY, if there is one, the key of a user who is none;
//   - MAAS_LIVE_WRITE=1 allows the scenarios that take a machine, or that change
//     for a moment what others see: settings, clusters, boot sources.
//
// Which API that MAAS has, 1.0 or 2.0, it tells itself, and that decides which of
// the two suites runs. The one for API 2.0 runs on package maas2test always, as
// TestScenarios2, and makes nothing at all on a live MAAS without
// MAAS_LIVE_WRITE=1.
//
// On a live MAAS scenarios make objects whose names begin with "gomaas-" and a
// random part, and remove them. What the release, the keys or the permission do
// not allow is skipped with the reason, as is what only a server in memory can
// do: to fail on demand, to finish a commissioning that never began.
package integration
