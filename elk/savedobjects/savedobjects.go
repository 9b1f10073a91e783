// Package savedobjects writes what Kibana imports: data views, searches, charts and
// dashboards as typed values, one JSON document a line
// (https://www.elastic.co/guide/en/kibana/8.19/saved-objects-api-import.html).
package savedobjects

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Object is one saved object. Its id is fixed, so that an import over an older one
// replaces it.
type Object struct {
	Type       string      `json:"type"`
	ID         string      `json:"id"`
	Attributes any         `json:"attributes"`
	References []Reference `json:"references"`
	// The versions of the forms that are written here. Without them Kibana takes an
	// object for one of version 6 and changes it accordingly; it does bring these
	// forms up to its own (kibana packages/core/saved-objects document_migrator).
	CoreVersion string `json:"coreMigrationVersion"`
	TypeVersion string `json:"typeMigrationVersion"`
	// Managed objects can be looked at, and copied, but not changed in Kibana: the
	// next import would undo it.
	Managed bool `json:"managed"`
}

// Reference is another object that an object needs.
type Reference struct {
	Name string `json:"name"`
	Type string `json:"type"`
	ID   string `json:"id"`
}

// Types, with the version of the form in which they are written here.
const (
	dataView  = "index-pattern"
	search    = "search"
	lens      = "lens"
	dashboard = "dashboard"

	coreVersion = "8.8.0"
)

var typeVersions = map[string]string{dataView: "8.0.0", search: "8.0.0", lens: "8.9.0", dashboard: "8.9.0"}

func object(typ, id string, attributes any, references ...Reference) Object {
	if references == nil {
		references = []Reference{}
	}
	return Object{
		Type: typ, ID: id, Attributes: attributes, References: references,
		CoreVersion: coreVersion, TypeVersion: typeVersions[typ], Managed: true,
	}
}

// Lines returns the objects as an import takes them.
func Lines(objects []Object) (string, error) {
	var text strings.Builder
	for _, o := range objects {
		line, err := json.Marshal(o)
		if err != nil {
			return "", fmt.Errorf("write %s %s: %w", o.Type, o.ID, err)
		}
		text.Write(line)
		text.WriteByte('\n')
	}
	return text.String(), nil
}

// DataView names the indices of a pattern, sorted by the time in @timestamp.
func DataView(id, name, pattern string) Object {
	return object(dataView, id, map[string]any{"title": pattern, "name": name, "timeFieldName": "@timestamp"})
}

// Search is a page of Discover: a query in Kibana's language over a data view, with
// some fields as columns, newest first.
func Search(id, title, description, of, query string, columns ...string) Object {
	const index = "kibanaSavedObjectMeta.searchSourceJSON.index"
	return object(search, id, map[string]any{
		"title": title, "description": description, "columns": columns,
		"sort": [][]string{{"@timestamp", "desc"}}, "grid": map[string]any{}, "hideChart": false, "isTextBasedQuery": false,
		"kibanaSavedObjectMeta": map[string]any{"searchSourceJSON": text(map[string]any{
			"query": kuery(query), "filter": []any{}, "indexRefName": index,
		})},
	}, Reference{index, dataView, of})
}

func kuery(query string) map[string]any { return map[string]any{"query": query, "language": "kuery"} }

// text is JSON within JSON.
func text(value any) string {
	out, err := json.Marshal(value)
	if err != nil {
		panic(err) // of maps and strings alone
	}
	return string(out)
}

// Panel is a place of a dashboard, of 48 columns, and what is there.
type Panel struct {
	Object
	X, Y, Width, Height int
}

// Dashboard shows searches and charts.
func Dashboard(id, title, description string, panels []Panel) Object {
	var places []any
	var references []Reference
	for i, p := range panels {
		index := fmt.Sprint(i + 1)
		name := "panel_" + index
		places = append(places, map[string]any{
			"type": p.Type, "panelIndex": index, "panelRefName": name, "embeddableConfig": map[string]any{"enhancements": map[string]any{}},
			"gridData": map[string]any{"x": p.X, "y": p.Y, "w": p.Width, "h": p.Height, "i": index},
		})
		references = append(references, Reference{index + ":" + name, p.Type, p.ID})
	}
	return object(dashboard, id, map[string]any{
		"title": title, "description": description, "version": 1,
		"timeRestore": true, "timeFrom": "now-24h", "timeTo": "now", "refreshInterval": map[string]any{"pause": true, "value": 60000},
		"optionsJSON": text(map[string]any{"useMargins": true, "syncColors": false, "syncCursor": true, "syncTooltips": false, "hidePanelTitles": false}),
		"panelsJSON":  text(places),
		"kibanaSavedObjectMeta": map[string]any{"searchSourceJSON": text(map[string]any{
			"query": kuery(""), "filter": []any{},
		})},
	}, references...)
}
