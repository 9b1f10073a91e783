package report

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"eks-elk/rehearsal/engine/order"
	"eks-elk/rehearsal/world"
)

// browser opens the page of a report in headless Chromium, at a phone's width,
// and returns what the console said.
func browser(t *testing.T, r *Report, actions ...chromedp.Action) []string {
	t.Helper()
	var path string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
		}
	}
	if path == "" {
		t.Skip("no Chromium on PATH: the page is not looked at")
	}
	dir := t.TempDir()
	if err := r.SavePage(dir); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	ctx, cancel = chromedp.NewExecAllocator(ctx, append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.WindowSize(390, 844), chromedp.Flag("disable-quic", true))...)
	defer cancel()
	ctx, cancel = chromedp.NewContext(ctx)
	defer cancel()
	var mu sync.Mutex
	var said []string
	chromedp.ListenTarget(ctx, func(event any) {
		mu.Lock()
		defer mu.Unlock()
		switch e := event.(type) {
		case *runtime.EventExceptionThrown:
			said = append(said, e.ExceptionDetails.Error())
		case *runtime.EventConsoleAPICalled:
			said = append(said, string(e.Type))
		case *log.EventEntryAdded:
			said = append(said, e.Entry.Text)
		}
	})
	run := append([]chromedp.Action{
		log.Enable(), chromedp.EmulateViewport(390, 844),
		chromedp.Navigate("file://" + filepath.Join(dir, "report.html")),
	}, actions...)
	if err := chromedp.Run(ctx, run...); err != nil {
		t.Fatalf("open the page: %v", err)
	}
	mu.Lock()
	defer mu.Unlock()
	return said
}

func sample() *Report {
	r := New("dev", 7)
	r.Resources = 41
	r.Up = Up{PredictedSeconds: 1000, LowerBoundSeconds: 990, CriticalPath: []string{"vpc", "cluster"}}
	for i := range 40 {
		r.Timeline = append(r.Timeline, Bar{
			Name: fmt.Sprintf("a-rather-long-resource-name-%d", i), Type: "aws:ec2/subnet:Subnet",
			Component: []string{"network", "cluster"}[i%2], Begin: float64(i * 20), End: float64(i*20 + 200), Critical: i%10 == 0,
		})
	}
	r.Region, r.Kubernetes, r.Nodes = "eu-north-1", "1.35", "2 × m6a.xlarge"
	r.Bill([]Cost{{Item: "EKS control plane", Quantity: 1, USD: 73}, {Item: "m6a.xlarge", Quantity: 2, Unknown: true}})
	r.Faults = []Fault{{Fault: "create:aws:ec2/vpc:Vpc:vpc", Recovered: true, Recovery: []string{"pulumi cancel --yes"}}}
	return r
}

func TestPageDrawsABarForEachResourceAndFitsAPhone(t *testing.T) {
	r := sample()
	var bars, hot, inLane, width, viewport int
	said := browser(t, r,
		chromedp.Evaluate(`document.querySelectorAll(".bar").length`, &bars),
		chromedp.Evaluate(`document.querySelectorAll(".bar.hot").length`, &hot),
		chromedp.Evaluate(`[...document.querySelectorAll(".bar")].filter(b => { const l = b.parentElement.getBoundingClientRect(), r = b.getBoundingClientRect(); return r.left >= l.left - 1 && r.right <= l.right + 3 && r.width > 0 }).length`, &inLane),
		chromedp.Evaluate(`document.documentElement.scrollWidth`, &width),
		chromedp.Evaluate(`window.innerWidth`, &viewport),
	)
	if len(said) > 0 {
		t.Errorf("the console says %q", said)
	}
	if bars != len(r.Timeline) || hot != 4 || inLane != bars {
		t.Errorf("%d bars, %d of them critical, %d in their lanes; want %d, 4, all", bars, hot, inLane, len(r.Timeline))
	}
	if width > viewport {
		t.Errorf("the page is %d wide on a screen of %d", width, viewport)
	}
}

func TestPageSaysWhatIsOff(t *testing.T) {
	r := sample()
	r.Leaks = []string{"volume vol-1"}
	r.MissingEdges = []order.MissingEdge{{From: "nat", To: "gateway", Rule: "ec2/nat"}}
	r.Violations = []world.Violation{{Rule: "x", Message: `<script>console.error("no")</script>`}}
	r.Warn("publicAccessCidrs holds an address that nobody has", "publicAccessCidrs holds an address that nobody has")
	var findings, warnings, verdict string
	said := browser(t, r,
		chromedp.Text(".findings", &findings), chromedp.Text(".warnings", &warnings), chromedp.Text(".verdict", &verdict))
	if len(said) > 0 {
		t.Errorf("the console says %q", said)
	}
	if verdict != "Not sound: 3 findings, with 1 warning." || findings == "" || strings.Count(warnings, "nobody has") != 1 {
		t.Errorf("the verdict is %q, the findings are %q, the warnings %q", verdict, findings, warnings)
	}
}

func TestPageSaysOfWhatAndWhen(t *testing.T) {
	r := sample()
	r.Change, r.Commit = "network.natGateways=single", "86c8f63-dirty"
	var about string
	browser(t, r, chromedp.Text(".about", &about))
	for _, want := range []string{
		"stack dev", "eu-north-1", "Kubernetes 1.35", "2 × m6a.xlarge", "change: network.natGateways=single", "commit 86c8f63-dirty", "seed 7",
		r.Began.Format("2 January 2006 15:04 UTC"),
	} {
		if !strings.Contains(about, want) {
			t.Errorf("%q lacks %q", about, want)
		}
	}
}

func TestPageNamesNoPriceThatIsNotKnown(t *testing.T) {
	partly := "at least 73.00 USD a month: without 2 × m6a.xlarge, whose price in eu-north-1 is not known here, and before traffic and logs"
	for want, costs := range map[string][]Cost{
		partly: {{Item: "EKS control plane", Quantity: 1, USD: 73}, {Item: "m6a.xlarge", Quantity: 2, Unknown: true}},
		"unknown a month: no prices of eu-north-1 here (3 × NAT gateway, 61 GB of gp3 volume)": {
			{Item: "NAT gateway", Quantity: 3, Unknown: true}, {Item: "gp3 volume, GB", Quantity: 61, Unknown: true},
		},
		"73.00 USD a month: before traffic and logs": {{Item: "EKS control plane", Quantity: 1, USD: 73}},
	} {
		r := sample()
		r.Bill(costs)
		var tile, page string
		browser(t, r, chromedp.Text(".cost", &tile), chromedp.Text("body", &page))
		if tile = strings.Join(strings.Fields(tile), " "); tile != want {
			t.Errorf("the tile says %q; want %q", tile, want)
		}
		if strings.Contains(page, "0.00 USD") && !strings.Contains(want, "73") || strings.Contains(page, "$0.00") {
			t.Errorf("the page names a price of nothing: %s", page)
		}
	}
}
