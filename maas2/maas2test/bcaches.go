package maas2test

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/gomaas/maas/internal/engine"
)

var bcachesSection = &section{
	resources: []*resource{
		{Template: "nodes/{system_id}/bcaches/", Operations: []operation{
			{Method: http.MethodGet, Run: func(c *call) (any, error) { return c.groupsOf(c.bcacheJSON, groupBcache) }},
			{Method: http.MethodPost, Run: (*call).bcachesCreate},
		}},
		{Template: "nodes/{system_id}/bcache/{id}/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).bcacheRead},
			{Method: http.MethodPut, Run: (*call).bcacheUpdate},
			{Method: http.MethodDelete, Run: func(c *call) (any, error) { return c.groupDelete("Bcache", "delete Bcache", groupBcache) }},
		}},
		{Template: "nodes/{system_id}/bcache-cache-sets/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).cacheSetsRead},
			{Method: http.MethodPost, Run: (*call).cacheSetsCreate},
		}},
		{Template: "nodes/{system_id}/bcache-cache-set/{id}/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).cacheSetRead},
			{Method: http.MethodPut, Run: (*call).cacheSetUpdate},
			{Method: http.MethodDelete, Run: (*call).cacheSetDelete},
		}},
	},
}

func (c *call) cacheSetJSON(v *storageView, s *cacheSet) object {
	var device any
	if f := v.caching(s); f != nil {
		device = c.partJSON(v, f)
	}
	return object{
		{"id", s.id},
		{"name", v.cacheSetName(s.id)},
		{"cache_device", device},
		{"system_id", s.node},
		{"resource_uri", c.uri("nodes", s.node, "bcache-cache-set", strconv.Itoa(s.id))},
	}
}

func (v *storageView) cacheSet(id int) *cacheSet {
	for _, s := range v.cacheSets {
		if s.id == id {
			return s
		}
	}
	return nil
}

// caching finds the file system on what a cache set is made of.
func (v *storageView) caching(s *cacheSet) *filesystem {
	for _, f := range v.filesystems {
		if f.cacheSet == s.id {
			return f
		}
	}
	return nil
}

func (c *call) bcacheJSON(v *storageView, g *deviceGroup) object {
	size := v.groupSize(g)
	var backing, set any
	for _, f := range v.partsOf(g, backingDevice) {
		backing = c.partJSON(v, f)
	}
	if s := v.cacheSet(g.cacheSet); s != nil {
		set = c.cacheSetJSON(v, s)
	}
	return object{
		{"id", g.id},
		{"name", g.name},
		{"uuid", g.uuid},
		{"size", size},
		{"human_size", humanSize(size)},
		{"cache_mode", g.cacheMode},
		{"cache_set", set},
		{"backing_device", backing},
		{"virtual_device", c.onlyDevice(v, g)},
		{"system_id", g.node},
		{"resource_uri", c.uri("nodes", g.node, "bcache", strconv.Itoa(g.id))},
	}
}

func (c *call) bcacheRead() (any, error) {
	v, g, err := c.groupFor("Bcache", "", groupBcache)
	if err != nil {
		return nil, err
	}
	return c.bcacheJSON(v, g), nil
}

// cacheModes are how a bcache writes.
var cacheModes = []string{"writeback", "writethrough", "writearound"}

// fillBcache sets the fields that the request's form has, and returns what the
// bcache is to be on, if that was sent.
func (c *call) fillBcache(v *storageView, g *deviceGroup, isNew bool) (part, error) {
	f, err := c.form()
	if err != nil {
		return part{}, err
	}
	f.text("name", &g.name, required, atMost(255))
	f.text("uuid", &g.uuid)
	f.text("cache_mode", &g.cacheMode, required, oneOf(cacheModes...))
	set := ""
	if g.cacheSet != 0 {
		set = strconv.Itoa(g.cacheSet)
	}
	unknown := func(value string) string {
		if id, err := strconv.Atoi(value); err != nil || v.cacheSet(id) == nil {
			return notAChoice(value)
		}
		return ""
	}
	f.text("cache_set", &set, required, unknown)
	g.cacheSet, _ = strconv.Atoi(set)
	freeDevice, freePartition := v.freeFor(g, nil, nil)
	devices := v.chosenDevices(f, "backing_device", freeDevice)
	parts := v.chosenPartitions(f, "backing_partition", freePartition)
	switch {
	case len(f.errs["cache_set"]) > 0:
		f.errs.Add("__all__", "Bcache requires a cache_set.")
	case len(devices)+len(parts) > 1:
		f.errs.Add("__all__", "Only one of backing_device or backing_partition can be specified.")
	case isNew && len(devices)+len(parts) == 0:
		f.errs.Add("__all__", "Either backing_device or backing_partition must be specified.")
	}
	if err := f.err(); err != nil {
		return part{}, err
	}
	return c.onePart(v, devices, parts), nil
}

// onePart is the only one of some devices and partitions, or the zero part.
func (c *call) onePart(v *storageView, devices, parts []int) part {
	switch {
	case len(devices) > 0:
		return c.state.partitionBootDisk(v, devices[0], false)
	case len(parts) > 0:
		return part{partition: parts[0]}
	}
	return part{}
}

// blockSizeUnder is the block size of the device that a part is on.
func (st *state) blockSizeUnder(p part) int {
	if p.partition != 0 {
		p.device = partitions.in(st).Get(p.partition).device
	}
	return blockDevices.in(st).Get(p.device).blockSize
}

// addBcache makes a bcache with its device.
func (st *state) addBcache(n *node, g *deviceGroup, backing part) *blockDevice {
	st.addDeviceGroup(g)
	st.join(g, backingDevice, backing)
	return st.addBlockDevice(&blockDevice{
		node: g.node, name: g.name, size: st.storageOf(n).groupSize(g), blockSize: st.blockSizeUnder(backing), tags: []string{}, group: g.id,
		uuid: newUUID(),
	})
}

// bcachesCreate shows a part of the new bcache only.
func (c *call) bcachesCreate() (any, error) {
	v, err := c.machineStorageFor("create Bcache")
	if err != nil {
		return nil, err
	}
	g := &deviceGroup{node: v.n.systemID, kind: groupBcache, name: v.newGroupName("bcache")}
	backing, err := c.fillBcache(v, g, true)
	if err != nil {
		return nil, err
	}
	c.state.addBcache(v.n, g, backing)
	o := object{}
	for _, m := range c.bcacheJSON(c.state.storageOf(v.n), g) {
		if slices.Contains([]string{"id", "name", "uuid", "cache_mode", "cache_set", "virtual_device"}, m.Name()) {
			o = append(o, m)
		}
	}
	return o, nil
}

func (c *call) bcacheUpdate() (any, error) {
	v, old, err := c.groupFor("Bcache", "update Bcache", groupBcache)
	if err != nil {
		return nil, err
	}
	g := *old
	backing, err := c.fillBcache(v, &g, false)
	if err != nil {
		return nil, err
	}
	deviceGroups.in(c.state).Put(g.id, &g)
	if backing != (part{}) {
		for _, f := range v.partsOf(&g, backingDevice) {
			c.state.deleteFilesystem(f)
		}
		c.state.join(&g, backingDevice, backing)
	}
	c.state.resize(c.state.storageOf(v.n), &g)
	return c.bcacheJSON(c.state.storageOf(v.n), &g), nil
}

func (c *call) cacheSetsRead() (any, error) {
	v, err := c.machineStorage()
	if err != nil {
		return nil, err
	}
	list := []object{}
	for _, s := range v.cacheSets {
		list = append(list, c.cacheSetJSON(v, s))
	}
	return list, nil
}

// cacheSetFor finds the cache set in the path.
func (c *call) cacheSetFor(p permission, operation string) (*storageView, *cacheSet, error) {
	n, err := c.machineFor(toView)
	if err != nil {
		return nil, nil, err
	}
	v := c.state.storageOf(n)
	id, isNumber := c.id("id")
	s := v.cacheSet(id)
	if !isNumber || s == nil {
		return nil, nil, noSuchPart()
	}
	if !c.may(n, p) {
		return nil, nil, engine.Forbidden("")
	}
	if p == toAdmin {
		if err := notReady(n, operation); err != nil {
			return nil, nil, err
		}
	}
	return v, s, nil
}

func (c *call) cacheSetRead() (any, error) {
	v, s, err := c.cacheSetFor(toView, "")
	if err != nil {
		return nil, err
	}
	return c.cacheSetJSON(v, s), nil
}

// cachePart reads what a cache set is to be made of.
func (c *call) cachePart(v *storageView, isNew bool) (part, error) {
	f, err := c.form()
	if err != nil {
		return part{}, err
	}
	devices := v.chosenDevices(f, "cache_device", v.freeDevice)
	parts := v.chosenPartitions(f, "cache_partition", v.freePartition)
	switch {
	case !f.ok():
	case len(devices)+len(parts) > 1:
		f.errs.Add("__all__", "Only one of cache_device or cache_partition can be specified.")
	case isNew && len(devices)+len(parts) == 0:
		f.errs.Add("__all__", "Either cache_device or cache_partition must be specified.")
	}
	if err := f.err(); err != nil {
		return part{}, err
	}
	return c.onePart(v, devices, parts), nil
}

func (c *call) cacheSetsCreate() (any, error) {
	v, err := c.machineStorageFor("create cache set")
	if err != nil {
		return nil, err
	}
	p, err := c.cachePart(v, true)
	if err != nil {
		return nil, err
	}
	s := c.state.addCaching(v.n, p)
	return c.cacheSetJSON(c.state.storageOf(v.n), s), nil
}

// addCaching makes a cache set of a part.
func (st *state) addCaching(n *node, p part) *cacheSet {
	s := st.addCacheSet(n.systemID)
	st.addFilesystem(&filesystem{node: n.systemID, fstype: cachingDevice, device: p.device, partition: p.partition, cacheSet: s.id})
	return s
}

func (c *call) cacheSetUpdate() (any, error) {
	v, s, err := c.cacheSetFor(toAdmin, "update cache set")
	if err != nil {
		return nil, err
	}
	p, err := c.cachePart(v, false)
	if err != nil {
		return nil, err
	}
	if f := v.caching(s); f != nil && p != (part{}) {
		filesystems.in(c.state).Update(f.id, func(f *filesystem) { f.device, f.partition = p.device, p.partition })
	}
	return c.cacheSetJSON(c.state.storageOf(v.n), s), nil
}

func (c *call) cacheSetDelete() (any, error) {
	v, s, err := c.cacheSetFor(toAdmin, "delete cache set")
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(v.groups, func(g *deviceGroup) bool { return g.cacheSet == s.id }) {
		return nil, engine.BadRequest("Cannot delete cache set; it's currently in use.")
	}
	c.state.deleteCacheSet(s)
	return engine.Deleted(), nil
}
