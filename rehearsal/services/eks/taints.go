package eks

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"eks-elk/rehearsal/world"
)

// taint keeps pods off a node that do not tolerate it.
type taint struct{ key, value, effect string }

// String is the taint as kube-scheduler words it in its events.
func (t taint) String() string { return "{" + t.key + ": " + t.value + "}" }

// effects are EKS's words for Kubernetes'. A node with the third is only taken last.
var effects = map[string]string{"NO_SCHEDULE": "NoSchedule", "NO_EXECUTE": "NoExecute", "PREFER_NO_SCHEDULE": "PreferNoSchedule"}

// taintsOf returns the taints that keep pods off a group's nodes.
func taintsOf(group *world.Object) []taint {
	list := group.Get("taints")
	if !list.IsArray() {
		return nil
	}
	var out []taint
	for i := range list.ArrayValue() {
		at := fmt.Sprintf("taints[%d].", i)
		if effect := group.Str(at + "effect"); effect != "PREFER_NO_SCHEDULE" {
			out = append(out, taint{group.Str(at + "key"), group.Str(at + "value"), effects[effect]})
		}
	}
	return out
}

// toleration is what a pod tolerates (Kubernetes, Taints and Tolerations).
type toleration struct{ Key, Operator, Value, Effect string }

func (t toleration) covers(of taint) bool {
	switch {
	case t.Effect != "" && t.Effect != of.effect:
		return false
	case t.Operator == "Exists":
		return t.Key == "" || t.Key == of.key
	}
	return t.Key == of.key && t.Value == of.value
}

// runsOn returns the nodes that take the pods of an add-on's Deployment, or
// the scheduler's event.
func runsOn(addon *world.Object, nodes []Node) (fit []Node, event string) {
	tolerates := addons[addon.Str("addonName")].tolerations
	var own struct {
		Tolerations []toleration
		Controller  struct{ Tolerations []toleration }
	}
	if json.Unmarshal([]byte(addon.Str("configurationValues")), &own) == nil {
		if list := append(own.Tolerations, own.Controller.Tolerations...); len(list) > 0 {
			tolerates = list // in place of the add-on's
		}
	}
	refused := map[string]int{}
	for _, n := range nodes {
		i := slices.IndexFunc(n.taints, func(of taint) bool {
			return !slices.ContainsFunc(tolerates, func(t toleration) bool { return t.covers(of) })
		})
		if i < 0 {
			fit = append(fit, n)
			continue
		}
		refused[n.taints[i].String()]++
	}
	var reasons []string
	for t, n := range refused {
		reasons = append(reasons, fmt.Sprintf("%d node(s) had untolerated taint %s", n, t))
	}
	slices.Sort(reasons)
	return fit, fmt.Sprintf("0/%d nodes are available: %s", len(nodes), strings.Join(reasons, ", "))
}
