package maas2test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
)

// What MAAS itself had to tell: a notification, after one that is gone.
var _ = before("notifications-list", func(r *replay) {
	r.server.seed(func(st *state) error {
		st.next("notification")
		n := &notification{
			id: st.next("notification"), ident: "upgrade_version_issue", category: "warning", admins: true, dismissable: true,
			message: "Controllers have different installation sources. <a href='/MAAS/r/controllers'>Review controllers.</a>",
			context: object{{"reason", "install_source"}},
		}
		notifications.in(st).Put(n.id, n)
		return nil
	})
})

func TestNotificationsAreDismissedByEachUser(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	s.AddUser(User{Name: "bob"})
	create := func(form ...string) string {
		n := answer[struct{ ID int }](t, http.StatusOK, submit(s, "admin", "POST", "notifications/", append(form, "message", "m")...))
		return fmt.Sprintf("notifications/%d/", n.ID)
	}
	sees := func(user string) int {
		return len(answer[[]any](t, http.StatusOK, ask(s, user, "GET", "notifications/")))
	}
	toAll, toAdmins := create("users", "true", "admins", "true"), create("admins", "true", "context", `{"a": [1, {"b": null}]}`)
	assert.Equal(t, http.StatusForbidden, ask(s, "bob", "GET", toAdmins).Code)
	assert.Equal(t, http.StatusForbidden, submit(s, "bob", "POST", toAdmins+"?op=dismiss").Code)
	assert.Equal(t, http.StatusOK, submit(s, "bob", "POST", toAll+"?op=dismiss").Code)
	assert.Equal(t, []int{0, 1, 2}, []int{sees("bob"), sees("alice"), sees("admin")})
}
