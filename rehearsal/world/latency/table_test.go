package latency

import (
	"strings"
	"testing"
	"time"
)

func TestEveryRowHasASourceAndASpread(t *testing.T) {
	for name, r := range table {
		if r.median <= 0 || r.p90 < r.median || r.source == "" || strings.TrimPrefix(r.source, estimate) == "" {
			t.Errorf("%s: median %s, 90th percentile %s, source %q", name, r.median, r.p90, r.source)
		}
	}
	if len(table) < 40 {
		t.Errorf("only %d rows", len(table))
	}
}

func TestDrawHasTheRowsMedianAndPercentile(t *testing.T) {
	row := Time{Median: 100 * time.Second, P90: 150 * time.Second}
	for normal, want := range map[float64]time.Duration{0: row.Median, z90: row.P90} {
		if got := row.Draw(normal); (got - want).Abs() > time.Millisecond {
			t.Errorf("at %v: %s, want %s", normal, got, want)
		}
	}
	if got := (Time{Median: time.Second, P90: time.Second}).Draw(3); got != time.Second {
		t.Errorf("without a spread: %s", got)
	}
}

func TestAStepThatIsRepeatedAddsUpAndScattersLess(t *testing.T) {
	four := Step{Time: Time{Median: 100 * time.Second, P90: 150 * time.Second}}.Times(4)
	if four.Median != 400*time.Second || four.P90 != 500*time.Second {
		t.Errorf("%s, %s", four.Median, four.P90)
	}
}

func TestOfTakesTheFirstRowThatThereIs(t *testing.T) {
	if got := Of("create add-on of mine", "create add-on").Median(); got != table["create add-on"].median {
		t.Errorf("%s", got)
	}
	if got := Call().Median(); got != time.Second {
		t.Errorf("one call of an API takes %s", got)
	}
	defer func() {
		if recover() == nil {
			t.Error("a misspelt row is taken for another")
		}
	}()
	Of("create node groop")
}
