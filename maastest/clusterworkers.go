package maastest

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gomaas/maas/internal/engine"
	"go.mongodb.org/mongo-driver/v2/bson"
)

// workerCluster is the cluster in the path, if its worker calls.
func (c *call) workerCluster() (*nodeGroup, error) {
	g, err := c.cluster()
	if err != nil {
		return nil, err
	}
	return g, c.requireWorker(g)
}

// requireWorkerOrAdmin fails unless the cluster's worker or an administrator
// calls.
func (c *call) requireWorkerOrAdmin(g *nodeGroup) error {
	if c.isAdmin() {
		return nil
	}
	return c.requireWorker(g)
}

func (c *call) nodeGroupListNodes() (any, error) {
	g, err := c.cluster()
	if err != nil {
		return nil, err
	}
	if err := c.requireWorkerOrAdmin(g); err != nil {
		return nil, err
	}
	ids := []string{}
	for id, n := range c.state.nodes.All() {
		if n.nodeGroup == g.uuid {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

func (c *call) nodeGroupDetails() (any, error) {
	g, err := c.cluster()
	if err != nil {
		return nil, err
	}
	if err := c.requireWorkerOrAdmin(g); err != nil {
		return nil, err
	}
	if c.Data == nil {
		return nil, engine.NoData()
	}
	details := bson.D{}
	seen := make(map[string]bool)
	for _, id := range c.Data.List("system_ids") {
		if n := c.state.nodes.Get(id); n != nil && n.nodeGroup == g.uuid && !seen[id] {
			seen[id] = true
			details = append(details, bson.E{Key: id, Value: detailsBSON(n)})
		}
	}
	document, err := bson.Marshal(details)
	if err != nil {
		return nil, err
	}
	return engine.BsonBody(document), nil
}

func (c *call) nodeGroupUpdateLeases() (any, error) {
	given, err := c.Data.Mandatory("leases")
	if err != nil {
		return nil, err
	}
	g, err := c.workerCluster()
	if err != nil {
		return nil, err
	}
	decoded, err := decodeJSON(given)
	if err != nil {
		return nil, err
	}
	leases, ok := decoded.(map[string]any)
	if !ok {
		return nil, engine.ServerError("'" + pyType(decoded) + "' object has no attribute 'items'")
	}
	for ip, l := range c.state.leases.All() {
		if l.cluster == g.uuid {
			c.state.leases.Delete(ip)
		}
	}
	for _, ip := range engine.SortedKeys(leases) {
		mac := strings.ToLower(engine.PyStr(leases[ip]))
		c.state.leases.Put(ip, &lease{cluster: g.uuid, mac: mac})
		c.state.noticeLease(g, ip, mac)
	}
	return engine.Text(http.StatusOK, "Leases updated."), nil
}

// noticeLease remembers behind which interface of the cluster a MAC is.
func (st *state) noticeLease(g *nodeGroup, ip, address string) {
	m := st.macByAddress(address)
	if m == nil {
		return
	}
	for _, i := range st.clusterInterfaces(g.uuid) {
		if i.serves(ip) {
			st.macs.Update(m.address, func(m *mac) { m.clusterInterface = i.name })
			return
		}
	}
}

// decodeJSON decodes a parameter. Like MAAS it does not expect that to fail, so
// that the error is a 500 with the words of the server's JSON library.
func decodeJSON(given string) (any, error) {
	var decoded any
	err := json.Unmarshal([]byte(given), &decoded)
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return nil, engine.ServerError(jsonComplaint(given, syntax))
	}
	return decoded, err
}

// pyType is the name of the Python 2 type of a decoded JSON value.
func pyType(v any) string {
	switch v.(type) {
	case map[string]any:
		return "dict"
	case []any:
		return "list"
	case string:
		return "unicode"
	case bool:
		return "bool"
	case float64:
		return "int"
	default:
		return "NoneType"
	}
}

// jsonComplaint says where a JSON text has a mistake.
func jsonComplaint(given string, err *json.SyntaxError) string {
	at := int(err.Offset) - 1
	what := "Expecting value"
	switch message := err.Error(); {
	case strings.HasSuffix(message, "object key string"):
		what = "Expecting property name enclosed in double quotes"
	case strings.HasSuffix(message, "after object key"):
		what = "Expecting ':' delimiter"
	case strings.Contains(message, "after object key:value pair"), strings.Contains(message, "after array element"):
		what = "Expecting ',' delimiter"
	case strings.HasSuffix(message, "after top-level value"):
		return "Extra data: " + jsonPlace(given, at) + " - " + jsonPlace(given, len(given)) + fmt.Sprintf(" (char %d - %d)", at, len(given))
	case strings.Contains(message, "unexpected end"):
		at = len(given)
	}
	return what + ": " + jsonPlace(given, at) + fmt.Sprintf(" (char %d)", at)
}

func jsonPlace(given string, at int) string {
	before := given[:at]
	line := strings.Count(before, "\n")
	return fmt.Sprintf("line %d column %d", line+1, at-strings.LastIndex(before, "\n"))
}

func (c *call) nodeGroupReportDownloadProgress() (any, error) {
	g, err := c.workerCluster()
	if err != nil {
		return nil, err
	}
	filename, err := c.Data.Mandatory("filename")
	if err != nil {
		return nil, err
	}
	d := &download{cluster: g.uuid, filename: filename, size: -1, fetched: -1}
	var known *download
	ongoing := c.Data.Has("bytes_downloaded")
	if ongoing {
		if known = c.state.latestDownload(g.uuid, filename); known != nil {
			*d = *known
		}
	}
	if !c.Data.Has("size") {
		if err := c.keepDownloadSize(ongoing && known == nil); err != nil {
			return nil, err
		}
	}
	if err := d.fill(c.Data, ongoing && known == nil); err != nil {
		return nil, err
	}
	if known == nil {
		d.id = c.state.next("download")
	}
	c.state.downloads.Put(d.id, d)
	return engine.Text(http.StatusOK, ""), nil
}

// keepDownloadSize fails where MAAS stumbles over its own habit of writing the
// stored size into the request's data.
func (c *call) keepDownloadSize(unknown bool) error {
	if unknown {
		return engine.ServerError("'NoneType' object has no attribute 'size'")
	}
	if c.JSON == nil && !strings.HasPrefix(c.req.Header.Get("Content-Type"), "multipart") {
		return engine.ServerError("This QueryDict instance is immutable")
	}
	return nil
}

// latestDownload is the newest report of a file, or nil.
func (st *state) latestDownload(cluster, filename string) *download {
	var latest *download
	for _, d := range st.downloads.All() {
		if d.cluster == cluster && d.filename == filename {
			latest = d
		}
	}
	return latest
}

// fill reads a report's form. unannounced tells that the file's download was
// never begun.
func (d *download) fill(data *engine.Values, unannounced bool) error {
	errs := engine.FieldErrors{}
	for name, field := range map[string]*int{"size": &d.size, "bytes_downloaded": &d.fetched} {
		given := strings.TrimSpace(data.Get(name))
		if given == "" {
			continue
		}
		n, err := strconv.Atoi(given)
		switch {
		case err != nil:
			errs.Add(name, wholeNumber)
		case n < 0:
			errs.Add(name, fmt.Sprintf("Number must not be negative (got %d).", n))
		default:
			*field = n
		}
	}
	keepOr(data, "error", &d.failureMessage)
	if utf8.RuneCountInString(d.failureMessage) > 1000 {
		errs.Add("error", tooLong(1000, d.failureMessage))
	}
	if unannounced {
		errs.Add("__all__", "bytes_downloaded was passed on a new download.")
	}
	if d.size >= 0 && d.fetched > d.size {
		errs.Add("__all__", "Downloaded more bytes than the file is supposed to have.")
	}
	return errs.Err()
}
