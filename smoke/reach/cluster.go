// Package reach connects to pods and reads Secrets through the Kubernetes API: it
// needs a kubeconfig, and opens no port on this machine.
package reach

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/user"
	"path/filepath"
	"strings"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/version"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"
)

// requestTimeout bounds one request to the API server, its login included.
const requestTimeout = 20 * time.Second

// Kubeconfig names a cluster and a login.
type Kubeconfig struct {
	PathOrContent string // as the setting eks-elk:cluster.kubeconfig has it
	Directory     string // of relative paths: the project's
	Context       string // empty: the current one
}

// Cluster is a cluster whose API server is reachable.
type Cluster struct {
	Version string // the API server's, such as v1.35.1

	config   *rest.Config
	api      kubernetes.Interface
	lifetime context.Context // every forwarded connection ends with it
}

// Connect reads the kubeconfig and asks the API server for its version. Every
// connection that Dial opens is closed when ctx ends.
func Connect(ctx context.Context, k Kubeconfig) (*Cluster, error) {
	config, err := k.load()
	if err != nil {
		return nil, err
	}
	// The checks run concurrently; the default is five requests per second.
	config.QPS, config.Burst = 50, 100
	config.UserAgent = "eks-elk-smoke"
	requests := rest.CopyConfig(config)
	requests.Timeout = requestTimeout
	client, err := kubernetes.NewForConfig(requests)
	if err != nil {
		return nil, fmt.Errorf("the kubeconfig cannot be used: %w", err)
	}
	c := &Cluster{config: config, api: client, lifetime: ctx}
	var server version.Info
	// Discovery's own ServerVersion takes no context.
	answer, err := client.Discovery().RESTClient().Get().AbsPath("/version").Do(ctx).Raw()
	if err == nil {
		err = json.Unmarshal(answer, &server)
	}
	c.Version = server.GitVersion
	switch {
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case apierrors.IsUnauthorized(err):
		return nil, fmt.Errorf("the Kubernetes API at %s does not accept the kubeconfig's login: log in again, or have your role added to eks-elk:cluster.adminRoleArns", config.Host)
	case err != nil:
		return nil, fmt.Errorf("the Kubernetes API at %s does not answer: %w", config.Host, innermost(err))
	}
	return c, nil
}

func (k Kubeconfig) load() (*rest.Config, error) {
	var loaded *api.Config
	var err error
	if strings.ContainsAny(k.PathOrContent, "\n{") {
		if loaded, err = clientcmd.Load([]byte(k.PathOrContent)); err != nil {
			// The parser's own message may quote a token.
			return nil, errors.New("the stack's kubeconfig is not valid YAML or JSON")
		}
	} else if loaded, err = k.read(); err != nil {
		return nil, err
	}
	if k.Context != "" && loaded.Contexts[k.Context] == nil {
		return nil, fmt.Errorf("the stack's kubeconfig has no context %q", k.Context)
	}
	config, err := clientcmd.NewNonInteractiveClientConfig(*loaded, k.Context, &clientcmd.ConfigOverrides{}, nil).ClientConfig()
	if err != nil {
		return nil, fmt.Errorf("the stack's kubeconfig names no cluster: %w", err)
	}
	return config, nil
}

// read reads the file that the program's Kubernetes provider reads.
func (k Kubeconfig) read() (*api.Config, error) {
	path := k.PathOrContent
	if rest, ok := strings.CutPrefix(path, "~"); ok && (rest == "" || rest[0] == '/') {
		account, err := user.Current()
		if err != nil {
			return nil, fmt.Errorf("find the home directory: %w", err)
		}
		path = filepath.Join(account.HomeDir, rest)
	}
	if !filepath.IsAbs(path) {
		path = filepath.Join(k.Directory, path)
	}
	loaded, err := clientcmd.LoadFromFile(path)
	if err != nil {
		return nil, fmt.Errorf("the kubeconfig of eks-elk:cluster cannot be read: %w", err)
	}
	return loaded, clientcmd.ResolveLocalPaths(loaded)
}

// Secret returns the content of a Secret, by key.
func (c *Cluster) Secret(ctx context.Context, namespace, name string) (map[string][]byte, error) {
	secret, err := c.api.CoreV1().Secrets(namespace).Get(ctx, name, metav1.GetOptions{})
	if err != nil {
		return nil, fmt.Errorf("read Secret %s/%s: %w", namespace, name, innermost(err))
	}
	return secret.Data, nil
}

// innermost returns the cause at the end of a chain: "connection refused" rather
// than the request, the address and the operation around it.
func innermost(err error) error {
	for {
		next := errors.Unwrap(err)
		if next == nil {
			return err
		}
		err = next
	}
}
