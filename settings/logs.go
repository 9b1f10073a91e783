package settings

import "fmt"

// Logs are those of pods and nodes, and whatever else Beats send.
type Logs struct {
	Enabled        bool     // whether there is a Filebeat on every node
	Nodes          bool     // whether it reads the journals of the nodes too
	RetentionDays  int      // how long Elasticsearch keeps them
	ExpectedPerDay Quantity // how much of its volume a day of them takes
}

// A new index begins at least once a day and is deleted when all of it is old
// enough: the oldest line is a day older than the retention.
const daysBesides = 1

// What the volume must hold besides: 15 % more for merges of segments and the
// index of uptime, and Elasticsearch puts no shards on a volume that is 85 % full.
// https://www.elastic.co/guide/en/elasticsearch/reference/8.19/modules-cluster.html#disk-based-shard-allocation
const (
	besidesPercent = 15
	volumePercent  = 70
)

func (l *loader) declareLogs(into *Logs, es *Elasticsearch, volume *setting) {
	g := l.group("eks-elk:logs.", anyCluster)
	declare(g, "enabled", &into.Enabled, truth, "true", "Whether a Filebeat on every node sends what the pods write; "+
		"Logstash then takes Beats with a certificate of the stack's authority alone", false)
	declare(g, "nodes", &into.Nodes, truth, "true", "Whether Filebeat also reads what kubelet, containerd and the kernel write to the journal "+
		"of their node; false for nodes without /var/log/journal", false)
	days := declare(g, "retentionDays", &into.RetentionDays, whole(1, 3650), "7",
		"How many days Elasticsearch keeps logs and whatever else Beats send", 5)
	perDay := declare(g, "expectedPerDay", &into.ExpectedPerDay,
		memoryBytes.between(mib, 16*tib, "a Kubernetes quantity of bytes from 1Mi to 16Ti, such as 500Mi", bytePattern), "1Gi",
		"How much of Elasticsearch's volume a day of it takes; a retention that does not fit is refused", "500Mi")
	// ILM deletes by age alone, however full the volume is.
	days.check(func() { l.logsFit(into, es.Storage, days, perDay, volume) }, perDay, volume)
}

// logsFit refuses a retention that the volume cannot hold. The setting that was
// changed is the one to name. Where only the volume is said, as in a stack from
// before these settings, less is expected of a day, and a warning says how much.
func (l *loader) logsFit(logs *Logs, storage Quantity, days, perDay, volume *setting) {
	holds := storage.Bytes() / 100 * volumePercent
	if fits := holds / int64(logs.RetentionDays+daysBesides) / (100 + besidesPercent) * 100 / mib; !days.given && !perDay.given &&
		fits >= 1 && fits*mib < logs.ExpectedPerDay.Bytes() {
		logs.ExpectedPerDay = MustQuantity(fmt.Sprintf("%dMi", fits))
		if !logs.Enabled {
			return // what else Beats send is not known
		}
		l.warn("%s is %s, which holds %d days of logs if a day takes no more than %s; if it takes more, lower %s or enlarge the volume",
			volume.Path, storage, logs.RetentionDays, logs.ExpectedPerDay, days.Path)
	}
	day := logs.ExpectedPerDay.Bytes() / 100 * (100 + besidesPercent)
	if takes := day * int64(logs.RetentionDays+daysBesides); takes > holds {
		sum := fmt.Sprintf("%d days of logs and the day being written take %s (%s a day and %d %% on top), more than %d %% of the volume of %s (%s)",
			logs.RetentionDays, gibibytes(takes), logs.ExpectedPerDay, besidesPercent, volumePercent, storage, gibibytes(holds))
		most := holds/day - daysBesides
		switch {
		case days.given && most >= 1:
			days.problem("is %s, but %s; allowed: at most %d, or a smaller %s", days.shown(), sum, most, perDay.Path)
		default:
			perDay.problem("is %s, but %s; allowed: a smaller amount, or a smaller %s", perDay.shown(), sum, days.Path)
		}
	}
}

// gibibytes is an amount of bytes for a message.
func gibibytes(bytes int64) string { return fmt.Sprintf("%.1f GiB", float64(bytes)/float64(gib)) }
