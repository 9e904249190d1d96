package maas2test

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/gomaas/maas/internal/engine"
)

// noSuchResource is the page for what is not below MAAS's own path.
const noSuchResource = `
<html>
  <head><title>404 - No Such Resource</title></head>
  <body>
    <h1>No Such Resource</h1>
    <p>Sorry. No luck finding that resource.</p>
  </body>
</html>
`

// page answers what is not a resource of the API.
func (s *Server) page(path string) *engine.Response {
	below, ok := strings.CutPrefix(path, s.config.prefix+"/")
	switch {
	case !ok:
		return &engine.Response{Status: http.StatusNotFound, ContentType: engine.TypeHTML, Body: []byte(noSuchResource)}
	case below == "" || below == "api/":
		resp := &engine.Response{Status: http.StatusFound, ContentType: engine.TypeHTML, Vary: varyCookie}
		resp.SetHeader("Location", s.config.prefix+"/?next="+url.QueryEscape(path))
		return resp
	case below == "api/version/":
		return &engine.Response{Status: http.StatusOK, ContentType: engine.TypePlain, Body: []byte("2.0")}
	case strings.HasPrefix(below, "api/1.0/"):
		const gone = "The 1.0 API is no longer available. Please use API version 2.0."
		return &engine.Response{Status: http.StatusGone, ContentType: engine.TypePlain, Body: []byte(gone)}
	}
	return unknownEndpoint(path)
}

// unknownEndpoint is the answer to a path that is none of the API's.
func unknownEndpoint(path string) *engine.Response {
	return &engine.Response{Status: http.StatusNotFound, ContentType: engine.TypeText, Body: []byte("Unknown API endpoint: " + path + ".")}
}
