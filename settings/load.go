package settings

import (
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Source is everything settings are made from.
type Source struct {
	Stack  string            // the stack's name
	Config map[string]string // full key to value, as the engine hands them over: text, or JSON for a structure
	Secret []string          // full keys whose values no message may show
	Now    time.Time
	// Exists says whether a file or directory is there; nil: not looked at.
	Exists func(path string) bool
	// ReadFile reads a kubeconfig; nil: the file is not looked at.
	ReadFile func(path string) ([]byte, error)
}

// Load reads the running stack's configuration. An error is a *Problems, or
// says that the engine's environment is broken.
//
// It reads the variable in which the engine passes the whole configuration
// (pulumi/sdk go/pulumi/run.go, EnvConfig), because pulumi.Context can only be
// asked for keys one knows, and a misspelt key is one that nobody asks for.
func Load(ctx *pulumi.Context) (*Settings, error) {
	config := map[string]string{}
	if text := os.Getenv(pulumi.EnvConfig); text != "" {
		if err := json.Unmarshal([]byte(text), &config); err != nil {
			return nil, fmt.Errorf("read the stack's configuration from %s: %w", pulumi.EnvConfig, err)
		}
	}
	var secret []string
	for key := range config {
		if ctx.IsConfigSecret(key) {
			secret = append(secret, key)
		}
	}
	return Parse(Source{Stack: ctx.Stack(), Config: config, Secret: secret, Now: time.Now(), Exists: exists, ReadFile: readFile})
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// Parse makes settings of a source and touches nothing else. An error is a
// *Problems with everything that is wrong.
func Parse(source Source) (*Settings, error) {
	r := newReader(source)
	s := &Settings{}
	s.Cluster.Kubeconfig = r.text(kubeconfigKey)
	if s.Cluster.Existing() {
		loadExisting(r, &s.Cluster)
	} else {
		loadAWS(r, &s.AWS)
		loadCluster(r, s)
		loadNetwork(r, s)
		loadNodes(r, s)
	}
	loadELK(r, &s.ELK)
	loadMonitoring(r, &s.Monitoring)
	loadCharts(r, &s.Charts)
	loadCerts(r, &s.Certs)
	if err := r.err(); err != nil {
		return nil, err
	}
	s.Warnings = r.warnings
	return s, nil
}
