package maastest

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gomaas/maas/internal/engine"
)

// A bootSource is where a cluster gets its boot images from.
type bootSource struct {
	id              int
	cluster         string // the uuid
	url             string
	keyringFilename string
	keyringData     []byte // never modified
}

// A bootSourceSelection is a choice of a source's images.
type bootSourceSelection struct {
	id, source                int
	release                   string
	arches, subarches, labels []string // never modified
}

// addDefaultBootSource gives a cluster the source that all clusters begin with.
func (st *state) addDefaultBootSource(cluster string) {
	source := &bootSource{
		id:              st.next("bootsource"),
		cluster:         cluster,
		url:             "http://maas.ubuntu.com/images/ephemeral-v2/releases/",
		keyringFilename: "/usr/share/keyrings/ubuntu-cloudimage-keyring.gpg",
	}
	st.bootSources.Put(source.id, source)
	for _, release := range []string{"precise", "trusty"} {
		st.insertSelection(&bootSourceSelection{
			source:    source.id,
			release:   release,
			arches:    []string{"*"},
			subarches: []string{"*"},
			labels:    []string{"release"},
		})
	}
}

func (st *state) insertSelection(selection *bootSourceSelection) {
	selection.id = st.next("selection")
	st.selections.Put(selection.id, selection)
}

func bootSourcesResource() *resource {
	return &resource{
		Template:  "nodegroups/{uuid}/boot-sources/",
		AdminOnly: true,
		Operations: []operation{
			{Method: http.MethodGet, Run: (*call).bootSourcesRead},
			{Method: http.MethodPost, Run: (*call).bootSourcesCreate},
		},
	}
}

func bootSourceResource() *resource {
	return &resource{
		Template:  "nodegroups/{uuid}/boot-sources/{id}/",
		AdminOnly: true,
		Operations: []operation{
			{Method: http.MethodGet, Run: (*call).bootSourceRead},
			{Method: http.MethodPut, Run: (*call).bootSourceUpdate},
			{Method: http.MethodDelete, Run: (*call).bootSourceDelete},
		},
	}
}

func selectionsResource() *resource {
	return &resource{
		Template:  "nodegroups/{uuid}/boot-sources/{boot_source_id}/selections/",
		AdminOnly: true,
		Operations: []operation{
			{Method: http.MethodGet, Run: (*call).selectionsRead},
			{Method: http.MethodPost, Run: (*call).selectionsCreate},
		},
	}
}

func selectionResource() *resource {
	return &resource{
		Template:  "nodegroups/{uuid}/boot-sources/{boot_source_id}/selections/{id}/",
		AdminOnly: true,
		Operations: []operation{
			{Method: http.MethodGet, Run: (*call).selectionRead},
			{Method: http.MethodPut, Run: (*call).selectionUpdate},
			{Method: http.MethodDelete, Run: (*call).selectionDelete},
		},
	}
}

// bootSourceJSON shows a source with its keyring in base64, as it appears when
// it was created or is read alone.
func (c *call) bootSourceJSON(b *bootSource) engine.Object {
	return c.bootSourceObject(b, base64.StdEncoding.EncodeToString(b.keyringData))
}

// rawBootSourceJSON shows a source as it appears in lists and after a change:
// with the keyring's bytes for text, which fails if they are none.
func (c *call) rawBootSourceJSON(b *bootSource) (engine.Object, error) {
	if !utf8.Valid(b.keyringData) {
		return nil, engine.ServerError(utf8Complaint(b.keyringData))
	}
	return c.bootSourceObject(b, string(b.keyringData)), nil
}

func (c *call) bootSourceObject(b *bootSource, keyring string) engine.Object {
	return engine.Object{
		{"url", b.url},
		{"keyring_data", keyring},
		{"resource_uri", c.uri("nodegroups", b.cluster, "boot-sources", engine.PyStr(b.id))},
		{"keyring_filename", b.keyringFilename},
		{"id", b.id},
	}
}

// utf8Complaint is what Python 2 says of a buffer that is not UTF-8.
func utf8Complaint(content []byte) string {
	at := 0
	for {
		r, size := utf8.DecodeRune(content[at:])
		if r == utf8.RuneError && size <= 1 {
			break
		}
		at += size
	}
	why := "invalid continuation byte"
	switch first := content[at]; {
	case first < 0xC2 || first > 0xF4:
		why = "invalid start byte"
	case !utf8.FullRune(content[at:]):
		why = "unexpected end of data"
	}
	return fmt.Sprintf("'utf8' codec can't decode byte 0x%02x in position %d: %s. "+
		"You passed in <read-only buffer for 0x7f0000001000, size %d, offset 0 at 0x7f0000002000> (<type 'buffer'>)",
		content[at], at, why, len(content))
}

// namedBootSource is the source that the path names by the given argument.
func (c *call) namedBootSource(argument string) (*bootSource, error) {
	g, err := c.cluster()
	if err != nil {
		return nil, err
	}
	id, err := c.intArg(argument)
	if err != nil {
		return nil, err
	}
	if b := c.state.bootSources.Get(id); b != nil && b.cluster == g.uuid {
		return b, nil
	}
	return nil, notFound()
}

func (c *call) bootSourcesRead() (any, error) {
	g, err := c.cluster()
	if err != nil {
		return nil, err
	}
	list := []engine.Object{}
	for _, b := range c.state.bootSources.All() {
		if b.cluster != g.uuid {
			continue
		}
		shown, err := c.rawBootSourceJSON(b)
		if err != nil {
			return nil, err
		}
		list = append(list, shown)
	}
	return list, nil
}

func (c *call) bootSourcesCreate() (any, error) {
	g, err := c.cluster()
	if err != nil {
		return nil, err
	}
	b := &bootSource{cluster: g.uuid}
	if err := c.fillBootSource(b); err != nil {
		return nil, err
	}
	b.id = c.state.next("bootsource")
	c.state.bootSources.Put(b.id, b)
	return engine.Python2.Created(c.bootSourceJSON(b)), nil
}

func (c *call) bootSourceRead() (any, error) {
	b, err := c.namedBootSource("id")
	if err != nil {
		return nil, err
	}
	return c.bootSourceJSON(b), nil
}

func (c *call) bootSourceUpdate() (any, error) {
	b, err := c.namedBootSource("id")
	if err != nil {
		return nil, err
	}
	if len(b.keyringData) > 0 && c.File("keyring_data") == nil {
		// MAAS takes the stored keyring for an uploaded file.
		return nil, engine.ServerError("'buffer' object has no attribute 'read'")
	}
	changed := *b
	if err := c.fillBootSource(&changed); err != nil {
		return nil, err
	}
	c.state.bootSources.Put(b.id, &changed)
	return c.rawBootSourceJSON(&changed)
}

func (c *call) bootSourceDelete() (any, error) {
	b, err := c.namedBootSource("id")
	if err != nil {
		return nil, err
	}
	for _, selection := range c.state.sourceSelections(b) {
		c.state.selections.Delete(selection.id)
	}
	c.state.bootSources.Delete(b.id)
	return engine.Deleted(), nil
}

// fillBootSource reads the form of a source.
func (c *call) fillBootSource(b *bootSource) error {
	if c.Data == nil {
		return engine.FieldErrors{}.Raise()
	}
	errs := engine.FieldErrors{}
	if formRequired(c.Data, "url", b.url, errs) {
		b.url = formURL(c.Data, "url", b.url, errs)
	}
	keepOr(c.Data, "keyring_filename", &b.keyringFilename)
	if sent := c.File("keyring_data"); sent != nil {
		b.keyringData = sent.Content
		if len(sent.Content) == 0 {
			errs.Add("keyring_data", "The submitted file is empty.")
		}
	}
	switch {
	case b.keyringFilename == "" && len(b.keyringData) == 0:
		errs.Add("__all__", "One of keyring_data or keyring_filename must be specified.")
	case b.keyringFilename != "" && len(b.keyringData) > 0:
		errs.Add("__all__", "Only one of keyring_filename or keyring_data can be specified.")
	}
	return errs.Err()
}

// goodURL is what the server takes for a URL: the host has to be a name with a
// dot, localhost, or an address.
var goodURL = regexp.MustCompile(`(?i)^(http|ftp)s?://` +
	`(([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+([a-z]{2,6}\.?|[a-z0-9-]{2,}\.?)|localhost|\d{1,3}(\.\d{1,3}){3}|\[?[a-f0-9]*:[a-f0-9:]+\]?)` +
	`(:\d+)?(/?|[/?]\S+)$`)

// formURL reads a form field that holds a URL, and completes it: one without a
// scheme is http, and an empty path is "/".
func formURL(data *engine.Values, name, current string, errs engine.FieldErrors) string {
	given, sent := data.Lookup(name)
	if !sent {
		return current
	}
	if !strings.Contains(given, "://") {
		given = "http://" + given
	}
	if parsed, err := url.Parse(given); err == nil && parsed.Path == "" {
		parsed.Path = "/"
		given = parsed.String()
	}
	switch {
	case !goodURL.MatchString(given):
		errs.Add(name, "Enter a valid URL.")
	case utf8.RuneCountInString(given) > 200:
		errs.Add(name, tooLong(200, given))
	default:
		return given
	}
	return current
}

func (c *call) selectionJSON(b *bootSource, s *bootSourceSelection) engine.Object {
	return engine.Object{
		{"labels", s.labels},
		{"arches", s.arches},
		{"subarches", s.subarches},
		{"release", s.release},
		{"id", s.id},
		{"resource_uri", c.uri("nodegroups", b.cluster, "boot-sources", engine.PyStr(b.id), "selections", engine.PyStr(s.id))},
	}
}

// sourceSelections are those of a source, in the order of their ids.
func (st *state) sourceSelections(b *bootSource) []*bootSourceSelection {
	var list []*bootSourceSelection
	for _, s := range st.selections.All() {
		if s.source == b.id {
			list = append(list, s)
		}
	}
	return list
}

// namedSelection is the selection that the path names, with its source.
func (c *call) namedSelection() (*bootSource, *bootSourceSelection, error) {
	b, err := c.namedBootSource("boot_source_id")
	if err != nil {
		return nil, nil, err
	}
	id, err := c.intArg("id")
	if err != nil {
		return nil, nil, err
	}
	if s := c.state.selections.Get(id); s != nil && s.source == b.id {
		return b, s, nil
	}
	return nil, nil, notFound()
}

func (c *call) selectionsRead() (any, error) {
	b, err := c.namedBootSource("boot_source_id")
	if err != nil {
		return nil, err
	}
	list := []engine.Object{}
	for _, s := range c.state.sourceSelections(b) {
		list = append(list, c.selectionJSON(b, s))
	}
	return list, nil
}

func (c *call) selectionsCreate() (any, error) {
	b, err := c.namedBootSource("boot_source_id")
	if err != nil {
		return nil, err
	}
	s := &bootSourceSelection{source: b.id, arches: []string{}, subarches: []string{}, labels: []string{}}
	if err := c.fillSelection(s); err != nil {
		return nil, err
	}
	c.state.insertSelection(s)
	return c.selectionJSON(b, s), nil
}

func (c *call) selectionRead() (any, error) {
	b, s, err := c.namedSelection()
	if err != nil {
		return nil, err
	}
	return c.selectionJSON(b, s), nil
}

func (c *call) selectionUpdate() (any, error) {
	b, s, err := c.namedSelection()
	if err != nil {
		return nil, err
	}
	changed := *s
	if err := c.fillSelection(&changed); err != nil {
		return nil, err
	}
	c.state.selections.Put(s.id, &changed)
	return c.selectionJSON(b, &changed), nil
}

func (c *call) selectionDelete() (any, error) {
	_, s, err := c.namedSelection()
	if err != nil {
		return nil, err
	}
	c.state.selections.Delete(s.id)
	return engine.Deleted(), nil
}

// fillSelection reads the form of a selection, which checks next to nothing.
func (c *call) fillSelection(s *bootSourceSelection) error {
	if c.Data == nil {
		return engine.FieldErrors{}.Raise()
	}
	keepOr(c.Data, "release", &s.release)
	for name, field := range map[string]*[]string{"arches": &s.arches, "subarches": &s.subarches, "labels": &s.labels} {
		if given := c.Data.List(name); given != nil {
			*field = slices.Clone(given)
		}
	}
	if utf8.RuneCountInString(s.release) > 20 {
		return engine.Invalid("release", tooLong(20, s.release))
	}
	return nil
}
