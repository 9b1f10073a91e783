package settings

import (
	"math/big"
	"regexp"
	"slices"
)

var elkKeys = slices.Concat(
	[]Key{{"eks-elk:elk.imageTag", defaultElasticImage, "a version of the 8 series from 8.19.0 on", "Image of Elasticsearch, Logstash and Kibana: one version for all three"}},
	[]Key{
		storageKey("eks-elk:elk.elasticsearch", "Elasticsearch", "30Gi"),
		{"eks-elk:elk.elasticsearch.heap", "2g", "a JVM size such as 2g, at most half the memory", "Elasticsearch: JVM heap"},
	},
	workloadKeys("eks-elk:elk.elasticsearch", "Elasticsearch", "500m", "4Gi", "2", "4Gi"),
	[]Key{
		{"eks-elk:elk.logstash.storage", "4Gi", "a Kubernetes quantity of bytes from 2Gi to 16Ti: the persisted queue fills 1 GiB of it", "Logstash: queue volume, fixed once it is made"},
		{"eks-elk:elk.logstash.heap", "768m", "a JVM size such as 768m, at most nine tenths of the memory", "Logstash: JVM heap"},
	},
	workloadKeys("eks-elk:elk.logstash", "Logstash", "200m", "1536Mi", "1", "1536Mi"),
	[]Key{{"eks-elk:elk.kibana.heap", "1400Mi", "whole Mi such as 1400Mi, at most nine tenths of the memory", "Kibana: old space of Node.js"}},
	workloadKeys("eks-elk:elk.kibana", "Kibana", "250m", "1536Mi", "1", "2Gi"),
)

// imageForm: settings of Logstash's outputs and inputs and of Kibana have been
// checked with 8.19, the last minor version before 9 renames some of them.
var imageForm = regexp.MustCompile(`^8\.(19|[2-9][0-9])\.(0|[1-9][0-9]{0,3})$`)

func loadELK(r *reader, e *ELK) {
	e.ImageTag = r.text("eks-elk:elk.imageTag")
	if !imageForm.MatchString(e.ImageTag) {
		r.refuse("eks-elk:elk.imageTag", "")
	}
	e.Elasticsearch = Elasticsearch{
		Storage:   r.storage("eks-elk:elk.elasticsearch.storage"),
		Heap:      r.text("eks-elk:elk.elasticsearch.heap"),
		Resources: r.resources("eks-elk:elk.elasticsearch"),
	}
	// Elasticsearch keeps as much outside its heap as in it.
	// https://www.elastic.co/guide/en/elasticsearch/reference/8.19/advanced-configuration.html#set-jvm-heap-size
	r.heap("eks-elk:elk.elasticsearch.heap", e.Elasticsearch.Resources, big.NewRat(1, 2))

	e.Logstash = Logstash{
		Storage:   r.storage("eks-elk:elk.logstash.storage"),
		Heap:      r.text("eks-elk:elk.logstash.heap"),
		Resources: r.resources("eks-elk:elk.logstash"),
	}
	if size, ok := quantity(e.Logstash.Storage); ok && size.Cmp(big.NewRat(2<<30, 1)) < 0 {
		r.refuse("eks-elk:elk.logstash.storage", "")
	}
	r.heap("eks-elk:elk.logstash.heap", e.Logstash.Resources, nearlyAll)
	r.starts("eks-elk:elk.logstash", e.Logstash.Resources)

	e.Kibana = Kibana{Resources: r.resources("eks-elk:elk.kibana")}
	e.Kibana.HeapMiB = r.kibanaHeap("eks-elk:elk.kibana.heap", e.Kibana.Resources)
	r.starts("eks-elk:elk.kibana", e.Kibana.Resources)
}

// nearlyAll leaves a runtime a tenth of the memory for what is not heap.
var nearlyAll = big.NewRat(9, 10)

// Least sizes. Elasticsearch chooses no heap below 128 MiB by itself
// (MachineDependentHeap.java, MIN_HEAP_SIZE). Elastic's operator gives Kibana 1 GiB
// and Logstash 2 GiB (elastic.co/docs/deploy-manage/deploy/cloud-on-k8s/manage-compute-resources);
// with half a gigabyte or less the kernel ends them before they answer.
var (
	leastHeap   = big.NewRat(128<<20, 1)
	leastMemory = big.NewRat(512<<20, 1)
)

// starts refuses less memory than a program takes before its first answer.
func (r *reader) starts(workload string, res Resources) {
	path := workload + ".memoryLimit"
	if res.MemoryLimit == "" {
		path = workload + ".memory"
	}
	if memory := memoryOf(res); memory != nil && memory.Cmp(leastMemory) < 0 {
		r.refuse(path, "too small to start with: it takes 512Mi")
	}
}

// heap refuses a JVM heap that is too small, or more than a share of the
// workload's memory.
func (r *reader) heap(path string, res Resources, share *big.Rat) {
	heap, ok := jvmSize(r.text(path))
	if !ok {
		r.refuse(path, "")
		return
	}
	if heap.Cmp(leastHeap) < 0 {
		r.refuse(path, "too small to start with: it takes 128m")
	}
	if memory := memoryOf(res); memory != nil && heap.Cmp(new(big.Rat).Mul(memory, share)) > 0 {
		r.refuse(path, "with memory "+memoryText(res))
	}
}

func (r *reader) kibanaHeap(path string, res Resources) int {
	bytes := r.quantity(path)
	if bytes == nil {
		return 0
	}
	mib := new(big.Rat).Quo(bytes, quantityUnits["Mi"])
	if !mib.IsInt() || mib.Cmp(big.NewRat(1<<20, 1)) > 0 {
		r.refuse(path, "")
		return 0
	}
	if memory := memoryOf(res); memory != nil && bytes.Cmp(new(big.Rat).Mul(memory, nearlyAll)) > 0 {
		r.refuse(path, "with memory "+memoryText(res))
	}
	return int(mib.Num().Int64())
}

func memoryText(res Resources) string {
	if res.MemoryLimit != "" {
		return res.MemoryLimit
	}
	return res.Memory
}
