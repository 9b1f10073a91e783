package settings

import "regexp"

// ELK is Elasticsearch, Logstash and Kibana.
type ELK struct {
	ImageTag      string // one version for all three
	FileSettings  bool   // whether Elasticsearch holds its policies and templates by a file
	Elasticsearch Elasticsearch
	Logstash      Logstash
	Kibana        Kibana
	Backups       Backups
}

// Elasticsearch is one node with one volume.
type Elasticsearch struct {
	Storage Quantity // volume size; immutable once made
	Heap    Quantity // in the JVM's notation; at most half the memory
	Resources
}

// Logstash is one node with a persisted queue.
type Logstash struct {
	Storage Quantity // queue volume
	Heap    Quantity // in the JVM's notation
	Resources
}

// Kibana is one stateless node.
type Kibana struct {
	Heap    Quantity // V8 old space, whole MiB
	Content bool     // whether a Job puts data views, searches and a dashboard into it
	Resources
}

// imageForm: settings of Logstash's outputs and inputs and of Kibana have been
// checked with 8.19, the last minor version before 9 renames some of them.
var imageForm = matching(regexp.MustCompile(`^8\.(19|[2-9][0-9])\.(0|[1-9][0-9]{0,3})$`), "a version of the 8 series from 8.19.0 on")

// declareELK returns the setting of Elasticsearch's volume.
func (l *loader) declareELK(e *ELK) *setting {
	g := l.group("eks-elk:elk.", anyCluster)
	declare(g, "imageTag", &e.ImageTag, imageForm, defaultElasticImage,
		"Image of Elasticsearch, Logstash, Kibana and Filebeat: one version for all of them", "8.19.21")
	file := declare(g, "fileSettings", &e.FileSettings, truth, "true", "Whether Elasticsearch gets its lifecycle policies and templates from a file "+
		"at each start; false only where it does not start with the file", false)
	file.check(func() {
		if !e.FileSettings {
			l.warn("%s is false: Elasticsearch keeps the lifecycle policies and templates that it has, and a new one deletes no logs", file.Path)
		}
	})

	es := g.below("elasticsearch")
	volume := es.storage(&e.Elasticsearch.Storage, "Elasticsearch", "30Gi")
	// Elasticsearch keeps as much outside its heap as in it.
	// https://www.elastic.co/guide/en/elasticsearch/reference/8.19/advanced-configuration.html#set-jvm-heap-size
	es.heap(&e.Elasticsearch.Heap, &e.Elasticsearch.Resources, "Elasticsearch", half, "2g", "1500m",
		es.resources(&e.Elasticsearch.Resources, "Elasticsearch", "512Mi", sizes{"500m", "4Gi", "2", "4Gi"}, "3Gi"))

	logstash := g.below("logstash")
	// The persisted queue fills 1 GiB of the volume.
	declare(logstash, "storage", &e.Logstash.Storage, volumeSize(2*gib, "2Gi"), "4Gi",
		"Logstash: volume of the queue; the size is fixed once the volume is made", "63Gi")
	logstash.heap(&e.Logstash.Heap, &e.Logstash.Resources, "Logstash", twoThirds, "768m", "700m",
		logstash.resources(&e.Logstash.Resources, "Logstash", "512Mi", sizes{"200m", "1536Mi", "1", "1536Mi"}, "1280Mi"))

	kibana := g.below("kibana")
	heap := declare(kibana, "heap", &e.Kibana.Heap, wholeMi(256), "1400Mi", "Kibana: old space of Node.js", "1300Mi")
	fits(heap, &e.Kibana.Heap, &e.Kibana.Resources, nineTenths,
		kibana.resources(&e.Kibana.Resources, "Kibana", "512Mi", sizes{"250m", "1536Mi", "1", "2Gi"}, "1792Mi"))
	declare(kibana, "content", &e.Kibana.Content, truth, "true", "Kibana: whether a Job puts data views, saved searches and a dashboard of the "+
		"logs into it, over those of an earlier time; what you make there yourself stays", false)
	return volume
}

// share is how much of a workload's memory its heap may take.
type share struct {
	numerator, denominator int64
	text                   string
}

var (
	half = share{1, 2, "half"}
	// twoThirds leaves Logstash 512 MiB of 1536 for JRuby's code, threads and
	// the mapped pages of its queue.
	// https://www.elastic.co/guide/en/logstash/8.19/jvm-settings.html
	twoThirds = share{2, 3, "two thirds of"}
	// nineTenths leaves Node.js a tenth of the memory for what is not heap.
	nineTenths = share{9, 10, "nine tenths of"}
)

// heap declares a JVM heap. Elasticsearch chooses none below 128 MiB
// (MachineDependentHeap.java, MIN_HEAP_SIZE).
func (g group) heap(into *Quantity, res *Resources, title string, most share, fallback, example string, w workload) {
	form := jvmBytes.between(128*mib, tib, "a JVM size such as "+fallback+", from 128m to "+most.text+" the memory", jvmPattern)
	fits(declare(g, "heap", into, form, fallback, title+": JVM heap", example), into, res, most, w)
}

// fits refuses a heap above its share of the workload's memory.
func fits(heap *setting, size *Quantity, res *Resources, most share, w workload) {
	heap.check(func() {
		if memory := res.Limit(); size.Bytes()*most.denominator > memory.Bytes()*most.numerator {
			heap.refuse("with memory " + memory.String())
		}
	}, w.memory, w.memoryLimit)
}

// wholeMi is a quantity of whole mebibytes, as Node.js counts its old space.
func wholeMi(least int64) form[Quantity] {
	form := memoryBytes.between(least*mib, tib, "whole Mi such as 1400Mi, from 256Mi to "+nineTenths.text+" the memory", bytePattern)
	return form.judged(func(q Quantity) error {
		if q.Bytes()%mib != 0 {
			return errNotAllowed
		}
		return nil
	})
}
