package elk

import (
	"bufio"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"eks-elk/elk/savedobjects"
	"eks-elk/internal/names"
)

const setupPassword = "Tr0ub4dorAnd3"

// fakeKibana answers as Kibana does, from its start on.
type fakeKibana struct {
	mutex    sync.Mutex
	starting int // requests of its status before it is available
	unknown  int // imports before Elasticsearch knows the privileges
	imported []string
}

func (k *fakeKibana) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	say := func(status int, text string) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		fmt.Fprint(w, text)
	}
	if r.Method == http.MethodGet && r.URL.Path == "/api/status" {
		if k.starting > 0 {
			k.starting--
			say(503, `{"status":{"overall":{"level":"unavailable"}}}`)
			return
		}
		say(200, `{"status":{"overall":{"level":"available"}}}`)
		return
	}
	user, password, _ := r.BasicAuth()
	switch {
	case r.Method != http.MethodPost || r.URL.Path != "/api/saved_objects/_import":
		say(404, `{"statusCode":404,"error":"Not Found","message":"Not Found"}`)
	case user != names.KibanaSetupLogin.User || password != setupPassword:
		say(401, `{"statusCode":401,"error":"Unauthorized","message":"Unauthorized"}`)
	case r.Header.Get("kbn-xsrf") == "":
		say(400, `{"statusCode":400,"error":"Bad Request","message":"Request must contain a kbn-xsrf header."}`)
	case k.unknown > 0:
		k.unknown--
		say(403, `{"statusCode":403,"error":"Forbidden","message":"Unable to bulk_create dashboard"}`)
	default:
		file, header, err := r.FormFile("file")
		if err != nil || filepath.Ext(header.Filename) != ".ndjson" {
			say(400, `{"statusCode":400,"error":"Bad Request","message":"Invalid file extension"}`)
			return
		}
		var lines []string
		for scanner := bufio.NewScanner(file); scanner.Scan(); {
			lines = append(lines, scanner.Text())
		}
		if k.imported != nil && r.URL.Query().Get("overwrite") != "true" {
			say(200, `{"success":false,"errors":[{"error":{"type":"conflict"}}]}`)
			return
		}
		k.imported = lines
		say(200, fmt.Sprintf(`{"successCount":%d,"success":true,"warnings":[]}`, len(lines)))
	}
}

// setup runs the Job's script on this machine, against a server.
type setup struct {
	script, password, authority string
}

func (s setup) run(t *testing.T, server *httptest.Server) (said, arguments string, err error) {
	t.Helper()
	on := newScriptRun(t)
	objects, err := savedobjects.Lines(kibanaContent())
	if err != nil {
		t.Fatal(err)
	}
	authority := s.authority
	if authority == "" {
		authority = certificateOf(server)
	}
	script := strings.NewReplacer(
		names.Kibana.URL(), server.URL,
		jobAuthority+"/ca.crt", on.write("ca.crt", authority, 0o644),
		jobFiles+"/"+setupObjects, on.write(setupObjects, objects, 0o644),
		fmt.Sprintf("SECONDS + %d", setupSeconds), "SECONDS + 2",
	).Replace(s.script)
	return on.run(setupScript, script, setupEnv.Username+"="+names.KibanaSetupLogin.User, setupEnv.Password+"="+s.password)
}
