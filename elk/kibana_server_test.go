package elk

import (
	"bufio"
	"bytes"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
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
	bash, curl := "", ""
	for name, at := range map[string]*string{"bash": &bash, "curl": &curl} {
		if *at, err = exec.LookPath(name); err != nil {
			t.Skipf("this machine has no %s, with which the Job's script runs", name)
		}
	}
	dir := t.TempDir()
	write := func(name, text string, mode os.FileMode) string {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
		return file
	}
	objects, err := savedobjects.Lines(kibanaContent())
	if err != nil {
		t.Fatal(err)
	}
	authority := s.authority
	if authority == "" {
		authority = string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}))
	}
	script := strings.NewReplacer(
		names.Kibana.URL(), server.URL,
		jobAuthority+"/ca.crt", write("ca.crt", authority, 0o644),
		jobFiles+"/"+setupObjects, write(setupObjects, objects, 0o644),
		fmt.Sprintf("SECONDS + %d", setupSeconds), "SECONDS + 2",
	).Replace(s.script)
	// Time is short here, and whoever lists processes sees arguments.
	write("bin/sleep", "#!/bin/sh\nexit 0\n", 0o755)
	log := filepath.Join(dir, "arguments")
	write("bin/curl", fmt.Sprintf("#!/bin/sh\necho \"$@\" >> %s\nexec %s \"$@\"\n", log, curl), 0o755)
	command := exec.Command(bash, write(setupScript, script, 0o644))
	command.Env = []string{
		"PATH=" + filepath.Join(dir, "bin") + ":" + os.Getenv("PATH"),
		setupEnv.Username + "=" + names.KibanaSetupLogin.User, setupEnv.Password + "=" + s.password,
	}
	var out bytes.Buffer
	command.Stdout, command.Stderr = &out, &out
	err = command.Run()
	seen, _ := os.ReadFile(log)
	return out.String(), string(seen), err
}
