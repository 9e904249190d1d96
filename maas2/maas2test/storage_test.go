package maas2test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gomaas/maas/internal/deadline"
)

// A shownDevice is what the tests read of a block device.
type shownDevice struct {
	ID            int
	Name, Type    string
	Size          int
	UsedSize      int `json:"used_size"`
	AvailableSize int `json:"available_size"`
	Filesystem    *struct {
		Fstype     string
		MountPoint string `json:"mount_point"`
	}
	Partitions []struct {
		ID         int
		Size       int
		Path       string
		Filesystem *struct {
			Fstype     string
			MountPoint string `json:"mount_point"`
		}
	}
}

// exchangeWith sends a form as a user, which has to end with a status, and decodes the body
// into v unless that is nil.
func exchangeWith(t *testing.T, s *Server, user, method, path string, status int, v any, pairs ...string) {
	t.Helper()
	w := post(s, user, method, path, pairs...)
	require.Equal(t, status, w.Code, "%s %s: %s", method, path, w.Body)
	if v != nil {
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), v))
	}
}

// devicesOfMachine lists the block devices of a machine.
func devicesOfMachine(t *testing.T, s *Server, id string) []shownDevice {
	t.Helper()
	var list []shownDevice
	exchangeWith(t, s, "admin", http.MethodGet, "nodes/"+id+"/blockdevices/", 200, &list)
	return list
}

func TestLayouts(t *testing.T) {
	t.Parallel()
	for _, disks := range [][]Disk{nil, {{Name: "sda", Size: 64e9, Model: "A disk", Serial: "1"}}, {{Name: "sda", Size: 8e9}, {Name: "sdb", Size: 4e9, Tags: []string{"ssd"}}}} {
		for _, name := range []string{"flat", "lvm", "bcache", "vmfs6", "vmfs7", "blank"} {
			s := NewUnstarted()
			hardware := defaultHardware
			hardware.Disks = disks
			id := s.AddMachine(Machine{Hardware: &hardware})
			w := post(s, "admin", http.MethodPost, "machines/"+id+"/?op=set_storage_layout", "storage_layout="+name)
			if w.Code == http.StatusBadRequest {
				assert.Contains(t, w.Body.String(), "Boot disk must be at least", name)
				continue
			}
			require.Equal(t, 200, w.Code, w.Body)
			roots := 0
			for _, d := range devicesOfMachine(t, s, id) {
				assert.LessOrEqual(t, d.UsedSize, d.Size, "%s: %s", name, d.Name)
				assert.Positive(t, d.Size, "%s: %s", name, d.Name)
				if d.Filesystem != nil && d.Filesystem.MountPoint == "/" {
					roots++
				}
				for _, p := range d.Partitions {
					assert.Positive(t, p.Size, "%s: %s", name, p.Path)
					if p.Filesystem != nil && p.Filesystem.MountPoint == "/" {
						roots++
					}
				}
			}
			if name == "flat" || name == "lvm" || name == "bcache" {
				assert.Equal(t, 1, roots, name)
			}
		}
	}
}

func TestRefusedRAIDLeavesNothing(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	id := s.AddMachine(Machine{})
	before := devicesOfMachine(t, s, id)
	exchangeWith(t, s, "admin", http.MethodPost, "nodes/"+id+"/raids/", 400, nil, "level=raid-5", "block_devices=2", "block_devices=3")
	assert.Equal(t, before, devicesOfMachine(t, s, id))
	var raid struct{ Size int }
	exchangeWith(t, s, "admin", http.MethodPost, "nodes/"+id+"/raids/", 200, &raid, "level=raid-1", "block_devices=sda", "block_devices=sdb")
	assert.Equal(t, int(250e9)-raidSuperblock, raid.Size)
}

// TestFilesystemsOfAllocatedMachine formats a disk as the one who allocated it, which
// the release takes back.
func TestFilesystemsOfAllocatedMachine(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	id := s.AddMachine(Machine{PowerType: "manual"})
	exchangeWith(t, s, "alice", http.MethodPost, "machines/?op=allocate", 200, nil)
	format := "nodes/" + id + "/blockdevices/sdb/?op=format"
	exchangeWith(t, s, "alice", http.MethodPost, format, 200, nil, "fstype=xfs")
	assert.Equal(t, "xfs", devicesOfMachine(t, s, id)[2].Filesystem.Fstype)
	do(t, s, "alice", id, "release")
	require.Equal(t, "Ready", statusOf(t, s, id))
	devices := devicesOfMachine(t, s, id)
	assert.Nil(t, devices[2].Filesystem)
	assert.Equal(t, "/", devices[0].Partitions[0].Filesystem.MountPoint)
	exchangeWith(t, s, "alice", http.MethodPost, format, 403, nil, "fstype=xfs")
}

func TestPartitionsConcurrently(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	id := s.AddMachine(Machine{})
	var wg sync.WaitGroup
	for range 32 {
		wg.Go(func() {
			w := post(s, "admin", http.MethodPost, "nodes/"+id+"/blockdevices/sda/partitions/", "size=20G")
			assert.Contains(t, []int{200, 400}, w.Code)
		})
	}
	deadline.Wait(t, deadline.Limit, wg.Wait, "the callers")
	sda := devicesOfMachine(t, s, id)[1]
	assert.Len(t, sda.Partitions, 12)
	assert.LessOrEqual(t, sda.UsedSize, sda.Size)
}

func TestCloneStorage(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	source, destination := s.AddMachine(Machine{}), s.AddMachine(Machine{})
	do(t, s, "admin", source, "set_storage_layout", "storage_layout=bcache")
	exchangeWith(t, s, "admin", http.MethodPost, "machines/?op=clone", 204, nil, "source="+source, "destinations="+destination, "storage=true")
	shape := func(id string) (list []string) {
		for _, d := range devicesOfMachine(t, s, id) {
			list = append(list, fmt.Sprint(d.Name, d.Type, d.Size, d.UsedSize, len(d.Partitions)))
		}
		return list
	}
	assert.Equal(t, shape(source), shape(destination))
	exchangeWith(t, s, "admin", http.MethodDelete, "machines/"+source+"/", 204, nil)
	assert.Len(t, devicesOfMachine(t, s, destination), 4)
}

// TestDeletedMachineLeavesNothing removes a machine with every kind of row.
func TestDeletedMachineLeavesNothing(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	id := s.AddMachine(Machine{})
	do(t, s, "admin", id, "set_storage_layout", "storage_layout=bcache")
	do(t, s, "admin", id, "mount_special", "fstype=tmpfs", "mount_point=/tmp")
	exchangeWith(t, s, "admin", http.MethodPost, "nodes/"+id+"/volume-groups/", 200, nil, "name=vg", "block_devices=sdb")
	exchangeWith(t, s, "admin", http.MethodDelete, "machines/"+id+"/", 204, nil)
	s.seed(func(st *state) error {
		assert.Zero(t, blockDevices.in(st).Len()+partitions.in(st).Len()+filesystems.in(st).Len()+deviceGroups.in(st).Len()+cacheSets.in(st).Len())
		return nil
	})
}

func TestCompose(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	host := s.AddVMHost(VMHost{Name: "kvm"})
	path := fmt.Sprintf("vm-hosts/%d/", host)
	var machine struct {
		SystemID string `json:"system_id"`
	}
	exchangeWith(t, s, "admin", http.MethodPost, path+"?op=compose", 200, &machine, "cores=3", "memory=4096", "storage=root:10(default),data:20")
	require.Equal(t, "Ready", statusOf(t, s, machine.SystemID))
	var shown struct {
		Cores  int `json:"cpu_count"`
		Memory int
		Pod    struct{ ID int }
	}
	exchangeWith(t, s, "admin", http.MethodGet, "machines/"+machine.SystemID+"/", 200, &shown)
	assert.Equal(t, []int{3, 4096, host}, []int{shown.Cores, shown.Memory, shown.Pod.ID})
	devices := devicesOfMachine(t, s, machine.SystemID)
	require.Len(t, devices, 2)
	assert.Equal(t, []int{10e9, 20e9}, []int{devices[0].Size, devices[1].Size})
	// 11 of the 16 cores are left.
	exchangeWith(t, s, "admin", http.MethodPost, path+"?op=compose", 400, nil, "cores=12")
	exchangeWith(t, s, "admin", http.MethodPost, path+"?op=compose", 200, nil, "cores=11")
	exchangeWith(t, s, "admin", http.MethodDelete, path, 204, nil)
	exchangeWith(t, s, "admin", http.MethodGet, "machines/"+machine.SystemID+"/", 404, nil)
}

// TestOwnScripts commissions a machine with scripts that were added.
func TestOwnScripts(t *testing.T) {
	t.Parallel()
	s := NewUnstarted()
	for _, kind := range []string{"commissioning", "testing"} {
		exchangeWith(t, s, "admin", http.MethodPost, "scripts/", 200, nil, "name=my-"+kind, "type="+kind, "script=%23!/bin/sh%0A")
	}
	id := s.AddMachine(Machine{})
	do(t, s, "admin", id, "commission", "commissioning_scripts=my-commissioning", "testing_scripts=my-testing,smartctl-validate")
	require.Equal(t, "Ready", statusOf(t, s, id))
	names := func(result string) []string {
		var set struct {
			Results []struct {
				Name   string
				Status string `json:"status_name"`
			}
		}
		exchangeWith(t, s, "admin", http.MethodGet, "nodes/"+id+"/results/"+result+"/", 200, &set)
		var list []string
		for _, run := range set.Results {
			assert.Equal(t, "Passed", run.Status, run.Name)
			list = append(list, run.Name)
		}
		return list
	}
	assert.Contains(t, names("current-commissioning"), "my-commissioning")
	assert.Equal(t, []string{"my-testing", "smartctl-validate", "smartctl-validate", "smartctl-validate"}, names("current-testing"))

	download := "nodes/" + id + "/results/current-testing/?op=download&filters=my-testing"
	assert.Equal(t, "output of my-testing", post(s, "admin", http.MethodGet, download).Body.String())
	archive := post(s, "admin", http.MethodGet, download+"&filetype=tar.xz").Body.Bytes()
	assert.True(t, bytes.HasPrefix(archive, []byte("\xfd7zXZ\x00")) && bytes.HasSuffix(archive, []byte("YZ")))
	assert.Contains(t, string(archive), "output of my-testing")
}
