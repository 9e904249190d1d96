package maas2_test

import (
	"context"
	"fmt"
	"log"
)

// Groups have entitlements, since MAAS 3.8.
func ExampleUserGroupsService() {
	server, client := newExampleServer(map[string]string{
		"POST /groups/":                  `{"id": 1, "name": "operators"}`,
		"POST /groups/1/?op=add_member":  `null`,
		"GET /groups/1/?op=list_members": `[{"id": 7, "username": "bob", "email": "bob@example.com"}]`,
	})
	defer server.Close()

	ctx := context.Background()
	group, err := client.UserGroups.Create(ctx, "operators", nil)
	if err != nil {
		log.Fatal(err)
	}
	if err := client.UserGroups.AddMember(ctx, group.ID, "bob"); err != nil {
		log.Fatal(err)
	}
	members, err := client.UserGroups.ListMembers(ctx, group.ID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(group.Name, "are", members[0].Username)
	// Output:
	// operators are bob
}
