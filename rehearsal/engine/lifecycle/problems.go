package lifecycle

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"syscall"

	"github.com/pulumi/pulumi/sdk/v3/go/common/diag/colors"
)

// consequences are what the engine and the program say because something else
// has failed: the engine ends, and every caller that waits for it is told so.
var consequences = []string{
	"update failed",
	"resource monitor shut down",
	connectionClosing,
	"error reading from server: EOF",
	"connection reset by peer",
}

// connectionClosing is the error of a call to a provider once the engine
// itself has closed the connection; a provider that died is told of in other words.
const connectionClosing = "grpc: the client connection is closing"

// causes leaves out what is a consequence of the other problems. Where nothing
// else is known, the first resource that failed is named, and what the CLI
// said; and where there is no such thing, the consequences are all there is.
func causes(problems []string, failed error) []string {
	out := slices.DeleteFunc(slices.Clone(problems), consequential)
	if len(out) > 0 {
		return out
	}
	if failed == nil {
		return problems
	}
	for _, p := range problems {
		if resource, rest, _ := strings.Cut(p, ": "); rest == connectionClosing && !strings.Contains(resource, " ") {
			return []string{fmt.Sprintf("%s: the engine closed its provider and then needed it (%s): %s", resource, connectionClosing, tooEarly)}
		}
	}
	if out = said(failed); len(out) > 0 {
		return out
	}
	return problems
}

// tooEarly is why the engine of pulumi 3.250.0 does so: for a resource that is
// deleted before it is replaced it asks which others go with it, and Diff in
// pkg/resource/deploy/providers/registry.go closes each provider that does,
// though the resources behind it are still to be deleted.
const tooEarly = "what its cluster carries has to be deleted before the cluster is replaced under the same name, which this engine " +
	"cannot do. " +
	"Nothing there was deleted: set the old value again, or destroy the stack and create it again"

// said are the first lines of the CLI's own output that name an error and are
// no consequence, each with the items of its list, if it has one.
func said(failed error) []string {
	var out []string
	open := false
	for line := range strings.Lines(failed.Error()) {
		line = strings.TrimSpace(colors.Never.Colorize(line))
		if item, isItem := strings.CutPrefix(line, "* "); isItem && open {
			out[len(out)-1] += " " + item
			continue
		}
		if open = (strings.Contains(line, "error: ") || strings.HasPrefix(line, "panic: ")) && !consequential(line) && len(out) < 3; open {
			out = append(out, line)
		}
	}
	return out
}

// full names the disk that a problem says is full.
func full(problem string) string {
	if !strings.Contains(problem, syscall.ENOSPC.Error()) {
		return problem
	}
	var disk syscall.Statfs_t
	dir := os.TempDir()
	if syscall.Statfs(dir, &disk) != nil {
		return problem
	}
	return fmt.Sprintf("%s (%s has %d MiB left; TMPDIR names another place)", problem, dir, disk.Bavail*uint64(disk.Bsize)>>20)
}

// consequential says that a problem's every line, but for the language host's
// heading, is a consequence.
func consequential(problem string) bool {
	for line := range strings.Lines(problem) {
		line = strings.TrimSpace(line)
		_, headed, found := strings.Cut(line, "an unhandled error occurred: program failed:")
		if found {
			line = strings.TrimSpace(headed)
		}
		if line != "" && !slices.ContainsFunc(consequences, func(c string) bool { return strings.Contains(line, c) }) {
			return false
		}
	}
	return true
}

// manifest is the file into which the eks component writes the network plugin's
// manifest for kubectl (pulumi-eks nodejs/eks/cni.ts). It is gone by the time
// that a person reads of it.
var manifest = regexp.MustCompile(`"?/[^ "]*tmp-\w+\.tmp"?`)

// plainly names in a message what only the engine or a component knows.
func plainly(message string) string {
	message = strings.Replace(message, "1 error occurred:\n\t* ", "", 1)
	return manifest.ReplaceAllString(message, "<the eks component's VPC CNI manifest>")
}
