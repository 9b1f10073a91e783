package docs_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"eks-elk/settings"
)

const settingsFile = "docs/settings.md"

// Groups of a kind have the same keys: one part of the document explains each
// key, a second one has the groups' defaults. A group with the key is of the kind.
var kinds = []struct{ kind, key string }{{"workload", "memory"}, {"chart", "repository"}}

// receivers is the group of who hears of alerts.
const receivers = "eks-elk:monitoring.alerts"

func TestTablesOfSettingsAreGenerated(t *testing.T) {
	groups := map[string][]settings.Key{}
	kindOf := map[string]string{}
	var order []string
	for _, key := range settings.Reference() {
		group, name := split(key.Path)
		if strings.HasPrefix(group, "aws:") {
			group = "aws" // the provider's own settings, in one table
		}
		if strings.HasPrefix(group, receivers) {
			group = receivers // the ways by which alerts are sent, too
		}
		if groups[group] == nil {
			order = append(order, group)
		}
		groups[group] = append(groups[group], key)
		for _, k := range kinds {
			if name == k.key {
				kindOf[group] = k.kind
			}
		}
	}
	same := map[string][]settings.Key{}
	for _, group := range order {
		switch kind := kindOf[group]; {
		case kind != "":
			same[kind] = append(same[kind], groups[group]...)
		case group == "eks-elk:nodeGroups.<name>":
			sameAs(t, groups[group], groups["eks-elk:nodes"])
		default:
			rows := [][]string{{"setting", "default", "allowed values", "meaning"}}
			for _, key := range groups[group] {
				rows = append(rows, []string{"`" + key.Path + "`", defaultCell(key.Default), key.Allowed, key.Meaning})
			}
			hold(t, settingsFile, strings.TrimPrefix(group, "eks-elk:"), table(rows))
		}
	}
	for kind, keys := range same {
		hold(t, settingsFile, kind+" keys", table(explained(keys)))
		hold(t, settingsFile, kind+" defaults", table(defaults(kind, keys)))
	}
}

func TestTheTableOfTheBootstrapsSettingsIsGenerated(t *testing.T) {
	rows := [][]string{{"setting", "default", "allowed values", "meaning"}}
	for _, key := range settings.BootstrapReference() {
		if strings.HasPrefix(key.Path, settings.BootstrapNamespace+":") { // aws: is the stacks' own
			rows = append(rows, []string{"`" + key.Path + "`", defaultCell(key.Default), key.Allowed, key.Meaning})
		}
	}
	hold(t, "docs/ci.md", "bootstrap settings", table(rows))
}

// An error that is quoted is found by the search of the person who has it.
func TestQuotedErrorsOfSettingsAreThoseThatArePrinted(t *testing.T) {
	values := regexp.MustCompile(`"[^"]*"|; allowed:.*`)
	var printed []string
	for line := range strings.Lines(read(t, "settings/testdata/stackfiles.golden").text) {
		printed = append(printed, values.ReplaceAllString(strings.TrimSpace(line), ""))
	}
	for _, d := range documents(t) {
		for _, text := range d.inline() {
			if path, _, found := strings.Cut(text, " is "); !found || !strings.HasPrefix(path, "eks-elk:") {
				continue
			}
			if !slices.Contains(printed, values.ReplaceAllString(text, "")) {
				t.Errorf("%s quotes %q, which is none of the errors in settings/testdata/stackfiles.golden", d.path, text)
			}
		}
	}
}

// sameAs holds the sentence that a named group takes the keys of eks-elk:nodes.
func sameAs(t *testing.T, named, nodes []settings.Key) {
	t.Helper()
	for n, key := range named {
		if _, name := split(key.Path); n >= len(nodes) || nodes[n].Path != "eks-elk:nodes."+name {
			t.Errorf("%s has no place for %s", settingsFile, key.Path)
		}
	}
}

// explained has a row for each key, or one for the groups that agree on it.
func explained(keys []settings.Key) [][]string {
	rows := [][]string{{"key", "allowed values", "meaning"}}
	for _, name := range names(keys) {
		groups := map[string][]string{}
		var variants [][]string
		for _, key := range keys {
			group, last := split(key.Path)
			if last != name {
				continue
			}
			allowed, meaning := general(key)
			if groups[allowed+meaning] == nil {
				variants = append(variants, []string{"`" + name + "`", allowed, meaning})
			}
			groups[allowed+meaning] = append(groups[allowed+meaning], "`"+group[strings.LastIndex(group, ".")+1:]+"`")
		}
		for _, row := range variants {
			if len(variants) > 1 {
				row[0] += " of " + strings.Join(groups[row[1]+row[2]], ", ")
			}
			rows = append(rows, row)
		}
	}
	return rows
}

// general is what a key allows and means, whichever workload or chart it is of.
func general(key settings.Key) (allowed, meaning string) {
	if before, after, found := strings.Cut(key.Meaning, " chart "); found {
		name, rest, _ := strings.Cut(after, " ")
		allowed = strings.ReplaceAll(strings.TrimSuffix(key.Allowed, " such as "+key.Default), "/"+name, "/CHART")
		return allowed, strings.TrimSpace(before + " the chart " + rest)
	}
	_, meaning, _ = strings.Cut(key.Meaning, ": ")
	return key.Allowed, meaning
}

// defaults has a row for each group and a column for each key.
func defaults(kind string, keys []settings.Key) [][]string {
	rows := [][]string{{kind}}
	columns := names(keys)
	for _, name := range columns {
		rows[0] = append(rows[0], "`"+name+"`")
	}
	for _, key := range keys {
		group, name := split(key.Path)
		if last := rows[len(rows)-1]; last[0] != "`"+group+"`" {
			rows = append(rows, append([]string{"`" + group + "`"}, make([]string, len(columns))...))
		}
		rows[len(rows)-1][1+slices.Index(columns, name)] = defaultCell(key.Default)
	}
	return rows
}

// names returns the last levels of the keys' paths, each once.
func names(keys []settings.Key) []string {
	var out []string
	for _, key := range keys {
		if _, name := split(key.Path); !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
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
	return "`" + value + "`"
}
