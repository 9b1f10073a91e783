package docs_test

import (
	"fmt"
	"strings"
	"testing"

	"eks-elk/settings"
)

func TestTableOfSettingsIsWhatTheCodeAccepts(t *testing.T) {
	hold(t, readme(t), "settings", settingsTable())
}

func settingsTable() string {
	var out strings.Builder
	out.WriteString("| setting | default | it may be | meaning |\n|---|---|---|---|\n")
	for _, key := range settings.Reference() {
		fmt.Fprintf(&out, "| `%s` | %s | %s | %s |\n", key.Path, defaultCell(key.Default), cell(key.Allowed), cell(key.Meaning))
	}
	return out.String()
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
