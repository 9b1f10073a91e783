package alerts

import (
	"fmt"
	"time"

	"eks-elk/internal/names"
)

// backups are the alerts on Elasticsearch's snapshots, of a stack that takes some. A
// snapshot is missed when twice the time between two has passed without one; a new
// stack has as long for its first one.
func backups(s Stack) []Alert {
	if s.Backups == 0 {
		return nil
	}
	hours := func(d time.Duration) string { return fmt.Sprintf("%dh", int(d.Hours())) }
	within := hours(2 * s.Backups)
	return []Alert{
		{
			Name: "ElasticsearchBackupFails", Severity: Warning, Namespace: names.ELKNamespace,
			Expr:        fmt.Sprintf(`increase(elasticsearch_slm_stats_total_snapshots_failed_total[%s]) > 0`, within),
			Summary:     "A snapshot of Elasticsearch has failed",
			Description: "Until one succeeds, what is new since the last one is nowhere but on its volume.",
		},
		{
			Name: "ElasticsearchBackupMissing", Severity: Critical, Namespace: names.ELKNamespace,
			Expr:        fmt.Sprintf(`increase(elasticsearch_slm_stats_total_snapshots_taken_total[%s]) == 0`, within),
			For:         hours(s.Backups + time.Hour),
			Summary:     "Elasticsearch has taken no snapshot for " + hours(3*s.Backups+time.Hour),
			Description: "If its volume were lost now, everything since the last snapshot would be lost with it.",
		},
	}
}
