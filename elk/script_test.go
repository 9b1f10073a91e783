package elk

import (
	"bytes"
	"encoding/pem"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// scriptRun runs the script of a Job on this machine, with curl's own program, and
// notes curl's arguments, which whoever lists processes sees. Nothing sleeps.
type scriptRun struct {
	t         *testing.T
	dir       string
	bash      string
	arguments string // the file with curl's
}

func newScriptRun(t *testing.T) *scriptRun {
	t.Helper()
	r := &scriptRun{t: t, dir: t.TempDir()}
	r.arguments = filepath.Join(r.dir, "arguments")
	curl := ""
	for name, at := range map[string]*string{"bash": &r.bash, "curl": &curl} {
		var err error
		if *at, err = exec.LookPath(name); err != nil {
			t.Skipf("this machine has no %s, with which the Job's script runs", name)
		}
	}
	r.write("bin/sleep", "#!/bin/sh\nexit 0\n", 0o755)
	r.write("bin/curl", fmt.Sprintf("#!/bin/sh\necho \"$@\" >> %s\nexec %s \"$@\"\n", r.arguments, curl), 0o755)
	return r
}

// write returns the path of a file with the text.
func (r *scriptRun) write(name, text string, mode os.FileMode) string {
	r.t.Helper()
	file := filepath.Join(r.dir, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), mode); err != nil {
		r.t.Fatal(err)
	}
	return file
}

// run returns what the script said, and curl's arguments.
func (r *scriptRun) run(name, script string, env ...string) (said, arguments string, err error) {
	r.t.Helper()
	command := exec.Command(r.bash, r.write(name, script, 0o644))
	command.Env = append([]string{"PATH=" + filepath.Join(r.dir, "bin") + ":" + os.Getenv("PATH")}, env...)
	var out bytes.Buffer
	command.Stdout, command.Stderr = &out, &out
	err = command.Run()
	seen, _ := os.ReadFile(r.arguments) // none where curl was never called
	return out.String(), string(seen), err
}

// certificateOf is the one that a server on this machine shows, as PEM.
func certificateOf(server *httptest.Server) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}))
}
