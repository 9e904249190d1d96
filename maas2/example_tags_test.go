package maas2_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/maas2"
)

// Exactly these machines have a tag afterwards.
func ExampleTagsService_Sync() {
	server, client := newExampleServer(map[string]string{
		"POST /tags/":                     `400 {"name": ["Tag with this Name already exists."]}`,
		"GET /tags/gpu/?op=machines":      `[{"system_id": "r8hmsk"}, {"system_id": "xacmmx"}]`,
		"POST /tags/gpu/?op=update_nodes": `{"added": 1, "removed": 1}`,
	})
	defer server.Close()

	ctx := context.Background()
	_, err := client.Tags.Create(ctx, "gpu", &maas2.TagCreateOptions{Comment: "has a GPU"})
	if err != nil && !errors.Is(err, maas.ErrExists) {
		log.Fatal(err)
	}
	update, err := client.Tags.Sync(ctx, "gpu", []string{"k7bmx3", "xacmmx"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("added", update.Added, "removed", update.Removed)
	// Output:
	// added 1 removed 1
}
