package main

import (
	"bufio"
	"fmt"
	"os/exec"
	"path/filepath"
	"time"

	"eks-elk/rehearsal/engine/lifecycle"
)

// part is something a preview waits for.
type part struct {
	name string
	took time.Duration
}

// outsideParts times what the eks component does in every preview, alone: its
// own start, and the two version checks that it makes one after the other.
func outsideParts(tools lifecycle.Tools) ([]part, error) {
	start, err := pluginStart(filepath.Join(tools.EKSPlugin, "pulumi-resource-eks"))
	if err != nil {
		return nil, err
	}
	parts := []part{{"the eks component's start", start}}
	for _, command := range [][]string{{"aws", "--version"}, {"kubectl", "version", "--output=json"}} {
		begin := time.Now()
		_ = exec.Command(command[0], command[1:]...).Run() // kubectl fails without a cluster, as in the component
		parts = append(parts, part{command[0] + " " + command[1], time.Since(begin)})
	}
	return parts, nil
}

// pluginStart is the time until a plugin prints its port.
func pluginStart(path string) (time.Duration, error) {
	cmd := exec.Command(path, "127.0.0.1:1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		return 0, err
	}
	begin := time.Now()
	if err := cmd.Start(); err != nil {
		return 0, fmt.Errorf("start the eks component: %w", err)
	}
	defer func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }()
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		return 0, fmt.Errorf("the eks component printed no port: %w", err)
	}
	return time.Since(begin), nil
}
