package maas2test

// The BMCs of the machines before had the numbers before the first host's.
var _ = before("vmhosts-create", func(r *replay) {
	r.server.seed(func(st *state) error {
		st.sequences["bmc"] = 14
		return nil
	})
})

// MAAS made up the name of the host that could not be reached, and later answers
// show it.
var _ = before("vmhosts-list-one", func(r *replay) {
	r.server.seed(func(st *state) error {
		for id, h := range vmHosts.in(st).All() {
			if !h.reached {
				vmHosts.in(st).Update(id, func(h *vmHost) { h.name = "quick-perch" })
			}
		}
		return nil
	})
})
