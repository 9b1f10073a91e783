package settings

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// KubernetesVersion is a minor version that EKS offers.
type KubernetesVersion struct {
	Version string // "1.35"
	// StandardUntil is the last day of standard support; after it the control
	// plane costs six times as much, and EKS upgrades it where
	// extended support is turned off.
	StandardUntil time.Time
	// ExtendedUntil is the last day of extended support; after it EKS upgrades
	// the control plane.
	ExtendedUntil time.Time
}

// KubernetesVersions are the versions a stack may ask for, oldest first.
func KubernetesVersions() []KubernetesVersion { return slices.Clone(kubernetesVersions) }

// https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html,
// read through https://endoflife.date/amazon-eks as of 2026-08-22.
var kubernetesVersions = []KubernetesVersion{
	{"1.31", date(2025, time.November, 26), date(2026, time.November, 26)},
	{"1.32", date(2026, time.March, 23), date(2027, time.March, 23)},
	{"1.33", date(2026, time.July, 29), date(2027, time.July, 29)},
	{"1.34", date(2026, time.December, 2), date(2027, time.December, 2)},
	{"1.35", date(2027, time.March, 27), date(2028, time.March, 27)},
	{"1.36", date(2027, time.August, 2), date(2028, time.August, 2)},
}

func date(year int, month time.Month, d int) time.Time {
	return time.Date(year, month, d, 0, 0, 0, 0, time.UTC)
}

// newerVersion is a minor version of two digits, which compares as text.
var newerVersion = regexp.MustCompile(`^1\.[0-9]{2}$`)

// withoutZero is what is left of 1.30 or 1.40 where YAML takes it for a number.
var withoutZero = regexp.MustCompile(`^1\.[3-9]$`)

// supportNotice is how long before the end of support a stack's owner is warned.
const supportNotice = 60 * day

// kubernetesVersion is a version that EKS offers on the day of the source.
func kubernetesVersion(l *loader) form[string] {
	var names []string
	for _, v := range kubernetesVersions {
		names = append(names, v.Version)
	}
	form := oneOf(names...)
	form.schema = map[string]any{"type": "string", "pattern": newerVersion.String()}
	parse := form.parse
	form.parse = func(text string) (string, error) {
		version, err := parse(text)
		newest := kubernetesVersions[len(kubernetesVersions)-1].Version
		switch {
		case newerVersion.MatchString(text) && text > newest:
			l.warn("eks-elk:cluster.version is %s, newer than %s, the newest that this program was checked with: see that EKS offers it and that the charts run on it", text, newest)
			return text, nil
		case withoutZero.MatchString(text):
			return "", because("which is also how YAML reads " + text + "0 without quotes")
		case err != nil && strings.Count(text, ".") == 2:
			return "", because("a patch version, which EKS chooses")
		case err == nil:
			err = l.support(kubernetesVersions[slices.Index(names, version)])
		}
		return version, err
	}
	return form
}

// Ending says, from 60 days before its support or its standard support ends, what
// ends and what to do; "" for a version that has longer.
func (v KubernetesVersion) Ending(now time.Time) string {
	const layout = "2 January 2006"
	switch {
	case v.ExtendedUntil.Sub(now) < supportNotice:
		return fmt.Sprintf("EKS ends its support for Kubernetes %s on %s and then upgrades the cluster; raise eks-elk:cluster.version", v.Version, v.ExtendedUntil.Format(layout))
	case now.After(v.StandardUntil):
		return fmt.Sprintf("standard support for Kubernetes %s ended on %s: its control plane costs the price of extended support; raise eks-elk:cluster.version",
			v.Version, v.StandardUntil.Format(layout))
	case v.StandardUntil.Sub(now) < supportNotice:
		return fmt.Sprintf("standard support for Kubernetes %s ends on %s, after which its control plane costs the price of extended support; raise eks-elk:cluster.version before",
			v.Version, v.StandardUntil.Format(layout))
	}
	return ""
}

// support warns of the end of a version's support, and refuses one that is gone.
func (l *loader) support(v KubernetesVersion) error {
	if !l.source.Now.Before(v.ExtendedUntil.Add(day)) {
		return because("which EKS has not supported since " + v.ExtendedUntil.Format("2 January 2006") + ": it makes no cluster with it")
	}
	if ends := v.Ending(l.source.Now); ends != "" {
		l.warn("%s", ends)
	}
	return nil
}
