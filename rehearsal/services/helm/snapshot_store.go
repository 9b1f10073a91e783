package helm

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"eks-elk/rehearsal/services/iam"
	"eks-elk/rehearsal/services/iam/policy"
	"eks-elk/rehearsal/services/kubernetes"
	"eks-elk/rehearsal/services/s3"
	"eks-elk/rehearsal/world"
)

// webIdentity is where Elasticsearch reads the token of its service account, and
// nowhere else (repository-s3 S3Service.java, CustomWebIdentityTokenCredentialsProvider).
const (
	webIdentityDirectory = "/usr/share/elasticsearch/config/repository-s3"
	webIdentityFile      = "aws-web-identity-token-file"
)

// identity is as whom a release of Elasticsearch reaches a store.
type identity struct {
	account  string // its service account
	role     string // ARN
	region   string
	problem  string // why it has no token
	keystore []string
}

func identityOf(p *plan, v values) identity {
	who := identity{account: "default"}
	if name := v.str("rbac", "serviceAccountName"); v.is("rbac", "create") || name != "" {
		who.account = cmp.Or(name, v.str("clusterName")+"-"+v.str("nodeGroup"))
		if !v.is("rbac", "create") && name != "default" {
			p.breaks("helm/service-account-exists", `create Pod failed: error looking up service account: serviceaccount "%s" not found`, name)
		}
	}
	env := map[string]string{}
	for _, e := range v.items("extraEnvs") {
		env[e.str("name")] = e.str("value")
	}
	for _, k := range v.items("keystore") {
		who.keystore = append(who.keystore, k.str("secretName"))
	}
	who.role, who.region = env["AWS_ROLE_ARN"], env["AWS_REGION"]
	switch given, file := env["AWS_WEB_IDENTITY_TOKEN_FILE"], webIdentityDirectory+"/"+webIdentityFile; {
	case given == "":
		who.problem = "Unable to load credentials from any of the providers in the chain: AWS_WEB_IDENTITY_TOKEN_FILE is not set"
	case !tokenMounted(v):
		who.problem = fmt.Sprintf("Cannot use AWS Web Identity Tokens: AWS_WEB_IDENTITY_TOKEN_FILE is defined as [%s] but file [%s] does not exist", given, file)
	case who.role == "":
		who.problem = "Unable to use a web identity token for authentication. The AWS_WEB_IDENTITY_TOKEN_FILE environment variable is set, " +
			"but the AWS_ROLE_ARN environment variable is missing"
	case who.region == "":
		who.problem = "Unable to load region from any of the providers in the chain: AWS_REGION, by which STS is found, is not set"
	}
	return who
}

// tokenMounted: a token for STS is where Elasticsearch reads it.
func tokenMounted(v values) bool {
	for _, m := range v.items("extraVolumeMounts") {
		if m.str("mountPath") != webIdentityDirectory {
			continue
		}
		for _, volume := range v.items("extraVolumes") {
			for _, source := range volume.sub("projected").items("sources") {
				token := source.sub("serviceAccountToken")
				if volume.str("name") == m.str("name") && token.str("path") == webIdentityFile && token.str("audience") == "sts.amazonaws.com" {
					return true
				}
			}
		}
	}
	return false
}

// needsStore: Elasticsearch registers a repository of its file without asking the
// store; every snapshot fails then.
var needsStore = world.Need{
	ID:     "helm/snapshots-written",
	Source: "elastic.co/guide/en/elasticsearch/reference/8.19/repository-s3.html: client settings, recommended S3 permissions; S3Service.java",
	Find: func(op *world.Op) (out []*world.Object, _ error) {
		node := planOf(op.Object).serves
		if node == nil {
			return nil, nil
		}
		for _, name := range slices.Sorted(maps.Keys(node.held.repositories)) {
			if node.held.repositories[name].str("type") != "s3" {
				continue
			}
			found, problem := node.store(op, node.held.repositories[name].sub("settings"))
			if problem != "" {
				op.Violate("helm/snapshots-written", "release %s: repository [%s]: every snapshot fails: %s", op.Str("name"), name, problem)
				continue
			}
			out = add(out, found...)
		}
		return out, nil
	},
	Lost: "%s is deleted while %s saves snapshots with it",
}

// store returns what lets the node read, and unless the repository is only read,
// write a place in a bucket; or why nothing does.
func (node *elasticsearchNode) store(op *world.Op, repository values) (needed []*world.Object, problem string) {
	if repository.str("endpoint") != "" {
		return nil, node.keys(op)
	}
	name, cluster := repository.str("bucket"), kubernetes.ClusterOf(op)
	bucket := op.Find("", name, s3.Bucket)
	switch region := repository.str("region"); {
	case cluster == nil || cluster.Type.Token == kubernetes.ExistingCluster:
		return nil, "Unable to load credentials from any of the providers in the chain: no role of AWS trusts this cluster"
	case bucket == nil && !op.Given(world.Objects+name):
		return nil, "The specified bucket does not exist (Service: S3, Status Code: 404): " + name
	case region == "":
		return nil, "no region is set: requests go to us-east-1, and a network of the stack leads to S3 in its own region alone"
	case bucket != nil && region != bucket.Session.Region, bucket == nil && region != cluster.Session.Region:
		return nil, fmt.Sprintf("The bucket you are attempting to access must be addressed using the specified endpoint (Service: S3, Status Code: 301): %s is not in %s", name, region)
	case node.who.problem != "":
		return nil, node.who.problem
	}
	role := op.Find("arn", node.who.role, iam.Role)
	if role == nil {
		return nil, "Not authorized to perform sts:AssumeRoleWithWebIdentity: there is no role " + node.who.role
	}
	provider, problem := iam.TrustsServiceAccount(op, role, cluster.Str("identities[0].oidcs[0].issuer"), op.Str("namespace"), node.who.account)
	if problem != "" {
		return nil, problem
	}
	arn := "arn:" + world.Partition(cluster.Session.Region) + ":s3:::" + name
	grants, problem := iam.Serves(op, role, iam.Work{Does: snapshots(arn, repository.str("base_path"), repository.is("readonly"))})
	if problem != "" {
		return nil, "Access Denied (Service: S3, Status Code: 403): " + problem
	}
	if _, refused := iam.Serves(op, role, iam.Work{Does: []policy.Request{{Action: "s3:GetObject", Resource: arn + "-of-others/x"}}}); refused == "" {
		op.Violate("helm/snapshots-role-narrow", "role %s, of Elasticsearch's snapshots, reads every bucket of the account", role.ID)
	}
	if bucket != nil {
		needed = append(needed, bucket)
	}
	return append(append(needed, grants...), provider, role), ""
}

// keys says why the keystore has no key of a store, or "".
func (node *elasticsearchNode) keys(op *world.Op) string {
	held := map[string]string{}
	for _, name := range node.who.keystore {
		if secret := kubernetes.Get(op, kubernetes.Secret, op.Str("namespace"), name); secret != nil {
			maps.Copy(held, kubernetes.Data(secret))
		}
	}
	for _, key := range []string{"s3.client.default.access_key", "s3.client.default.secret_key"} {
		if held[key] == "" {
			return "Unable to load credentials from any of the providers in the chain: the keystore has no " + key
		}
	}
	return ""
}

// snapshots is what Elasticsearch asks of S3 for them.
func snapshots(bucket, path string, readOnly bool) []policy.Request {
	objects := bucket + "/" + path + "/index-0"
	out := []policy.Request{{Action: "s3:ListBucket", Resource: bucket}, {Action: "s3:GetObject", Resource: objects}}
	if readOnly {
		return out
	}
	for _, action := range []string{"s3:GetBucketLocation", "s3:ListBucketMultipartUploads"} {
		out = append(out, policy.Request{Action: action, Resource: bucket})
	}
	for _, action := range []string{"s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"} {
		out = append(out, policy.Request{Action: action, Resource: objects})
	}
	return out
}

// saved lets a release of Elasticsearch take its first snapshot: as much as its
// volume holds, in the worst case.
func saved(op *world.Op) error {
	node := planOf(op.Object).serves
	if node == nil {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(node.held.snapshots)) {
		repository := node.held.repositories[node.held.snapshots[name].str("repository")].sub("settings")
		bucket := op.Find("", repository.str("bucket"), s3.Bucket)
		if bucket == nil || repository.str("endpoint") != "" {
			continue
		}
		if _, problem := node.store(op, repository); problem != "" {
			continue // said by needsStore
		}
		var of snapshotted // those of before stay
		if before := snapshotsIn(op, repository); before != nil {
			of = before.Records.(snapshotted)
		}
		if data := dataOf(op); data != nil && !slices.Contains(of, data) {
			of = append(slices.Clone(of), data)
		}
		if err := s3.Write(op, bucket, repository.str("base_path"), "elasticsearch", int(node.volume>>30)); err != nil {
			return err
		}
		op.Find("", bucket.ID+"/"+repository.str("base_path"), s3.Objects).Records = of
	}
	return nil
}
