package maas2

import (
	"context"
	"slices"
)

// RAIDMembers are the disks and partitions of a RAID, by their ids.
type RAIDMembers struct {
	BlockDevices, Partitions      []int
	SpareDevices, SparePartitions []int
}

// SetMembers makes the members of a RAID those given, and changes nothing where
// they are already. It takes up to five requests, since MAAS does not let a member
// change its place in one: new members come first and spares go before active
// ones, so that there are always enough. An error may leave some of it done; the
// next call does the rest.
//
// Administrators may call it. It fails as [RAIDsService.Get] and
// [RAIDsService.Update] do.
func (s *RAIDsService) SetMembers(ctx context.Context, systemID string, id int, members RAIDMembers) (*RAID, error) {
	raid, err := s.Get(ctx, systemID, id)
	if err != nil {
		return nil, err
	}
	active, spares := membersOf(raid.Devices), membersOf(raid.SpareDevices)
	wantActive, wantSpares := memberIDs{members.BlockDevices, members.Partitions}, memberIDs{members.SpareDevices, members.SparePartitions}
	toActive, toSpares := wantActive.without(active), wantSpares.without(spares)
	steps := [...]struct{ add, addSpares, remove, removeSpares memberIDs }{
		{add: toActive.without(spares), addSpares: toSpares.without(active)},
		{removeSpares: spares.without(wantSpares)},
		{add: toActive.in(spares)},
		{remove: active.without(wantActive)},
		{addSpares: toSpares.in(active)},
	}
	for _, step := range steps {
		if step.add.none() && step.addSpares.none() && step.remove.none() && step.removeSpares.none() {
			continue
		}
		raid, err = s.Update(ctx, systemID, id, &RAIDUpdateOptions{
			AddBlockDevices: integers(step.add.devices), AddPartitions: integers(step.add.partitions),
			AddSpareDevices: integers(step.addSpares.devices), AddSparePartitions: integers(step.addSpares.partitions),
			RemoveBlockDevices: integers(step.remove.devices), RemovePartitions: integers(step.remove.partitions),
			RemoveSpareDevices: integers(step.removeSpares.devices), RemoveSparePartitions: integers(step.removeSpares.partitions),
		})
		if err != nil {
			return nil, err
		}
	}
	return raid, nil
}

// memberIDs are the ids of disks and partitions.
type memberIDs struct{ devices, partitions []int }

func membersOf(list []StorageMember) (ids memberIDs) {
	for _, member := range list {
		if member.Type == BlockDeviceTypePartition {
			ids.partitions = append(ids.partitions, member.ID)
		} else {
			ids.devices = append(ids.devices, member.ID)
		}
	}
	return ids
}

func (m memberIDs) none() bool { return len(m.devices) == 0 && len(m.partitions) == 0 }

// without returns those that are not among others.
func (m memberIDs) without(others memberIDs) memberIDs {
	return memberIDs{pick(m.devices, others.devices, false), pick(m.partitions, others.partitions, false)}
}

// in returns those that are among others, too.
func (m memberIDs) in(others memberIDs) memberIDs {
	return memberIDs{pick(m.devices, others.devices, true), pick(m.partitions, others.partitions, true)}
}

// pick returns the ids of which that they are among others is as wanted.
func pick(ids, others []int, wanted bool) (picked []int) {
	for _, id := range ids {
		if slices.Contains(others, id) == wanted {
			picked = append(picked, id)
		}
	}
	return picked
}
