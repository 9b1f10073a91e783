package standin

import (
	"context"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"

	"eks-elk/rehearsal/world"
)

// Diff returns what changed, and whether the service can change it in place.
func (p *Provider) Diff(ctx context.Context, req plugin.DiffRequest) (plugin.DiffResponse, error) {
	k, err := p.world.ResourceType(string(req.Type))
	if err != nil {
		return plugin.DiffResult{}, err
	}
	if err := p.world.Preview(p.call(ctx, string(req.URN), string(req.Type), req.Name, string(req.ID), nil)); err != nil {
		return plugin.DiffResult{}, err
	}
	result := difference(configured(k, p.session(ctx)), req.Name, compareWithState(k, req), req.NewInputs)
	if k.Due != nil {
		if path := k.Due(req.OldOutputs, p.world.Now()); path != "" {
			result.Changes = plugin.DiffSome
			if result.DetailedDiff == nil {
				result.DetailedDiff = map[string]plugin.PropertyDiff{}
			}
			result.DetailedDiff[path] = plugin.PropertyDiff{Kind: plugin.DiffUpdateReplace}
		}
	}
	return result, nil
}

// compareWithState returns the old inputs with what the service answered, where the
// provider compares that with what the program says.
func compareWithState(k *world.ResourceType, req plugin.DiffRequest) resource.PropertyMap {
	whole := resource.NewProperty(req.OldInputs)
	for _, path := range k.FromState {
		_, said := world.Lookup(req.NewInputs, path)
		is, known := world.Lookup(req.OldOutputs, path)
		at, err := resource.ParsePropertyPath(path)
		if !said || !known || err != nil {
			continue
		}
		whole = plainCopy(whole)
		at.Set(whole, is)
	}
	return whole.ObjectValue()
}

// plainCopy copies maps all the way down.
func plainCopy(v resource.PropertyValue) resource.PropertyValue {
	if !v.IsObject() {
		return v
	}
	out := resource.PropertyMap{}
	for key, inner := range v.ObjectValue() {
		out[key] = plainCopy(inner)
	}
	return resource.NewProperty(out)
}

// configured is the kind as a provider with that configuration treats it.
func configured(k *world.ResourceType, s world.Session) *world.ResourceType {
	if k.InPlace == nil {
		return k
	}
	own := *k
	inPlace := k.InPlace(s)
	own.Replace = slices.DeleteFunc(slices.Clone(k.Replace), func(path string) bool { return slices.Contains(inPlace, path) })
	return &own
}

func difference(k *world.ResourceType, logical string, olds, news resource.PropertyMap) plugin.DiffResult {
	changed := olds.Diff(k.Unchanged(olds, news))
	if changed == nil {
		return plugin.DiffResult{Changes: plugin.DiffNone}
	}
	detailed := plugin.NewDetailedDiffFromObjectDiff(changed, true)
	replace := false
	for path, d := range detailed {
		if touches(k.Replace, path) {
			detailed[path] = d.ToReplace()
			replace = true
		}
	}
	result := plugin.DiffResult{Changes: plugin.DiffSome, DetailedDiff: detailed}
	if replace {
		result.DeleteBeforeReplace = k.DeleteFirst || keepsName(k, logical, olds, news)
	}
	return result
}

// keepsName says that old and new would have the same name at the same time,
// which no service allows: the old one goes first.
func keepsName(k *world.ResourceType, logical string, olds, news resource.PropertyMap) bool {
	if k.NameProperty == "" {
		return false
	}
	was, _ := world.Lookup(olds, k.NameProperty)
	is, _ := world.Lookup(news, k.NameProperty)
	name := world.Str(is)
	return name != "" && name == world.Str(was) && !autonamed(logical, name)
}

// touches says that a changed path is, is within, or holds one of the paths.
func touches(paths []string, changed string) bool {
	for _, p := range paths {
		if p == changed || within(changed, p) || within(p, changed) {
			return true
		}
	}
	return false
}

func within(inner, outer string) bool {
	return strings.HasPrefix(inner, outer+".") || strings.HasPrefix(inner, outer+"[")
}
