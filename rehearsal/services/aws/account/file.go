package account

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/netip"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"eks-elk/rehearsal/services/iam/policy"
	"eks-elk/rehearsal/world"
)

// file is an account as a person writes it down; docs/rehearsal.md has its form.
type file struct {
	Like       string `yaml:"like"`
	ID         string `yaml:"id"`
	who        `yaml:",inline"`
	Later      *who           `yaml:"later"`
	Previews   *who           `yaml:"previews"`
	Regions    []string       `yaml:"regions"`
	Quotas     map[string]int `yaml:"quotas"`
	Given      []string       `yaml:"given"`
	Bucket     string         `yaml:"bucket"`
	SecretsKey string         `yaml:"secretsKey"`
}

// who is somebody who asks.
type who struct {
	Caller   string   `yaml:"caller"`
	Policies []string `yaml:"policies"`
	Boundary string   `yaml:"boundary"`
	Address  string   `yaml:"address"`
}

var (
	twelve  = regexp.MustCompile(`^\d{12}$`)
	userARN = regexp.MustCompile(`^arn:aws[a-z-]*:iam::\d{12}:(role|user)/\S+$`)
	slr     = regexp.MustCompile(`^[a-z-]+\.amazonaws\.com$`)
)

// Named returns the account new or old, or that of a file.
func Named(name string) (*Account, error) {
	switch name {
	case "", "old":
		return Old(), nil
	case "new":
		return New(), nil
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("-account %s is no file; it may be new, old or a file (docs/rehearsal.md)", name)
	}
	var f file
	d := yaml.NewDecoder(bytes.NewReader(text))
	d.KnownFields(true)
	if err := d.Decode(&f); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("-account %s: %s", name, plain(err))
	}
	a, err := f.account(filepath.Dir(name))
	if err != nil {
		return nil, fmt.Errorf("-account %s: %w", name, err)
	}
	return a, nil
}

// plain is a YAML error as one sentence.
func plain(err error) string {
	lines := strings.Split(strings.TrimPrefix(err.Error(), "yaml: "), "\n")
	return strings.TrimSpace(strings.NewReplacer(" in type account.file", "; keys are like, id, caller, policies, boundary, address, later, "+
		"previews, regions, quotas, given, bucket and secretsKey", " in type account.who", "; keys are caller, policies, boundary and address").
		Replace(lines[len(lines)-1]))
}

func (f file) account(dir string) (*Account, error) {
	a := Old()
	switch f.Like {
	case "", "old":
	case "new":
		a = New()
	default:
		return nil, fmt.Errorf("like is %q; it may be new or old", f.Like)
	}
	if f.ID != "" {
		if !twelve.MatchString(f.ID) {
			return nil, fmt.Errorf("id is %q; it may be twelve digits in quotes", f.ID)
		}
		a.ID = f.ID
	}
	for _, r := range f.Regions {
		if !slices.Contains(optIn, r) {
			return nil, fmt.Errorf("regions has %q; those that are opted in to are %s", r, strings.Join(optIn, ", "))
		}
	}
	if f.Regions != nil {
		a.regions = f.Regions
	}
	for code, n := range f.Quotas {
		if _, known := a.quotas[code]; !known || n < 0 {
			return nil, fmt.Errorf("quotas has %s: %d; codes are %s, a quota is a whole number of at least 0", code, n,
				strings.Join(slices.Sorted(maps.Keys(a.quotas)), ", "))
		}
		a.quotas[code] = n
	}
	for _, g := range f.Given {
		if g != world.DefaultVPC && g != world.GuardDuty && !slr.MatchString(g) && !named(g) {
			return nil, fmt.Errorf("given has %q; it may be %s, %s, %sNAME, %sBUCKET, %sADDRESS, or a service with a service-linked role, such as eks.amazonaws.com",
				g, world.DefaultVPC, world.GuardDuty, world.LogGroup, world.Objects, world.Identities)
		}
	}
	if f.Given != nil {
		a.given = f.Given
	}
	a.bucket, a.secretsKey = f.Bucket, f.SecretsKey
	if (a.bucket == "") != (a.secretsKey == "") {
		return nil, errors.New("bucket and secretsKey go together: the ARNs of the state's bucket and of the key of its secrets")
	}
	var err error
	samples := f.samples(a.ID)
	if a.first, err = f.read(a.ID, dir, samples); err != nil {
		return nil, err
	}
	for _, other := range []struct {
		key  string
		who  *who
		into **caller
	}{{"later", f.Later, &a.later}, {"previews", f.Previews, &a.previews}} {
		if other.who == nil {
			continue
		}
		if *other.into, err = other.who.read(a.ID, dir, samples); err != nil {
			return nil, fmt.Errorf("%s: %w", other.key, err)
		}
	}
	a.now = a.first
	return a, nil
}

// named tells whether a given thing is of a kind that has a name, and has one.
func named(thing string) bool {
	return slices.ContainsFunc([]string{world.LogGroup, world.Objects, world.Identities}, func(kind string) bool {
		return strings.HasPrefix(thing, kind) && thing != kind
	})
}

// samples are replaced in the policies of bootstrap/policies by what the account has.
func (f file) samples(id string) *strings.Replacer {
	pairs := []string{"ACCOUNT", id}
	if f.Bucket != "" {
		pairs = append(pairs, "BUCKET", path.Base(strings.ReplaceAll(f.Bucket, ":", "/")), "KEY_ID", path.Base(f.SecretsKey))
	}
	return strings.NewReplacer(pairs...)
}

// read returns somebody, with the policies, whose files are named from the account's.
func (f who) read(id, dir string, samples *strings.Replacer) (*caller, error) {
	c := administrator(id)
	if f.Caller != "" {
		if !userARN.MatchString(f.Caller) {
			return nil, fmt.Errorf("caller is %q; it may be the ARN of a role or a user of IAM", f.Caller)
		}
		c.arn = f.Caller
	}
	var err error
	if f.Address != "" {
		if c.address, err = netip.ParseAddr(f.Address); err != nil {
			return nil, fmt.Errorf("address is %q; it may be one IP address, such as 198.51.100.7", f.Address)
		}
	}
	if f.Policies != nil {
		c.may.Identity = nil
	}
	for _, name := range f.Policies {
		d, err := document(dir, "policies", name, samples)
		if err != nil {
			return nil, err
		}
		c.may.Identity = append(c.may.Identity, d)
	}
	if f.Boundary != "" {
		c.may.Boundary, err = document(dir, "boundary", f.Boundary, samples)
	}
	return c, err
}

func document(dir, key, name string, samples *strings.Replacer) (*policy.Document, error) {
	if name == "AdministratorAccess" {
		return policy.Permit("*"), nil
	}
	text, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		return nil, fmt.Errorf("%s has %q; it may be AdministratorAccess or the path of a policy document, from this file", key, name)
	}
	d, err := policy.Permissions(samples.Replace(string(text)))
	if err != nil {
		return nil, fmt.Errorf("%s has %q, which is no policy: %w", key, name, err)
	}
	return d, nil
}
