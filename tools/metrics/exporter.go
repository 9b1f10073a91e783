package main

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// exporter is one that is built from its module and runs while it is asked.
type exporter struct {
	program string   // its package
	listen  []string // the flags for its address: ADDRESS, HOST and PORT stand for it
	flags   []string // more of them
	ask     []string // paths
}

// run builds the exporter into a directory, starts it on a free port, and reads
// what it answers.
func (e exporter) run(work string) (metrics, error) {
	binary := filepath.Join(work, strings.ReplaceAll(e.program, "/", "-"))
	build := exec.Command("go", "build", "-ldflags", "-w -s", "-o", binary, e.program)
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return nil, err
	}
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	log, err := os.Create(binary + ".log")
	if err != nil {
		return nil, err
	}
	defer log.Close()
	host, port, _ := net.SplitHostPort(address)
	flags := slices.Clone(e.flags)
	for _, flag := range e.listen {
		flags = append(flags, strings.NewReplacer("ADDRESS", address, "HOST", host, "PORT", port).Replace(flag))
	}
	command := exec.Command(binary, flags...)
	command.Dir, command.Stdout, command.Stderr = work, log, log
	if err := command.Start(); err != nil {
		return nil, err
	}
	defer func() { _ = command.Process.Kill(); _ = command.Wait() }()
	found := metrics{}
	// Some have nothing to say before they have looked around.
	for range 20 {
		before := len(found)
		for _, path := range e.ask {
			if err := ask("http://"+address+path, found); err != nil {
				text, _ := os.ReadFile(log.Name())
				return nil, fmt.Errorf("%w\n%s", err, text)
			}
		}
		if before > 0 && len(found) == before {
			break
		}
		time.Sleep(2 * time.Second)
	}
	if len(found) == 0 {
		text, _ := os.ReadFile(log.Name())
		return nil, fmt.Errorf("it has no metrics at %v\n%s", e.ask, text)
	}
	return found, nil
}

// ask reads the metrics at an address that may not be up yet.
func ask(url string, into metrics) error {
	var answer *http.Response
	var err error
	for range 100 {
		if answer, err = http.Get(url); err == nil {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", url, answer.Status)
	}
	return into.parse(answer.Body)
}

func freeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer listener.Close()
	return listener.Addr().String(), nil
}

// module is what the go command says about one.
type module struct{ Version, Dir, Error string }

// find returns a module: of this one's requirements, or by name@version.
func find(name string) (module, error) {
	args := []string{"list", "-m", "-json", name}
	if strings.Contains(name, "@") {
		args = []string{"mod", "download", "-json", name}
	}
	var out module
	text, err := exec.Command("go", args...).Output()
	if err == nil {
		err = json.Unmarshal(text, &out)
	}
	if err != nil {
		return module{}, fmt.Errorf("go %s: %w %s", strings.Join(args, " "), err, out.Error)
	}
	return out, nil
}

func moduleVersion(name string) (string, error) {
	found, err := find(name)
	return found.Version, err
}
