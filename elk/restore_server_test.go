package elk

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"

	"eks-elk/internal/names"
)

const restorerPassword = "Tr0ub4dorAnd3"

// savedIndices are in each snapshot, with when they were made.
var savedIndices = map[string]int64{
	names.UptimeIndex: 1000, ".ds-logs-kubernetes-default-2026.11.25-000001": 1000, ".ds-logs-kubernetes-default-2026.11.26-000002": 90_000,
	".kibana_8.19.20_001": 1000, ".ds-.slm-history-7-2026.11.25-000001": 2000, "orders": 3000,
}

// fakeElasticsearch answers as Elasticsearch does to who restores a snapshot.
type fakeElasticsearch struct {
	mutex     sync.Mutex
	starting  int // requests before it answers
	snapshots string
	indices   map[string]int64
	orders    []string // what was asked to be restored
}

func (f *fakeElasticsearch) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	user, password, _ := r.BasicAuth()
	name := path.Base(strings.TrimSuffix(r.URL.Path, "/_restore"))
	switch {
	case f.starting > 0:
		f.starting--
		http.Error(w, `{"error":"starting"}`, http.StatusServiceUnavailable)
	case user != names.RestorerLogin.User || password != restorerPassword:
		http.Error(w, `{"error":{"type":"security_exception"},"status":401}`, http.StatusUnauthorized)
	case r.URL.Path == "/_cat/snapshots/"+names.Backups:
		fmt.Fprint(w, f.snapshots)
	case r.URL.Path == "/_cat/indices":
		for index, made := range f.indices {
			fmt.Fprintf(w, "%-60s %d\n", index, made)
		}
	case r.URL.Path == "/_cluster/health":
		fmt.Fprint(w, `{"status":"yellow","timed_out":false}`)
	case r.Method == http.MethodGet && strings.HasPrefix(r.URL.Path, "/_snapshot/"+names.Backups+"/"):
		indices, _ := json.Marshal(slices.Sorted(func(yield func(string) bool) {
			for index := range savedIndices {
				if !yield(index) {
					return
				}
			}
		}))
		fmt.Fprintf(w, `{"snapshots":[{"snapshot":"%s","repository":"backups","indices":%s,"data_streams":["logs-kubernetes-default",".slm-history-7"],`+
			`"state":"SUCCESS","feature_states":[{"feature_name":"kibana","indices":[".kibana_8.19.20_001"]}]}],"total":1,"remaining":0}`, name, indices)
	case r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/_restore"):
		f.restore(w, r, name)
	default:
		http.Error(w, `{"error":"no handler found"}`, http.StatusBadRequest)
	}
}

func (f *fakeElasticsearch) restore(w http.ResponseWriter, r *http.Request, name string) {
	var order struct {
		Indices     string
		State       bool     `json:"include_global_state"`
		Features    []string `json:"feature_states"`
		Aliases     *bool    `json:"include_aliases"`
		Pattern     string   `json:"rename_pattern"`
		Replacement string   `json:"rename_replacement"`
	}
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&order); err != nil || order.State {
		http.Error(w, fmt.Sprintf(`{"error":"%v"}`, err), http.StatusBadRequest)
		return
	}
	f.orders = append(f.orders, name+": "+order.Indices+strings.Join(order.Features, ","))
	for index, made := range savedIndices {
		switch {
		case slices.Contains(order.Features, "kibana") && strings.HasPrefix(index, ".kibana"):
			f.indices[index] = made // in place of the one that is there
		case slices.Contains(strings.Split(order.Indices, ","), index), strings.HasPrefix(index, ".ds-") && slices.Contains(strings.Split(order.Indices, ","), strings.Split(index[4:], "-2026")[0]):
			if order.Pattern != "(.+)" || order.Replacement != "$1-"+name {
				http.Error(w, `{"error":{"reason":"cannot restore index, an open index with same name already exists"}}`, http.StatusInternalServerError)
				return
			}
			f.indices[index+"-"+name] = made
		}
	}
	fmt.Fprint(w, `{"accepted":true}`)
}

// runRestore runs the Job's script on this machine, against a server.
func runRestore(t *testing.T, script, password string, f *fakeElasticsearch) (said string, err error) {
	t.Helper()
	on := newScriptRun(t)
	server := httptest.NewTLSServer(f)
	defer server.Close()
	script = strings.NewReplacer(
		names.Elasticsearch.URL(), server.URL, jobAuthority+"/ca.crt", on.write("ca.crt", certificateOf(server), 0o644),
		fmt.Sprintf("SECONDS + %d", restoreSeconds), "SECONDS + 2",
	).Replace(script)
	said, arguments, err := on.run("restore.sh", script, restoreEnv.Username+"="+names.RestorerLogin.User, restoreEnv.Password+"="+password)
	if strings.Contains(arguments+said, password) {
		t.Errorf("the password is seen:\n%s%s", arguments, said)
	}
	return said, err
}
