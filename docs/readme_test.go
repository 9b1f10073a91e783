package docs_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
)

// A newcomer reads the README in one go; the rest belongs below docs/.
func TestReadmeIsShort(t *testing.T) {
	const limit = 12 * 1024
	if size := len(read(t, "README.md").text); size > limit {
		t.Errorf("README.md has %d bytes; at most %d are allowed: move a part to docs/ and link it", size, limit)
	}
}

func TestCostsAddUp(t *testing.T) {
	sums := map[int]float64{}
	for _, row := range read(t, "README.md").rows(t, "costs") {
		total := strings.Contains(row[0], "**")
		for n, cell := range row[1:] {
			amount, err := strconv.ParseFloat(strings.Trim(cell, "* "), 64)
			if err != nil {
				t.Fatalf("%s: %q is not an amount", row[0], cell)
			}
			if !total {
				sums[n] += amount
			} else if got := fmt.Sprintf("%.2f", sums[n]); got != fmt.Sprintf("%.2f", amount) {
				t.Errorf("column %d adds up to %s and says %.2f", n+1, got, amount)
			}
		}
		if total {
			return
		}
	}
	t.Error("the table of costs has no total")
}
