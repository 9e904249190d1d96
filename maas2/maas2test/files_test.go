package maas2test

// Nothing but the addresses of files shows their keys.
var _ = before("files-list-more", func(r *replay) {
	r.server.store.View(func(st *state) {
		for recorded, name := range map[string]string{
			"fea6921c-8755-407b-8a6e-28492e5f26f5": "a.bin",
			"3e2ab7f4-b2d1-4f7b-bf89-355b3ae620f3": "dir/sub/a b+c.txt",
		} {
			if f := storedFiles.in(st).Get(fileKey("alice", name)); f != nil {
				r.ours[recorded] = f.key
			}
		}
	})
	r.replacer = nil
})
