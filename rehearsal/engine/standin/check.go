package standin

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"

	"eks-elk/rehearsal/world"
)

// Check fills in what the provider fills in and refuses what it refuses before
// anything is asked of the service.
func (p *Provider) Check(_ context.Context, req plugin.CheckRequest) (plugin.CheckResponse, error) {
	k, err := p.world.ResourceType(string(req.Type))
	if err != nil {
		return plugin.CheckResponse{}, err
	}
	in := req.News.Copy()
	k.Fill(in)
	if err := autoname(k, req, in); err != nil {
		return plugin.CheckResponse{}, err
	}
	return plugin.CheckResponse{Properties: in, Failures: failures(k, in)}, nil
}

func failures(k *world.ResourceType, in resource.PropertyMap) []plugin.CheckFailure {
	var out []plugin.CheckFailure
	for _, path := range k.Required {
		if v, ok := world.Lookup(in, path); !ok || v.IsNull() {
			out = append(out, plugin.CheckFailure{
				Property: resource.PropertyKey(path),
				Reason:   fmt.Sprintf("Missing required argument. The argument %q is required, but no definition was found.", path),
			})
		}
	}
	for _, c := range k.Check {
		if property, problem := c.Test(in); problem != "" {
			out = append(out, plugin.CheckFailure{Property: resource.PropertyKey(property), Reason: problem})
		}
	}
	return out
}

// autoname gives a thing without a name its logical name and seven hex digits,
// the same as long as it lives.
func autoname(k *world.ResourceType, req plugin.CheckRequest, in resource.PropertyMap) error {
	if k.NameProperty == "" {
		return nil
	}
	if v, ok := world.Lookup(in, k.NameProperty); ok && !v.IsNull() {
		return nil
	}
	path, err := resource.ParsePropertyPath(k.NameProperty)
	if err != nil {
		return fmt.Errorf("name property of %s: %w", k.Token, err)
	}
	name, ok := world.Lookup(req.Olds, k.NameProperty)
	if !ok || name.IsNull() {
		sum := sha256.Sum256(append([]byte(req.URN), req.RandomSeed...))
		name = resource.NewProperty(req.Name + "-" + hex.EncodeToString(sum[:])[:7])
	}
	if n := world.Str(name); k.MaxName > 0 && len(n) > k.MaxName {
		return fmt.Errorf("the name %q that would be made for %s is %d characters long; %s allows %d",
			n, req.Name, len(n), k.Service, k.MaxName)
	}
	whole := resource.NewProperty(in)
	path.Set(whole, name)
	return nil
}

// autonamed tells whether a name is one that autoname made.
func autonamed(logical, name string) bool {
	return regexp.MustCompile(`^` + regexp.QuoteMeta(logical) + `-[0-9a-f]{7}$`).MatchString(name)
}
