// Package dashboards is what a person sees of a stack in Grafana: a table of rows,
// panels and queries for each dashboard, built by Grafana's own SDK.
//
// Every metric in a query is one that an exporter of the stack has
// (rehearsal/services/promql/exported), every panel says its unit and what it is
// for, and the data source is a variable of each dashboard.
package dashboards

// Dashboard is a page of Grafana.
type Dashboard struct {
	Name  string // of the ConfigMap; the page's address
	File  string // of the ConfigMap's key
	Title string
	About string // what it answers
	Rows  []Row
}

// Row is a heading and the panels below it.
type Row struct {
	Title  string
	Panels []Panel
}

// Panel is one picture.
type Panel struct {
	Kind    Kind
	Title   string
	About   string // what it shows, and what a bad value means
	Unit    string // of package units
	Width   int    // of 24 columns
	Queries []Query
	Limits  []Limit         // from which a value has another colour; none: no colour means anything
	Below   string          // the colour below the first limit [green]
	Texts   map[string]Text // instead of values
	Max     float64         // of the scale; 0: as high as the values are
	Stacked bool            // series add up
}

// Kind is how a panel shows its values.
type Kind string

// Series are lines over time; Now is the newest value, large; Bars are the newest
// values side by side.
const (
	Series Kind = "timeseries"
	Now    Kind = "stat"
	Bars   Kind = "bargauge"
)

// Query is an expression of Prometheus and the names of its series.
type Query struct{ Expr, Legend string }

// Limit is a value and the colour from there on.
type Limit struct {
	From   float64
	Colour string
}

// Text is shown instead of a value.
type Text struct{ Text, Colour string }

// Colours of limits and texts.
const (
	good = "green"
	warn = "orange"
	bad  = "red"
)

// Widths.
const (
	whole   = 24
	half    = 12
	third   = 8
	quarter = 6
	sixth   = 4
)

// upTo returns limits for a share of something that fills up.
func upTo(warnFrom, badFrom float64) []Limit { return []Limit{{warnFrom, warn}, {badFrom, bad}} }

// none returns limits for something of which there should be none.
func none() []Limit { return []Limit{{1, bad}} }

// upOrDown are the texts of a 1 and a 0.
var upOrDown = map[string]Text{"1": {"up", good}, "0": {"down", bad}}

// Others returns all dashboards but Elasticsearch's. Without prices there are none
// of a month.
func Others(prices *Prices) []Dashboard {
	return []Dashboard{Overview(prices), Pipeline(), Nodes(), ControlPlane()}
}
