package account

import (
	_ "embed"
	"strconv"
	"strings"
)

//go:embed quotas.txt
var quotasTable string

// quotas returns those of a new or an old account, by code.
func quotas(kind string) map[string]int {
	out := map[string]int{}
	column := map[string]int{"new": 1, "old": 2}[kind]
	for line := range strings.Lines(quotasTable) {
		if fields := strings.Fields(line); !strings.HasPrefix(line, "#") && len(fields) > 2 {
			out[fields[0]], _ = strconv.Atoi(fields[column])
		}
	}
	return out
}
