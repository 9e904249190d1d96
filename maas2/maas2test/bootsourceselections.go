package maas2test

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/gomaas/maas/internal/engine"
)

// A selection says which images of a release are imported from a boot source.
type selection struct {
	id, source                int
	os, release               string
	arches, subarches, labels []string
}

var selections = hiddenKind[int, selection]()

var bootSourceSelectionsSection = &section{
	seed: func(_ *Server, st *state) {
		for _, release := range []string{"jammy", "focal"} {
			s := &selection{
				id: st.next("selection"), source: firstBootSource, os: "ubuntu", release: release,
				arches: []string{"amd64"}, subarches: []string{"*"}, labels: []string{"*"},
			}
			selections.in(st).Put(s.id, s)
		}
	},
	resources: []*resource{
		{Template: "boot-sources/{source}/selections/", AdminOnly: true, Operations: []operation{
			{Method: http.MethodGet, Run: (*call).selectionsRead},
			{Method: http.MethodPost, Run: (*call).selectionsCreate},
		}},
		{Template: "boot-sources/{source}/selections/{id}/", AdminOnly: true, Operations: []operation{
			{Method: http.MethodGet, Run: (*call).selectionRead},
			{Method: http.MethodPut, Run: (*call).selectionUpdate},
			{Method: http.MethodDelete, Run: (*call).selectionDelete},
		}},
	},
}

func (c *call) selectionJSON(s *selection) object {
	return object{
		{"os", s.os},
		{"release", s.release},
		{"arches", s.arches},
		{"subarches", s.subarches},
		{"labels", s.labels},
		{"boot_source_id", s.source},
		{"id", s.id},
		{"resource_uri", c.uri("boot-sources", strconv.Itoa(s.source), "selections", strconv.Itoa(s.id))},
	}
}

// selection finds the selection in the path.
func (c *call) selection() (*selection, error) {
	source, err := c.bootSource("source")
	if err != nil {
		return nil, err
	}
	id, _ := c.id("id")
	s := selections.in(c.state).Get(id)
	if s == nil || s.source != source.id {
		return nil, notFound("BootSourceSelection")
	}
	return s, nil
}

func (c *call) selectionsRead() (any, error) {
	source, err := c.bootSource("source")
	if err != nil {
		return nil, err
	}
	list := []object{}
	for _, s := range selections.in(c.state).Sorted() {
		if s.source == source.id {
			list = append(list, c.selectionJSON(s))
		}
	}
	return list, nil
}

func (c *call) selectionsCreate() (any, error) {
	source, err := c.bootSource("source")
	if err != nil {
		return nil, err
	}
	anything := []string{"*"}
	s := &selection{source: source.id, arches: anything, subarches: anything, labels: anything}
	if err := c.fillSelection(s); err != nil {
		return nil, err
	}
	s.id = c.state.next("selection")
	selections.in(c.state).Put(s.id, s)
	return c.selectionJSON(s), nil
}

func (c *call) selectionRead() (any, error) {
	s, err := c.selection()
	if err != nil {
		return nil, err
	}
	return c.selectionJSON(s), nil
}

func (c *call) selectionUpdate() (any, error) {
	old, err := c.selection()
	if err != nil {
		return nil, err
	}
	s := *old
	if err := c.fillSelection(&s); err != nil {
		return nil, err
	}
	selections.in(c.state).Put(s.id, &s)
	return c.selectionJSON(&s), nil
}

func (c *call) selectionDelete() (any, error) {
	s, err := c.selection()
	if err != nil {
		return nil, err
	}
	selections.in(c.state).Delete(s.id)
	return engine.Deleted(), nil
}

// fillSelection sets the fields that the request's form has. Releases are limited
// to those that the source is known to have.
func (c *call) fillSelection(s *selection) error {
	f, err := c.form()
	if err != nil {
		return err
	}
	f.text("os", &s.os)
	f.text("release", &s.release)
	available := s.source == firstBootSource && s.os == "ubuntu" && slices.Contains(releaseChoices, s.release)
	if !available {
		f.errs.Add("os", "OS "+s.os+" with release "+s.release+" has no available images for download")
	}
	for name, field := range map[string]*[]string{"arches": &s.arches, "subarches": &s.subarches, "labels": &s.labels} {
		f.list(name, field, "", "", nil)
	}
	if err := f.err(); err != nil {
		return err
	}
	same := func(other *selection) bool {
		return other.id != s.id && other.source == s.source && other.os == s.os && other.release == s.release
	}
	if selections.in(c.state).Find(same) != nil {
		return engine.Invalid("__all__", "Boot source selection with this Boot source, Os and Release already exists.")
	}
	return nil
}
