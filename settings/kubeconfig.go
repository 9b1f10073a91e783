package settings

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// objectNameForm is that of a StorageClass: a DNS subdomain.
// https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
var objectNameForm = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$`)

// KubeconfigIsPath tells a kubeconfig's path from its content, which is YAML or
// JSON of several fields.
func (c Cluster) KubeconfigIsPath() bool { return isPath(c.Kubeconfig) }

func isPath(kubeconfig string) bool { return !strings.ContainsAny(kubeconfig, "\n{") }

// kubeconfig is the part of client-go's clientcmd/api/v1.Config that says which
// cluster a context is of.
type kubeconfig struct {
	Current  string `yaml:"current-context"`
	Contexts []struct {
		Name    string `yaml:"name"`
		Context struct {
			Cluster string `yaml:"cluster"`
		} `yaml:"context"`
	} `yaml:"contexts"`
	Clusters []struct {
		Name    string `yaml:"name"`
		Cluster struct {
			Server string `yaml:"server"`
		} `yaml:"cluster"`
	} `yaml:"clusters"`
}

// loadKubeconfig refuses a kubeconfig that the provider could not use. The
// provider itself would say so only for the first thing it is to put on the
// cluster, and as if the cluster were down.
func loadKubeconfig(r *reader, c *Cluster) {
	text, is := c.Kubeconfig, "is content that"
	if isPath(c.Kubeconfig) {
		if r.source.ReadFile == nil {
			return
		}
		is = "is " + r.shown(kubeconfigKey) + ", which"
		content, err := r.source.ReadFile(c.Kubeconfig)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			r.refuse(kubeconfigKey, "where no file is")
			return
		case err != nil:
			r.refuse(kubeconfigKey, "which cannot be read ("+reason(err)+")")
			return
		}
		text = string(content)
	}
	var config kubeconfig
	// What the parser has to say may quote a token, so it is not repeated.
	if err := yaml.Unmarshal([]byte(text), &config); err != nil {
		r.problem(kubeconfigKey, "%s is not the YAML of a kubeconfig; it may be %s", is, r.key(kubeconfigKey).Allowed)
		return
	}
	if len(config.Contexts) == 0 {
		r.problem(kubeconfigKey, "%s has no contexts; it may be %s", is, r.key(kubeconfigKey).Allowed)
		return
	}
	loadContext(r, c, config)
}

// loadContext refuses a context that leads to no cluster.
func loadContext(r *reader, c *Cluster, config kubeconfig) {
	named, what := c.Context, "is "+r.shown(contextKey)+", which"
	if named == "" {
		named, what = config.Current, fmt.Sprintf("is empty, so that it is the current context %s, which", show(config.Current))
	}
	var names []string
	cluster := ""
	for _, context := range config.Contexts {
		names = append(names, context.Name)
		if context.Name == named {
			cluster = context.Context.Cluster
		}
	}
	there := clip(strings.Join(names, ", "), longestList)
	switch {
	case named == "":
		r.problem(contextKey, "is empty, and the kubeconfig has no current context; it may be %s", there)
	case !slices.Contains(names, named):
		r.problem(contextKey, "%s the kubeconfig does not have; it may be %s", what, there)
	case config.server(cluster) == "":
		r.problem(contextKey, "%s is of the cluster %s, for which the kubeconfig has no server; it may be %s", what, show(cluster), there)
	}
}

// longestList is how much of a list of names a message shows, in characters.
const longestList = 300

func (k kubeconfig) server(cluster string) string {
	for _, known := range k.Clusters {
		if known.Name == cluster {
			return known.Cluster.Server
		}
	}
	return ""
}

// reason is an error of the file system without the path, which the message
// has already.
func reason(err error) string {
	var of *fs.PathError
	if errors.As(err, &of) {
		return of.Err.Error()
	}
	return err.Error()
}

// readFile reads a file where the Kubernetes provider would: it takes the home
// directory from the account, not from the environment (pulumi-kubernetes
// v3.30.2 provider.go), and runs in the project's directory as the program does.
func readFile(path string) ([]byte, error) {
	if rest, ok := strings.CutPrefix(path, "~"); ok && (rest == "" || rest[0] == '/') {
		account, err := user.Current()
		if err != nil {
			return nil, fmt.Errorf("find the home directory: %w", err)
		}
		path = filepath.Join(account.HomeDir, rest)
	}
	return os.ReadFile(path)
}
