package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"net"
	"regexp"
	"slices"
	"strings"

	"github.com/gomaas/maas"
)

// The columns of the file besides those for power settings. They may be in any
// order; those in mandatory must be there.
const (
	columnHostname     = "hostname"
	columnArchitecture = "architecture"
	columnMACs         = "mac_addresses" // separated by spaces
	columnZone         = "zone"
	columnPowerType    = "power_type"
	columnPassword     = "power_pass" // or "env:" and the name of an environment variable
)

var mandatory = []string{columnArchitecture, columnMACs}

// A machine is a line of the file.
type machine struct {
	line         int
	hostname     string
	architecture string
	macs         []string
	zone         string
	powerType    maas.PowerType
	power        maas.PowerParameters // nil if it has problems
	problems     []string             // with the line
}

func (m *machine) wrong(format string, args ...any) {
	m.problems = append(m.problems, fmt.Sprintf(format, args...))
}

// readMachines reads a file. A problem with a line is recorded in its machine; an
// error means that the file as a whole is malformed.
func readMachines(r io.Reader) ([]*machine, error) {
	reader := csv.NewReader(r)
	reader.Comment = '#'
	reader.FieldsPerRecord = -1 // too few are a problem of the line
	header, err := reader.Read()
	if err != nil {
		return nil, fmt.Errorf("the file has no header line: %w", err)
	}
	if err := checkHeader(header); err != nil {
		return nil, err
	}
	var machines []*machine
	for {
		cells, err := reader.Read()
		malformed, isMalformed := errors.AsType[*csv.ParseError](err)
		switch {
		case err == io.EOF:
			if machines == nil {
				return nil, errors.New("the file has no machines")
			}
			checkDuplicates(machines)
			return machines, nil
		case isMalformed:
			machines = append(machines, &machine{line: malformed.Line, problems: []string{malformed.Err.Error()}})
		case err != nil:
			return nil, err
		default:
			line, _ := reader.FieldPos(0)
			machines = append(machines, readMachine(line, header, cells))
		}
	}
}

func checkHeader(header []string) error {
	known := append(settingNames(), columnHostname, columnArchitecture, columnMACs, columnZone, columnPowerType)
	for i, name := range header {
		if !slices.Contains(known, name) {
			return fmt.Errorf("%q is not a column; valid columns are %s", name, strings.Join(known, ", "))
		}
		if slices.Contains(header[:i], name) {
			return fmt.Errorf("duplicate column %s", name)
		}
	}
	for _, name := range mandatory {
		if !slices.Contains(header, name) {
			return fmt.Errorf("missing column %s", name)
		}
	}
	return nil
}

var hostnamePattern = regexp.MustCompile(`(?i)^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$`)

func readMachine(line int, header, cells []string) *machine {
	m := &machine{line: line}
	if len(cells) != len(header) {
		// Cells may be in the wrong column, so a message that quotes one could
		// show a password.
		m.wrong("%d columns instead of %d", len(cells), len(header))
		return m
	}
	power := settings{}
	for i, cell := range cells {
		if header[i] != columnPassword { // where spaces are significant
			cell = strings.TrimSpace(cell)
		}
		switch header[i] {
		case columnHostname:
			m.hostname = cell
		case columnArchitecture:
			m.architecture = cell
		case columnMACs:
			m.macs = strings.Fields(cell)
		case columnZone:
			m.zone = cell
		case columnPowerType:
			m.powerType = maas.PowerType(cell)
		default:
			if cell != "" {
				power[header[i]] = cell
			}
		}
	}
	if m.hostname != "" && !hostnamePattern.MatchString(m.hostname) {
		m.wrong("%q is not a hostname", m.hostname)
	}
	if m.architecture == "" {
		m.wrong("missing architecture")
	}
	if len(m.macs) == 0 {
		m.wrong("missing MAC address")
	}
	for _, mac := range m.macs {
		if !isMAC(mac) {
			m.wrong("%s", notMAC(mac))
		}
	}
	var problems []string
	m.power, problems = powerOf(m.powerType, power)
	m.problems = append(m.problems, problems...)
	return m
}

func isMAC(text string) bool {
	mac, err := net.ParseMAC(text)
	return err == nil && len(mac) == 6 && !strings.Contains(text, ".") // MAAS does not accept dots
}

func notMAC(text string) string { return fmt.Sprintf("%q is not a MAC address", text) }

// sameMAC returns a MAC address in the form that MAAS shows.
func sameMAC(text string) string {
	return strings.ToLower(strings.ReplaceAll(text, "-", ":"))
}

// checkDuplicates finds hostnames and MAC addresses that occur on several lines.
func checkDuplicates(machines []*machine) {
	names, macs := map[string]int{}, map[string]int{}
	for _, m := range machines {
		if name := strings.ToLower(m.hostname); name != "" {
			if line := names[name]; line != 0 {
				m.wrong("line %d has the same hostname %s", line, m.hostname)
			} else {
				names[name] = m.line
			}
		}
		for _, mac := range m.macs {
			if line := macs[sameMAC(mac)]; line != 0 {
				m.wrong("line %d has the same MAC address %s", line, mac)
			}
			macs[sameMAC(mac)] = m.line
		}
	}
}

// checkAgainst records what MAAS would refuse: hostnames and MAC addresses that it
// already has, zones and architectures that it lacks. It only reads.
func checkAgainst(ctx context.Context, client *maas.Client, machines []*machine) error {
	architectures, err := client.BootImages.Architectures(ctx)
	if err != nil {
		return err
	}
	zones, err := client.Zones.List(ctx)
	if err != nil {
		return err
	}
	names, macs := map[string]bool{}, map[string]string{}
	for node, err := range client.Nodes.All(ctx, nil) {
		if err != nil {
			return err
		}
		short, _, _ := strings.Cut(node.Hostname, ".")
		names[short], names[node.Hostname] = true, true
		for _, mac := range node.MACAddressSet {
			macs[mac.MACAddress] = node.Hostname
		}
	}
	for _, m := range machines {
		full := m.architecture
		if !strings.Contains(full, "/") {
			full += "/generic" // as MAAS completes it
		}
		if m.architecture != "" && !slices.Contains(architectures, full) {
			m.wrong("MAAS has no boot images for %s", full)
		}
		if m.zone != "" && !slices.ContainsFunc(zones, func(z maas.Zone) bool { return z.Name == m.zone }) {
			m.wrong("zone %q does not exist", m.zone)
		}
		if names[strings.ToLower(m.hostname)] {
			m.wrong("MAAS already has a node %s", m.hostname)
		}
		for _, mac := range m.macs {
			if owner := macs[sameMAC(mac)]; owner != "" {
				m.wrong("node %s already has %s", owner, mac)
			}
		}
	}
	return nil
}
