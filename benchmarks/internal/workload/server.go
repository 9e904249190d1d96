package workload

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
	"sync"
	"time"
)

// serverVariable marks the process that is the server.
const serverVariable = "MAAS_BENCHMARK_SERVER"

// fileSize is the size of the file that is uploaded and downloaded.
const fileSize = 64 << 20

// A Server is where the other process listens.
type Server struct {
	HTTP, TLS   string // host:port
	Certificate []byte
}

// serverInput is the server's standard input. It ends with this process, however
// that ends, and the server ends with it. Kept here, or it would be collected
// and closed.
var serverInput io.WriteCloser //nolint:unused // it is kept, not used

// StartServer starts the server, which ends with this process. It is this
// program again, whose main function calls Serve if IsServer says so.
var StartServer = sync.OnceValues(func() (Server, error) {
	var s Server
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

// IsServer reports whether this process is the server.
func IsServer() bool { return os.Getenv(serverVariable) != "" }

// Serve is the server process. It says on its standard output where it listens.
func Serve() error {
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
	where := Server{plain.Addr().String(), secure.Addr().String(), certificate.Certificate[0]}
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

// newHandler answers what the cases ask for. The first elements of a path are the
// kind of the objects that this MAAS has, and how many of them.
func newHandler() http.Handler {
	one := AppendNode(nil, 1)
	lists := sync.Map{} // by path
	mux := http.NewServeMux()
	reply := func(w http.ResponseWriter, size int) {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.Header().Set("Content-Length", strconv.Itoa(size))
	}
	objects := func(w http.ResponseWriter, r *http.Request) {
		count, err := strconv.Atoi(r.PathValue("count"))
		if err != nil {
			http.NotFound(w, r)
			return
		}
		kind := r.PathValue("kind")
		made, _ := lists.LoadOrStore(r.URL.Path, sync.OnceValue(func() list { return newList(kind, count) }))
		l := made.(func() list)()
		reply(w, l.size())
		_, _ = l.WriteTo(w)
	}
	mux.HandleFunc("GET /{kind}/{count}/MAAS/api/1.0/nodes/{$}", objects)
	mux.HandleFunc("GET /{kind}/{count}/MAAS/api/2.0/machines/{$}", objects)
	mux.HandleFunc("GET /{kind}/{count}/MAAS/api/1.0/nodes/{id}/", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, len(one))
		_, _ = w.Write(one)
	})
	mux.HandleFunc("POST /{kind}/{count}/MAAS/api/1.0/nodes/{$}", func(w http.ResponseWriter, r *http.Request) {
		if n, _ := io.Copy(io.Discard, r.Body); n < 100 || n != r.ContentLength {
			http.Error(w, "not the parameters", http.StatusBadRequest)
			return
		}
		reply(w, len(one))
		_, _ = w.Write(one)
	})
	mux.HandleFunc("POST /{kind}/{count}/MAAS/api/1.0/files/{$}", func(w http.ResponseWriter, r *http.Request) {
		if n, _ := io.Copy(io.Discard, r.Body); n < fileSize || n != r.ContentLength {
			http.Error(w, "not the file", http.StatusBadRequest)
			return
		}
		w.WriteHeader(http.StatusCreated)
	})
	mux.HandleFunc("GET /{kind}/{count}/MAAS/api/1.0/files/{$}", func(w http.ResponseWriter, _ *http.Request) {
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
