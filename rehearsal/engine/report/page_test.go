package report

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
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
	r.Costs = []Cost{{Item: "EKS control plane", Quantity: 1, USD: 73}, {Item: "exotic", Quantity: 2, Unknown: true}}
	r.Faults = []Fault{{Fault: "create:aws:ec2/vpc:Vpc:vpc", Recovered: true, Recovery: "pulumi cancel --yes"}}
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
	var text, verdict string
	said := browser(t, r,
		chromedp.Text("ul", &text), chromedp.Text(".verdict", &verdict))
	if len(said) > 0 {
		t.Errorf("the console says %q", said)
	}
	if verdict != "Not sound." || len(text) == 0 {
		t.Errorf("the verdict is %q, the findings are %q", verdict, text)
	}
}
