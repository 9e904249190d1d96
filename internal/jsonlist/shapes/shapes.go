// Package shapes has models with every kind of field that a decoder can be made
// for, for the tests of the generator and of what it builds on.
package shapes

import (
	"encoding/json"
	"errors"
	"net/netip"
	"strings"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/internal/jsonlist"
)

//go:generate go run ../../jsongen

// What the types are used with is what they get a decoder by.
var (
	_ = jsonlist.List[Machine]
	_ = jsonlist.List[Everything]
	_ = jsonlist.List[*Many]
	_ = jsonlist.List[map[string]Tree]
	_ = jsonlist.List[Empty]
	_ = jsonlist.List[Zone]
)

// A Machine is like a model of MAAS.
type Machine struct {
	Name   string            `json:"name"`
	Owner  *string           `json:"owner"`
	Count  int               `json:"count"`
	Size   float64           `json:"size"`
	On     bool              `json:"on"`
	Tags   []string          `json:"tags"`
	Zone   Zone              `json:"zone"`
	Cards  []Zone            `json:"cards"`
	Labels map[string]string `json:"labels"`
	Extra  json.RawMessage   `json:"extra"`
}

// A Zone is a part of a Machine.
type Zone struct {
	Name        string `json:"name"`
	Description string `json:"description"`
}

type (
	// Word is a text.
	Word string
	// Number is a number.
	Number int16
	// Flag is a bool.
	Flag bool
	// Words are many.
	Words []Word
	// Zones are many.
	Zones map[Word]*Zone
)

// Loud decodes itself, from strings alone.
type Loud struct{ Text string }

// UnmarshalJSON reads a string in any case. It takes no empty one.
func (l *Loud) UnmarshalJSON(data []byte) error {
	if err := json.Unmarshal(data, &l.Text); err != nil {
		return err
	}
	if l.Text == "a" {
		return errors.New("not loud")
	}
	l.Text = strings.ToUpper(l.Text)
	return nil
}

// MarshalJSON writes a string.
func (l Loud) MarshalJSON() ([]byte, error) { return json.Marshal(l.Text) }

// Base is embedded.
type Base struct {
	ID     int    `json:"id"`
	Hidden string `json:"hidden"`
}

type other struct {
	Other string
}

// Everything has fields of all kinds.
type Everything struct {
	Base
	other
	Hidden Number `json:"hidden"`

	Int     int     `json:"int"`
	Int8    int8    `json:"int8"`
	Int16   Number  `json:"int16"`
	Int32   int32   `json:"int32"`
	Int64   int64   `json:"int64"`
	Uint    uint    `json:"uint"`
	Uint8   uint8   `json:"uint8"`
	Uint16  uint16  `json:"uint16"`
	Uint32  uint32  `json:"uint32"`
	Uint64  uint64  `json:"uint64"`
	Float32 float32 `json:"float32"`
	Float64 float64 `json:"float64"`
	Flag    Flag    `json:"flag"`
	Word    Word    `json:"word"`
	Bytes   []byte  `json:"bytes"`
	Any     any     `json:"any"`
	Array   [2]int  `json:"array"`

	Number        json.Number   `json:"number"`
	NumberPointer *json.Number  `json:"number_pointer"`
	Numbers       []json.Number `json:"numbers"`

	Raw         json.RawMessage           `json:"raw"`
	RawPointer  *json.RawMessage          `json:"raw_pointer"`
	Loud        Loud                      `json:"loud"`
	LoudPointer *Loud                     `json:"loud_pointer"`
	Louds       []Loud                    `json:"louds"`
	LoudMap     map[string]Loud           `json:"loud_map"`
	Address     netip.Addr                `json:"address"`
	ByAddress   map[netip.Addr]string     `json:"by_address"`
	Words       Words                     `json:"words"`
	Zones       Zones                     `json:"zones"`
	ByNumber    map[Number][]int          `json:"by_number"`
	Deep        map[string]map[Word][]int `json:"deep"`
	Lists       [][]*Zone                 `json:"lists"`
	Pointers    **int                     `json:"pointers"`
	Floats      []float32                 `json:"floats"`
	Flags       []Flag                    `json:"flags"`
	Uints       []uint16                  `json:"uints"`
	Anys        []any                     `json:"anys"`
	Foreign     maas.Zone                 `json:"foreign"`
	Foreigns    []maas.Zone               `json:"foreigns"`
	Inline      struct {
		A int `json:"a"`
	} `json:"inline"`

	Capitals string `json:"CAPITALS"`
	Mixed    string `json:"mixedCase"`
	Untagged string
	Left     string `json:"-"`
	Omitted  *int   `json:"omitted,omitempty"`
}

// A Tree nests.
type Tree struct {
	Name     string          `json:"name"`
	Children []Tree          `json:"children"`
	Left     *Tree           `json:"left"`
	Named    map[string]Tree `json:"named"`
}

// Empty has no fields that count.
type Empty struct {
	Left string `json:"-"`
}

// Many has more fields than fit into a word.
type Many struct {
	F0  int `json:"f0"`
	F1  int `json:"f1"`
	F2  int `json:"f2"`
	F3  int `json:"f3"`
	F4  int `json:"f4"`
	F5  int `json:"f5"`
	F6  int `json:"f6"`
	F7  int `json:"f7"`
	F8  int `json:"f8"`
	F9  int `json:"f9"`
	F10 int `json:"f10"`
	F11 int `json:"f11"`
	F12 int `json:"f12"`
	F13 int `json:"f13"`
	F14 int `json:"f14"`
	F15 int `json:"f15"`
	F16 int `json:"f16"`
	F17 int `json:"f17"`
	F18 int `json:"f18"`
	F19 int `json:"f19"`
	F20 int `json:"f20"`
	F21 int `json:"f21"`
	F22 int `json:"f22"`
	F23 int `json:"f23"`
	F24 int `json:"f24"`
	F25 int `json:"f25"`
	F26 int `json:"f26"`
	F27 int `json:"f27"`
	F28 int `json:"f28"`
	F29 int `json:"f29"`
	F30 int `json:"f30"`
	F31 int `json:"f31"`
	F32 int `json:"f32"`
	F33 int `json:"f33"`
	F34 int `json:"f34"`
	F35 int `json:"f35"`
	F36 int `json:"f36"`
	F37 int `json:"f37"`
	F38 int `json:"f38"`
	F39 int `json:"f39"`
	F40 int `json:"f40"`
	F41 int `json:"f41"`
	F42 int `json:"f42"`
	F43 int `json:"f43"`
	F44 int `json:"f44"`
	F45 int `json:"f45"`
	F46 int `json:"f46"`
	F47 int `json:"f47"`
	F48 int `json:"f48"`
	F49 int `json:"f49"`
	F50 int `json:"f50"`
	F51 int `json:"f51"`
	F52 int `json:"f52"`
	F53 int `json:"f53"`
	F54 int `json:"f54"`
	F55 int `json:"f55"`
	F56 int `json:"f56"`
	F57 int `json:"f57"`
	F58 int `json:"f58"`
	F59 int `json:"f59"`
	F60 int `json:"f60"`
	F61 int `json:"f61"`
	F62 int `json:"f62"`
	F63 int `json:"f63"`
	F64 int `json:"f64"`
	F65 int `json:"f65"`
	F66 int `json:"f66"`
	F67 int `json:"f67"`
	F68 int `json:"f68"`
	F69 int `json:"f69"`
}
