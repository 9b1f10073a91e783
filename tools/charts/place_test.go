package main

import (
	"slices"
	"strings"
	"testing"
)

func TestEveryVolumeIsChecked(t *testing.T) {
	objects := objectsOf(t, "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: grafana}\nspec: {storageClassName: gp2, resources: {requests: {storage: 5Gi}}}\n",
		"apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: logstash}\nspec: {replicas: 2, volumeClaimTemplates: [{metadata: {name: a}, spec: {storageClassName: gp3, resources: {requests: {storage: 4Gi}}}}]}\n",
		"apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nmetadata: {name: prometheus}\nspec: {storage: {volumeClaimTemplate: {spec: {resources: {requests: {storage: 20Gi}}}}}}\n")
	all, err := claims(objects)
	must(t, err)
	if got := together(all).String(); len(all) != 3 || got != "33Gi" {
		t.Errorf("%d claims of %s", len(all), got)
	}
	want := []string{`some: PersistentVolumeClaim grafana has storage class "gp2", not "gp3"`, `some: Prometheus prometheus has storage class "", not "gp3"`}
	if got := onAnotherClass(all, "gp3"); !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
	if _, err := claims(objectsOf(t, "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: a}\nspec: {}\n")); err == nil {
		t.Error("a claim without a size")
	}
}

func TestRequestsAreWhatTheSchedulerCounts(t *testing.T) {
	running, err := pods(objectsOf(t, `
apiVersion: apps/v1
kind: Deployment
metadata: {name: operator}
spec:
  replicas: 2
  template:
    spec:
      initContainers:
      - {name: big, resources: {requests: {cpu: 300m, memory: 10Mi}}}
      - {name: sidecar, restartPolicy: Always, resources: {requests: {cpu: 5m, memory: 5Mi}}}
      containers:
      - {name: a, resources: {requests: {cpu: 100m, memory: 100Mi}}}
      - {name: b, args: ["--config-reloader-cpu-request=10m", "--config-reloader-memory-request=32Mi"], resources: {limits: {cpu: 50m, memory: 50Mi}}}
`, `
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: exporter}
spec: {template: {spec: {containers: [{name: a, resources: {requests: {cpu: 20m, memory: 32Mi}}}]}}}
`, `
apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: {name: prometheus}
spec: {resources: {requests: {cpu: 250m, memory: 1536Mi}}}
`, `
apiVersion: apps/v1
kind: Deployment
metadata: {name: hook, annotations: {"helm.sh/hook": pre-install}}
spec: {template: {spec: {containers: [{name: a, resources: {requests: {cpu: 100}}}]}}}
`))
	must(t, err)
	on := nodes{count: 3, each: amount{1000, 1500}, all: amount{3000, 4500}}
	sum, problems := room(running, on)
	// Two of the larger of 300 and 155; three daemons; Prometheus with a reloader.
	if want := (amount{2*300 + 3*20 + 260, 2*155 + 3*32 + 1568}); sum != want {
		t.Errorf("%s, not %s", sum, want)
	}
	if len(problems) != 1 || problems[0] != "some: Prometheus prometheus requests 260m CPU and 1568 Mi, but a node has 1000m CPU and 1500 Mi" {
		t.Errorf("%v", problems)
	}
	on.all = amount{3000, 1000}
	if _, problems := room(running, on); len(problems) != 2 || !strings.HasPrefix(problems[1], "all pods request") {
		t.Errorf("%v", problems)
	}
	if _, problems := room(running, nodes{count: 1}); problems != nil {
		t.Errorf("nodes of unknown size: %v", problems)
	}
}

func TestAMissingSecretIsAProblem(t *testing.T) {
	objects := objectsOf(t, `
apiVersion: apps/v1
kind: Deployment
metadata: {name: pod}
spec:
  template:
    spec:
      volumes:
      - {name: tls, secret: {secretName: tls}}
      - {name: items, secret: {secretName: tls, items: [{key: gone.crt, path: x}]}}
      - {name: map, configMap: {name: settings}}
      - {name: optional, secret: {secretName: nowhere, optional: true}}
      - {name: hooked, secret: {secretName: admission}}
      containers:
      - name: a
        volumeMounts: [{name: tls, mountPath: /x, subPath: ca.crt}, {name: map, mountPath: /y, subPath: a.yml}]
        envFrom: [{secretRef: {name: whole}}, {configMapRef: {name: settings}}]
        env:
        - {name: A, valueFrom: {secretKeyRef: {name: tls, key: tls.crt}}}
        - {name: B, valueFrom: {secretKeyRef: {name: tls, key: password}}}
        - {name: C, valueFrom: {configMapKeyRef: {name: settings, key: a.yml}}}
        - {name: D, valueFrom: {secretKeyRef: {name: elsewhere, key: a}}}
`, "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {a.yml: x}\n",
		"apiVersion: batch/v1\nkind: Job\nmetadata: {name: make, annotations: {helm.sh/hook: pre-install}}\nspec: {template: {spec: {containers: [{name: a, args: [create, --secret-name=admission]}]}}}\n")
	want := []string{
		"some: Deployment pod names Secret elsewhere, which does not exist in namespace elk",
		"some: Deployment pod names Secret whole, which does not exist in namespace elk",
		"some: Deployment pod names key ca.crt of Secret tls, which has tls.crt, tls.key",
		"some: Deployment pod names key gone.crt of Secret tls, which has tls.crt, tls.key",
		"some: Deployment pod names key password of Secret tls, which has tls.crt, tls.key",
	}
	got := missing(objects, held{"Secret/elk/tls": {"tls.crt", "tls.key"}, "Secret/monitoring/elsewhere": {"a"}})
	if !slices.Equal(got, want) {
		t.Errorf("got\n %s\nwant\n %s", strings.Join(got, "\n "), strings.Join(want, "\n "))
	}
}
