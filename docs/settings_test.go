package docs_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"eks-elk/settings"
)

const settingsFile = "docs/settings.md"

// What the keys of every workload and of every chart have in common is in one
// table; what differs is in a second one. A workload has a request for memory,
// a chart has a repository.
var (
	workloads = alike{"workload", "memory", []string{"cpu", "memory", "cpuLimit", "memoryLimit", "heap", "storage"}}
	charts    = alike{"chart", "repository", []string{"version", "repository"}}
)

func TestTablesOfSettingsAreGenerated(t *testing.T) {
	groups := map[string][]settings.Key{}
	for _, key := range settings.Reference() {
		if group, name, ok := strings.Cut(key.Path, ".<name>."); ok {
			sameAsNodes(t, group, name)
			continue
		}
		part, _ := split(key.Path)
		switch {
		case workloads.has(part):
			part = "workloads"
		case charts.has(part):
			part = "chart keys"
		default:
			part = strings.TrimPrefix(part, "eks-elk:")
		}
		groups[part] = append(groups[part], key)
	}
	for _, part := range slices.Sorted(maps.Keys(groups)) {
		table := keyTable(groups[part])
		switch part {
		case "workloads":
			table = workloads.table(groups[part])
			hold(t, settingsFile, "workload defaults", workloads.defaults(groups[part]))
		case "chart keys":
			table = charts.table(groups[part])
			hold(t, settingsFile, "chart defaults", charts.defaults(groups[part]))
		}
		hold(t, settingsFile, part, table)
	}
}

// sameAsNodes holds the sentence that a named group takes the keys of
// eks-elk:nodes and falls back to them.
func sameAsNodes(t *testing.T, group, name string) {
	t.Helper()
	if group != "eks-elk:nodeGroups" || !known("eks-elk:nodes."+name) {
		t.Errorf("%s has no place for %s.<name>.%s", settingsFile, group, name)
	}
}

func known(path string) bool {
	return slices.ContainsFunc(settings.Reference(), func(k settings.Key) bool { return k.Path == path })
}

func keyTable(keys []settings.Key) string {
	var out strings.Builder
	out.WriteString("| setting | default | allowed values | meaning |\n|---|---|---|---|\n")
	for _, key := range keys {
		fmt.Fprintf(&out, "| `%s` | %s | %s | %s |\n", key.Path, defaultCell(key.Default), cell(key.Allowed), cell(key.Meaning))
	}
	return out.String()
}

// alike is a kind of group that occurs several times with the same keys.
type alike struct {
	name string
	mark string   // the key by which a group is known to be of this kind
	keys []string // in the order of the columns
}

func (a alike) has(group string) bool { return known(group + "." + a.mark) }

// table explains each key once, or once for the groups that agree on it.
func (a alike) table(keys []settings.Key) string {
	var out strings.Builder
	out.WriteString("| key | allowed values | meaning |\n|---|---|---|\n")
	for _, name := range a.keys {
		var rows []string
		groups := map[string][]string{}
		for _, key := range keys {
			group, last := split(key.Path)
			if last != name {
				continue
			}
			allowed, meaning := general(key)
			row := fmt.Sprintf("| %s | %s |\n", cell(allowed), cell(meaning))
			if !slices.Contains(rows, row) {
				rows = append(rows, row)
			}
			groups[row] = append(groups[row], "`"+group[strings.LastIndex(group, ".")+1:]+"`")
		}
		for _, row := range rows {
			of := ""
			if len(rows) > 1 {
				of = " of " + strings.Join(groups[row], ", ")
			}
			fmt.Fprintf(&out, "| `%s`%s %s", name, of, row)
		}
	}
	return out.String()
}

// general is what a key allows and means, whichever workload or chart it is of.
func general(key settings.Key) (allowed, meaning string) {
	if before, after, found := strings.Cut(key.Meaning, " chart "); found {
		name, rest, _ := strings.Cut(after, " ")
		allowed = strings.ReplaceAll(strings.TrimSuffix(key.Allowed, " such as "+key.Default), "/"+name, "/CHART")
		return allowed, strings.TrimSpace(before + " the chart " + rest)
	}
	if _, after, found := strings.Cut(key.Meaning, ": "); found {
		return key.Allowed, after
	}
	return key.Allowed, key.Meaning
}

// defaults has a line for each group and a column for each key.
func (a alike) defaults(keys []settings.Key) string {
	var groups []string
	values := map[string]string{}
	for _, key := range keys {
		values[key.Path] = defaultCell(key.Default)
		if group, _ := split(key.Path); !slices.Contains(groups, group) {
			groups = append(groups, group)
		}
	}
	var out strings.Builder
	fmt.Fprintf(&out, "| %s |", a.name)
	for _, name := range a.keys {
		fmt.Fprintf(&out, " `%s` |", name)
	}
	out.WriteString("\n|" + strings.Repeat("---|", len(a.keys)+1) + "\n")
	for _, group := range groups {
		fmt.Fprintf(&out, "| `%s` |", group)
		for _, name := range a.keys {
			fmt.Fprintf(&out, " %s |", values[group+"."+name])
		}
		out.WriteString("\n")
	}
	return out.String()
}

// split parts a setting's path into its group and its key.
func split(path string) (group, key string) {
	at := strings.LastIndexAny(path, ".:")
	return path[:at], path[at+1:]
}

func defaultCell(value string) string {
	if value == "" {
		return "–"
	}
	return "`" + strings.ReplaceAll(value, "|", `\|`) + "`"
}

// cell keeps a sentence from ending its cell or from being read as HTML.
func cell(text string) string {
	return strings.NewReplacer("|", `\|`, "<", "&lt;", "\n", " ").Replace(text)
}
