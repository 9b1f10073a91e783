package accounttest

import (
	"bytes"
	"crypto/md5"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Objects are those of S3, by bucket and key: "bucket/key". Whoever writes one makes
// the bucket.
type Objects map[string][]byte

// place is the bucket and the key that a request is about: in its path, as the
// address of the server is an IP.
func (c *call) place() (bucket, key string) {
	bucket, key, _ = strings.Cut(strings.TrimPrefix(c.request.URL.Path, "/"), "/")
	return bucket, key
}

// objectOperation names the operation as IAM does.
func (c *call) objectOperation() string {
	_, key := c.place()
	switch c.request.Method {
	case http.MethodPut:
		return "PutObject"
	case http.MethodDelete, http.MethodPost:
		return "DeleteObject"
	}
	if key == "" {
		return "ListBucket"
	}
	return "GetObject"
}

// object answers a request for S3.
func (c *call) object(w http.ResponseWriter) {
	a, body := c.account, c.text
	a.mutex.Lock()
	defer a.mutex.Unlock()
	bucket, key := c.place()
	at := bucket + "/" + key
	switch c.operation {
	case "ListBucket":
		c.list(w, bucket)
	case "PutObject":
		if from := c.request.Header.Get("X-Amz-Copy-Source"); from != "" {
			from, _ = url.PathUnescape(strings.TrimPrefix(from, "/"))
			content, there := a.Objects[from]
			if !there {
				c.fail(w, http.StatusNotFound, "NoSuchKey", "The specified key does not exist.")
				return
			}
			a.Objects[at] = content
			fmt.Fprintf(w, `<CopyObjectResult><ETag>"%s"</ETag><LastModified>2026-01-01T00:00:00.000Z</LastModified></CopyObjectResult>`, tag(content))
			return
		}
		if strings.Contains(c.request.Header.Get("Content-Encoding"), "aws-chunked") {
			body = unchunked(body)
		}
		a.Objects[at] = body
		w.Header().Set("ETag", `"`+tag(body)+`"`)
	case "DeleteObject":
		delete(a.Objects, at)
		w.WriteHeader(http.StatusNoContent)
	default:
		content, there := a.Objects[at]
		if !there {
			c.fail(w, http.StatusNotFound, "NoSuchKey", "The specified key does not exist.")
			return
		}
		w.Header().Set("ETag", `"`+tag(content)+`"`)
		w.Header().Set("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT")
		http.ServeContent(w, c.request, "", time.Time{}, bytes.NewReader(content))
	}
}

func tag(content []byte) string {
	sum := md5.Sum(content)
	return hex.EncodeToString(sum[:])
}

// listed is what S3 lists.
type listed struct {
	XMLName        xml.Name `xml:"ListBucketResult"`
	Name           string
	KeyCount       int
	MaxKeys        int
	IsTruncated    bool
	Contents       []content
	CommonPrefixes []prefix
}

type content struct {
	Key, LastModified, ETag, StorageClass string
	Size                                  int
}

type prefix struct{ Prefix string }

func (c *call) list(w http.ResponseWriter, bucket string) {
	asked := c.request.URL.Query()
	out := listed{Name: bucket, MaxKeys: 1000}
	seen := map[string]bool{}
	for _, at := range slices.Sorted(maps.Keys(c.account.Objects)) {
		key, in := strings.CutPrefix(at, bucket+"/")
		rest, below := strings.CutPrefix(key, asked.Get("prefix"))
		if !in || !below {
			continue
		}
		if d := asked.Get("delimiter"); d != "" && strings.Contains(rest, d) {
			folder := asked.Get("prefix") + rest[:strings.Index(rest, d)+len(d)]
			if !seen[folder] {
				seen[folder] = true
				out.CommonPrefixes = append(out.CommonPrefixes, prefix{folder})
			}
			continue
		}
		body := c.account.Objects[at]
		out.Contents = append(out.Contents, content{key, "2026-01-01T00:00:00.000Z", `"` + tag(body) + `"`, "STANDARD", len(body)})
	}
	out.KeyCount = len(out.Contents) + len(out.CommonPrefixes)
	w.Header().Set("Content-Type", "application/xml")
	_ = xml.NewEncoder(w).Encode(out)
}

// unchunked takes the framing off a body that is signed in chunks: a line with the
// length of each in hexadecimal before it.
func unchunked(body []byte) []byte {
	var out []byte
	for rest := body; len(rest) > 0; {
		line, after, _ := bytes.Cut(rest, []byte("\r\n"))
		length, _, _ := strings.Cut(string(line), ";")
		n, err := strconv.ParseInt(length, 16, 64)
		if err != nil || n == 0 || int(n) > len(after) {
			break
		}
		out, rest = append(out, after[:n]...), bytes.TrimPrefix(after[n:], []byte("\r\n"))
	}
	return out
}
