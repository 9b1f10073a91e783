package settings

import (
	"slices"
	"time"
)

// KubernetesVersion is a minor version that EKS offers.
type KubernetesVersion struct {
	Version string // "1.35"
	// StandardUntil is the last day of standard support; after it the control
	// plane costs six times as much, and EKS upgrades it by itself where
	// extended support is turned off.
	StandardUntil time.Time
	// ExtendedUntil is the last day of extended support; after it EKS upgrades
	// the control plane by itself.
	ExtendedUntil time.Time
}

// KubernetesVersions are the versions a stack may ask for, oldest first.
func KubernetesVersions() []KubernetesVersion { return slices.Clone(kubernetesVersions) }

// https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html,
// read through https://endoflife.date/amazon-eks as of 2026-08-22.
var kubernetesVersions = []KubernetesVersion{
	{"1.31", day(2025, time.November, 26), day(2026, time.November, 26)},
	{"1.32", day(2026, time.March, 23), day(2027, time.March, 23)},
	{"1.33", day(2026, time.July, 29), day(2027, time.July, 29)},
	{"1.34", day(2026, time.December, 2), day(2027, time.December, 2)},
	{"1.35", day(2027, time.March, 27), day(2028, time.March, 27)},
	{"1.36", day(2027, time.August, 2), day(2028, time.August, 2)},
}

func day(year int, month time.Month, d int) time.Time {
	return time.Date(year, month, d, 0, 0, 0, 0, time.UTC)
}

// soon is how long before the end of support a stack's owner is told.
const soon = 60 * 24 * time.Hour

func (r *reader) warnOfSupport(v KubernetesVersion) {
	const date = "2 January 2006"
	switch now := r.source.Now; {
	case now.After(v.ExtendedUntil):
		r.warn("EKS ended its support for Kubernetes %s on %s: it makes no new cluster with it and upgrades old ones by itself; raise eks-elk:cluster.version", v.Version, v.ExtendedUntil.Format(date))
	case v.ExtendedUntil.Sub(now) < soon:
		r.warn("EKS ends its support for Kubernetes %s on %s and then upgrades the cluster by itself; raise eks-elk:cluster.version", v.Version, v.ExtendedUntil.Format(date))
	case now.After(v.StandardUntil):
		r.warn("standard support for Kubernetes %s ended on %s: its control plane costs the price of extended support; raise eks-elk:cluster.version", v.Version, v.StandardUntil.Format(date))
	case v.StandardUntil.Sub(now) < soon:
		r.warn("standard support for Kubernetes %s ends on %s, after which its control plane costs the price of extended support; raise eks-elk:cluster.version before", v.Version, v.StandardUntil.Format(date))
	}
}
