// Package doubletest is what the tests of packages maastest and maas2test have in
// common: the replay of recordings, the fuzzing of connections, and signatures.
package doubletest

import (
	"fmt"
	"strings"
	"sync/atomic"
	"time"
)

var nonceCounter atomic.Int64

// Sign makes the Authorization header of one request.
func Sign(key string, now time.Time) string {
	parts := strings.Split(key, ":")
	return fmt.Sprintf(`OAuth oauth_version="1.0", oauth_signature_method="PLAINTEXT", oauth_consumer_key="%s", `+
		`oauth_token="%s", oauth_signature="%%26%s", oauth_timestamp="%d", oauth_nonce="n%d"`,
		parts[0], parts[1], parts[2], now.Unix(), nonceCounter.Add(1))
}
