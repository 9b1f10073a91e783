// The second version of the model is for Grafana's API; files that Grafana's sidecar
// finds are in the first (https://grafana.com/docs/grafana/latest/administration/provisioning/#dashboards).
//
//lint:file-ignore SA1019 the SDK calls the first version deprecated

package dashboards

import (
	"cmp"
	"fmt"

	"github.com/grafana/grafana-foundation-sdk/go/bargauge"
	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/cog/variants"
	"github.com/grafana/grafana-foundation-sdk/go/common"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/prometheus"
	"github.com/grafana/grafana-foundation-sdk/go/stat"
	"github.com/grafana/grafana-foundation-sdk/go/timeseries"
)

// dataSource is the variable by which every panel finds Prometheus.
const dataSource = "datasource"

// Build returns the dashboard in Grafana's own model.
func (d Dashboard) Build() (dashboard.Dashboard, error) {
	builder := dashboard.NewDashboardBuilder(d.Title).
		Uid(d.Name).
		Description(d.About).
		Tags([]string{"eks-elk"}).
		Timezone("browser").
		Refresh("1m").
		Time("now-6h", "now").
		Tooltip(dashboard.DashboardCursorSyncCrosshair).
		WithVariable(dashboard.NewDatasourceVariableBuilder(dataSource).Label("Data source").Type("prometheus")).
		Link(dashboard.NewDashboardLinkBuilder("Other dashboards").Type(dashboard.DashboardLinkTypeDashboards).
			Tags([]string{"eks-elk"}).AsDropdown(true).KeepTime(true))
	for _, row := range d.Rows {
		builder.WithRow(dashboard.NewRowBuilder(row.Title))
		for _, panel := range row.Panels {
			builder.WithPanel(panel)
		}
	}
	built, err := builder.Build()
	if err != nil {
		return built, fmt.Errorf("dashboard %s: %w", d.Name, err)
	}
	for i := range built.Panels { // Grafana takes panels without one for each other
		id := uint32(i + 1)
		if p := built.Panels[i].Panel; p != nil {
			p.Id = &id
		} else {
			built.Panels[i].RowPanel.Id = id
		}
	}
	return built, nil
}

// parts are what the builders of all kinds of panels can do.
type parts[B any] interface {
	Title(string) B
	Description(string) B
	Datasource(common.DataSourceRef) B
	Unit(string) B
	Span(uint32) B
	Height(uint32) B
	Min(float64) B
	Max(float64) B
	Thresholds(cog.Builder[dashboard.ThresholdsConfig]) B
	ColorScheme(cog.Builder[dashboard.FieldColor]) B
	Mappings([]dashboard.ValueMapping) B
	Targets([]cog.Builder[variants.Dataquery]) B
	Build() (dashboard.Panel, error)
}

// Build makes the panel by the builder of its kind.
func (p Panel) Build() (dashboard.Panel, error) {
	switch p.Kind {
	case Now:
		return build(p, stat.NewPanelBuilder().ColorMode(p.colourMode()).GraphMode(common.BigValueGraphModeNone).
			TextMode(p.textMode()).ReduceOptions(newest()))
	case Bars:
		return build(p, bargauge.NewPanelBuilder().Orientation(common.VizOrientationHorizontal).
			DisplayMode(common.BarGaugeDisplayModeBasic).ReduceOptions(newest()))
	default:
		series := timeseries.NewPanelBuilder().LineWidth(1).FillOpacity(10).ShowPoints(common.VisibilityModeNever).
			Legend(common.NewVizLegendOptionsBuilder().DisplayMode(common.LegendDisplayModeList).Placement(common.LegendPlacementBottom).ShowLegend(true)).
			Tooltip(common.NewVizTooltipOptionsBuilder().Mode(common.TooltipDisplayModeMulti).Sort(common.SortOrderDescending))
		if p.Stacked {
			series.FillOpacity(50).Stacking(common.NewStackingConfigBuilder().Mode(common.StackingModeNormal))
		}
		if p.Limits != nil {
			series.ThresholdsStyle(common.NewGraphThresholdsStyleConfigBuilder().Mode(common.GraphThresholdsStyleModeDashed))
		}
		return build(p, series)
	}
}

func build[B parts[B]](p Panel, builder B) (dashboard.Panel, error) {
	prometheusType, variable := "prometheus", "${"+dataSource+"}"
	height := uint32(8)
	if p.Kind == Now {
		height = 4
	}
	builder.Title(p.Title).Description(p.About).Unit(p.Unit).Span(uint32(p.Width)).Height(height).
		Datasource(common.DataSourceRef{Type: &prometheusType, Uid: &variable}).
		ColorScheme(dashboard.NewFieldColorBuilder().Mode(p.colours())).
		Targets(p.targets())
	if p.Limits != nil {
		builder.Thresholds(p.thresholds())
	}
	if p.Texts != nil {
		builder.Mappings(p.mappings())
	}
	if p.Max != 0 {
		builder.Min(0).Max(p.Max)
	}
	return builder.Build()
}

func (p Panel) targets() []cog.Builder[variants.Dataquery] {
	var out []cog.Builder[variants.Dataquery]
	for i, query := range p.Queries {
		q := prometheus.NewDataqueryBuilder().Expr(query.Expr).LegendFormat(query.Legend).RefId(string(rune('A' + i)))
		if p.Kind == Series {
			q.Range()
		} else {
			q.Instant()
		}
		out = append(out, q)
	}
	return out
}

func (p Panel) thresholds() cog.Builder[dashboard.ThresholdsConfig] {
	steps := []dashboard.Threshold{{Color: cmp.Or(p.Below, good)}} // from minus infinity
	for _, limit := range p.Limits {
		steps = append(steps, dashboard.Threshold{Value: &limit.From, Color: limit.Colour})
	}
	return dashboard.NewThresholdsConfigBuilder().Mode(dashboard.ThresholdsModeAbsolute).Steps(steps)
}

func (p Panel) mappings() []dashboard.ValueMapping {
	options := map[string]dashboard.ValueMappingResult{}
	for value, text := range p.Texts {
		options[value] = dashboard.ValueMappingResult{Text: &text.Text, Color: &text.Colour}
	}
	return []dashboard.ValueMapping{{ValueMap: &dashboard.ValueMap{Type: dashboard.MappingTypeValueToText, Options: options}}}
}

// colours: a value has the colour of its limit or its text; a line has one of its own.
func (p Panel) colours() dashboard.FieldColorModeId {
	switch {
	case p.Kind == Series:
		return dashboard.FieldColorModeIdPaletteClassic
	case p.Limits != nil || p.Texts != nil:
		return dashboard.FieldColorModeIdThresholds
	default:
		return dashboard.FieldColorModeIdFixed
	}
}

func (p Panel) colourMode() common.BigValueColorMode {
	if p.Limits == nil && p.Texts == nil {
		return common.BigValueColorModeNone
	}
	return common.BigValueColorModeBackground
}

// textMode: of one series the value is enough.
func (p Panel) textMode() common.BigValueTextMode {
	if len(p.Queries) == 1 && p.Queries[0].Legend == "" {
		return common.BigValueTextModeValue
	}
	return common.BigValueTextModeValueAndName
}

func newest() cog.Builder[common.ReduceDataOptions] {
	return common.NewReduceDataOptionsBuilder().Calcs([]string{"lastNotNull"})
}
