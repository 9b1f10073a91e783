package helm

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/services/s3"
	"eks-elk/rehearsal/world"
)

// restoreScript is a script that restores a snapshot by curl.
type restoreScript struct {
	text       string
	at         *url.URL
	repository string
	wanted     string // a snapshot's name, or latest
}

var (
	snapshotsAt = regexp.MustCompile(`(https?://[\w.:-]+)/_cat/snapshots/([\w-]+)`)
	wantedIn    = regexp.MustCompile(`(?m)^wanted='([^']*)'`)
)

// restoreScriptOf returns what a Job's script asks of Elasticsearch, or nil.
func restoreScriptOf(j job) *restoreScript {
	m := snapshotsAt.FindStringSubmatch(j.script)
	if m == nil || !strings.Contains(j.script, "_restore") {
		return nil
	}
	at, err := url.Parse(m[1])
	if err != nil {
		return nil
	}
	return &restoreScript{text: j.script, at: at, repository: m[2], wanted: part(wantedIn, j.script)}
}

// client is the script as a client of Elasticsearch, with what it asks for.
func (s restoreScript) client(j job) client {
	c := client{what: "curl", hosts: []string{s.at.String()}, trusts: trusted(j.mounts, part(authorityAt, s.text))}
	c.username, c.password = loginIn(s.text, j.env)
	c.requests = []request{
		{action: "cluster:admin/snapshot/get", grants: []string{"monitor_snapshot", "create_snapshot", "manage", "all"}, fatal: true},
		{action: "cluster:admin/snapshot/restore", grants: []string{"manage", "all"}, fatal: true},
		monitorRequest("cluster:monitor/health", true), monitorRequest("cluster:monitor/state", true),
		{action: "indices:monitor/stats", index: "*", grants: []string{"monitor", "manage", "all"}, fatal: true},
		{action: "indices:monitor/stats", index: ".kibana", restricted: true, grants: []string{"monitor", "manage", "all"}, fatal: true},
	}
	return c
}

// judge returns what curl and Elasticsearch say, and does what Elasticsearch does: what
// was lost with a volume is there again.
func (s restoreScript) judge(op *world.Op, j job) []error {
	c := s.client(j)
	release, err := c.reach(op)
	if err != nil {
		return []error{err}
	}
	if passwordInArguments.MatchString(s.text) {
		op.Violate("helm/password-in-arguments", "Job %s: the script gives curl the password as an argument, which the node's list of processes shows", op.Object.ID)
	}
	node := planOf(release).serves
	repository, there := node.held.repositories[s.repository]
	if !there {
		return []error{fmt.Errorf(`{"error":{"type":"repository_missing_exception","reason":"[%s] missing"},"status":404}`, s.repository)}
	}
	if _, problem := node.store(op.As(release), repository.sub("settings")); problem != "" {
		return []error{fmt.Errorf(`{"error":{"type":"repository_exception","reason":"[%s] could not read repository data from index blob: %s"},"status":500}`, s.repository, problem)}
	}
	taken := snapshotsIn(op, repository.sub("settings"))
	if taken == nil || s.wanted != "latest" && !node.held.takes(s.repository, s.wanted) {
		return []error{fmt.Errorf("there is no snapshot %s in repository %s", s.wanted, s.repository)}
	}
	if data := dataOf(op.As(release)); data != nil {
		data.restored = append(data.restored, taken.Records.(snapshotted)...)
		hasIndices(op, release, data)
	}
	return nil
}

// takes tells whether the policies of a repository give snapshots such a name.
func (h heldByFile) takes(repository, name string) bool {
	for _, policy := range h.snapshots {
		prefix, _, _ := strings.Cut(strings.TrimPrefix(policy.str("name"), "<"), "{")
		if policy.str("repository") == repository && strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// snapshotted are the volumes whose documents are in a repository's snapshots.
type snapshotted []*contents

// snapshotsIn returns what is in a repository, or nil.
func snapshotsIn(op *world.Op, repository values) *world.Object {
	found := op.Find("", repository.str("bucket")+"/"+repository.str("base_path"), s3.Objects)
	if found == nil {
		return nil
	}
	if _, ok := found.Records.(snapshotted); !ok {
		return nil
	}
	return found
}

// hasIndices: Kibana's indices came back with the rest, and what a Job put into them.
func hasIndices(op *world.Op, elasticsearch *world.Object, data *contents) {
	for _, o := range kubernetes.On(op, Release) {
		clients := planOf(o).clients
		if len(clients) == 0 || !clients[0].stores {
			continue
		}
		if server, _ := clients[0].server(op.As(o)); server != elasticsearch {
			continue
		}
		for _, pod := range kubernetes.On(op, kubernetes.Pod) {
			if pod.Str("of") == o.Key() {
				pod.Records = data
			}
		}
	}
	for _, o := range kubernetes.On(op, kubernetes.Job) {
		if _, filled := o.Records.(*contents); filled {
			o.Records = data
		}
	}
}

// comesBack tells whether what a client had in Elasticsearch is in snapshots alone.
func comesBack(op *world.Op) bool {
	clients := planOf(op.Object).clients
	if len(clients) == 0 {
		return false
	}
	release, node := clients[0].server(op)
	return node != nil && node.lost(op, dataOf(op.As(release))) != ""
}

// lost returns the repository that has the documents of a volume that is no more, if
// they have not been brought back.
func (node *elasticsearchNode) lost(op *world.Op, data *contents) string {
	for name, repository := range node.held.repositories {
		taken := snapshotsIn(op, repository.sub("settings"))
		if taken == nil || data == nil {
			continue
		}
		for _, of := range taken.Records.(snapshotted) {
			if of != data && !slices.Contains(data.restored, of) {
				return name
			}
		}
	}
	return ""
}
