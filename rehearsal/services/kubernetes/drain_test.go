package kubernetes_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/services/aws/awstest"
	"eks-elk/rehearsal/services/ec2"
	"eks-elk/rehearsal/services/eks"
	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/world"
)

// aging is a cluster of two zones whose node group is a version behind.
type aging struct {
	*awstest.Account
	plane *awstest.Plane
	group awstest.Thing
}

func newAging(t *testing.T, group awstest.In) *aging {
	t.Helper()
	a := &aging{Account: awstest.New(t)}
	for _, k := range kubernetes.ResourceTypes() {
		if _, err := a.W.ResourceType(k.Token); err != nil {
			if err := a.W.Register(k); err != nil {
				t.Fatal(err)
			}
		}
	}
	a.plane = a.Plane()
	a.group = a.Make(eks.NodeGroupType, "default", a.plane.NodesIn().With(group))
	if _, err := a.Change(a.plane.Cluster, awstest.In{"version": "1.35"}); err != nil {
		t.Fatal(err)
	}
	return a
}

// pod runs one on the nth node; with a volume, if it has a claim.
func (a *aging) pod(t *testing.T, name string, node int, more map[string]any) {
	t.Helper()
	on := a.W.Objects(ec2.Instance)[node]
	out := map[string]any{"name": name, "namespace": "elk", "node": on.Str("privateDns"), "of": "release"}
	for key, v := range more {
		out[key] = v
	}
	server := a.plane.Cluster.Str("endpoint")
	put := func(op *world.Op, typ, id string, outputs map[string]any) {
		o, err := op.CreateManaged(typ, id, "test", outputs)
		if err != nil {
			t.Fatal(err)
		}
		if typ != ec2.Volume {
			o.Session = world.Session{Package: "kubernetes", Server: server}
		}
	}
	a.Ask(func(op *world.Op) {
		put(op, kubernetes.Pod, "elk/"+name, out)
		if claims, has := more["claims"].([]any); has {
			id := "elk/" + claims[0].(string)
			put(op, kubernetes.PersistentVolumeClaim, id, nil)
			put(op, ec2.Volume, "vol-"+name, map[string]any{
				"claim": id, "server": server, "state": "in-use", "availabilityZone": on.Str("availabilityZone"),
			})
		}
	})
}

// zones are those of the pods, by name; "" is Pending.
func (a *aging) zones() map[string]string {
	out := map[string]string{}
	for _, pod := range a.W.Objects(kubernetes.Pod) {
		out[pod.Str("name")] = ""
		for _, i := range a.W.Objects(ec2.Instance) {
			if i.Str("privateDns") == pod.Str("node") {
				out[pod.Str("name")] = i.Str("availabilityZone")
			}
		}
	}
	return out
}

func TestPodsMoveToNewNodesStepByStep(t *testing.T) {
	a := newAging(t, nil)
	old := a.W.Objects(ec2.Instance)
	a.pod(t, "db-0", 1, map[string]any{"claims": []any{"data"}, "memoryMi": 9 << 10})
	a.pod(t, "agent", 0, map[string]any{"eachNode": true})
	for _, name := range []string{"a", "b", "c"} {
		a.pod(t, name, 0, map[string]any{"memoryMi": 3 << 10, "budget": "one at a time", "disruptions": 1})
	}
	if _, err := a.Change(a.group, awstest.In{"version": "1.35"}); err != nil {
		t.Fatal(err)
	}
	now := a.W.Objects(ec2.Instance)
	if len(now) != 2 || slices.ContainsFunc(now, func(i *world.Object) bool { return slices.Contains(old, i) || i.Bool(eks.Cordoned) }) {
		t.Errorf("%d nodes: %v", len(now), now)
	}
	zones := a.zones()
	if zones["db-0"] != old[1].Str("availabilityZone") {
		t.Errorf("the volume is in %s, its pod in %q", old[1].Str("availabilityZone"), zones["db-0"])
	}
	for name, zone := range zones {
		if zone == "" {
			t.Errorf("%s is pending", name)
		}
	}
}

// Pods that are as many as may be down, and found no other node, keep the rest.
func TestAPodThatMayNotBeEvictedEndsARollingUpdate(t *testing.T) {
	for name, pods := range map[string]map[string]any{
		"its budget allows none":             {"disruptions": 0},
		"the first one found no other node":  {"disruptions": 1, "memoryMi": 64 << 10},
		"as many as may be down are Pending": {"disruptions": 2, "memoryMi": 64 << 10},
	} {
		t.Run(name, func(t *testing.T) {
			a := newAging(t, nil)
			pods["budget"] = "es-pdb with maxUnavailable 1 of 3"
			for i, pod := range []string{"es-0", "es-1", "es-2"} {
				a.pod(t, pod, i%2, pods)
			}
			_, err := a.Change(a.group, awstest.In{"version": "1.35"})
			a.Refusal(err, "PodEvictionFailure", "eks/nodes-can-be-drained")
			if !strings.Contains(err.Error(), "elk/es-") || !strings.Contains(err.Error(), "maxUnavailable 1 of 3") {
				t.Errorf("the refusal does not say which pod and why: %v", err)
			}
			journal := a.W.Journal()
			if got, want := journal[len(journal)-1].Takes.Median(), 330*time.Second+15*time.Minute; got != want {
				t.Errorf("it fails after %s, want %s", got, want)
			}
			group := a.W.Objects(eks.NodeGroupType)[0]
			nodes := a.W.Objects(ec2.Instance)
			if group.Str("version") != "1.34" || len(nodes) != 2 || nodes[0].Bool(eks.Cordoned) || nodes[1].Bool(eks.Cordoned) {
				t.Errorf("version %s, nodes %v", group.Str("version"), nodes)
			}
			if _, err := a.Change(a.group, awstest.In{"labels": map[string]any{"a": "b"}}); err != nil {
				t.Errorf("labels drain no node: %v", err)
			}
			if _, err := a.Change(a.group, awstest.In{"version": "1.35", "forceUpdateVersion": true}); err != nil {
				t.Errorf("with force: %v", err)
			}
		})
	}
}

func TestARollingUpdateNeedsANewNodeInEveryZone(t *testing.T) {
	a := newAging(t, nil)
	for _, s := range a.W.Objects(ec2.Subnet) {
		if s.ID == a.plane.Network.Private[1].ID {
			a.W.Patch(s, func(s *world.Object) { s.Outputs["cidrBlock"] = resource.NewProperty("10.1.80.0/30") })
		}
	}
	_, err := a.Change(a.group, awstest.In{"version": "1.35"})
	a.Refusal(err, "NodeCreationFailure", "eks/new-node-in-every-zone")
}

// A group with fewer nodes than zones has them where luck will have it.
func TestAVolumesZoneMayLoseItsNodeInARollingUpdate(t *testing.T) {
	a := newAging(t, awstest.In{"scalingConfig": map[string]any{"minSize": 1, "desiredSize": 1, "maxSize": 2}})
	a.pod(t, "db-0", 0, map[string]any{"claims": []any{"data"}})
	if _, err := a.Change(a.group, awstest.In{"version": "1.35"}); err != nil {
		t.Fatal(err)
	}
	a.W.Settle()
	found := slices.ContainsFunc(a.W.Violations(), func(v world.Violation) bool {
		return v.Rule == "kubernetes/pods-find-a-node" && strings.Contains(v.Message, "volume node affinity conflict")
	})
	if !found {
		t.Errorf("the pod is in zone %q: %v", a.zones()["db-0"], a.W.Violations())
	}
}
