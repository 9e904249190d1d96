package maas2test

import (
	"net/http"
	"strconv"

	"github.com/gomaas/maas/internal/engine"
)

var partitionsSection = &section{
	resources: []*resource{
		{Template: "nodes/{system_id}/blockdevices/{device_id}/partitions/", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).partitionsRead},
			{Method: http.MethodPost, Run: (*call).partitionsCreate},
		}},
		{Template: "nodes/{system_id}/blockdevices/{device_id}/partition/{id}", Operations: []operation{
			{Method: http.MethodGet, Run: (*call).partitionRead},
			{Method: http.MethodDelete, Run: (*call).partitionDelete},
			{Method: http.MethodPost, Op: "add_tag", Run: (*call).partitionAddTag},
			{Method: http.MethodPost, Op: "remove_tag", Run: (*call).partitionRemoveTag},
			{Method: http.MethodPost, Op: "format", Run: (*call).partitionFormat},
			{Method: http.MethodPost, Op: "unformat", Run: (*call).partitionUnformat},
			{Method: http.MethodPost, Op: "mount", Run: (*call).partitionMount},
			{Method: http.MethodPost, Op: "unmount", Run: (*call).partitionUnmount},
		}},
	},
}

// noSuchPart is the answer for a part of a machine that is not there. It commits,
// so that the nonce stays used.
func noSuchPart() error {
	return &engine.Failure{Response: engine.Response{Status: http.StatusNotFound, ContentType: engine.TypePlain}, Keep: true}
}

// noTable is what MAAS says of a device without partitions.
func noTable() error { return engine.ServerError("PartitionTable matching query does not exist.") }

// partition finds the partition in the path, by its number or its name.
func (c *call) partition(p permission) (*storageView, *partition, error) {
	v, d, err := c.blockDevice("device_id", p)
	if err != nil {
		return nil, nil, err
	}
	list := v.partitionsOn(d)
	if len(list) == 0 {
		return nil, nil, noSuchPart()
	}
	for _, part := range list {
		name := v.deviceName(d) + "-part" + strconv.Itoa(v.partitionNumber(d, part))
		if c.args["id"] == strconv.Itoa(part.id) || c.args["id"] == name {
			return v, part, nil
		}
	}
	return nil, nil, noSuchPart()
}

func (c *call) partitionsRead() (any, error) {
	v, d, err := c.blockDevice("device_id", toView)
	if err != nil {
		return nil, err
	}
	list := v.partitionsOn(d)
	if len(list) == 0 {
		return nil, noTable()
	}
	shown := []object{}
	for _, p := range list {
		shown = append(shown, c.partitionJSON(v, p))
	}
	return shown, nil
}

func (c *call) partitionRead() (any, error) {
	v, p, err := c.partition(toView)
	if err != nil {
		return nil, err
	}
	return c.partitionJSON(v, p), nil
}

// showPartition shows a partition after it was changed.
func (c *call) showPartition(p *partition) (any, error) {
	v := c.ofMachine()
	return c.partitionJSON(v, v.partition(p.id)), nil
}

func (c *call) partitionsCreate() (any, error) {
	v, d, err := c.blockDevice("device_id", toAdmin)
	if err != nil {
		return nil, err
	}
	if err := notReady(v.n, "create partition"); err != nil {
		return nil, err
	}
	f, err := c.form()
	if err != nil {
		return nil, err
	}
	available := v.availableSize(d)
	p := &partition{device: d.id, node: d.node, tags: []string{}}
	f.size("size", &p.size, smallestDevice, d.size)
	f.boolean("bootable", &p.bootable)
	f.text("uuid", &p.uuid)
	if err := f.err(); err != nil {
		return nil, err
	}
	if p.size == 0 {
		p.size = available
	}
	p.size = alignDown(p.size, partitionAlignment)
	if p.size > available || p.size == 0 {
		return nil, refuseModel("size", "Partition cannot be saved; not enough free space on the block device.")
	}
	return c.showPartition(c.state.addPartition(p))
}

func (c *call) partitionDelete() (any, error) {
	v, p, err := c.partition(toAdmin)
	if err != nil {
		return nil, err
	}
	if err := notReady(v.n, "delete partition"); err != nil {
		return nil, err
	}
	if f := v.on(0, p.id); f != nil && f.group+f.cacheSet != 0 {
		return nil, engine.BadRequest("Cannot delete partition because it is part of a filesystem group.")
	}
	c.state.deletePartition(p)
	return engine.Deleted(), nil
}

func (c *call) partitionAddTag() (any, error) { return c.tagPartition(true) }

func (c *call) partitionRemoveTag() (any, error) { return c.tagPartition(false) }

func (c *call) tagPartition(add bool) (any, error) {
	v, p, err := c.partition(toAdmin)
	if err != nil {
		return nil, err
	}
	if err := notReady(v.n, "update partition"); err != nil {
		return nil, err
	}
	tag, err := c.Post.Mandatory("tag")
	if err != nil {
		return nil, err
	}
	partitions.in(c.state).Update(p.id, func(p *partition) { p.tags = withTag(p.tags, tag, add) })
	return c.showPartition(p)
}

// partitionVolume finds the partition in the path for an operation on its file
// system.
func (c *call) partitionVolume(operation string) (*volume, error) {
	v, p, err := c.partition(toEdit)
	if err != nil {
		return nil, err
	}
	if err := c.mayFormat(v.n, operation); err != nil {
		return nil, err
	}
	return &volume{
		v: v, fs: v.on(0, p.id), part: part{partition: p.id}, what: "partition", free: true,
		show: func() (any, error) { return c.showPartition(p) },
	}, nil
}

func (c *call) partitionFormat() (any, error) {
	return c.onVolume(c.partitionVolume, "format", c.format)
}

func (c *call) partitionUnformat() (any, error) {
	return c.onVolume(c.partitionVolume, "unformat", c.unformat)
}

func (c *call) partitionMount() (any, error) { return c.onVolume(c.partitionVolume, "mount", c.mount) }

func (c *call) partitionUnmount() (any, error) {
	return c.onVolume(c.partitionVolume, "unmount", c.unmount)
}
