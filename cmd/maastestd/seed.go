package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/gomaas/maas/maastest"
)

// A seed is what the server begins with besides its users admin and user, the
// zone default and the cluster that has boot images.
type seed struct {
	Users    []item[maastest.User]
	Clusters []item[cluster]
	Zones    []item[zone]
	Tags     []item[maastest.Tag]
	Nodes    []item[maastest.Node]
	Networks []item[maastest.Network]
	Files    []item[file]
}

type cluster struct {
	maastest.NodeGroup
	Interfaces []item[maastest.Interface]
	BootImages []item[maastest.BootImage]
}

type zone struct {
	Name, Description string
}

// A file has its content as text or, when it is binary, in base64.
type file struct {
	Owner, Name, Content string
	ContentBase64        []byte
}

// An item is a T in JSON whose members are named as the fields of T, but in
// lower case with underscores: system_id for SystemID.
type item[T any] struct {
	value T
}

func (i *item[T]) UnmarshalJSON(data []byte) error {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(data, &members); err != nil {
		return err
	}
	// The json package does not care for case, so that the underscores are all
	// that is in its way.
	named := make(map[string]json.RawMessage, len(members))
	for name, value := range members {
		named[strings.ReplaceAll(name, "_", "")] = value
	}
	data, err := json.Marshal(named)
	if err != nil {
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields() // a misspelt name would be ignored silently
	return decoder.Decode(&i.value)
}

// keys are the API keys of the server.
type keys struct {
	// Users are the keys by name of user. That of the user whom MAAS keeps for
	// clusters is the key of the first cluster.
	Users map[string]string `json:"keys"`
	// Workers are the keys of the clusters that were seeded, by uuid.
	Workers map[string]string `json:"worker_keys"`
	order   []string
}

// lines are the keys for people, one a line.
func (k keys) lines() string {
	var b strings.Builder
	for _, name := range k.order {
		fmt.Fprintf(&b, "API key of %s: %s\n", name, k.Users[name])
	}
	return b.String()
}

// seedFrom fills the server from a file, if one is named, and lists the keys.
func seedFrom(server *maastest.Server, name string) (keys, error) {
	var s item[seed]
	if name != "" {
		if err := readSeed(name, &s); err != nil {
			return keys{}, fmt.Errorf("-seed %s: %w", name, err)
		}
	}
	k, err := s.value.apply(server)
	if err != nil {
		err = fmt.Errorf("-seed %s: %w", name, err)
	}
	return k, err
}

func readSeed(name string, s *item[seed]) error {
	in := io.Reader(os.Stdin)
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		defer f.Close()
		in = f
	}
	decoder := json.NewDecoder(in)
	if err := decoder.Decode(s); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("there is more than one JSON value")
	}
	return nil
}

// apply adds what the seed has, in the order in which things refer to others.
// The server panics on nonsense, since tests are its usual callers.
func (s *seed) apply(server *maastest.Server) (k keys, err error) {
	defer func() {
		if problem := recover(); problem != nil {
			err = errors.New(strings.TrimPrefix(fmt.Sprint(problem), "maastest: "))
		}
	}()
	k = keys{Users: make(map[string]string), Workers: make(map[string]string)}
	for _, u := range s.Users {
		server.AddUser(u.value)
		k.order = append(k.order, u.value.Name)
	}
	for _, c := range s.Clusters {
		k.Workers[c.value.UUID] = server.AddNodeGroup(c.value.NodeGroup)
		for _, i := range c.value.Interfaces {
			server.AddInterface(c.value.UUID, i.value)
		}
		for _, image := range c.value.BootImages {
			server.AddBootImage(c.value.UUID, image.value)
		}
	}
	for _, z := range s.Zones {
		server.AddZone(z.value.Name, z.value.Description)
	}
	for _, t := range s.Tags {
		server.AddTag(t.value)
	}
	for _, n := range s.Nodes {
		server.AddNode(n.value)
	}
	for _, n := range s.Networks {
		server.AddNetwork(n.value)
	}
	for _, f := range s.Files {
		content := []byte(f.value.Content)
		if f.value.ContentBase64 != nil {
			content = f.value.ContentBase64
		}
		server.AddFile(f.value.Owner, f.value.Name, content)
	}
	k.order = slices.Concat([]string{"admin", "user", "maas-nodegroup-worker"}, k.order)
	for _, name := range k.order {
		k.Users[name] = server.Key(name)
	}
	return k, nil
}
