package maas2_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"strings"
)

// A program keeps its files apart from those of others by a prefix.
func ExampleFilesService_Under() {
	server, client := newExampleServer(map[string]string{
		"POST /files/":                           `201 `,
		"GET /files/?prefix=provisioner%2F":      `[{"filename": "provisioner/state", "anon_resource_uri": "/MAAS/api/2.0/files/?op=get_by_key&key=fea6921c"}]`,
		"GET /files/?prefix=provisioner%2Fstate": `[{"filename": "provisioner/state", "anon_resource_uri": "/MAAS/api/2.0/files/?op=get_by_key&key=fea6921c"}]`,
		"GET /files/?op=get_by_key&key=fea6921c": `step 3`,
	})
	defer server.Close()

	ctx := context.Background()
	store := client.Files.Under("provisioner/")
	if err := store.Put(ctx, "state", strings.NewReader("step 3")); err != nil {
		log.Fatal(err)
	}
	names, err := store.List(ctx)
	if err != nil {
		log.Fatal(err)
	}
	content, err := store.Open(ctx, names[0])
	if err != nil {
		log.Fatal(err)
	}
	defer content.Close()
	text, err := io.ReadAll(content)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(names, string(text))
	// Output:
	// [state] step 3
}
