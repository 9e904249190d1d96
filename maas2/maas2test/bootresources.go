package maas2test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gomaas/maas/internal/engine"
)

// Types of boot resources.
const (
	syncedResource   = "Synced"
	uploadedResource = "Uploaded"
)

// A bootResource is an operating system's release for an architecture. It has a set
// of files for each version.
type bootResource struct {
	id                                  int
	kind, name, architecture, subarches string
	title                               string
	baseImage                           string
	lastDeployed                        time.Time
	sets                                []bootSet
}

type bootSet struct {
	version, label string
	files          []bootFile
}

// A bootFile is a file of a boot resource.
type bootFile struct {
	id            int
	kind, sha256  string
	size, arrived int
	chunks        [][]byte // that were uploaded so far
}

func (f *bootFile) complete() bool { return f.arrived == f.size }

// sum is the SHA-256 sum of what arrived.
func (f *bootFile) sum() string {
	hash := sha256.New()
	for _, chunk := range f.chunks {
		hash.Write(chunk)
	}
	return hex.EncodeToString(hash.Sum(nil))
}

var bootResources = hiddenKind[int, bootResource]()

var bootResourcesSection = &section{
	seed: func(_ *Server, st *state) {
		const subarches = "generic,hwe-p,hwe-q,hwe-r,hwe-s,hwe-t,hwe-u,hwe-v,hwe-w,ga-16.04,ga-18.04,ga-20.04,ga-22.04"
		for _, release := range []struct{ series, version string }{{"jammy", "22.04"}, {"focal", "20.04"}} {
			r := &bootResource{
				id: st.next("bootresource"), kind: syncedResource, name: "ubuntu/" + release.series,
				architecture: "amd64/ga-" + release.version, subarches: subarches, title: release.version + " LTS",
			}
			set := bootSet{version: "20260901", label: "stable"}
			for _, kind := range []string{"boot-kernel", "boot-initrd", "squashfs"} {
				set.files = append(set.files, st.newBootFile(kind, []byte(strings.Repeat(release.series+" "+kind, 20))))
			}
			r.sets = []bootSet{set}
			bootResources.in(st).Put(r.id, r)
		}
	},
	resources: []*resource{
		{Template: "boot-resources/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).bootResourcesRead},
			{Method: http.MethodGet, Op: "is_importing", Run: (*call).isImporting},
			{Method: http.MethodPost, Admin: true, Run: (*call).bootResourcesCreate},
			{Method: http.MethodPost, Op: "import", Admin: true, Run: (*call).startImport},
			{Method: http.MethodPost, Op: "stop_import", Admin: true, Run: (*call).stopImport},
		}},
		{Template: "boot-resources/{id}/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).bootResourceRead},
			{Method: http.MethodDelete, Admin: true, Run: (*call).bootResourceDelete},
		}},
		{Template: "boot-resources/{id}/upload/{file_id}/", Operations: []operation{
			{Method: http.MethodPut, Admin: true, Run: (*call).bootResourceUpload},
		}},
	},
}

// newBootFile is a file that is all there, with the next number.
func (st *state) newBootFile(kind string, content []byte) bootFile {
	f := bootFile{id: st.next("bootfile"), kind: kind, size: len(content), arrived: len(content), chunks: [][]byte{content}}
	f.sha256 = f.sum()
	return f
}

func (c *call) bootResourceJSON(r *bootResource, withSets bool) object {
	var deployed any
	if !r.lastDeployed.IsZero() {
		deployed = engine.IsoTime(r.lastDeployed)
	}
	o := object{
		{"id", r.id},
		{"type", r.kind},
		{"name", r.name},
		{"architecture", r.architecture},
		{"resource_uri", c.uri("boot-resources", strconv.Itoa(r.id))},
		{"last_deployed", deployed},
		{"title", r.title},
		{"subarches", r.subarches},
	}
	if !withSets {
		return o
	}
	sets := object{}
	for _, set := range r.sets {
		sets = append(sets, member{set.version, c.bootSetJSON(r, &set)})
	}
	return append(o, member{"sets", sets})
}

func (c *call) bootSetJSON(r *bootResource, set *bootSet) object {
	total, arrived := 0, 0
	files := object{}
	for _, f := range set.files {
		total += f.size
		arrived += f.arrived
		files = append(files, member{f.kind, c.bootFileJSON(r, &f)})
	}
	o := object{
		{"version", set.version},
		{"label", set.label},
		{"size", total},
		{"complete", arrived == total},
	}
	if arrived != total {
		var progress any = 0
		if arrived > 0 {
			progress = 100 * float64(arrived) / float64(total)
		}
		o = append(o, member{"progress", progress})
	}
	return append(o, member{"files", files})
}

// bootFileJSON shows the progress of an upload as MAAS works it out: as the size
// over what arrived.
func (c *call) bootFileJSON(r *bootResource, f *bootFile) object {
	o := object{
		{"filename", f.kind},
		{"filetype", f.kind},
		{"sha256", f.sha256},
		{"size", f.size},
		{"complete", f.complete()},
	}
	if f.complete() {
		return o
	}
	var progress any = 0
	if f.arrived > 0 {
		progress = float64(f.size) / float64(f.arrived)
	}
	o = append(o, member{"progress", progress})
	if r.kind == uploadedResource {
		o = append(o, member{"upload_uri", c.uri("boot-resources", strconv.Itoa(r.id), "upload", strconv.Itoa(f.id))})
	}
	return o
}

func (c *call) bootResourcesRead() (any, error) {
	kinds := []string{"synced", "generated", "uploaded"}
	wanted := c.Query.Get("type")
	if wanted != "" && wanted != "all" && !slices.Contains(kinds, wanted) {
		return nil, engine.BadRequest(pyRepr(wanted) + " is not a valid boot resource type. Available types: ['synced', 'generated', 'uploaded']")
	}
	var found []*bootResource
	for _, r := range bootResources.in(c.state).Sorted() {
		if wanted == "" || wanted == "all" || strings.EqualFold(r.kind, wanted) {
			found = append(found, r)
		}
	}
	slices.SortStableFunc(found, func(a, b *bootResource) int {
		return strings.Compare(a.name+" "+a.architecture, b.name+" "+b.architecture)
	})
	list := []object{}
	for _, r := range found {
		list = append(list, c.bootResourceJSON(r, false))
	}
	return list, nil
}

// isImporting reports that no import runs: what is imported is there at once.
func (c *call) isImporting() (any, error) { return false, nil }

func (c *call) startImport() (any, error) { return plainText("Import of boot resources started"), nil }

func (c *call) stopImport() (any, error) {
	return plainText("Import of boot resources is being stopped"), nil
}

// plainText is a text that a handler returns.
func plainText(text string) *engine.Response {
	return &engine.Response{Status: http.StatusOK, ContentType: engine.TypeText, Body: []byte(text)}
}

func (c *call) bootResourceRead() (any, error) {
	id, _ := c.id("id")
	r := bootResources.in(c.state).Get(id)
	if r == nil {
		return nil, notFound("BootResource")
	}
	return c.bootResourceJSON(r, true), nil
}

func (c *call) bootResourceDelete() (any, error) {
	id, _ := c.id("id")
	if !bootResources.in(c.state).Delete(id) {
		return nil, engine.ServerError("BootResource matching query does not exist.")
	}
	return engine.Deleted(), nil
}

// rootFiles are the types of files that can be uploaded, with their names in a set.
var rootFiles = map[string]string{
	"tgz": "root-tgz", "tbz": "root-tbz", "txz": "root-txz", "ddtgz": "root-dd", "ddtbz": "root-dd.tar.bz2",
	"ddtxz": "root-dd.tar.xz", "ddtar": "root-dd.tar", "ddbz2": "root-dd.bz2", "ddgz": "root-dd.gz", "ddxz": "root-dd.xz",
	"ddraw": "root-dd.raw",
}

// bootResourcesCreate adds an image, or a new version of one. Its file comes along,
// or is uploaded later if its sum and size were sent.
func (c *call) bootResourcesCreate() (any, error) {
	f, err := c.form()
	if err != nil {
		return nil, err
	}
	r := &bootResource{kind: uploadedResource, baseImage: "ubuntu/jammy"}
	content := c.File("content")
	fileType, sum, size := "tgz", "", 0
	f.text("name", &r.name, required, atMost(255), func(name string) string {
		if bootResources.in(c.state).Find(func(o *bootResource) bool { return o.kind == syncedResource && o.name == name }) != nil {
			return name + " is a reserved name"
		}
		return ""
	})
	f.text("architecture", &r.architecture, required, func(arch string) string {
		if !slices.Contains(architectures, arch) {
			return notOneOf(arch, "architecture", architectures)
		}
		return ""
	})
	f.text("title", &r.title, atMost(255))
	f.text("base_image", &r.baseImage)
	f.text("filetype", &fileType, func(kind string) string {
		if rootFiles[kind] == "" {
			return notAChoice(kind)
		}
		return ""
	})
	if content == nil {
		f.text("sha256", &sum, required, atMost(64))
		if f.data.Get("size") == "" {
			f.errs.Add("size", fieldRequired)
		}
		f.number("size", &size, 1, math.MaxInt)
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	if fileType == "" {
		fileType = "tgz"
	}
	file := bootFile{kind: rootFiles[fileType], sha256: sum, size: size}
	if content != nil {
		file = c.state.newBootFile(rootFiles[fileType], content.Content)
	} else {
		file.id = c.state.next("bootfile")
	}
	r.name = strings.TrimPrefix(r.name, "custom/")
	_, r.subarches, _ = strings.Cut(r.architecture, "/")
	saved := c.state.addBootVersion(r, c.now, file)
	return engine.Python3.Created(c.bootResourceJSON(saved, true)), nil
}

// addBootVersion stores a file as the newest version of an image, which is new if
// there is none of its name and architecture.
func (st *state) addBootVersion(r *bootResource, now time.Time, file bootFile) *bootResource {
	old := bootResources.in(st).Find(func(o *bootResource) bool {
		return o.kind == r.kind && o.name == r.name && o.architecture == r.architecture
	})
	if old != nil {
		r.id, r.sets = old.id, slices.Clone(old.sets)
	} else {
		r.id = st.next("bootresource")
	}
	day := now.UTC().Format("20060102")
	version := day
	taken := func(set bootSet) bool { return set.version == version }
	for n := 1; slices.ContainsFunc(r.sets, taken); n++ {
		version = fmt.Sprintf("%s.%d", day, n)
	}
	r.sets = append(r.sets, bootSet{version: version, label: "uploaded", files: []bootFile{file}})
	bootResources.in(st).Put(r.id, r)
	return r
}

// bootResourceUpload takes the next chunk of a file.
func (c *call) bootResourceUpload() (any, error) {
	id, _ := c.id("id")
	fileID, _ := c.id("file_id")
	r := bootResources.in(c.state).Get(id)
	if r == nil {
		return nil, notFound("BootResource")
	}
	for i, set := range r.sets {
		j := slices.IndexFunc(set.files, func(f bootFile) bool { return f.id == fileID })
		if j < 0 {
			continue
		}
		file := set.files[j]
		switch {
		case len(c.Raw) == 0:
			return nil, engine.BadRequest("Missing data.")
		case r.kind != uploadedResource:
			return nil, engine.BadRequest("Cannot upload to a resource of type: " + r.kind + ". ")
		case file.complete():
			return nil, engine.BadRequest("Cannot upload to a complete file.")
		case len(c.Raw) > file.size-file.arrived:
			return nil, engine.BadRequest("Too much data received.")
		}
		file.chunks = append(slices.Clone(file.chunks), c.Raw)
		file.arrived += len(c.Raw)
		if file.complete() && file.sum() != file.sha256 {
			return nil, engine.BadRequest("Saved content does not match given SHA256 value.")
		}
		sets := slices.Clone(r.sets)
		sets[i].files = slices.Clone(set.files)
		sets[i].files[j] = file
		bootResources.in(c.state).Update(r.id, func(r *bootResource) { r.sets = sets })
		return engine.AllOK(), nil
	}
	return nil, notFound("BootResourceFile")
}
