package workload

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"

	"github.com/gomaas/maas"
)

// floor is the program written by hand: it does what a case needs and no more.
type floor struct {
	base          string // of the API
	authorization string
	http          *http.Client
	decode        func(io.Reader, any) error
}

// decode is what most programs do.
func decode(r io.Reader, v any) error { return json.NewDecoder(r).Decode(v) }

// readAll is what the rest do. It is faster for short bodies.
func readAll(r io.Reader, v any) error {
	text, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, v)
}

func (f *floor) send(method, path string, header http.Header, body io.Reader, size int64) (*http.Response, error) {
	req, err := http.NewRequestWithContext(context.Background(), method, f.base+path, body)
	if err != nil {
		return nil, err
	}
	req.ContentLength = size
	if header != nil {
		req.Header = header
	}
	req.Header.Set("Authorization", f.authorization)
	resp, err := f.http.Do(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode/100 != 2 {
		resp.Body.Close()
		return nil, fmt.Errorf("%s %s: %s", method, path, resp.Status)
	}
	return resp, nil
}

func listBy[T any](f *floor, path string) ([]T, error) {
	resp, err := f.send("GET", path, nil, nil, 0)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var objects []T
	err = f.decode(resp.Body, &objects)
	return objects, err
}

// each goes through the list with one node in memory at a time.
func (f *floor) each(path string, do func(*maas.Node)) error {
	resp, err := f.send("GET", path, nil, nil, 0)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	d := json.NewDecoder(resp.Body)
	if _, err := d.Token(); err != nil {
		return err
	}
	for d.More() {
		var node maas.Node
		if err := d.Decode(&node); err != nil {
			return err
		}
		do(&node)
	}
	_, err = d.Token()
	return err
}

func (f *floor) get(id string) (*maas.Node, error) {
	resp, err := f.send("GET", "1.0/nodes/"+url.PathEscape(id)+"/", nil, nil, 0)
	if err != nil {
		return nil, err
	}
	return f.node(resp)
}

func (f *floor) node(resp *http.Response) (*maas.Node, error) {
	defer resp.Body.Close()
	var node maas.Node
	if err := f.decode(resp.Body, &node); err != nil {
		return nil, err
	}
	return &node, nil
}

// post sends the parameters, names and values in turn, in a multipart body.
func (f *floor) post(path string, params ...string) (*maas.Node, error) {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for i := 0; i < len(params); i += 2 {
		if err := w.WriteField(params[i], params[i+1]); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	resp, err := f.send("POST", path, http.Header{"Content-Type": {w.FormDataContentType()}}, &body, int64(body.Len()))
	if err != nil {
		return nil, err
	}
	return f.node(resp)
}

func (f *floor) upload(name string, file io.Reader, size int64) error {
	var head bytes.Buffer
	w := multipart.NewWriter(&head)
	if err := w.WriteField("filename", name); err != nil {
		return err
	}
	if _, err := w.CreateFormFile("file", name); err != nil {
		return err
	}
	tail := "\r\n--" + w.Boundary() + "--\r\n"
	size += int64(head.Len() + len(tail))
	body := io.MultiReader(&head, file, bytes.NewReader([]byte(tail)))
	resp, err := f.send("POST", "1.0/files/?op=add", http.Header{"Content-Type": {w.FormDataContentType()}}, body, size)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

func (f *floor) download(name string) (io.ReadCloser, error) {
	resp, err := f.send("GET", "1.0/files/?op=get&filename="+url.QueryEscape(name), nil, nil, 0)
	if err != nil {
		return nil, err
	}
	return resp.Body, nil
}
