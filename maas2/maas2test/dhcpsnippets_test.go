package maas2test

// Versions of texts that were made before count on: those of the scripts that MAAS
// brings.
var _ = before("dhcpsnippets-create", func(r *replay) {
	r.server.seed(func(st *state) error {
		st.sequences["textversion"] = 330
		return nil
	})
})
