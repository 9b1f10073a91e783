package eks

import (
	"strconv"
	"strings"
	"time"
)

// defaultVersion is what a cluster gets that names none.
const defaultVersion = "1.35"

// standardUntil are the Kubernetes versions that EKS makes clusters of, with
// the day their standard support ends; extended support, a year longer, costs
// extra. Source: EKS user guide, Kubernetes release calendar.
var standardUntil = map[string]string{
	"1.31": "2025-11-26",
	"1.32": "2026-03-23",
	"1.33": "2026-07-29",
	"1.34": "2026-12-02",
	"1.35": "2027-03-27",
	"1.36": "2027-08-02",
}

func supported(version string) bool { _, ok := standardUntil[version]; return ok }

// Extended says that a version's standard support has ended on that day.
func Extended(version string, on time.Time) bool {
	end, err := time.Parse(time.DateOnly, standardUntil[version])
	return err == nil && on.After(end)
}

// minor is the y of a version 1.y, or -1.
func minor(version string) int {
	major, rest, ok := strings.Cut(version, ".")
	n, err := strconv.Atoi(rest)
	if !ok || major != "1" || err != nil {
		return -1
	}
	return n
}
