package maas2test

// Subnets show the rack controller long before anything shows it as such.
var _ = before("body-json-list", func(r *replay) {
	r.server.store.View(func(st *state) {
		r.Learn("8n6w88", st.nodesOf(regionNode)[0].systemID)
		r.Learn("hw7rt6", st.nodesOf(rackNode)[0].systemID)
	})
})
