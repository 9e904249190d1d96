package maas2test

// Numbers that were given out before machines were recorded: to a node that was
// made and removed by hand.
var _ = before("machines-create", func(r *replay) {
	r.server.seed(func(st *state) error {
		st.sequences["interface"] = 3
		return nil
	})
})
