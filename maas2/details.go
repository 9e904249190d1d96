package maas2

import (
	"context"
	"io"

	"github.com/gomaas/maas"
	"github.com/gomaas/maas/internal/bsondoc"
)

// maxDetails bounds what is read of a node's details, which are a few hundred KB
// of XML.
const maxDetails = 32 << 20

// nodeDetails sends a request for the details of a node and reads the response, a
// BSON document. path is that of the request, for errors.
func nodeDetails(ctx context.Context, client *maas.Client, path string, r maas.Request) (*maas.NodeDetails, error) {
	body, err := maas.Stream(ctx, client, r)
	if err != nil {
		return nil, err
	}
	defer body.Close()
	doc, err := io.ReadAll(io.LimitReader(body, maxDetails+1))
	if err != nil {
		return nil, err
	}
	var details maas.NodeDetails
	if len(doc) > maxDetails {
		err = maas.ErrResponseTooLarge
	} else {
		err = bsondoc.Binary(doc, map[string]*[]byte{"lshw": &details.LSHW, "lldp": &details.LLDP})
	}
	if err != nil {
		operation := maas.Operation{APIVersion: "2.0", Method: "GET", Path: path, Op: "details"}
		return nil, &maas.DecodeError{Operation: operation, ContentType: "application/bson", Err: err}
	}
	return &details, nil
}

// secretText sends a request whose response is a text that must not show.
func secretText(ctx context.Context, client *maas.Client, r maas.Request) (maas.Secret, error) {
	body, err := maas.Stream(ctx, client, r)
	if err != nil {
		return maas.Secret{}, err
	}
	defer body.Close()
	text, err := io.ReadAll(body)
	if err != nil {
		return maas.Secret{}, err
	}
	return maas.NewSecret(string(text)), nil
}
