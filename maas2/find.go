package maas2

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"

	"github.com/gomaas/maas"
)

// Find returns the one machine that key names: by its system id, a MAC address of
// any of its interfaces, its hostname or its FQDN. MAAS does the search, in one
// request for one machine; a hostname of six characters that could be a system id
// takes a second. Letters may be of either case.
//
// Any user may call it, for machines that they may see. It fails with
// [maas.ErrNotFound] when there is none, and with [maas.ErrAmbiguous] when
// machines of several domains have the hostname.
//
// GET /machines/
func (s *MachinesService) Find(ctx context.Context, key string) (*Machine, error) {
	return finder[Machine]{
		kind: "machine",
		get:  s.Get,
		list: func(ctx context.Context, opts *MachineListOptions) ([]Machine, error) { return s.List(ctx, opts) },
		id:   func(m *Machine) string { return m.SystemID },
		fqdn: func(m *Machine) string { return m.FQDN },
	}.find(ctx, key)
}

// Find returns the one device that key names, as [MachinesService.Find] does a
// machine.
//
// Any user may call it, for devices that they may see. It fails with
// [maas.ErrNotFound] when there is none, and with [maas.ErrAmbiguous] when
// devices of several domains have the hostname.
//
// GET /devices/
func (s *DevicesService) Find(ctx context.Context, key string) (*Device, error) {
	return finder[Device]{
		kind: "device",
		get:  s.Get,
		list: func(ctx context.Context, opts *MachineListOptions) ([]Device, error) {
			return s.List(ctx, (*DeviceListOptions)(opts))
		},
		id:   func(d *Device) string { return d.SystemID },
		fqdn: func(d *Device) string { return d.FQDN },
	}.find(ctx, key)
}

// A finder finds one node of a type.
type finder[T any] struct {
	kind     string
	get      func(ctx context.Context, systemID string) (*T, error)
	list     func(ctx context.Context, opts *MachineListOptions) ([]T, error)
	id, fqdn func(*T) string
}

func (f finder[T]) find(ctx context.Context, key string) (*T, error) {
	if key == "" {
		operation := maas.Operation{APIVersion: "2.0", Method: "GET", Path: "/" + f.kind + "s/"}
		return nil, &maas.ArgumentError{Operation: operation, Argument: "key", Reason: "is empty"}
	}
	if hardware, err := net.ParseMAC(key); err == nil && len(hardware) == 6 {
		return f.only(ctx, key, &MachineListOptions{MACAddress: []string{hardware.String()}}, false)
	}
	if looksLikeSystemID(key) {
		found, err := f.get(ctx, key)
		if err == nil || !answered(err, maas.ErrNotFound) {
			return found, err
		}
	}
	host, _, qualified := strings.Cut(key, ".")
	return f.only(ctx, key, &MachineListOptions{Hostname: spellings(host)}, qualified)
}

// only returns the one node that opts let through, of those with key as their
// FQDN if it is qualified.
func (f finder[T]) only(ctx context.Context, key string, opts *MachineListOptions, qualified bool) (*T, error) {
	nodes, err := f.list(ctx, opts)
	if err != nil {
		return nil, err
	}
	var found *T
	for i := range nodes {
		switch n := &nodes[i]; {
		case qualified && !strings.EqualFold(f.fqdn(n), key):
		case found == nil:
			found = n
		case f.id(found) != f.id(n): // a node may be listed once for each match
			return nil, fmt.Errorf("maas2: finding %s %q: %w", f.kind, key, maas.ErrAmbiguous)
		}
	}
	if found == nil {
		return nil, fmt.Errorf("maas2: finding %s %q: %w", f.kind, key, maas.ErrNotFound)
	}
	return found, nil
}

// spellings are a hostname as it was given and as MAAS makes them up.
func spellings(host string) []string {
	if lower := strings.ToLower(host); lower != host {
		return []string{host, lower}
	}
	return []string{host}
}

// looksLikeSystemID reports whether text could be a system id, which has six
// small letters and digits.
func looksLikeSystemID(text string) bool {
	return len(text) == 6 && strings.Trim(text, "abcdefghijklmnopqrstuvwxyz0123456789") == ""
}

// CreateOrAdopt adds a machine as [MachinesService.Create] does, or returns the
// one that has the MAC addresses already; adopted reports which. It is for
// programs that are run again, and for a creation whose response was lost: after
// the time limit of a web server in front of MAAS, for example, it looks for the
// machine for up to a minute. An adopted machine keeps the settings that it has.
//
// Administrators may call it; to others MAAS does not show machines that it has
// not accepted. It fails as Create does, where no machine has the addresses, and
// with [maas.ErrAmbiguous] where they belong to several machines.
//
// POST /machines/
func (s *MachinesService) CreateOrAdopt(ctx context.Context, architecture string, macAddresses []string, opts *MachineCreateOptions) (machine *Machine, adopted bool, err error) {
	machine, err = s.Create(ctx, architecture, macAddresses, opts)
	if err == nil || !maas.OutcomeUnknown(err) && !answered(err, maas.ErrExists) {
		return machine, false, err
	}
	var addresses []string
	for _, address := range macAddresses {
		if hardware, err := net.ParseMAC(address); err == nil {
			addresses = append(addresses, hardware.String()) // as MAAS stores them
		}
	}
	machine, lookErr := seek(ctx, err, func(ctx context.Context) (*Machine, error) {
		machines, err := s.List(ctx, &MachineListOptions{MACAddress: addresses})
		if err != nil || len(machines) == 0 {
			return nil, err
		}
		for i := range machines {
			if machines[i].SystemID != machines[0].SystemID {
				return nil, fmt.Errorf("maas2: finding machine %q: %w", commas(macAddresses), maas.ErrAmbiguous)
			}
		}
		return &machines[0], nil
	})
	switch {
	case machine != nil:
		return machine, true, nil
	case lookErr != nil && ctx.Err() == nil:
		err = errors.Join(err, lookErr)
	}
	return nil, false, err
}

// ErrPowerUnknown is a machine of which MAAS can't tell whether it is on or off.
var ErrPowerUnknown = errors.New("the power state is not known")

// EnsureOn switches a machine on if its BMC says that it is off, and does nothing
// if it is on. If the state is not known it leaves the machine alone, because many
// BMCs reset a machine that is on when they are told to switch it on. It returns
// at once; wait with [MachinesService.WaitFor] and [PoweredOn].
//
// The owner and administrators may call it. It fails with [ErrPowerUnknown], and
// as [MachinesService.QueryPowerState] and [MachinesService.PowerOn] do.
//
// POST /machines/{system_id}/?op=power_on
func (s *MachinesService) EnsureOn(ctx context.Context, systemID string, opts *MachinePowerOnOptions) error {
	status, err := s.QueryPowerState(ctx, systemID)
	if err != nil {
		return err
	}
	switch status.State {
	case PowerStateOn:
		return nil
	case PowerStateOff:
		_, err := s.PowerOn(ctx, systemID, opts)
		return err
	}
	return fmt.Errorf("maas2: machine %s: %w: %q", systemID, ErrPowerUnknown, status.State)
}
