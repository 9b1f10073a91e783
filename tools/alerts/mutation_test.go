package alerts

import (
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"eks-elk/alerts"
)

// leastFound is the share of mutants that the cases must tell from the alert.
const leastFound = 0.95

// results are what promtool says of files of tests, as JUnit has it.
type results struct {
	Files []struct {
		Name  string `xml:"name,attr"`
		Cases []struct {
			Failures []string `xml:"failure"`
		} `xml:"testcase"`
	} `xml:"testsuite"`
}

func TestTheCasesTellAlertsFromTheirMutants(t *testing.T) {
	all, directory := readCases(t), t.TempDir()
	names := map[string]string{} // of the mutant, by its files
	var files []string
	for _, g := range alerts.Groups(stack) {
		for _, a := range g.Alerts {
			for i, m := range mutantsOf(a) {
				base := fmt.Sprintf("%s-%d", strings.ReplaceAll(id(a), " ", "-"), i)
				for _, path := range writeTest(t, directory, base, a, m.alert, casesOf(t, all, a)) {
					names[path] = id(a) + ": " + m.what
					files = append(files, path)
				}
			}
		}
	}
	found, tried := map[string]bool{}, map[string]bool{}
	for _, name := range names {
		tried[name] = true
	}
	for path, failure := range testEach(t, files) {
		if failure != "" {
			found[names[path]] = true
		}
		if failure != "" && !strings.Contains(failure, "alertname: ") {
			t.Errorf("%s is no rule, so it says nothing of the cases: %s", names[path], failure)
		}
	}
	share := float64(len(found)) / float64(len(tried))
	fmt.Printf("mutants of the alerts: %d of %d found, %.1f %%\n", len(found), len(tried), 100*share)
	var survivors []string
	for name := range tried {
		if !found[name] {
			survivors = append(survivors, name)
		}
	}
	slices.Sort(survivors)
	if share < leastFound {
		t.Errorf("less than %.0f %%: the cases do not notice\n%s", 100*leastFound, strings.Join(survivors, "\n"))
	} else if len(survivors) > 0 {
		t.Logf("not noticed:\n%s", strings.Join(survivors, "\n"))
	}
}

// testEach runs promtool on files, a part of them in each of a few processes, and
// returns what fails in each.
func testEach(t *testing.T, files []string) map[string]string {
	t.Helper()
	const processes = 2
	said := make([]results, processes)
	directory := t.TempDir()
	var all sync.WaitGroup
	for i := range processes {
		part := files[i*len(files)/processes : (i+1)*len(files)/processes]
		all.Go(func() {
			report := filepath.Join(directory, fmt.Sprint(i))
			printed, _ := promtool(t, append([]string{"test", "rules", "--junit=" + report}, part...)...)
			text, err := os.ReadFile(report)
			if err == nil {
				err = xml.Unmarshal(text, &said[i])
			}
			if err != nil {
				t.Errorf("%v: %s", err, printed)
			}
		})
	}
	all.Wait()
	out := map[string]string{}
	for _, r := range said {
		for _, file := range r.Files {
			out[file.Name] = ""
			for _, c := range file.Cases {
				out[file.Name] += strings.Join(c.Failures, "")
			}
		}
	}
	if len(out) != len(files) {
		t.Fatalf("promtool says how %d of %d files ended", len(out), len(files))
	}
	return out
}
