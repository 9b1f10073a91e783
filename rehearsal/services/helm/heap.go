package helm

import (
	"fmt"
	"regexp"
	"strings"

	"eks-elk/rehearsal/services/kubernetes"
)

var (
	// heapFlag is a size as the JVM reads it: a number and at most one letter
	// (docs.oracle.com java command, -Xms and -Xmx).
	heapFlag = regexp.MustCompile(`^-Xm[sx](\d+)([kKmMgGtT]?)$`)
	anyHeap  = regexp.MustCompile(`^-Xm([sx])`)
)

// heapMi reads the JVM's largest heap in MiB, 0 when it is not said.
func heapMi(options string) int {
	most := 0
	for _, option := range strings.Fields(options) {
		m := heapFlag.FindStringSubmatch(option)
		if m == nil || !strings.HasPrefix(option, "-Xmx") {
			continue
		}
		n := 0
		_, _ = fmt.Sscan(m[1], &n)
		switch strings.ToLower(m[2]) {
		case "t":
			n *= 1 << 20
		case "g":
			n *= 1 << 10
		case "k":
			n >>= 10
		case "":
			n >>= 20
		}
		most = n
	}
	return most
}

// heapFits returns why a JVM does not live with its options in its container.
func heapFits(options string, v values) error {
	for _, option := range strings.Fields(options) {
		if m := anyHeap.FindStringSubmatch(option); m != nil && !heapFlag.MatchString(option) {
			which := map[string]string{"s": "initial", "x": "maximum"}[m[1]]
			return fmt.Errorf("invalid %s heap size: %s. Error: Could not create the Java Virtual Machine", which, option)
		}
	}
	limit, err := kubernetes.MemoryMi(v.str("resources", "limits", "memory"))
	if err != nil || limit == 0 {
		return nil
	}
	if heap := heapMi(options); heap >= limit {
		return fmt.Errorf("container terminated, reason OOMKilled, exit code 137: a heap of %d MiB in a container of %d MiB", heap, limit)
	}
	return nil
}
