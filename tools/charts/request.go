package main

import (
	"encoding/json"
	"fmt"
	"regexp"

	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
)

// amount is CPU in thousandths and memory in MiB.
type amount struct{ milli, mebi int64 }

func (a amount) plus(b amount) amount { return amount{a.milli + b.milli, a.mebi + b.mebi} }
func (a amount) times(n int) amount   { return amount{a.milli * int64(n), a.mebi * int64(n)} }
func (a amount) atLeast(b amount) amount {
	return amount{max(a.milli, b.milli), max(a.mebi, b.mebi)}
}
func (a amount) fits(b amount) bool { return a.milli <= b.milli && a.mebi <= b.mebi }

func (a amount) String() string { return fmt.Sprintf("%dm CPU and %d Mi", a.milli, a.mebi) }

// pod is one pod, or as many as there are, that keep running.
type pod struct {
	of      string
	request amount
	times   int
	daemon  bool // one for each node
}

// pods returns the pods that objects keep running. Those of hooks have ended when
// the release is installed.
func pods(objects []object) ([]pod, error) {
	reloader := reloaderRequest(objects)
	var out []pod
	for _, o := range objects {
		if o.hook {
			continue
		}
		switch o.kind {
		case "Deployment", "StatefulSet", "DaemonSet":
			var template struct {
				Spec core.PodSpec `json:"spec"`
			}
			if err := into(nested(o.content, "spec", "template"), &template); err != nil {
				return nil, fmt.Errorf("%s: %w", o, err)
			}
			out = append(out, pod{o.String(), podRequest(template.Spec), replicas(o), o.kind == "DaemonSet"})
		case "Prometheus", "Alertmanager":
			var own struct {
				Resources core.ResourceRequirements `json:"resources"`
			}
			if err := into(o.content["spec"], &own); err != nil {
				return nil, fmt.Errorf("%s: %w", o, err)
			}
			out = append(out, pod{o.String(), request(own.Resources).plus(reloader), replicas(o), false})
		}
	}
	return out, nil
}

func into(from, to any) error {
	text, err := json.Marshal(from)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, to)
}

// podRequest returns what the scheduler counts: the containers together, or the
// largest of those that run before them
// (https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#resource-sharing-within-containers).
func podRequest(spec core.PodSpec) amount {
	var together, before amount
	for _, c := range spec.Containers {
		together = together.plus(request(c.Resources))
	}
	for _, c := range spec.InitContainers {
		if c.RestartPolicy != nil && *c.RestartPolicy == core.ContainerRestartPolicyAlways {
			together = together.plus(request(c.Resources))
			continue
		}
		before = before.atLeast(request(c.Resources))
	}
	return together.atLeast(before)
}

// request returns a container's; a limit without a request counts as one
// (https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/).
func request(r core.ResourceRequirements) amount {
	of := func(name core.ResourceName) resource.Quantity {
		if q, ok := r.Requests[name]; ok {
			return q
		}
		return r.Limits[name]
	}
	cpu, memory := of(core.ResourceCPU), of(core.ResourceMemory)
	return amount{cpu.MilliValue(), (memory.Value() + 1<<20 - 1) >> 20}
}

var reloaderFlag = regexp.MustCompile(`^--config-reloader-(cpu|memory)-request=(.+)$`)

// reloaderRequest returns what the Prometheus operator requests for the sidecar of
// Prometheus and Alertmanager.
func reloaderRequest(objects []object) amount {
	var out amount
	for _, o := range objects {
		if o.kind != "Deployment" {
			continue
		}
		walk("", o.content, func(_ string, m map[string]any) {
			for _, text := range arguments(m) {
				flag := reloaderFlag.FindStringSubmatch(text)
				if flag == nil {
					continue
				}
				q, err := resource.ParseQuantity(flag[2])
				switch {
				case err != nil:
				case flag[1] == "cpu":
					out.milli = q.MilliValue()
				default:
					out.mebi = q.Value() >> 20
				}
			}
		})
	}
	return out
}
