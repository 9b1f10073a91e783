package reach

import (
	"context"
	"fmt"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"eks-elk/internal/names"
)

// Nodes returns the names of the cluster's nodes.
func (c *Cluster) Nodes(ctx context.Context) ([]string, error) {
	nodes, err := c.api.CoreV1().Nodes().List(ctx, metav1.ListOptions{})
	if err != nil {
		return nil, fmt.Errorf("list the nodes: %w", innermost(err))
	}
	var out []string
	for _, node := range nodes.Items {
		out = append(out, node.Name)
	}
	return out, nil
}

// How long a pod that writes a line stays: Filebeat looks for new files every ten
// seconds, and the kubelet deletes a pod's with the pod. It ends by itself in
// case nobody deletes it.
const (
	stays     = 90 // seconds
	endsAfter = 120
)

// Say starts a pod on a node that writes one line, whatever else the node takes.
// Its image is Filebeat's, which is there. remove deletes the pod.
func (c *Cluster) Say(ctx context.Context, node, line string) (remove func(), err error) {
	filebeat, err := c.api.AppsV1().DaemonSets(names.LogsNamespace).Get(ctx, names.FilebeatRelease, metav1.GetOptions{})
	if err != nil {
		return nil, fmt.Errorf("read DaemonSet %s/%s: %w", names.LogsNamespace, names.FilebeatRelease, innermost(err))
	}
	no, yes, user, ends := false, true, int64(1000), int64(endsAfter)
	pods := c.api.CoreV1().Pods(names.LogsNamespace)
	pod, err := pods.Create(ctx, &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{GenerateName: "eks-elk-smoke-", Labels: map[string]string{"app": "eks-elk-smoke"}},
		Spec: corev1.PodSpec{
			NodeName: node, RestartPolicy: corev1.RestartPolicyNever, ActiveDeadlineSeconds: &ends, AutomountServiceAccountToken: &no,
			Tolerations:     []corev1.Toleration{{Operator: corev1.TolerationOpExists}},
			SecurityContext: &corev1.PodSecurityContext{RunAsNonRoot: &yes, RunAsUser: &user, SeccompProfile: &corev1.SeccompProfile{Type: corev1.SeccompProfileTypeRuntimeDefault}},
			Containers: []corev1.Container{{
				Name: "line", Image: filebeat.Spec.Template.Spec.Containers[0].Image,
				Command: []string{"bash", "-c", fmt.Sprintf("echo '%s'; sleep %d", line, stays)},
				Resources: corev1.ResourceRequirements{
					Requests: corev1.ResourceList{"cpu": resource.MustParse("1m"), "memory": resource.MustParse("8Mi")},
					Limits:   corev1.ResourceList{"memory": resource.MustParse("32Mi")},
				},
				SecurityContext: &corev1.SecurityContext{
					AllowPrivilegeEscalation: &no, Capabilities: &corev1.Capabilities{Drop: []corev1.Capability{"ALL"}},
				},
			}},
		},
	}, metav1.CreateOptions{})
	if err != nil {
		return nil, fmt.Errorf("create a pod on node %s: %w", node, innermost(err))
	}
	return func() {
		// The check's own time may be over.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		now := int64(0)
		_ = pods.Delete(ctx, pod.Name, metav1.DeleteOptions{GracePeriodSeconds: &now}) // it ends by itself otherwise
	}, nil
}
