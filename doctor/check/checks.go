package check

import (
	"context"
	"slices"
)

// checks returns all questions, in the order of the table.
func (e *Examination) checks(ctx context.Context) []check {
	zones := once(ctx, e.zones)
	return slices.Concat(
		[]check{
			{name: "credentials", run: e.credentialsLast},
			{name: "account", run: e.allowedAccount},
			{name: "rights", run: e.rights},
			{name: "region", run: e.regionEnabled},
			{name: "Kubernetes version", region: true, run: e.versionOffered},
			{name: "zones", region: true, run: func(context.Context) (string, error) { return e.enoughZones(zones) }},
		},
		e.instanceTypes(zones),
		e.quotas(),
		e.publicAccess(),
		e.names(),
		e.serviceRoles(),
		[]check{
			{name: "EC2 Classic calls", region: true, run: e.classicLink},
			{name: "default disk key", region: true, run: e.defaultDiskKey},
		},
	)
}
