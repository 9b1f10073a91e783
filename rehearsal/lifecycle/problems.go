package lifecycle

import (
	"regexp"
	"slices"
	"strings"
)

// consequences are what the engine and the program say because something else
// has failed: the engine ends, and whoever waits for its answer hears so.
var consequences = []string{
	"update failed",
	"resource monitor shut down",
	"grpc: the client connection is closing",
	"error reading from server: EOF",
	"connection reset by peer",
}

// causes leaves out what is a consequence of the other problems; where nothing
// else is known, they are all there is.
func causes(problems []string) []string {
	out := slices.DeleteFunc(slices.Clone(problems), consequential)
	if len(out) == 0 {
		return problems
	}
	return out
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
// that somebody reads of it.
var manifest = regexp.MustCompile(`"?/[^ "]*tmp-\w+\.tmp"?`)

// plainly names in a message what only the engine or a component knows.
func plainly(message string) string {
	message = strings.Replace(message, "1 error occurred:\n\t* ", "", 1)
	return manifest.ReplaceAllString(message, "<the eks component's VPC CNI manifest>")
}
