package maas2_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"strings"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maas2"
)

// A release is selected for two architectures, imported, and waited for.
func ExampleBootResourcesService_WaitFor() {
	server, client := newExampleServer(map[string]string{
		"GET /boot-sources/":                `[{"id": 1, "url": "http://images.maas.io/ephemeral-v3/stable/"}]`,
		"GET /boot-sources/1/selections/":   `[{"id": 3, "os": "ubuntu", "release": "jammy", "arches": ["amd64"]}]`,
		"PUT /boot-sources/1/selections/3/": `{"id": 3, "os": "ubuntu", "release": "jammy", "arches": ["amd64", "arm64"]}`,
		"POST /boot-resources/?op=import":   `Import of boot resources started`,
		"GET /boot-resources/": `[{"id": 1, "name": "ubuntu/jammy", "architecture": "amd64/ga-22.04"},
			{"id": 2, "name": "ubuntu/jammy", "architecture": "arm64/ga-22.04"}]`,
		"GET /boot-resources/1/": `{"id": 1, "architecture": "amd64/ga-22.04", "title": "22.04 LTS", "sets": {"20261121": {"complete": true}}}`,
		"GET /boot-resources/2/": `{"id": 2, "architecture": "arm64/ga-22.04", "title": "22.04 LTS", "sets": {"20261121": {"complete": true}}}`,
	})
	defer server.Close()

	ctx := context.Background() // with a deadline, outside of an example
	sources, err := client.BootSources.List(ctx)
	if err != nil {
		log.Fatal(err)
	}
	architectures := []string{"amd64", "arm64"}
	if _, err := client.BootSourceSelections.Ensure(ctx, sources[0].ID, "ubuntu", "jammy", architectures); err != nil {
		log.Fatal(err)
	}
	if err := client.BootResources.Import(ctx); err != nil {
		log.Fatal(err)
	}
	images, err := client.BootResources.WaitFor(ctx, "ubuntu/jammy", architectures, nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, image := range images {
		fmt.Println(image.Title, image.Architecture)
	}
	// Output:
	// 22.04 LTS amd64/ga-22.04
	// 22.04 LTS arm64/ga-22.04
}

// An image of one's own is uploaded, and once more from where it stopped if that
// fails. The content is a file in real life.
func ExampleBootResourcesService_Upload() {
	const resource = `{"id": 4, "name": "two", "sets": {"20261121": {"size": 8, "complete": %s, "files": {"root-dd.gz": {"size": 8, "complete": %[1]s,
		"sha256": "a5df3fde7b200c3fa2791144c7e05c5c2bced4c6ad863d3a4cf76c972c1712f9",
		"upload_uri": "/MAAS/api/2.0/boot-resources/4/upload/8/"}}}}}`
	server, client := newExampleServer(map[string]string{
		"POST /boot-resources/":           "201 " + fmt.Sprintf(resource, "false"),
		"PUT /boot-resources/4/upload/8/": "OK",
		"GET /boot-resources/4/":          fmt.Sprintf(resource, "true"),
	})
	defer server.Close()

	ctx := context.Background()
	content := strings.NewReader("an image")
	options := &maas2.BootResourceUploadOptions{
		Filetype:   maas2.UploadFiletypeDDGZ,
		BaseImage:  "ubuntu/jammy",
		OnProgress: func(sent, size int64) { fmt.Printf("%d of %d bytes\n", sent, size) },
	}
	image, err := client.BootResources.Upload(ctx, "amd64/generic", "custom/two", content, options)
	if stopped, ok := errors.AsType[*maas2.UploadError](err); ok {
		image, err = client.BootResources.ResumeUpload(ctx, stopped.ID, content, options)
	}
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(image.Name, image.Complete())
	// Output:
	// 8 of 8 bytes
	// two true
}

// A mirror becomes the only source of images.
func ExampleBootSourcesService() {
	server, client := newExampleServer(map[string]string{
		"POST /boot-sources/":     `400 {"url": ["Boot source with this Url already exists."]}`,
		"GET /boot-sources/":      `[{"id": 1, "url": "http://images.maas.io/ephemeral-v3/stable/"}, {"id": 2, "url": "http://mirror.example/maas/"}]`,
		"DELETE /boot-sources/1/": "204 ",
	})
	defer server.Close()

	ctx := context.Background()
	const mirror = "http://mirror.example/maas/"
	_, err := client.BootSources.Create(ctx, mirror, &maas2.BootSourceCreateOptions{
		KeyringFilename: "/usr/share/keyrings/ubuntu-cloudimage-keyring.gpg",
	})
	if err != nil && !errors.Is(err, maas.ErrExists) {
		log.Fatal(err)
	}
	sources, err := client.BootSources.List(ctx)
	if err != nil {
		log.Fatal(err)
	}
	for _, source := range sources {
		if source.URL == mirror {
			continue
		}
		if err := client.BootSources.Delete(ctx, source.ID); err != nil {
			log.Fatal(err)
		}
		fmt.Println("removed", source.URL)
	}
	// Output:
	// removed http://images.maas.io/ephemeral-v3/stable/
}

// What a boot source is to give.
func ExampleBootSourceSelectionsService() {
	server, client := newExampleServer(map[string]string{
		"GET /boot-sources/1/selections/": `[{"id": 1, "os": "ubuntu", "release": "jammy", "arches": ["amd64", "arm64"], "subarches": ["*"]}]`,
	})
	defer server.Close()

	selections, err := client.BootSourceSelections.List(context.Background(), 1)
	if err != nil {
		log.Fatal(err)
	}
	for _, selection := range selections {
		fmt.Printf("%s/%s for %s\n", selection.OS, selection.Release, strings.Join(selection.Arches, " and "))
	}
	// Output:
	// ubuntu/jammy for amd64 and arm64
}

// MAAS answers with JSON of its own.
func ExampleImageSyncProgressService() {
	server, client := newExampleServer(map[string]string{
		"GET /images-sync-progress/7/hw7rt6/": "[100]",
	})
	defer server.Close()

	progress, err := client.ImageSyncProgress.Get(context.Background(), 7, "hw7rt6")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s\n", progress)
	// Output:
	// [100]
}
