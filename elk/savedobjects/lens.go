package savedobjects

// layer is the only one of each chart.
const layer = "lines"

// column is a dimension of a chart.
type column map[string]any

func count() column {
	return column{
		"label": "Lines", "dataType": "number", "operationType": "count", "isBucketed": false, "scale": "ratio",
		"sourceField": "___records___", "params": map[string]any{"emptyAsNull": true},
	}
}

func overTime() column {
	return column{
		"label": "@timestamp", "dataType": "date", "operationType": "date_histogram", "isBucketed": true, "scale": "interval",
		"sourceField": "@timestamp", "params": map[string]any{"interval": "auto", "includeEmptyRows": true, "dropPartials": false},
	}
}

// most are the values of a field that most lines have.
func most(field string) column {
	return column{
		"label": field, "dataType": "string", "operationType": "terms", "isBucketed": true, "scale": "ordinal", "sourceField": field,
		"params": map[string]any{
			"size": 10, "orderBy": map[string]any{"type": "column", "columnId": "count"}, "orderDirection": "desc",
			"otherBucket": true, "missingBucket": false, "parentFormat": map[string]any{"id": "terms"},
			"include": []any{}, "exclude": []any{}, "includeIsRegex": false, "excludeIsRegex": false,
		},
	}
}

// OverTime is a chart of how many lines there are, by the values of a field.
func OverTime(id, title, of, query, field string) Object {
	return chart(id, title, of, query, "lnsXY", map[string]any{
		"legend": map[string]any{"isVisible": true, "position": "right"}, "valueLabels": "hide", "preferredSeriesType": "bar_stacked",
		"layers": []any{map[string]any{
			"layerId": layer, "layerType": "data", "seriesType": "bar_stacked", "position": "top", "showGridlines": false,
			"xAccessor": "time", "splitAccessor": "by", "accessors": []string{"count"},
		}},
	}, map[string]column{"by": most(field), "time": overTime(), "count": count()}, "by", "time", "count")
}

// Most is a table of the values of a field that most lines have.
func Most(id, title, of, query, field string) Object {
	return chart(id, title, of, query, "lnsDatatable", map[string]any{
		"layerId": layer, "layerType": "data", "columns": []any{map[string]any{"columnId": "by"}, map[string]any{"columnId": "count"}},
	}, map[string]column{"by": most(field), "count": count()}, "by", "count")
}

func chart(id, title, of, query, visualization string, shown any, columns map[string]column, order ...string) Object {
	return object(lens, id, map[string]any{
		"title": title, "description": "", "visualizationType": visualization,
		"state": map[string]any{
			"visualization": shown, "query": kuery(query), "filters": []any{}, "internalReferences": []any{}, "adHocDataViews": map[string]any{},
			"datasourceStates": map[string]any{"formBased": map[string]any{"layers": map[string]any{layer: map[string]any{
				"columns": columns, "columnOrder": order, "incompleteColumns": map[string]any{}, "sampling": 1,
			}}}},
		},
	}, Reference{"indexpattern-datasource-layer-" + layer, dataView, of})
}
