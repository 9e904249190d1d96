package maas2test

var tagsSection = &section{}

// tagsOf lists the names of a node's tags.
func (st *state) tagsOf(n *node) []string { return n.tags }
