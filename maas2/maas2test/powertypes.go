package maas2test

import (
	_ "embed"
	"encoding/json"
	"slices"
	"sync"

	"github.com/gomaas/maas/internal/engine"
)

// A powerType is a way to switch machines on and off.
type powerType struct {
	Name, Description string
	DriverType        string `json:"driver_type"`
	Fields            []powerField
	MissingPackages   []string `json:"missing_packages"`
	Chassis           bool
	CanProbe          bool `json:"can_probe"`
	Queryable         bool
	Defaults          map[string]int // of pods
}

// A powerField is a setting of a power type.
type powerField struct {
	Name, Label string
	Required    bool
	FieldType   string `json:"field_type"`
	Choices     [][2]string
	Default     any
	Scope       string
	Secret      bool
}

//go:embed powertypes.json
var powerTypesJSON []byte

// powerTypes are those that the racks know. Labels that explain are left out.
var powerTypes = sync.OnceValue(func() []powerType {
	var list []powerType
	if err := json.Unmarshal(powerTypesJSON, &list); err != nil {
		panic(err)
	}
	return list
})

// powerTypeNamed finds a power type, or returns nil.
func powerTypeNamed(name string) *powerType {
	list := powerTypes()
	if i := slices.IndexFunc(list, func(t powerType) bool { return t.Name == name }); i >= 0 {
		return &list[i]
	}
	return nil
}

func (t *powerType) json() object {
	fields := []object{}
	for _, f := range t.Fields {
		choices := []any{}
		for _, choice := range f.Choices {
			choices = append(choices, choice[:])
		}
		fields = append(fields, object{
			{"name", f.Name},
			{"label", f.Label},
			{"required", f.Required},
			{"field_type", f.FieldType},
			{"choices", choices},
			{"default", f.Default},
			{"scope", f.Scope},
			{"secret", f.Secret},
		})
	}
	o := object{
		{"driver_type", t.DriverType},
		{"name", t.Name},
		{"description", t.Description},
		{"fields", fields},
		{"missing_packages", t.MissingPackages},
		{"chassis", t.Chassis},
		{"can_probe", t.CanProbe},
		{"queryable", t.Queryable},
	}
	if t.Defaults != nil {
		defaults := object{}
		for _, name := range engine.SortedKeys(t.Defaults) {
			defaults = append(defaults, member{name, t.Defaults[name]})
		}
		o = append(o, member{"defaults", defaults})
	}
	return o
}
