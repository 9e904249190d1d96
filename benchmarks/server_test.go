package benchmarks

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// serverVariable marks the process that is the server.
const serverVariable = "MAAS_BENCHMARK_SERVER"

// fileSize is the size of the file that is uploaded and downloaded.
const fileSize = 64 << 20

func TestMain(m *testing.M) {
	if os.Getenv(serverVariable) != "" {
		if err := serve(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// A server is where the other process listens.
type server struct {
	HTTP, TLS   string // host:port
	Certificate []byte
}

// serverInput is the server's standard input. It ends with this process, however
// that ends, and the server ends with it. Kept here, or it would be collected
// and closed.
var serverInput io.WriteCloser

// startServer starts the server, which ends with this process.
var startServer = sync.OnceValues(func() (server, error) {
	var s server
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), serverVariable+"=1", fmt.Sprintf("GOMAXPROCS=%d", runtime.NumCPU()))
	cmd.Stderr = os.Stderr
	var err error
	if serverInput, err = cmd.StdinPipe(); err != nil {
		return s, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return s, err
	}
	if err := cmd.Start(); err != nil {
		return s, err
	}
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err != nil {
		return s, err
	}
	return s, json.Unmarshal(line, &s)
})

// serve is the server process. It says on its standard output where it listens.
func serve() error {
	certificate, err := newCertificate()
	if err != nil {
		return err
	}
	plain, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	secure, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	handler := newHandler()
	go func() { _ = http.Serve(plain, handler) }()
	go func() {
		// As in front of a MAAS: HTTP/1.1 only.
		_ = http.Serve(tls.NewListener(secure, &tls.Config{Certificates: []tls.Certificate{certificate}}), handler)
	}()
	where := server{plain.Addr().String(), secure.Addr().String(), certificate.Certificate[0]}
	if err := json.NewEncoder(os.Stdout).Encode(where); err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

func newCertificate() (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().Add(24 * time.Hour),
		IPAddresses:  []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, err
}

// newHandler answers what the cases ask for. The first element of a path is how
// many nodes the list of this MAAS has.
func newHandler() http.Handler {
	one := appendNode(nil, 1, "")
	lists := sync.Map{} // number of nodes to list
	mux := http.NewServeMux()
	reply := func(w http.ResponseWriter, size int) {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.Header().Set("Content-Length", strconv.Itoa(size))
	}
	mux.HandleFunc("GET /{count}/MAAS/api/1.0/nodes/{$}", func(w http.ResponseWriter, r *http.Request) {
		count, err := strconv.Atoi(r.PathValue("count"))
		if err != nil {
			http.NotFound(w, r)
			return
		}
		made, _ := lists.LoadOrStore(count, sync.OnceValue(func() list { return newList(count) }))
		l := made.(func() list)()
		reply(w, l.size())
		_, _ = l.WriteTo(w)
	})
	mux.HandleFunc("GET /{count}/MAAS/api/1.0/nodes/{id}/", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, len(one))
		_, _ = w.Write(one)
	})
	mux.HandleFunc("POST /{count}/MAAS/api/1.0/nodes/{$}", func(w http.ResponseWriter, r *http.Request) {
		if n, _ := io.Copy(io.Discard, r.Body); n < 100 || n != r.ContentLength {
			http.Error(w, "not the parameters", http.StatusBadRequest)
			return
		}
		reply(w, len(one))
		_, _ = w.Write(one)
	})
	mux.HandleFunc("POST /{count}/MAAS/api/1.0/files/{$}", func(w http.ResponseWriter, r *http.Request) {
		if n, _ := io.Copy(io.Discard, r.Body); n < fileSize || n != r.ContentLength {
			http.Error(w, "not the file", http.StatusBadRequest)
			return
		}
		w.WriteHeader(http.StatusCreated)
	})
	mux.HandleFunc("GET /{count}/MAAS/api/1.0/files/{$}", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, fileSize)
		_, _ = io.Copy(w, newFile())
	})
	return mux
}

// newFile returns the file: zeros, which take no time to read.
func newFile() *io.SectionReader { return io.NewSectionReader(zeros{}, 0, fileSize) }

type zeros struct{}

func (zeros) ReadAt(p []byte, _ int64) (int, error) {
	clear(p)
	return len(p), nil
}

// A list is the text of a list of nodes. Long ones repeat the text of some, so
// that the server need not hold them.
type list struct {
	text   []byte // nodes, with a comma between them
	repeat int
}

const (
	listStart = "[\n"
	listComma = ", \n"
	listEnd   = "\n]"
)

func newList(n int) list {
	const most = 10_000
	repeat := 1
	if n > most {
		repeat = n / most
	}
	return list{appendNodes(nil, n/repeat), repeat}
}

func (l list) size() int {
	return len(listStart) + l.repeat*(len(l.text)+len(listComma)) - len(listComma) + len(listEnd)
}

func (l list) WriteTo(w io.Writer) (int64, error) {
	total := 0
	write := func(b []byte) (err error) {
		n, err := w.Write(b)
		total += n
		return err
	}
	err := write([]byte(listStart))
	for i := 0; i < l.repeat && err == nil; i++ {
		if i > 0 {
			err = write([]byte(listComma))
		}
		if err == nil {
			err = write(l.text)
		}
	}
	if err == nil {
		err = write([]byte(listEnd))
	}
	return int64(total), err
}

func appendNodes(b []byte, n int) []byte {
	for i := range n {
		if i > 0 {
			b = append(b, listComma...)
		}
		b = appendNode(append(b, indent...), i, indent)
	}
	return b
}

const indent = "    "

// appendNode appends node i, about 2.8 KB as an element of a list, printed as
// MAAS does: indented, a blank behind each comma, the keys in no order.
func appendNode(b []byte, i int, prefix string) []byte {
	id := fmt.Sprintf("node-%08x-e53a-11f1-9473-02fc%08x", uint32(i)*2654435761, i)
	uri := "/MAAS/api/1.0/nodes/" + id + "/"
	mac := func(j int) string {
		return fmt.Sprintf("52:54:%02x:%02x:%02x:%02x", i>>16&255, i>>8&255, i&255, j)
	}
	macs := make([]any, 8)
	for j := range macs {
		macs[j] = members{
			{"resource_uri", uri + "macs/" + strings.ReplaceAll(mac(j), ":", "%3A") + "/"},
			{"mac_address", mac(j)},
		}
	}
	var owner any
	if i%3 != 0 {
		owner = fmt.Sprintf("user-%d", i%17)
	}
	zone := fmt.Sprintf("zone-%d", i%9)
	node := members{
		{"status", 4 + i%3},
		{"macaddress_set", macs},
		{"cpu_count", 4 + i%60},
		{"zone", members{
			{"resource_uri", "/MAAS/api/1.0/zones/" + zone + "/"},
			{"name", zone},
			{"description", fmt.Sprintf("Row %d, “north” hall \"B\"", i%9)},
		}},
		{"routers", []any{mac(200), mac(201)}},
		{"netboot", i%2 == 0},
		{"osystem", "ubuntu"},
		{"storage", 40960 + i%5000},
		{"owner", owner},
		{"ip_addresses", []any{fmt.Sprintf("10.0.%d.%d", i>>8&255, i&255), fmt.Sprintf("10.1.%d.%d", i>>8&255, i&255)}},
		{"system_id", id},
		{"architecture", "amd64/generic"},
		{"memory", 4096 * (1 + i%32)},
		{"power_type", "ipmi"},
		{"tag_names", []any{"use-fastpath-installer", "virtual", "ssd", "gpu-nvidia", fmt.Sprintf("rack-%d", i%40), "10gbe"}},
		{"hostname", fmt.Sprintf("machine-%d.maas", i)},
		{"distro_series", "trusty"},
		{"resource_uri", uri},
	}
	// Another order for each node; 7 has no divisor in common with 18.
	mixed := make(members, len(node))
	for j := range node {
		mixed[j] = node[(i+7*j)%len(node)]
	}
	return appendValue(b, mixed, prefix)
}

// members are those of a JSON object, in order.
type members []struct {
	name  string
	value any
}

func appendValue(b []byte, v any, prefix string) []byte {
	inner := prefix + indent
	switch v := v.(type) {
	case members:
		b = append(b, '{')
		for i, m := range v {
			b = appendItem(b, i, inner)
			b = append(strconv.AppendQuote(b, m.name), ": "...)
			b = appendValue(b, m.value, inner)
		}
		return append(append(append(b, '\n'), prefix...), '}')
	case []any:
		b = append(b, '[')
		for i, e := range v {
			b = appendItem(b, i, inner)
			b = appendValue(b, e, inner)
		}
		return append(append(append(b, '\n'), prefix...), ']')
	}
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // the values above can all be written
	}
	return append(b, text...)
}

func appendItem(b []byte, i int, prefix string) []byte {
	if i > 0 {
		b = append(b, ", "...)
	}
	return append(append(b, '\n'), prefix...)
}
