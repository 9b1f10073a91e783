package elk

import (
	"embed"
	"fmt"
	"path"
	"strings"
	"text/template"

	"eks-elk/certs"
)

// config holds the configuration files of the three programs, as templates.
//
//go:embed config
var config embed.FS

// render returns one of the files, filled in.
func render(file string, data any) (string, error) {
	parsed, err := template.ParseFS(config, path.Join("config", file))
	if err != nil {
		return "", fmt.Errorf("read %s: %w", file, err)
	}
	var text strings.Builder
	if err := parsed.Execute(&text, data); err != nil {
		return "", fmt.Errorf("fill in %s: %w", file, err)
	}
	return text.String(), nil
}

// tlsFiles are the paths of a certificate's files inside a container.
type tlsFiles struct {
	Certificate, Key, Authority string
}

// tlsIn returns the files of a certificate's Secret mounted at a directory.
func tlsIn(directory string) tlsFiles {
	return tlsFiles{
		Certificate: path.Join(directory, certs.CertificateKey),
		Key:         path.Join(directory, certs.PrivateKeyKey),
		Authority:   path.Join(directory, certs.AuthorityKey),
	}
}
