package maas2_test

import (
	"context"
	"fmt"
	"log"

	"github.com/gomaas/maas"
)

// A license key does not print.
func ExampleLicenseKeysService() {
	server, client := newExampleServer(map[string]string{
		"POST /license-keys/": `{"osystem": "windows", "distro_series": "win2012r2", "license_key": "XXXXX-XXXXX-XXXXX-XXXXX-XXXXX"}`,
	})
	defer server.Close()

	ctx := context.Background()
	key, err := client.LicenseKeys.Create(ctx, "windows", "win2012r2", maas.NewSecret("XXXXX-XXXXX-XXXXX-XXXXX-XXXXX"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(key.DistroSeries, key.LicenseKey, len(key.LicenseKey.Reveal()))
	// Output:
	// win2012r2 [redacted] 29
}
