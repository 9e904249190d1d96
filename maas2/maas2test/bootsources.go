package maas2test

import (
	"encoding/base64"
	"net/http"
	"strconv"
	"time"

	"github.com/gomaas/maas/internal/engine"
)

// A bootSource is where images are imported from.
type bootSource struct {
	id                   int
	url, keyringFilename string
	keyringData          []byte
	created, updated     time.Time
}

var bootSources = hiddenKind[int, bootSource]()

// firstBootSource is the only source whose images are known.
const firstBootSource = 1

var bootSourcesSection = &section{
	seed: func(s *Server, st *state) {
		now := s.clock.Now()
		source := &bootSource{
			id: st.next("bootsource"), url: "http://images.maas.io/ephemeral-v3/stable/",
			keyringFilename: "/usr/share/keyrings/ubuntu-cloudimage-keyring.gpg", created: now, updated: now,
		}
		bootSources.in(st).Put(source.id, source)
	},
	resources: []*resource{
		{Template: "boot-sources/", AdminOnly: true, Operations: []operation{
			{Method: http.MethodGet, Run: (*call).bootSourcesRead},
			{Method: http.MethodPost, Run: (*call).bootSourcesCreate},
		}},
		{Template: "boot-sources/{id}/", AdminOnly: true, Operations: []operation{
			{Method: http.MethodGet, Run: (*call).bootSourceRead},
			{Method: http.MethodPut, Run: (*call).bootSourceUpdate},
			{Method: http.MethodDelete, Run: (*call).bootSourceDelete},
		}},
	},
}

func (c *call) bootSourceJSON(s *bootSource) object {
	return object{
		{"created", engine.IsoTime(s.created)},
		{"updated", engine.IsoTime(s.updated)},
		{"url", s.url},
		{"keyring_filename", s.keyringFilename},
		{"id", s.id},
		{"keyring_data", base64.StdEncoding.EncodeToString(s.keyringData)},
		{"resource_uri", c.uri("boot-sources", strconv.Itoa(s.id))},
	}
}

// bootSource finds the boot source that an argument of the path names.
func (c *call) bootSource(argument string) (*bootSource, error) {
	id, _ := c.id(argument)
	s := bootSources.in(c.state).Get(id)
	if s == nil {
		return nil, notFound("BootSource")
	}
	return s, nil
}

func (c *call) bootSourcesRead() (any, error) {
	list := []object{}
	for _, s := range bootSources.in(c.state).Sorted() {
		list = append(list, c.bootSourceJSON(s))
	}
	return list, nil
}

func (c *call) bootSourcesCreate() (any, error) {
	s := &bootSource{created: c.now}
	if err := c.fillBootSource(s); err != nil {
		return nil, err
	}
	s.id = c.state.next("bootsource")
	bootSources.in(c.state).Put(s.id, s)
	return engine.Python3.Created(c.bootSourceJSON(s)), nil
}

func (c *call) bootSourceRead() (any, error) {
	s, err := c.bootSource("id")
	if err != nil {
		return nil, err
	}
	return c.bootSourceJSON(s), nil
}

func (c *call) bootSourceUpdate() (any, error) {
	old, err := c.bootSource("id")
	if err != nil {
		return nil, err
	}
	s := *old
	if err := c.fillBootSource(&s); err != nil {
		return nil, err
	}
	bootSources.in(c.state).Put(s.id, &s)
	return c.bootSourceJSON(&s), nil
}

// bootSourceDelete takes the selections of the source along.
func (c *call) bootSourceDelete() (any, error) {
	s, err := c.bootSource("id")
	if err != nil {
		return nil, err
	}
	for id, selection := range selections.in(c.state).All() {
		if selection.source == s.id {
			selections.in(c.state).Delete(id)
		}
	}
	bootSources.in(c.state).Delete(s.id)
	return engine.Deleted(), nil
}

// fillBootSource sets the fields that the request's form has. The data of a keyring
// counts only as a file.
func (c *call) fillBootSource(s *bootSource) error {
	f, err := c.form()
	if err != nil {
		return err
	}
	taken := func(url string) bool {
		return bootSources.in(c.state).Find(func(other *bootSource) bool { return other.url == url && other.id != s.id }) != nil
	}
	f.text("url", &s.url, required, func(text string) string {
		if !isURL(text) {
			return badURL
		}
		return ""
	}, unless(taken, "Boot source with this Url already exists."))
	data := c.File("keyring_data")
	if data != nil {
		s.keyringData = data.Content
		if !f.has("keyring_filename") {
			s.keyringFilename = ""
		}
	}
	if f.text("keyring_filename", &s.keyringFilename); s.keyringFilename != "" && data == nil && f.has("keyring_filename") {
		s.keyringData = nil
	}
	switch hasData := len(s.keyringData) > 0; {
	case s.keyringFilename == "" && !hasData:
		f.errs.Add("__all__", "One of keyring_data or keyring_filename must be specified.")
	case s.keyringFilename != "" && hasData:
		f.errs.Add("__all__", "Only one of keyring_filename or keyring_data can be specified.")
	}
	s.updated = c.now
	return f.err()
}
