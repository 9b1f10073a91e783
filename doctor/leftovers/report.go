package leftovers

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"eks-elk/doctor/account"
)

// Report is what -json prints.
type Report struct {
	Stack   string `json:"stack"`
	Account string `json:"account"`
	Caller  string `json:"caller"` // ARN
	Region  string `json:"region"`
	OK      bool   `json:"ok"` // everything was asked, and nothing is left
	// Living is the status of the cluster of a stack that is up.
	Living   string    `json:"living,omitempty"`
	USD      *float64  `json:"monthlyUSD"` // null: not all prices are known
	Things   []Thing   `json:"things"`
	NotAsked []Unasked `json:"notAsked"`
}

// NewReport sums up what was found.
func NewReport(stack string, in *account.Account, found Found) Report {
	r := Report{
		Stack: stack, Account: in.Caller.Account, Caller: in.Caller.ARN, Region: in.Region, Living: found.Living,
		Things: append([]Thing{}, found.Things...), NotAsked: append([]Unasked{}, found.Unasked...),
	}
	r.OK = r.Living == "" && r.Staying() == 0 && len(r.NotAsked) == 0
	if sum, unknown := r.sum(); unknown == 0 {
		r.USD = &sum
	}
	return r
}

// Staying counts what does not go by itself.
func (r Report) Staying() int {
	n := 0
	for _, t := range r.Things {
		if t.Stays() {
			n++
		}
	}
	return n
}

// sum adds up what is known, and counts the things whose price is not.
func (r Report) sum() (usd float64, unknown int) {
	for _, t := range r.Things {
		if t.USD == nil {
			unknown++
			continue
		}
		usd += *t.USD
	}
	return usd, unknown
}

// Month is what a month costs.
func (r Report) Month() string {
	sum, unknown := r.sum()
	switch {
	case unknown == 1:
		return fmt.Sprintf("at least %.2f USD a month, without one thing whose price is not known here", sum)
	case unknown > 0:
		return fmt.Sprintf("at least %.2f USD a month, without %d things whose price is not known here", sum, unknown)
	}
	return fmt.Sprintf("%.2f USD a month", sum)
}

// JSON writes the report for programs.
func (r Report) JSON(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(r)
}

// Table writes the report for people, and below it the commands, so that they can
// be copied. The things of a stack that is up are not listed.
func (r Report) Table(w io.Writer) {
	where := fmt.Sprintf("account %s, %s", r.Account, r.Region)
	switch {
	case r.Living != "":
		fmt.Fprintf(w, "Stack %s is up in %s: its cluster is %s. What belongs to it is in use, and no leftover: %d things, %s\n",
			r.Stack, where, r.Living, len(r.Things), r.Month())
	case len(r.Things) == 0:
		fmt.Fprintf(w, "Nothing of stack %s was found in %s.\n", r.Stack, where)
	default:
		r.things(w, where)
	}
	for _, u := range r.NotAsked {
		fmt.Fprintf(w, "\nNOT ASKED: %s: %s\n", u.What, u.Why)
	}
}

func (r Report) things(w io.Writer, where string) {
	t := table.NewWriter()
	t.SetOutputMirror(w)
	t.SetStyle(table.StyleLight)
	t.Style().Title.Align = text.AlignLeft
	t.SetTitle("%s in %s", r.Stack, where)
	t.AppendHeader(table.Row{"left", "which", "USD a month", "found by"})
	t.SetColumnConfigs([]table.ColumnConfig{
		{Number: 2, WidthMax: 60, WidthMaxEnforcer: text.WrapHard}, {Number: 3, Align: text.AlignRight},
		{Number: 4, WidthMax: 44, WidthMaxEnforcer: text.WrapSoft},
	})
	for _, thing := range r.Things {
		usd := "unknown"
		if thing.USD != nil {
			usd = fmt.Sprintf("%.2f", *thing.USD)
		}
		which := thing.ID
		if arn := strings.SplitN(which, ":", 6); len(arn) == 6 && arn[0] == "arn" {
			which = arn[5]
		}
		if thing.Name != "" && thing.Name != thing.ID {
			which += " (" + thing.Name + ")"
		}
		t.AppendRow(table.Row{thing.Kind, which, usd, strings.Join(thing.remarks(), "; ")})
	}
	t.Render()
	if !slices.ContainsFunc(r.Things, func(t Thing) bool { return t.Command != "" }) {
		return
	}
	io.WriteString(w, "\nTo delete them, when you have looked at each, in this order:\n\n")
	for _, thing := range r.Things {
		if thing.Command != "" {
			io.WriteString(w, "  "+strings.ReplaceAll(thing.Command, " && ", " &&\n    ")+"\n")
		}
	}
}

// remarks are what is to be known of a thing beside its price.
func (t Thing) remarks() []string {
	all := []string{t.Because}
	if t.With != "" {
		all = append(all, "goes with "+t.With)
	}
	for _, remark := range []string{t.Leaving, t.Note} {
		if remark != "" {
			all = append(all, remark)
		}
	}
	return all
}
