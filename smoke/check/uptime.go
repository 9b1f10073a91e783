package check

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"eks-elk/internal/names"
)

// uptimeFresh is four times the interval of the uptime documents; an older one
// means that none arrives.
const uptimeFresh = 2 * time.Minute

// uptimeArrives counts documents by Elasticsearch's clock: this machine's may
// differ.
func (p *Platform) uptimeArrives(ctx context.Context) (string, error) {
	type object = map[string]any
	fresh := object{"range": object{"@timestamp": object{"gte": fmt.Sprintf("now-%ds", int(uptimeFresh.Seconds()))}}}
	var found struct {
		Hits struct {
			Total struct {
				Value int `json:"value"`
			} `json:"total"`
			Hits []struct {
				Source struct {
					Timestamp string `json:"@timestamp"`
				} `json:"_source"`
			} `json:"hits"`
		} `json:"hits"`
		Aggregations struct {
			Fresh struct {
				Count int `json:"doc_count"`
			} `json:"fresh"`
		} `json:"aggregations"`
	}
	q := request{to: names.Elasticsearch, path: "/" + names.UptimeIndex + "/_search", as: p.person(), body: object{
		"size":             1,
		"track_total_hits": true,
		"sort":             []object{{"@timestamp": object{"order": "desc", "unmapped_type": "date"}}},
		"_source":          []string{"@timestamp"},
		"aggs":             object{"fresh": object{"filter": fresh}},
	}}
	if a, err := p.do(ctx, q); err == nil && a.status == http.StatusNotFound {
		return "", fmt.Errorf("index %s does not exist: Logstash has written nothing yet", names.UptimeIndex)
	}
	if err := p.read(ctx, q, &found); err != nil {
		return "", err
	}
	if len(found.Hits.Hits) == 0 {
		return "", fmt.Errorf("index %s is empty", names.UptimeIndex)
	}
	newest := found.Hits.Hits[0].Source.Timestamp
	count := found.Aggregations.Fresh.Count
	if count == 0 {
		return "", fmt.Errorf("none of %d documents is from the last %s; the newest is of %s", found.Hits.Total.Value, uptimeFresh, newest)
	}
	return fmt.Sprintf("%d documents, %d of the last %s, newest %s", found.Hits.Total.Value, count, uptimeFresh, newest), nil
}
