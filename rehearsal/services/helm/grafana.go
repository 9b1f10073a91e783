package helm

import (
	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/world"
)

func grafanaPod(p *plan, r rel, v values) {
	g := v.sub("grafana")
	if !g.is("enabled") {
		return
	}
	one := pod{Demand: kubernetes.Demand{Name: r.name + "-grafana"}, surge: g.str("deploymentStrategy", "type") != "Recreate"}
	p.resources(&one, g.sub("resources"))
	grafanaSidecars(p, &one, g)
	p.services = append(p.services, r.name+"-grafana")
	if secret := g.str("admin", "existingSecret"); secret != "" {
		one.env = append(one.env,
			secretKey{variable: "GF_SECURITY_ADMIN_USER", secret: secret, key: g.str("admin", "userKey")},
			secretKey{variable: "GF_SECURITY_ADMIN_PASSWORD", secret: secret, key: g.str("admin", "passwordKey")})
	} else {
		p.warns("helm/password-new-with-every-upgrade",
			"grafana.admin.existingSecret is empty: the chart makes a password that no output of the stack knows")
	}
	for _, e := range g.items("extraSecretMounts") {
		one.mounts = append(one.mounts, mount{e.str("name"), e.str("secretName"), e.str("mountPath"), e.str("subPath")})
	}
	grafanaSources(p, &one, g)
	if g.is("persistence", "enabled") {
		name := r.name + "-grafana"
		if existing := g.str("persistence", "existingClaim"); existing != "" {
			name = existing
		} else {
			p.claims = append(p.claims, claim{Claim: kubernetes.Claim{
				Name: name, Class: g.str("persistence", "storageClassName"),
				GiB: p.storage(g.str("persistence", "size")), WithRelease: true,
			}, of: r.name + "-grafana"})
		}
		one.Claims = append(one.Claims, name)
		if password := find(one.env, "GF_SECURITY_ADMIN_PASSWORD"); password != nil {
			p.login = &login{name, *password}
		}
		if one.surge {
			p.warns("helm/grafana-recreated",
				"grafana.deploymentStrategy is not Recreate: at the next upgrade two pods want the same ReadWriteOnce volume")
		}
	}
	p.pods = append(p.pods, one)
	budgeted(p.pods[len(p.pods)-1:], r.name+"-grafana", g.sub("podDisruptionBudget"))
}

// sidecars are the containers beside Grafana that look for files in ConfigMaps.
var sidecars = []string{"alerts", "dashboards", "datasources", "notifiers", "plugins"}

// grafanaSidecars adds the sidecars that are enabled, with the rights of Grafana's
// ServiceAccount, and looks at where Grafana has its data sources from.
func grafanaSidecars(p *plan, one *pod, g values) {
	own, dashboards, sources := g.is("rbac", "namespaced"), g.sub("sidecar", "dashboards"), g.sub("sidecar", "datasources")
	for _, name := range sidecars {
		sidecar := g.sub("sidecar", name)
		if !sidecar.is("enabled") {
			continue
		}
		p.resources(one, g.sub("sidecar", "resources"))
		if !sidecar.is("skipReload") && g.is("persistence", "enabled") {
			p.warns("helm/grafana-logins-counted", "grafana.sidecar.%s logs in with the Secret's password for every reload: after the password was "+
				"changed in Grafana, nothing is reloaded, and Grafana locks admin out", name)
		}
		if !own && g.is("rbac", "create") && g.str("rbac", "useExistingClusterRole") == "" {
			p.warns("helm/grafana-reads-own-namespace",
				"grafana.rbac.namespaced is not true: Grafana's ServiceAccount may read every Secret of the cluster")
		}
	}
	if own && dashboards.is("enabled") && dashboards.str("searchNamespace") == "ALL" {
		p.warns("helm/grafana-reads-own-namespace",
			"grafana.sidecar.dashboards.searchNamespace is ALL, but rbac.namespaced grants one namespace: configmaps is forbidden, "+
				"and no dashboard is found")
	}
	switch initial := sources.is("initDatasources"); {
	case !sources.is("enabled") && len(g.sub("datasources")) == 0:
		p.warns("helm/grafana-has-data-source", "grafana.sidecar.datasources is not enabled and grafana.datasources is empty: every panel says "+
			"\"Datasource prometheus was not found\"")
	case sources.is("enabled") && initial && sources.str("restartPolicy") != "Always":
		p.breaks("helm/grafana-has-data-source", "Init:0/1: the init container of initDatasources watches for ever without restartPolicy Always")
	case sources.is("enabled") && !initial && sources.is("skipReload"):
		p.warns("helm/grafana-has-data-source", "grafana.sidecar.datasources.skipReload without initDatasources: Grafana reads its data sources when it "+
			"starts, and the sidecar may write them after that")
	}
}

// login is where Grafana keeps its password, and the Secret with the first one.
type login struct {
	claim    string
	password secretKey
}

// differs notes the password of Grafana's database when it is made. It tells
// whether the Secret has another one now.
func (l login) differs(op *world.Op) bool {
	claim, _ := kubernetes.Bound(op, op.Str("namespace"), l.claim)
	now := content(op, op.Str("namespace"), l.password)
	if claim == nil || now == "" {
		return false
	}
	data := contentsOf(claim)
	if data.login == "" {
		data.login = now
	}
	return data.login != now
}

// loginKept: a pod that starts with another password in its Secret, or a person
// who changes it in Grafana, leaves the Secret and the stack's outputs wrong.
func loginKept(op *world.Op) {
	if l := planOf(op.Object).login; l != nil && l.differs(op) {
		op.Violate("helm/grafana-keeps-password", "release %s: Invalid username or password: the database on claim %s keeps another one than Secret %s; "+
			"grafana cli admin reset-admin-password sets it", op.Str("name"), l.claim, l.password.secret)
	}
}
