package check

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	lumberjack "github.com/elastic/go-lumber/client/v2"

	"eks-elk/internal/names"
)

// fileSettings reads what Elasticsearch took from its file. What it could not
// apply, it keeps as an error and goes on with what it had.
func (p *Platform) fileSettings(ctx context.Context) (string, error) {
	var state struct {
		Metadata struct {
			Reserved map[string]struct {
				Version  int64 `json:"version"`
				Handlers map[string]struct {
					Keys []string `json:"keys"`
				} `json:"handlers"`
				Failed *struct {
					Errors []string `json:"errors"`
				} `json:"errors"`
			} `json:"reserved_state"`
		} `json:"metadata"`
	}
	q := request{to: names.Elasticsearch, path: "/_cluster/state/metadata?filter_path=metadata.reserved_state", as: p.person()}
	if err := p.read(ctx, q, &state); err != nil {
		return "", err
	}
	held := state.Metadata.Reserved["file_settings"]
	switch policies := held.Handlers["ilm"].Keys; {
	case held.Failed != nil && len(held.Failed.Errors) > 0:
		return "", fmt.Errorf("the file is not applied by Elasticsearch: %s", held.Failed.Errors[0])
	case !slices.Contains(policies, names.LogsPolicy):
		return "", fmt.Errorf("no lifecycle policy %s is held by the file: right only where eks-elk:elk.fileSettings is false", names.LogsPolicy)
	default:
		return fmt.Sprintf("version %d, policies: %s", held.Version, strings.Join(policies, ", ")), nil
	}
}

// beats does what Filebeat does: it enters Logstash with Filebeat's certificate
// and sends an event, which Logstash acknowledges once it is in its queue.
func (p *Platform) beats(ctx context.Context) (string, error) {
	own, err := p.Cluster.Secret(ctx, names.LogsNamespace, names.FilebeatTLS)
	if err != nil {
		return "", err
	}
	pair, err := tls.X509KeyPair(own["tls.crt"], own["tls.key"])
	if err != nil {
		return "", fmt.Errorf("the Secret %s/%s: %w", names.LogsNamespace, names.FilebeatTLS, err)
	}
	secured, err := p.beatsConnection(ctx, pair)
	if err != nil {
		return "", err
	}
	defer secured.Close()
	client, err := lumberjack.NewSyncClientWithConn(secured, lumberjack.Timeout(time.Until(deadline(ctx))))
	if err != nil {
		return "", err
	}
	event := map[string]any{"@timestamp": time.Now().UTC().Format(time.RFC3339Nano), "message": "eks-elk smoke test: an event for Logstash"}
	if _, err := client.Send([]any{event}); err != nil {
		return "", fmt.Errorf("no event is acknowledged by Logstash: %w", explainTLS(err))
	}
	return "an event is acknowledged", nil
}

// beatsRefuses connects without a certificate. In TLS 1.3 a client learns what
// the server thinks of it with the first thing that it reads.
func (p *Platform) beatsRefuses(ctx context.Context) (string, error) {
	secured, err := p.beatsConnection(ctx)
	if err != nil {
		return refusal(err)
	}
	defer secured.Close()
	if err := secured.SetReadDeadline(time.Now().Add(refusalTime)); err != nil {
		return "", err
	}
	_, err = secured.Read(make([]byte, 1))
	return refusal(err)
}

// refusalTime is how long a server may take to refuse a client; one that takes it
// says nothing.
const refusalTime = 5 * time.Second

func refusal(err error) (string, error) {
	var operation *net.OpError
	switch {
	case errors.As(err, &operation) && operation.Op == "remote error":
		return "refused (" + operation.Err.Error() + ")", nil
	case err == nil || errors.Is(err, os.ErrDeadlineExceeded):
		return "", errors.New("a client without a certificate is taken")
	}
	return "", err
}

func (p *Platform) beatsConnection(ctx context.Context, own ...tls.Certificate) (*tls.Conn, error) {
	raw, err := p.Cluster.Dial(ctx, names.Beats)
	if err != nil {
		return nil, err
	}
	config := p.tlsConfig(names.Beats)
	config.Certificates = own
	secured := tls.Client(raw, config)
	if err := secured.HandshakeContext(ctx); err != nil {
		raw.Close()
		return nil, explainTLS(err)
	}
	return secured, nil
}

// deadline is when a check must end.
func deadline(ctx context.Context) time.Time {
	if at, ok := ctx.Deadline(); ok {
		return at
	}
	return time.Now().Add(time.Minute)
}

// logsArrive lets a pod on every node write a line, and waits for all of them in
// Elasticsearch.
func (p *Platform) logsArrive(ctx context.Context) (string, error) {
	nodes, err := p.Cluster.Nodes(ctx)
	if err != nil {
		return "", err
	}
	if len(nodes) == 0 {
		return "", errors.New("the cluster has no node")
	}
	marker := "eks-elk-smoke-" + strings.ToLower(rand.Text())
	began := time.Now()
	for _, node := range nodes {
		remove, err := p.Cluster.Say(ctx, node, marker)
		if err != nil {
			return "", err
		}
		defer remove()
	}
	var missing []string
	var failed error
	for complete := false; ; {
		silent, err := p.silent(ctx, marker, nodes)
		if err == nil && len(silent) == 0 {
			return fmt.Sprintf("a line of each of %d nodes, the last within %s", len(nodes), time.Since(began).Round(time.Second)), nil
		}
		// The last complete search says more than one that ran into the timeout.
		if late := errors.Is(err, context.DeadlineExceeded); !late || !complete {
			missing, failed, complete = silent, err, !late
		}
		select {
		case <-ctx.Done():
			if failed != nil {
				return "", failed
			}
			return "", fmt.Errorf("no line of node %s arrives", strings.Join(missing, ", "))
		case <-time.After(searchPause):
		}
	}
}

// searchPause is the time between two searches for lines.
const searchPause = 2 * time.Second

// silent returns the nodes of which no line with the marker is there.
func (p *Platform) silent(ctx context.Context, marker string, nodes []string) ([]string, error) {
	type object = map[string]any
	var found struct {
		Aggregations struct {
			Nodes struct {
				Buckets []struct {
					Key string `json:"key"`
				} `json:"buckets"`
			} `json:"nodes"`
		} `json:"aggregations"`
	}
	q := request{to: names.Elasticsearch, path: "/" + names.LogsStream + "/_search", as: p.person(), body: object{
		"size":  0,
		"query": object{"match_phrase": object{"message": marker}},
		"aggs":  object{"nodes": object{"terms": object{"field": "kubernetes.node.name", "size": 10_000}}},
	}}
	if a, err := p.do(ctx, q); err == nil && a.status == http.StatusNotFound {
		return nodes, nil // nothing has arrived yet
	}
	if err := p.read(ctx, q, &found); err != nil {
		return nil, err
	}
	heard := map[string]bool{}
	for _, bucket := range found.Aggregations.Nodes.Buckets {
		heard[bucket.Key] = true
	}
	return slices.DeleteFunc(slices.Clone(nodes), func(node string) bool { return heard[node] }), nil
}
