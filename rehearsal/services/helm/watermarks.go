package helm

import (
	"cmp"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// stages are those of a disk that fills, as DiskThresholdSettings.java of
// Elasticsearch 8.19 has them: how much of it may be used, and the most free
// space that this may amount to.
var stages = []struct{ name, title, used, headroom string }{
	{"low", "low", "85%", "200gb"},                 // no replica is placed there any more
	{"high", "high", "90%", "150gb"},               // and no new index
	{"flood_stage", "flood stage", "95%", "100gb"}, // every index is read-only, until more than high is free
}

const watermark = "cluster.routing.allocation.disk.watermark."

// mark is what elasticsearch.yml says of a stage.
type mark struct {
	title, text, headroom string
	absolute              bool
	used                  float64 // of the disk, at most 1; of no meaning if absolute
	free, most            int64   // bytes that must be free, and the most that used may ask for (-1: no limit)
}

// marksOf reads the watermarks. The error is what keeps a node from starting.
func marksOf(set map[string]string) ([]mark, error) {
	var out []mark
	said := ""
	for _, s := range stages {
		said += set[watermark+s.name]
	}
	for _, s := range stages {
		m := mark{title: s.title, text: cmp.Or(set[watermark+s.name], s.used), headroom: set[watermark+s.name+".max_headroom"]}
		if m.headroom == "" && said == "" {
			m.headroom = s.headroom
		}
		var err error
		if m.used, err = strconv.ParseFloat(strings.TrimSuffix(m.text, "%"), 64); strings.HasSuffix(m.text, "%") {
			m.used /= 100
		}
		m.free, m.absolute = elasticBytes(m.text)
		most, sized := elasticBytes(m.headroom)
		if m.most = most; m.headroom == "" {
			m.headroom, m.most, sized = "-1", -1, true
		}
		if err != nil && !m.absolute || !sized {
			return nil, fmt.Errorf("failed to parse setting [%s%s] with value [%s] and max_headroom [%s] as a size in bytes: unit is missing or "+
				"unrecognized", watermark, s.name, m.text, m.headroom)
		}
		out = append(out, m)
	}
	return out, cmp.Or(alike(out), out[0].before(out[1]), out[1].before(out[2]))
}

// alike: all are shares of a disk, or all are bytes, which no headroom limits.
func alike(marks []mark) error {
	low, high, flood := marks[0], marks[1], marks[2]
	switch {
	case low.absolute != high.absolute || high.absolute != flood.absolute:
		return fmt.Errorf("unable to consistently parse [%[1]slow=%[2]s], [%[1]shigh=%[3]s], and [%[1]sflood_stage=%[4]s] as percentage or bytes",
			watermark, low.text, high.text, flood.text)
	case low.absolute && max(low.most, high.most, flood.most) >= 0:
		return fmt.Errorf("java.lang.IllegalArgumentException: At least one of the disk max headroom settings is set "+
			"[low=%s, high=%s, flood=%s], while the disk watermark values are set to absolute values instead of ratios/percentages, "+
			"e.g., the low watermark is [%s]", low.headroom, high.headroom, flood.headroom, low.text)
	}
	return nil
}

// before does what WatermarkValidator and MaxHeadroomValidator do to two stages.
func (m mark) before(next mark) error {
	short := strings.TrimSuffix(next.title, " stage")
	switch {
	case !m.absolute && m.used > next.used:
		return fmt.Errorf("%s disk watermark [%s] more than %s disk watermark [%s]", m.title, m.text, next.title, next.text)
	case m.absolute && m.free < next.free:
		return fmt.Errorf("%s disk watermark [%s] less than %s disk watermark [%s]", m.title, m.text, next.title, next.text)
	case m.most >= 0 && next.most < 0:
		return fmt.Errorf("%s disk max headroom [-1] is not set, while the %s disk max headroom is set [%s]", short, m.title, m.headroom)
	case m.most >= 0 && next.most > m.most:
		return fmt.Errorf("%s disk max headroom [%s] more than %s disk max headroom [%s]", short, next.headroom, m.title, m.headroom)
	}
	return nil
}

// freeOf returns the bytes of a disk that must be free for the stage not to be reached.
func (m mark) freeOf(disk int64) int64 {
	if m.absolute {
		return m.free
	}
	free := int64(float64(disk) * (1 - m.used))
	if m.most >= 0 {
		free = min(free, m.most)
	}
	return free
}

var elasticSize = regexp.MustCompile(`^(\d+)([kmgtp]?)b$|^(\d+)([kmgtp])$`)

// elasticBytes reads a number of bytes as Elasticsearch and Logstash do: 512mb,
// with powers of two (ByteSizeValue.java; logstash util/byte_value.rb).
func elasticBytes(text string) (int64, bool) {
	m := elasticSize.FindStringSubmatch(strings.ToLower(text))
	if m == nil {
		return 0, false
	}
	n, err := strconv.ParseInt(m[1]+m[3], 10, 64)
	power := strings.Index("kmgtp", cmp.Or(m[2]+m[4], "b")) + 1
	return n << (10 * power), err == nil
}
