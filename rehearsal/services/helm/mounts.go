package helm

import (
	"path"
	"regexp"
	"strings"
)

// resolve returns the Secret and the key that a path in a pod is, or false when
// nothing is mounted there.
func resolve(mounts []mount, file string) (secretKey, bool) {
	if file == "" {
		return secretKey{}, false
	}
	for _, m := range mounts {
		switch {
		case m.subPath != "" && m.path == file:
			return secretKey{secret: m.secret, key: m.subPath}, true
		case m.subPath == "" && path.Dir(file) == strings.TrimSuffix(m.path, "/"):
			return secretKey{secret: m.secret, key: path.Base(file)}, true
		}
	}
	return secretKey{}, false
}

// pathInConfig finds the absolute paths of certificates and keys in a
// configuration text.
var pathInConfig = regexp.MustCompile(`/[\w./-]+\.(?:crt|key|pem|cer|p12|jks)\b`)

// files returns the certificate and key files that the pod's texts name.
func (p pod) files() []string {
	var out []string
	for _, text := range p.configs {
		out = append(out, pathInConfig.FindAllString(text, -1)...)
	}
	return out
}
