package maas2test

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
