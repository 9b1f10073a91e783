package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"eks-elk/rehearsal/engine/lifecycle/lifecycletest"
)

// TestMain is the command itself where a test has started it as a process.
func TestMain(m *testing.M) {
	if os.Getenv("REHEARSE_AS_A_PROCESS") != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// The engine's plugins run in process groups of their own: no terminal that is
// closed ends them.
func TestNothingOutlivesAClosedTerminal(t *testing.T) {
	o := lifecycletest.Options(t, "local", "local")
	for name, end := range map[string]func(*exec.Cmd, *os.File) error{
		"SIGHUP":        func(c *exec.Cmd, _ *os.File) error { return c.Process.Signal(syscall.SIGHUP) },
		"a closed pipe": func(_ *exec.Cmd, out *os.File) error { return out.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			out, in, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			defer out.Close()
			var errs bytes.Buffer
			c := exec.Command(os.Args[0], "-project", o.Project, "-stack", "local", "-out", filepath.Join(dir, "out"), "-verbose")
			c.Env = append(os.Environ(), "REHEARSE_AS_A_PROCESS=1", "TMPDIR="+dir)
			c.Stdout, c.Stderr = in, &errs
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			in.Close()
			for lines := bufio.NewScanner(out); lines.Scan() && !strings.Contains(lines.Text(), " up "); { // in the middle of it
			}
			if err := end(c, out); err != nil {
				t.Fatal(err)
			}
			ended := make(chan error, 1)
			go func() { ended <- c.Wait() }()
			select {
			case err := <-ended:
				if err == nil {
					t.Error("it ended as if nothing had happened")
				}
			case <-time.After(time.Minute):
				_ = c.Process.Kill()
				t.Fatal("it goes on")
			}
			if left := processesWith(dir); len(left) > 0 {
				t.Errorf("these go on: %s", left)
			}
			if rest, _ := filepath.Glob(filepath.Join(dir, "eks-elk-rehearsal-*")); len(rest) > 0 {
				t.Errorf("left on disk: %s; it said %s", rest, errs.String())
			}
		})
	}
}

// processesWith names the processes that have a text in their environment.
func processesWith(text string) []string {
	var out []string
	environs, _ := filepath.Glob("/proc/[0-9]*/environ")
	for _, path := range environs {
		if environ, err := os.ReadFile(path); err == nil && bytes.Contains(environ, []byte(text)) {
			name, _ := os.ReadFile(filepath.Join(filepath.Dir(path), "comm"))
			out = append(out, fmt.Sprintf("%s %s", filepath.Base(filepath.Dir(path)), strings.TrimSpace(string(name))))
		}
	}
	return out
}
