// Package policies hands out the policies of the roles that CI works with, so that
// the program that makes the roles, the doctor who has them simulated and a reader
// have them from one place. It imports nothing of Pulumi.
package policies

import (
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

//go:embed *.json
var files embed.FS

// Place is what stands in a policy in place of its samples. An empty field leaves
// the sample.
type Place struct {
	Account   string // twelve digits
	Region    string
	Partition string // aws
	Bucket    string // name of the state's bucket
	Key       string // ID of the key of its secrets
	Clusters  string // how the names of clusters begin

	Owner, OwnerID, Repository, RepositoryID string // on GitHub
	Subject                                  string // the end of a token's, such as pull_request
}

// Fill returns the policy of a file for a place.
func (p Place) Fill(file string) string {
	text, err := files.ReadFile(file)
	if err != nil {
		panic(fmt.Sprintf("bootstrap/policies has no %s", file)) // a mistake of ours
	}
	var pairs []string
	for _, sample := range []struct{ before, of, after, is string }{
		{"", "ACCOUNT", "", p.Account}, {"", "eu-central-1", "", p.Region}, {"arn:", "aws", ":", p.Partition}, {"", "BUCKET", "", p.Bucket}, {"", "KEY_ID", "", p.Key},
		{"", "OWNER_ID", "", p.OwnerID}, {"", "OWNER", "", p.Owner}, // the longer of two first
		{"", "REPOSITORY_ID", "", p.RepositoryID}, {"", "REPOSITORY", "", p.Repository}, {"", "SUBJECT", "", p.Subject},
		{"/", "eks-elk-", "*", p.Clusters},
	} {
		if sample.is != "" {
			pairs = append(pairs, sample.before+sample.of+sample.after, sample.before+sample.is+sample.after)
		}
	}
	return strings.NewReplacer(pairs...).Replace(string(text))
}

// Features are what a stack may have for which the deploy role needs more.
type Features struct{ FlowLogs, SNS, Backups bool }

// Deploy returns the files with what the deploy role may do to a stack.
func Deploy(of Features) []string {
	out := []string{"deploy.json"}
	for _, more := range []struct {
		needed bool
		file   string
	}{
		{of.FlowLogs, "deploy-flow-logs.json"}, {of.SNS, "deploy-sns.json"}, {of.Backups, "deploy-backups.json"},
	} {
		if more.needed {
			out = append(out, more.file)
		}
	}
	return out
}

// document is a policy, as far as Reads looks at it.
type document struct {
	Version   string
	Statement []map[string]any
}

// Reads returns what policies allow together that only reads: of their actions those
// that begin with Describe, Get or List, on the resources of their statements.
func Reads(texts ...string) string {
	out := document{Version: "2012-10-17"}
	for _, text := range texts {
		var d document
		if err := json.Unmarshal([]byte(text), &d); err != nil {
			panic(fmt.Sprintf("a policy of bootstrap/policies: %v", err)) // a mistake of ours
		}
		for _, s := range d.Statement {
			if s["Action"] = reading(s["Action"]); s["Effect"] == "Allow" && len(s["Action"].([]string)) > 0 {
				out.Statement = append(out.Statement, s)
			}
		}
	}
	text, err := json.Marshal(out)
	if err != nil {
		panic(fmt.Sprintf("a policy of bootstrap/policies: %v", err))
	}
	return string(text)
}

// reading are those of a statement's actions that change nothing.
func reading(actions any) []string {
	list, isList := actions.([]any)
	if !isList {
		list = []any{actions}
	}
	var out []string
	for _, a := range list {
		_, verb, _ := strings.Cut(fmt.Sprint(a), ":")
		if slices.ContainsFunc([]string{"Describe", "Get", "List"}, func(v string) bool { return strings.HasPrefix(verb, v) }) {
			out = append(out, fmt.Sprint(a))
		}
	}
	return out
}
