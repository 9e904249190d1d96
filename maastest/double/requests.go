package double

import "time"

// A Pair is one parameter of a request.
type Pair struct {
	Name, Value string
}

// A Request is one that arrived, parsed. It holds no header, and so no secret
// but what the parameters themselves hold.
type Request struct {
	Time   time.Time // by the server's clock
	User   string    // whose key signed it, "" if none or refused; unchecked if a fault answered
	Method string
	Path   string // as sent, percent-decoded, with the prefix
	Op     string
	// Operation is the operation's method, path template and op:
	// "POST /nodes/{system_id}/?op=start". It is empty for a path that is none
	// of the API's.
	Operation string
	Query     []Pair // parameters of the URL, op included
	Form      []Pair // fields of the body, op included
	Files     []File
	Status    int // of the answer, 0 if there was none
}

// A File is a part of a request that has a file name. Its content is not kept.
type File struct {
	Name, Filename, ContentType string
	Size                        int
}

// Param returns the last value of a parameter, of the form or else the query.
func (r *Request) Param(name string) string {
	if list := r.Params(name); len(list) > 0 {
		return list[len(list)-1]
	}
	return ""
}

// Params returns all values of a parameter, of the form or else the query.
func (r *Request) Params(name string) []string {
	if list := valuesOf(r.Form, name); len(list) > 0 {
		return list
	}
	return valuesOf(r.Query, name)
}

func valuesOf(pairs []Pair, name string) []string {
	var list []string
	for _, p := range pairs {
		if p.Name == name {
			list = append(list, p.Value)
		}
	}
	return list
}
