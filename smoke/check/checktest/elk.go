package checktest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"eks-elk/internal/names"
)

func say(w http.ResponseWriter, status int, object any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(object)
}

type object = map[string]any

// behindLogin hands a request with a login on, or refuses it and repeats the
// password, as no server should.
func (s *Stack) behindLogin(handle func(http.ResponseWriter, *http.Request, string)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		user, password, _ := r.BasicAuth()
		if known, ok := s.Passwords[user]; ok && (s.AcceptAnyPassword || password == known) {
			handle(w, r, user)
			return
		}
		say(w, http.StatusUnauthorized, object{"error": fmt.Sprintf("no %s with %s", user, password)})
	}
}

func (s *Stack) elasticsearch() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /_cluster/health", s.behindLogin(func(w http.ResponseWriter, _ *http.Request, _ string) {
		say(w, http.StatusOK, object{"status": s.Health, "number_of_nodes": 1, "active_shards": 12, "unassigned_shards": 1})
	}))
	mux.HandleFunc("GET /_security/_authenticate", s.behindLogin(func(w http.ResponseWriter, _ *http.Request, user string) {
		say(w, http.StatusOK, object{"username": user, "roles": []string{s.Roles[user]}})
	}))
	mux.HandleFunc("POST /_security/user/_has_privileges", s.behindLogin(s.hasPrivileges))
	mux.HandleFunc("POST /logstash/_search", s.behindLogin(s.search))
	mux.HandleFunc("POST /"+names.LogsStream+"/_search", s.behindLogin(s.searchLogs))
	mux.HandleFunc("GET /_cluster/state/metadata", s.behindLogin(func(w http.ResponseWriter, _ *http.Request, _ string) {
		held := object{"version": 1764163616, "handlers": object{"ilm": object{"keys": s.Applied}}, "errors": nil}
		if s.NotApplied != "" {
			held["errors"] = object{"version": 1764163700, "error_kind": "validation", "errors": []string{s.NotApplied}}
		}
		say(w, http.StatusOK, object{"metadata": object{"reserved_state": object{"file_settings": held}}})
	}))
	return mux
}

// hasPrivileges answers for one index.
func (s *Stack) hasPrivileges(w http.ResponseWriter, r *http.Request, user string) {
	var asked struct {
		Index []struct{ Names, Privileges []string }
	}
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil || len(asked.Index) != 1 {
		say(w, http.StatusBadRequest, object{"error": fmt.Sprint(err)})
		return
	}
	may := object{}
	for _, privilege := range asked.Index[0].Privileges {
		may[privilege] = privilege == "read" && s.Roles[user] != "" || s.changes(user)
	}
	say(w, http.StatusOK, object{"username": user, "index": object{asked.Index[0].Names[0]: may}})
}

// changes says whether a user may change what there is.
func (s *Stack) changes(user string) bool {
	return s.Roles[user] != "viewer" && s.Roles[user] != "" || s.ViewerWrites
}

// search evaluates the one search that the checks send.
func (s *Stack) search(w http.ResponseWriter, r *http.Request, _ string) {
	var asked struct {
		Size   int
		Sort   []map[string]struct{ Order string }
		Source []string `json:"_source"`
		Aggs   map[string]struct {
			Filter struct {
				Range map[string]struct{ Gte string }
			}
		}
		Tracked bool `json:"track_total_hits"`
	}
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
		say(w, http.StatusBadRequest, object{"error": err.Error()})
		return
	}
	if s.Documents == nil {
		say(w, http.StatusNotFound, object{"error": object{"type": "index_not_found_exception"}})
		return
	}
	documents := slices.SortedFunc(slices.Values(s.Documents), func(a, b time.Time) int { return b.Compare(a) })
	if len(asked.Sort) != 1 || asked.Sort[0]["@timestamp"].Order != "desc" {
		slices.Reverse(documents)
	}
	counts := object{}
	for name, aggregation := range asked.Aggs {
		ago, err := time.ParseDuration(strings.TrimPrefix(aggregation.Filter.Range["@timestamp"].Gte, "now-"))
		if err != nil {
			say(w, http.StatusBadRequest, object{"error": err.Error()})
			return
		}
		count := 0
		for _, at := range documents {
			if time.Since(at) <= ago {
				count++
			}
		}
		counts[name] = object{"doc_count": count}
	}
	hits := []object{}
	for _, at := range documents[:min(asked.Size, len(documents))] {
		hits = append(hits, object{"_source": object{"@timestamp": at.UTC().Format(time.RFC3339)}})
	}
	say(w, http.StatusOK, object{"hits": object{"total": object{"value": len(documents)}, "hits": hits}, "aggregations": counts})
}

// searchLogs evaluates the one search for lines that the checks send.
func (s *Stack) searchLogs(w http.ResponseWriter, r *http.Request, _ string) {
	var asked struct {
		Query struct {
			Phrase map[string]string `json:"match_phrase"`
		}
		Aggs map[string]struct {
			Terms struct{ Field string }
		}
	}
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
		say(w, http.StatusBadRequest, object{"error": err.Error()})
		return
	}
	s.mutex.Lock()
	nodes := s.lines[asked.Query.Phrase["message"]]
	s.mutex.Unlock()
	if len(s.lines) == 0 {
		say(w, http.StatusNotFound, object{"error": object{"type": "index_not_found_exception"}})
		return
	}
	aggregations := object{}
	for name, aggregation := range asked.Aggs {
		buckets := []object{}
		for _, node := range nodes {
			if aggregation.Terms.Field == "kubernetes.node.name" {
				buckets = append(buckets, object{"key": node, "doc_count": 1})
			}
		}
		aggregations[name] = object{"buckets": buckets}
	}
	say(w, http.StatusOK, object{"aggregations": aggregations})
}

func (s *Stack) kibana() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/status", func(w http.ResponseWriter, _ *http.Request) {
		status := http.StatusServiceUnavailable
		if s.KibanaLevel == "available" {
			status = http.StatusOK
		}
		if s.KibanaLevel == "" {
			http.Error(w, "Kibana server is not ready yet", status)
			return
		}
		say(w, status, object{"status": object{"overall": object{"level": s.KibanaLevel}}})
	})
	mux.HandleFunc("GET /api/spaces/space", s.behindLogin(func(w http.ResponseWriter, _ *http.Request, _ string) {
		say(w, http.StatusOK, []object{{"id": "default"}})
	}))
	mux.HandleFunc("GET /api/data_views", s.behindLogin(func(w http.ResponseWriter, _ *http.Request, _ string) {
		views := []object{}
		for id, name := range s.Views {
			views = append(views, object{"id": id, "name": name})
		}
		say(w, http.StatusOK, object{"data_view": views})
	}))
	mux.HandleFunc("POST /api/data_views/data_view/{id}", s.behindLogin(withHeader(func(w http.ResponseWriter, r *http.Request, user string) {
		if !s.changes(user) {
			say(w, http.StatusForbidden, object{"statusCode": http.StatusForbidden, "message": "API [POST /api/data_views/data_view/{id}] is unauthorized"})
			return
		}
		say(w, http.StatusOK, object{"data_view": object{"id": r.PathValue("id")}})
	})))
	mux.HandleFunc("POST /api/saved_objects/_export", s.behindLogin(withHeader(func(w http.ResponseWriter, r *http.Request, _ string) {
		var asked struct {
			Objects []struct{ Type, ID string }
			Deep    bool `json:"includeReferencesDeep"`
		}
		if err := json.NewDecoder(r.Body).Decode(&asked); err != nil || len(asked.Objects) != 1 || asked.Objects[0].ID != names.LogsDashboard || s.Board == nil {
			say(w, http.StatusBadRequest, object{"statusCode": http.StatusBadRequest, "message": "Error fetching objects to export"})
			return
		}
		lines := json.NewEncoder(w)
		exported := append([]string{asked.Objects[0].ID}, s.Board...)
		if !asked.Deep {
			exported = exported[:1]
		}
		for _, id := range exported {
			_ = lines.Encode(object{"id": id})
		}
		_ = lines.Encode(object{"exportedCount": len(exported), "missingRefCount": s.Gone})
	})))
	return mux
}

// withHeader refuses a POST without the header that Kibana wants.
func withHeader(handle func(http.ResponseWriter, *http.Request, string)) func(http.ResponseWriter, *http.Request, string) {
	return func(w http.ResponseWriter, r *http.Request, user string) {
		if r.Header.Get("kbn-xsrf") == "" {
			say(w, http.StatusBadRequest, object{"statusCode": http.StatusBadRequest, "message": "Request must contain a kbn-xsrf header."})
			return
		}
		handle(w, r, user)
	}
}
