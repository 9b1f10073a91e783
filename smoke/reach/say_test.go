package reach_test

import (
	"slices"
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"eks-elk/smoke/reach/reachtest"
)

func TestAPodOnANodeWritesALineAndIsDeleted(t *testing.T) {
	api := reachtest.New(t)
	c := connect(t, t.Context(), api)
	if _, err := c.Say(t.Context(), "node-a", "a line"); err == nil || !strings.Contains(err.Error(), "read DaemonSet logs/filebeat") {
		t.Errorf("without Filebeat: %v", err)
	}
	filebeat := appsv1.DaemonSet{}
	filebeat.Spec.Template.Spec.Containers = []corev1.Container{{Image: "mirror.example.com/beats/filebeat:8.19.20"}}
	api.Put("/apis/apps/v1/namespaces/logs/daemonsets/filebeat", filebeat)
	remove, err := c.Say(t.Context(), "node-a", "a line")
	if err != nil {
		t.Fatal(err)
	}
	const at = "/api/v1/namespaces/logs/pods/eks-elk-smoke-x1y2z"
	pod, ok := api.Get(at).(corev1.Pod)
	if !ok {
		t.Fatal("no pod was made")
	}
	spec, line := pod.Spec, pod.Spec.Containers[0]
	if spec.NodeName != "node-a" || line.Image != "mirror.example.com/beats/filebeat:8.19.20" || !strings.HasPrefix(line.Command[2], "echo 'a line'; sleep ") {
		t.Errorf("%+v", spec)
	}
	if spec.Tolerations[0].Operator != corev1.TolerationOpExists || *spec.ActiveDeadlineSeconds != 120 || spec.RestartPolicy != corev1.RestartPolicyNever {
		t.Errorf("%+v", spec)
	}
	remove()
	if api.Get(at) != nil {
		t.Error("the pod is left")
	}
}

func TestEveryNodeIsListed(t *testing.T) {
	api := reachtest.New(t)
	api.Put("/api/v1/nodes", corev1.NodeList{Items: []corev1.Node{{ObjectMeta: metav1.ObjectMeta{Name: "a"}}, {ObjectMeta: metav1.ObjectMeta{Name: "b"}}}})
	nodes, err := connect(t, t.Context(), api).Nodes(t.Context())
	if err != nil || !slices.Equal(nodes, []string{"a", "b"}) {
		t.Errorf("%v (%v)", nodes, err)
	}
}
