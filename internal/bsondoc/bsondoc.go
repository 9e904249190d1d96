// Package bsondoc reads the BSON documents that MAAS sends: objects whose values
// are binary data, null, or again such objects.
package bsondoc

import (
	"errors"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/x/bsonx/bsoncore"
)

// Documents returns the documents within doc by their keys.
func Documents(doc []byte) (map[string][]byte, error) {
	elements, err := parse(doc)
	if err != nil {
		return nil, err
	}
	documents := make(map[string][]byte, len(elements))
	for _, element := range elements {
		value, ok := element.Value().DocumentOK()
		if !ok {
			return nil, fmt.Errorf("%s is a BSON %s, not a document", element.Key(), element.Value().Type)
		}
		documents[element.Key()] = value
	}
	return documents, nil
}

// Binary sets each target to a copy of the binary data at its key, which must be
// there: nil for null, and not nil for data of no length.
func Binary(doc []byte, targets map[string]*[]byte) error {
	elements, err := parse(doc)
	if err != nil {
		return err
	}
	found := 0
	for _, element := range elements {
		target, ok := targets[element.Key()]
		if !ok {
			continue
		}
		found++
		if element.Value().Type == bsoncore.TypeNull {
			*target = nil
			continue
		}
		_, data, ok := element.Value().BinaryOK()
		if !ok {
			return fmt.Errorf("%s is a BSON %s, not binary data", element.Key(), element.Value().Type)
		}
		*target = append([]byte{}, data...)
	}
	if found != len(targets) {
		return errors.New("a key is missing or there twice")
	}
	return nil
}

func parse(doc []byte) ([]bsoncore.Element, error) {
	document, rest, ok := bsoncore.ReadDocument(doc)
	if !ok || len(rest) > 0 {
		return nil, errors.New("not a BSON document")
	}
	if err := document.Validate(); err != nil {
		return nil, err
	}
	return document.Elements()
}
