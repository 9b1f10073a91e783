package lifecycle_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"eks-elk/rehearsal/engine/apiserver"
	"eks-elk/rehearsal/engine/lifecycle"
	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/world"
)

// twoClusters is a rehearsal of the stack local, whose cluster is not the only one.
type twoClusters struct {
	*lifecycle.Rehearsal
	t           *testing.T
	own, second lifecycle.Reach
}

func onOneOfTwoClusters(t *testing.T) twoClusters {
	t.Helper()
	r := onAnExistingCluster(t)
	api := apiserver.Start()
	t.Cleanup(api.Stop)
	c := twoClusters{
		r, t,
		lifecycle.Reach{Context: "kind-eks-elk", Server: "https://" + r.World.APIServer, CA: r.World.APIServerCA},
		lifecycle.Reach{Context: "kind-another", Server: "https://" + api.Address, CA: authority(t)},
	}
	nodes := []kubernetes.Node{{Name: "another", CPUMilli: 4000, MemoryMi: 10 << 10, Pods: 110}}
	if err := kubernetes.NewExistingCluster(r.World, c.second.Server, nodes, "standard"); err != nil {
		t.Fatal(err)
	}
	return c
}

// authority is the PEM of one of its own.
func authority(t *testing.T) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IsCA: true}
	made, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: made}))
}

// has writes the kubeconfig.
func (c twoClusters) has(contexts ...lifecycle.Reach) {
	c.t.Helper()
	text, err := lifecycle.Kubeconfig(contexts...)
	if err == nil {
		err = os.WriteFile(c.Workspace.Kubeconfig(), []byte(text), 0o600)
	}
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c twoClusters) set(context string) {
	c.t.Helper()
	if err := c.Set([]string{"cluster.context=" + context}); err != nil {
		c.t.Fatal(err)
	}
}

func (c twoClusters) passes(s lifecycle.Step, most int) {
	c.t.Helper()
	if s.Failed != nil || s.Changes() > most {
		c.t.Fatalf("%s: %d changes: %v, %q", s.Name, s.Changes(), s.Failed, s.Problems)
	}
}

// refused expects one sentence, and that neither cluster was asked to change.
func (c twoClusters) refused(what string) {
	c.t.Helper()
	before := len(c.World.Journal())
	for _, s := range []lifecycle.Step{c.Preview(context.Background()), c.Up(context.Background())} {
		text := strings.Join(s.Problems, "\n")
		if s.Failed == nil || !strings.Contains(text, "eks-elk:cluster leads to the cluster at "+c.second.Server) || len(s.Problems) > 1 {
			c.t.Errorf("%s: %s ends with %v: %q", what, s.Name, s.Failed, s.Problems)
		}
	}
	if done := c.World.Journal()[before:]; len(done) > 0 {
		c.t.Errorf("%s: yet this was done: %v", what, done)
	}
}

// pulumi runs the CLI as a person does.
func pulumi(t *testing.T, r *lifecycle.Rehearsal, args ...string) (string, error) {
	t.Helper()
	command := exec.Command(r.Workspace.Tools.Pulumi, append(args, "--stack", r.Workspace.Stack, "--yes")...)
	command.Dir, command.Env = r.Workspace.Project, os.Environ()
	for key, value := range r.Environment() {
		command.Env = append(command.Env, key+"="+value)
	}
	out, err := command.CombinedOutput()
	return string(out), err
}

const everything = 1000 // changes

func TestAStackStaysOnItsCluster(t *testing.T) {
	ctx := context.Background()
	c := onOneOfTwoClusters(t)
	c.has(c.second, c.own)
	c.passes(c.Up(ctx), everything)

	c.set("kind-another")
	c.refused("another context")
	c.set("kind-eks-elk")
	c.passes(c.Preview(ctx), 0)

	again := lifecycle.Reach{Context: "kind-eks-elk", Server: c.second.Server, CA: c.second.CA}
	c.has(again)
	c.refused("a cluster made again under the same name")

	c.has(lifecycle.Reach{Context: "kind-eks-elk", Server: c.own.Server, CA: c.second.CA})
	c.passes(c.Preview(ctx), 0) // a rotated authority

	// The first one is gone, as troubleshooting has it.
	c.has(again)
	for _, o := range c.World.Objects() {
		if o.Session.Server == c.own.Server {
			c.World.Forget(o)
		}
	}
	c.passes(c.Refresh(ctx), everything)
	c.passes(c.Destroy(ctx), everything)
	c.passes(c.Up(ctx), everything)
	c.passes(c.Preview(ctx), 0)
	c.passes(c.Destroy(ctx), everything)
}

// The kubeconfig's current context is whatever kubectl spoke to last.
func TestARefreshAndADestroyGoToTheClusterOfTheLastUp(t *testing.T) {
	ctx := context.Background()
	c := onOneOfTwoClusters(t)
	c.set("")
	c.has(c.own, c.second)
	c.passes(c.Up(ctx), everything)
	c.has(c.second, c.own)
	c.refused("another current context")
	c.passes(c.Refresh(ctx), 0)
	c.passes(c.Destroy(ctx), everything)
	for _, o := range c.World.Objects() {
		if o.Type.Token != kubernetes.ExistingCluster {
			t.Errorf("left: %v", o)
		}
	}
}

// The same cluster at another address and under another name cannot be told from
// another one: a person says so.
func TestAStackCanBeToldThatItsClusterHasMoved(t *testing.T) {
	ctx := context.Background()
	c := onOneOfTwoClusters(t)
	c.has(c.own, c.second)
	c.passes(c.Up(ctx), everything)
	c.set("kind-another")
	c.refused("another context")
	for _, o := range c.World.Objects() {
		if o.Session.Server == c.own.Server {
			c.World.Patch(o, func(o *world.Object) { o.Session.Server = c.second.Server })
		}
	}
	urn := "urn:pulumi:local::eks-elk::eks-elk:cluster:Existing::existing-cluster"
	if out, err := pulumi(t, c.Rehearsal, "state", "delete", urn); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if s := c.Preview(ctx); s.Failed != nil {
		t.Fatalf("%q", s.Problems)
	}
}
