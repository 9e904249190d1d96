package maas

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Version is the release of this package, as the User-Agent header gives it.
const Version = "1.0.0"

// DefaultTimeout is how long an attempt may go without progress unless
// [WithTimeout] says otherwise. MAAS itself retries a lost database race for up
// to 90 seconds before it responds.
const DefaultTimeout = 3 * time.Minute

// maxConns bounds the connections to the server, in use and idle together, of
// a client that was given no http.Client of its own.
const maxConns = 128

// A Client talks to one MAAS region server on behalf of one API key. Make one
// with [NewClient] or [FromEnv]; it never changes afterwards and is safe for
// use by any number of goroutines. One client should serve a whole program:
// it keeps its connections for the next call.
//
// Its [Services] are the operations: client.Nodes.List lists the nodes.
type Client struct {
	Services

	base      string      // http://host/MAAS, no slash at the end
	api       *url.URL    // base and "/api/1.0"
	auth      *authorizer // knows what to redact even where requests go unsigned
	transport http.RoundTripper
	userAgent []string // header
	opts      options
	slots     chan struct{} // nil: no limit on requests in flight
	server    *serverState
	budget    *retryBudget

	anonymous bool // requests go unsigned
}

// serverState is what the client learns of the server; clients made from one
// another share it.
type serverState struct {
	release atomic.Pointer[string]

	mu     sync.Mutex
	asking *releaseQuestion // under way
}

func (s *serverState) learn(release string) {
	if release != "" {
		s.release.Store(&release)
	}
}

// A releaseQuestion is a request for the release that several calls wait for.
type releaseQuestion struct {
	done      chan struct{} // closed once the rest is known
	err       error
	abandoned bool // by the call that asked: err says nothing to others
}

// ask learns the release with a request by c, or waits for that of another call.
func (s *serverState) ask(ctx context.Context, c *Client) error {
	for {
		s.mu.Lock()
		if s.release.Load() != nil {
			s.mu.Unlock()
			return nil
		}
		q := s.asking
		if q == nil {
			q = &releaseQuestion{done: make(chan struct{}), abandoned: true}
			s.asking = q
			s.mu.Unlock()
			return s.put(ctx, c, q)
		}
		s.mu.Unlock()
		select {
		case <-q.done:
			if !q.abandoned {
				return q.err
			}
		case <-ctx.Done():
			b := &builtRequest{op: Operation{c.opts.apiVersion, http.MethodGet, "/version/", ""}}
			return &TransportError{b.op, b.op.Path, 0, b.redactError(c.auth, contextError(ctx))}
		}
	}
}

// put sends the request of q and tells those who wait.
func (s *serverState) put(ctx context.Context, c *Client, q *releaseQuestion) error {
	defer func() {
		s.mu.Lock()
		s.asking = nil
		s.mu.Unlock()
		close(q.done)
	}()
	version, err := Do[*ServerVersion](ctx, c, Get("/version/").Unsigned())
	if err == nil && version.Version == "" {
		err = errors.New("the server does not report it")
	}
	q.err, q.abandoned = err, err != nil && ctx.Err() != nil
	return err
}

// options are the settings that Option functions change.
type options struct {
	httpClient    *http.Client
	transports    []func(http.RoundTripper) http.RoundTripper
	timeout       time.Duration
	retry         RetryPolicy
	logger        *slog.Logger
	userAgent     string
	apiVersion    string
	maxConcurrent int
	maxResponse   int64
}

// An Option changes a setting of a [Client] as it is made.
type Option func(*options) error

// WithHTTPClient makes requests through a copy of hc: its Transport is the door
// for TLS settings, proxies and tracing, and its Timeout holds if set. Its
// CheckRedirect and Jar are not used: the client follows redirects by its own
// rules, and MAAS takes a request with a cookie for one of a browser.
func WithHTTPClient(hc *http.Client) Option {
	return func(o *options) error {
		if hc == nil {
			return errors.New("maas: WithHTTPClient: the client is nil")
		}
		copied := *hc
		o.httpClient = &copied
		return nil
	}
}

// WithTransport makes requests through wrap(next), where next is the transport
// that the client would use otherwise. It is the place for tracing, metrics and
// headers of your own: unlike [WithHTTPClient] it keeps the connection pool
// that is tuned for MAAS. Given several times, the last wraps the others.
func WithTransport(wrap func(next http.RoundTripper) http.RoundTripper) Option {
	return func(o *options) error {
		if wrap == nil {
			return errors.New("maas: WithTransport: the function is nil")
		}
		o.transports = append(o.transports, wrap)
		return nil
	}
}

// WithTimeout sets how long one attempt may go without progress, that is without a
// byte sent or received, before it fails. The default is [DefaultTimeout]; 0
// means no limit. A transfer that progresses is never cut short: the context
// of a call is what limits its whole time.
func WithTimeout(d time.Duration) Option {
	return func(o *options) error {
		if d < 0 {
			return fmt.Errorf("maas: WithTimeout: %v is negative", d)
		}
		o.timeout = d
		return nil
	}
}

// WithRetryPolicy sets when and how often a failed try is repeated.
func WithRetryPolicy(p RetryPolicy) Option {
	return func(o *options) error {
		o.retry = p
		return p.check()
	}
}

// WithLogger makes the client log every attempt: method, path, op, status, duration
// and number of the attempt, but never headers or bodies. A broken connection, a
// status of 500 and above and a response that can't be decoded are logged at
// level Warn, everything else at level Debug. By default nothing is logged.
func WithLogger(l *slog.Logger) Option {
	return func(o *options) error {
		if l == nil {
			return errors.New("maas: WithLogger: the logger is nil")
		}
		o.logger = l
		return nil
	}
}

// WithUserAgent puts the name of a program, such as "provisioner/2.1", in
// front of the package's own in the User-Agent header.
func WithUserAgent(product string) Option {
	return func(o *options) error {
		if product == "" || strings.ContainsFunc(product, func(r rune) bool { return r < ' ' || r > '~' }) {
			return fmt.Errorf("maas: WithUserAgent: %q is not a product name", product)
		}
		o.userAgent = product + " " + o.userAgent
		return nil
	}
}

// WithAPIVersion sends calls to another version of the API than "1.0", for
// example "2.0" for raw calls to a later MAAS with [Client.Call]. The services
// know the operations of version 1.0 only.
func WithAPIVersion(version string) Option {
	return func(o *options) error {
		if !isAPIVersion(version) {
			return fmt.Errorf("maas: WithAPIVersion: %q is not a version such as 1.0", version)
		}
		o.apiVersion = version
		return nil
	}
}

// WithMaxConcurrent limits the requests in flight to n; others wait for their
// turn or the end of their context. A stream that the caller reads and an iteration in
// progress do not count. There is no limit by default. MAAS 1.6 has two workers
// and refuses about half of a burst; retries get all of it through, but a limit
// saves the server that work.
func WithMaxConcurrent(n int) Option {
	return func(o *options) error {
		if n < 1 {
			return fmt.Errorf("maas: WithMaxConcurrent: %d is less than 1", n)
		}
		o.maxConcurrent = n
		return nil
	}
}

// WithMaxResponseBytes limits the size of a body that the client decodes; a
// larger one is a [*DecodeError] with [ErrResponseTooLarge]. There is no limit
// by default, and none ever on a body that the caller reads as a stream.
func WithMaxResponseBytes(n int64) Option {
	return func(o *options) error {
		if n < 1 {
			return fmt.Errorf("maas: WithMaxResponseBytes: %d is less than 1", n)
		}
		o.maxResponse = n
		return nil
	}
}

// NewClient makes a client for the MAAS at baseURL that signs with apiKey.
//
// The base URL is what a browser shows for MAAS, "http://host:5240/MAAS" or
// "http://host/MAAS/"; with "/api/1.0/" at its end it is as good. The API key
// is "consumer:token:secret", see [ParseAPIKey].
//
// Over http the key travels in the clear with every request: use https wherever
// others share the network. A proxy, such as that of the environment variable
// HTTP_PROXY, gets it in the clear as well. A logger is warned of either once.
//
// NewClient sends nothing; [Client.Ping] checks that the server is there.
func NewClient(baseURL, apiKey string, opts ...Option) (*Client, error) {
	key, err := ParseAPIKey(apiKey)
	if err != nil {
		return nil, err
	}
	o := options{
		timeout:   DefaultTimeout,
		logger:    slog.New(slog.DiscardHandler),
		userAgent: "gomaas/" + Version,
	}
	for _, opt := range opts {
		if opt == nil {
			return nil, errors.New("maas: NewClient: an option is nil")
		}
		if err := opt(&o); err != nil {
			return nil, err
		}
	}
	base, version, err := parseBaseURL(baseURL)
	if err != nil {
		return nil, err
	}
	switch {
	case o.apiVersion == "" && version == "2.0":
		return nil, errors.New("maas: the base URL names API version 2.0, that of MAAS 2 and 3: use package github.com/gomaas/maas/maas2")
	case o.apiVersion == "":
		o.apiVersion = cmp.Or(version, apiVersion1)
	case version != "" && version != o.apiVersion:
		return nil, fmt.Errorf("maas: the base URL names API version %s, WithAPIVersion %s", version, o.apiVersion)
	}
	o.retry = o.retry.withDefaults()

	innermost := o.innermost()
	transport, err := o.wrap(innermost)
	if err != nil {
		return nil, err
	}
	c := &Client{
		base:      base.String(),
		auth:      newAuthorizer(key),
		transport: transport,
		userAgent: []string{o.userAgent},
		opts:      o,
		server:    new(serverState),
		budget:    &retryBudget{size: float64(o.retry.Budget)},
	}
	c.api = c.root(o.apiVersion)
	if o.maxConcurrent > 0 {
		c.slots = make(chan struct{}, o.maxConcurrent)
	}
	c.Services = newServices(c)
	if base.Scheme == "http" {
		o.warnOfHTTP(base, proxyOf(innermost, base))
	}
	return c, nil
}

// FromEnv makes a client from the environment variables MAAS_URL and
// MAAS_API_KEY.
func FromEnv(opts ...Option) (*Client, error) {
	for _, name := range []string{"MAAS_URL", "MAAS_API_KEY"} {
		if os.Getenv(name) == "" {
			return nil, fmt.Errorf("maas: the environment variable %s is not set", name)
		}
	}
	return NewClient(os.Getenv("MAAS_URL"), os.Getenv("MAAS_API_KEY"), opts...)
}

// Anonymous returns a client for the same server, with the same settings and
// connections, that does not sign. A few operations exist only for unsigned
// requests, such as [NodesService.IsRegistered].
func (c *Client) Anonymous() *Client {
	anonymous := *c
	anonymous.anonymous = true
	anonymous.Services = newServices(&anonymous)
	return &anonymous
}

// ForAPI returns a client for the same server, with the same settings and
// connections, that calls another version of the API, such as "2.0". Its
// services know the operations of version 1.0 only; package maas2 has those of
// version 2.0.
func (c *Client) ForAPI(version string) (*Client, error) {
	if !isAPIVersion(version) {
		return nil, fmt.Errorf("maas: ForAPI: %q is not a version such as 2.0", version)
	}
	other := *c
	other.opts.apiVersion = version
	other.api = other.root(version)
	other.Services = newServices(&other)
	return &other, nil
}

// Release returns the release of MAAS that the server runs, such as "1.9.5", as
// the last [Client.Ping] or [MAASService.Version] reported it, or a call that had
// to know it, see [Request.With]. It is "" before, and for a MAAS before 1.7.3,
// which does not report it.
func (c *Client) Release() string {
	if release := c.server.release.Load(); release != nil {
		return *release
	}
	return ""
}

// has reports whether the server is known to run a release or a later one.
func (c *Client) has(release string) bool {
	return compareReleases(c.Release(), release) >= 0
}

// BaseURL returns the address of MAAS that the client uses, without the API's
// part and without a slash at its end.
func (c *Client) BaseURL() string { return c.base }

// CloseIdleConnections closes the connections that no call uses at the moment.
func (c *Client) CloseIdleConnections() {
	if closer, ok := c.transport.(interface{ CloseIdleConnections() }); ok {
		closer.CloseIdleConnections()
	}
}

// root returns the URL of the root of the API.
func (c *Client) root(version string) *url.URL {
	root, err := url.Parse(c.base + "/api/" + version)
	if err != nil {
		panic(err) // NewClient has parsed both
	}
	return root
}

// innermost returns what requests are made through in the end.
func (o *options) innermost() http.RoundTripper {
	switch {
	case o.httpClient == nil:
		return defaultTransport()
	case o.httpClient.Transport == nil: // an http.Client without one uses this
		return http.DefaultTransport
	}
	return o.httpClient.Transport
}

// wrap returns what requests are made through in the first place.
func (o *options) wrap(transport http.RoundTripper) (http.RoundTripper, error) {
	for _, wrap := range o.transports {
		if transport = wrap(transport); transport == nil {
			return nil, errors.New("maas: WithTransport: the function returned nil")
		}
	}
	return transport, nil
}

// defaultTransport is the standard one with room for parallel calls: the
// standard keeps two idle connections a host and dials again for the rest.
func defaultTransport() http.RoundTripper {
	standard, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		return http.DefaultTransport // replaced by the program: its choice
	}
	t := standard.Clone()
	t.MaxIdleConns = maxConns
	t.MaxIdleConnsPerHost = maxConns
	t.MaxConnsPerHost = maxConns
	return t
}

// apiVersion1 is the version that the services of this package speak.
const apiVersion1 = "1.0"

// isAPIVersion reports whether s is such as "1.0".
func isAPIVersion(s string) bool {
	major, minor, ok := strings.Cut(s, ".")
	digits := func(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
	return ok && digits(major) && digits(minor)
}

// parseBaseURL checks the address of a MAAS and cuts it in front of the API's
// own part, whose version it returns, "" when the address names none. Errors
// quote nothing of an address that may hold credentials.
func parseBaseURL(s string) (base *url.URL, version string, err error) {
	u, err := url.Parse(strings.TrimSpace(s))
	var shown string
	if err == nil && u.Host != "" && u.User == nil && u.RawQuery == "" && !strings.ContainsAny(s, "@#?") {
		shown = " " + strconv.Quote(s)
	}
	fail := func(why string) (*url.URL, string, error) {
		return nil, "", fmt.Errorf("maas: base URL%s: %s", shown, why)
	}
	switch {
	case err != nil:
		return fail("it is not a URL such as http://host:5240/MAAS")
	case u.User != nil:
		return fail("it has credentials; the API key alone says who calls")
	case u.Scheme == "" || !strings.Contains(s, "://"):
		return fail("it has no scheme; write http:// or https:// in front")
	case u.Scheme != "http" && u.Scheme != "https":
		return fail("its scheme is neither http nor https")
	case u.Hostname() == "":
		return fail("it has no host")
	case u.RawQuery != "" || u.ForceQuery:
		return fail("it has a query")
	case u.Fragment != "" || strings.Contains(s, "#"):
		return fail("it has a fragment")
	}
	path := strings.TrimRight(u.EscapedPath(), "/")
	if before, last := path[:strings.LastIndexByte(path, '/')+1], path[strings.LastIndexByte(path, '/')+1:]; strings.HasSuffix(before, "/api/") && isAPIVersion(last) {
		path, version = strings.TrimSuffix(before, "/"), last
	}
	path = strings.TrimRight(strings.TrimSuffix(path, "/api"), "/")
	if strings.Contains(path+"/", "/api/") {
		return fail("it goes on behind /api/; end it in front of that")
	}
	if strings.Contains(path, "//") || strings.Contains(path+"/", "/./") || strings.Contains(path+"/", "/../") {
		return fail("its path has an empty or a dot segment")
	}
	unescaped, err := url.PathUnescape(path)
	if err != nil {
		return fail("its path is not well escaped")
	}
	base = &url.URL{Scheme: u.Scheme, Host: u.Host, Path: unescaped, RawPath: path}
	if _, err := url.Parse(base.String()); err != nil { // as each request does
		return fail("its host is not well formed")
	}
	return base, version, nil
}

// proxyOf returns the address of the proxy through which transport sends requests
// for base, as far as that can be told; nil for none. The default is what the
// environment variable HTTP_PROXY says.
func proxyOf(transport http.RoundTripper, base *url.URL) *url.URL {
	t, ok := transport.(*http.Transport)
	if !ok || t.Proxy == nil {
		return nil
	}
	proxy, err := t.Proxy(&http.Request{Method: http.MethodGet, URL: base, Host: base.Host, Header: make(http.Header)})
	if err != nil {
		return nil
	}
	return proxy
}

// warnOfHTTP warns once of a key that others can read.
func (o *options) warnOfHTTP(base, proxy *url.URL) {
	switch {
	case proxy != nil: // which reads all of an http request
		o.logger.Warn("maas: the API key travels in the clear through a proxy: the base URL is http, not https",
			"host", base.Host, "proxy", proxy.Host)
	case !isLoopback(base.Hostname()):
		o.logger.Warn("maas: the API key travels in the clear: the base URL is http, not https", "host", base.Host)
	}
}

// isLoopback reports whether what is sent to host stays on this machine.
func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
