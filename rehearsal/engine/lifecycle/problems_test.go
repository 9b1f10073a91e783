package lifecycle

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"

	"eks-elk/rehearsal/engine/report"
)

func TestConsequencesOfAFailureAreLeftOut(t *testing.T) {
	cause := "kibana: creating kubernetes:helm.sh/v3:Release (kibana): release kibana failed"
	told := []string{
		cause, "update failed", "resource monitor shut down while waiting on step's done channel",
		"eks:index:Cluster resource 'cluster' has a problem: grpc: the client connection is closing",
		"an unhandled error occurred: program failed: \nwaiting for RPCs: rpc error: code = Unknown desc = resource monitor shut down",
	}
	failed := errors.New("exit status 255")
	if got := causes(told, failed); !slices.Equal(got, []string{cause}) {
		t.Errorf("%q", got)
	}
	if got := causes(told[1:2], failed); len(got) != 1 {
		t.Errorf("of a failure with no other words %q is said", got)
	}
	own := "an unhandled error occurred: program failed: \ncreate VPC: the name is too long"
	if got := causes([]string{own, "update failed"}, failed); !slices.Equal(got, []string{own}) {
		t.Errorf("the program's own error became %q", got)
	}
}

func TestACauseIsNamedWhereTheEngineTellsOfConsequencesOnly(t *testing.T) {
	told := []string{
		"logstash: grpc: the client connection is closing", "update failed",
		"eks:index:Cluster resource 'cluster' has a problem: grpc: the client connection is closing",
	}
	got := causes(told, errors.New("exit status 255"))
	if len(got) != 1 || !strings.HasPrefix(got[0], "logstash: the engine closed its provider") ||
		!strings.Contains(got[0], connectionClosing) {
		t.Errorf("%q", got)
	}
	failed := errors.New("failed to run update: exit status 2\nstderr: \npanic: fatal: A failure has occurred\nerror: update " +
		"failed\ngoroutine 1")
	if got := causes(told[1:], failed); !slices.Equal(got, []string{"panic: fatal: A failure has occurred"}) {
		t.Errorf("%q", got)
	}
	failed = errors.New("failed to run update: exit status 255\nstderr: error: 2 errors occurred:\n\t* write state: no space left on " +
		"device\n\t* close: no space left on device\nother")
	if got := causes(nil, failed); len(got) != 1 || !strings.HasSuffix(got[0], "write state: no space left on device close: no space left on device") {
		t.Errorf("%q", got)
	} else if got := full(got[0]); !strings.Contains(got, "MiB left; TMPDIR") {
		t.Errorf("%q does not name the disk", got)
	}
	if got := causes(told[1:2], nil); len(got) != 1 {
		t.Errorf("of a command that did not fail %q is said", got)
	}
}

func TestATemporaryFileIsNamedForWhatItIs(t *testing.T) {
	got := plainly("Command failed: kubectl apply -f /tmp/tmp-8714YxOG6s0utb3Q.tmp")
	if got != "Command failed: kubectl apply -f <the eks component's VPC CNI manifest>" {
		t.Error(got)
	}
	got = plainly(`error: error validating "/tmp/tmp-4693qyqaa6ssFH3D.tmp": error validating data`)
	if got != "error: error validating <the eks component's VPC CNI manifest>: error validating data" {
		t.Error(got)
	}
	if got := plainly("1 error occurred:\n\t* creating x: y"); got != "creating x: y" {
		t.Error(got)
	}
}

func TestAChangeThatAltersNothingIsAFinding(t *testing.T) {
	for op, want := range map[opType][]string{
		apitype.OpSame:   {"changing a.b=1, c=2 alters nothing: these are the defaults, or the program ignores the setting"},
		apitype.OpUpdate: {},
		apitype.OpDelete: {},
	} {
		rep := report.New("dev", 0)
		nothing(rep, Step{Counts: map[opType]int{apitype.OpSame: 110, op: 1}}, []string{"a.b=1", "c=2"})
		if !slices.Equal(rep.Problems, want) || rep.Sound() != (len(want) == 0) {
			t.Errorf("%s: %q", op, rep.Problems)
		}
	}
}

func TestAnUpThatOutlastsASessionIsWarnedOf(t *testing.T) {
	for takes, want := range map[time.Duration]string{
		59 * time.Minute: "", 75 * time.Minute: "the up may take 75 minutes, and the credentials of a role last 60 unless you ask for longer",
	} {
		if got := strings.Join(outlasting(takes), " "); !strings.HasPrefix(got, want) || (got == "") != (want == "") {
			t.Errorf("%s: %q", takes, got)
		}
	}
}
