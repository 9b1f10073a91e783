package settings

import (
	"cmp"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"

	"gopkg.in/yaml.v3"

	"eks-elk/internal/kubeconfig"
)

// KubeconfigIsPath tells a kubeconfig's path from its content, which is YAML or
// JSON of several fields.
func (c Cluster) KubeconfigIsPath() bool { return !strings.ContainsAny(c.Kubeconfig, "\n{") }

// checkKubeconfig refuses a kubeconfig that the provider could not use. The
// provider itself would say so only for the first object it is to create, and as
// if the cluster were down. No message repeats content: it may hold a token.
func (l *loader) checkKubeconfig(c *Cluster, path, context *setting) {
	text, is, directory := c.Kubeconfig, "is content that", ""
	if c.KubeconfigIsPath() {
		if l.source.ReadFile == nil {
			return
		}
		is = "is " + path.shown() + ", which"
		content, err := l.source.ReadFile(c.Kubeconfig)
		var decoded []byte
		if err != nil {
			decoded, _ = base64.StdEncoding.DecodeString(c.Kubeconfig) // no base64: a path like any other
		}
		switch {
		case errors.Is(err, fs.ErrNotExist) && !strings.Contains(string(decoded), "clusters"):
			path.refuse("which does not exist")
			return
		case strings.Contains(string(decoded), "clusters"):
			path.problem("is base64 of a kubeconfig; allowed: %s", path.Allowed)
			return
		case err != nil:
			path.refuse("which cannot be read (" + reason(err) + ")")
			return
		}
		text, directory = string(content), filepath.Dir(c.Kubeconfig)
	} else if !l.isSecret(path.Path) {
		l.checkPlainContent(path, text)
	}
	var config kubeconfig.Config
	if err := yaml.Unmarshal([]byte(text), &config); err != nil {
		path.problem("%s is not the YAML of a kubeconfig; allowed: %s", is, path.Allowed)
		return
	}
	if config.Kind != "" && config.Kind != "Config" || config.APIVersion != "" && config.APIVersion != "v1" {
		path.problem("%s is not a Config of version v1, but %s of %s; allowed: %s", is, show(config.Kind), show(config.APIVersion), path.Allowed)
		return
	}
	if len(config.Contexts) == 0 {
		path.problem("%s has no contexts; allowed: %s", is, path.Allowed)
		return
	}
	chosen := l.checkContext(c, config, context)
	if chosen == nil {
		return
	}
	look := credential{l, directory, func(format string, args ...any) {
		path.problem("%s %s; allowed: a kubeconfig that kubectl can use", is, fmt.Sprintf(format, args...))
	}}
	cluster := config.Cluster(chosen.Cluster)
	c.Identity = Identity{Server: cluster.Server, Authority: look.cluster(cluster), Context: named(c, config)}
	if c.KubeconfigIsPath() {
		// Said, because a file's current context changes: a refresh and a destroy,
		// which the program has no part in, then go to the cluster of the last up.
		c.Context = c.Identity.Context
	}
	look.user(chosen.User, config.User(chosen.User), cluster)
}

// named returns the context that the settings or else the kubeconfig name.
func named(c *Cluster, config kubeconfig.Config) string {
	return cmp.Or(c.Context, config.CurrentContext)
}

// checkPlainContent refuses credentials in clear text in a file that one commits.
func (l *loader) checkPlainContent(path *setting, text string) {
	var config kubeconfig.Config
	if yaml.Unmarshal([]byte(text), &config) != nil {
		return
	}
	for _, u := range config.Users {
		if holdsCredential(u.User) {
			path.problem("is content with a credential in clear text; store it as a secret: pulumi config set --secret --path '%s' < file", path.Path)
		}
	}
}

// checkContext returns the context that the settings name, or notes why it leads
// to no cluster.
func (l *loader) checkContext(c *Cluster, config kubeconfig.Config, s *setting) *kubeconfig.Context {
	named := named(c, config)
	var names []string
	for _, context := range config.Contexts {
		names = append(names, context.Name)
	}
	const longestList = 300 // characters of a list of names that a message shows
	there := clip(strings.Join(names, ", "), longestList)
	is := "is " + s.shown() + ", which"
	if c.Context == "" {
		is = "is empty, and current-context " + show(named)
	}
	chosen := config.Context(named)
	switch {
	case named == "":
		s.problem("is empty, and the kubeconfig has no current-context; allowed: %s", there)
	case chosen == nil:
		s.problem("%s is not in the kubeconfig; allowed: %s", is, there)
	case config.Cluster(chosen.Cluster) == nil || config.Cluster(chosen.Cluster).Server == "":
		s.problem("%s is of cluster %s, for which the kubeconfig has no server; allowed: %s", is, show(chosen.Cluster), there)
	default:
		return chosen
	}
	return nil
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

func lookPath(name string) (string, error) { return exec.LookPath(name) }
