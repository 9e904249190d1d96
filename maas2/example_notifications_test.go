package maas2_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maas2"
)

// Administrators are told of something once, whoever tells it first.
func ExampleNotificationsService() {
	server, client := newExampleServer(map[string]string{
		"POST /notifications/": `400 {"ident": ["Notification with this Ident already exists."]}`,
	})
	defer server.Close()

	_, err := client.Notifications.Create(context.Background(), "{count} machines need new firmware.", &maas2.NotificationCreateOptions{
		Ident:    "firmware",
		Admins:   new(true),
		Category: maas2.NotificationCategoryWarning,
		Context:  map[string]any{"count": 7},
	})
	if errors.Is(err, maas.ErrExists) {
		fmt.Println("they know")
	} else if err != nil {
		log.Fatal(err)
	}
	// Output:
	// they know
}

// Who is in the networks that MAAS does not know of.
func ExampleDiscoveriesService() {
	server, client := newExampleServer(map[string]string{
		"GET /discovery/?op=by_unknown_ip_and_mac": `[{"ip": "10.0.0.60", "mac_address": "52:54:00:99:00:01", "hostname": "printer",
			"observer": {"hostname": "rack-1", "interface_name": "eth0"}}]`,
	})
	defer server.Close()

	discoveries, err := client.Discoveries.ByUnknownIPAndMAC(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	for _, d := range discoveries {
		fmt.Printf("%s (%s) %s, seen by %s\n", d.IP, d.MACAddress, d.Hostname, d.Observer.Hostname)
	}
	// Output:
	// 10.0.0.60 (52:54:00:99:00:01) printer, seen by rack-1
}

// Machines get packages of a repository of one's own.
func ExamplePackageRepositoriesService() {
	server, client := newExampleServer(map[string]string{
		"POST /package-repositories/": `{"id": 3, "name": "own", "url": "http://repo.example/ubuntu", "enabled": true, "arches": ["amd64"]}`,
	})
	defer server.Close()

	repository, err := client.PackageRepositories.Create(context.Background(), "own", "http://repo.example/ubuntu",
		&maas2.PackageRepositoryCreateOptions{
			Distributions: []string{"jammy"},
			Components:    []string{"main"},
			Arches:        []string{"amd64"},
		})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(repository.ID, repository.Name, repository.Enabled)
	// Output:
	// 3 own true
}
