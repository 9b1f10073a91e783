package main

import (
	"fmt"
	"slices"
	"strings"
	"text/template/parse"

	"helm.sh/helm/v3/pkg/chart"
)

// uses are the values that templates read, as dotted paths; true where one is
// passed on as a whole, with whatever is below it.
type uses map[string]bool

// passesOn are the functions that write a structure out as it is.
var passesOn = []string{"toYaml", "toJson", "tpl", "merge", "mergeOverwrite", "omit", "pick"}

func usesOf(c *chart.Chart) (uses, error) {
	out := uses{}
	for _, file := range c.Templates {
		tree := parse.New(file.Name)
		tree.Mode = parse.SkipFuncCheck // the functions are Helm's and sprig's
		all := map[string]*parse.Tree{}
		if _, err := tree.Parse(string(file.Data), "", "", all); err != nil {
			return nil, fmt.Errorf("chart %s: %w", c.Name(), err)
		}
		for _, each := range all {
			out.list(each.Root, nil)
		}
	}
	return out, nil
}

// list reads what is between two actions. dot is the path of ".", nil where it
// is not a value.
func (u uses) list(list *parse.ListNode, dot []string) {
	if list == nil {
		return
	}
	for _, node := range list.Nodes {
		switch n := node.(type) {
		case *parse.ActionNode:
			u.node(n.Pipe, dot, false)
		case *parse.TemplateNode:
			u.node(n.Pipe, dot, false)
		case *parse.IfNode:
			u.node(n.Pipe, dot, false)
			u.list(n.List, dot)
			u.list(n.ElseList, dot)
		case *parse.WithNode:
			u.node(n.Pipe, dot, false)
			u.list(n.List, valuePath(n.Pipe, dot))
			u.list(n.ElseList, dot)
		case *parse.RangeNode:
			u.node(n.Pipe, dot, true)
			u.list(n.List, nil)
			u.list(n.ElseList, dot)
		}
	}
}

// node notes the paths in an expression. whole says that its value is passed on
// as it is.
func (u uses) node(node parse.Node, dot []string, whole bool) {
	if at := valuePath(node, dot); at != nil {
		key := strings.Join(at, ".")
		u[key] = u[key] || whole
		return
	}
	switch n := node.(type) {
	case *parse.PipeNode:
		if n == nil { // of a template without an argument
			return
		}
		// What a command yields is an argument of those after it.
		for _, command := range slices.Backward(n.Cmds) {
			if f, ok := command.Args[0].(*parse.IdentifierNode); ok && slices.Contains(passesOn, f.Ident) {
				whole = true
			}
			u.node(command, dot, whole)
		}
	case *parse.CommandNode:
		for _, argument := range n.Args {
			u.node(argument, dot, whole)
		}
	case *parse.ChainNode:
		u.node(n.Node, dot, whole)
	}
}

// valuePath returns the path of the value that an expression is, or nil.
func valuePath(node parse.Node, dot []string) []string {
	switch n := node.(type) {
	case *parse.DotNode:
		return dot
	case *parse.FieldNode:
		return field(n.Ident, dot)
	case *parse.VariableNode:
		return field(n.Ident, nil)
	case *parse.ChainNode: // (index .Values "a").b
		if at := valuePath(n.Node, dot); at != nil {
			return append(slices.Clone(at), n.Field...)
		}
	case *parse.PipeNode:
		if n != nil && len(n.Cmds) == 1 {
			return valuePath(n.Cmds[0], dot)
		}
	case *parse.CommandNode:
		if len(n.Args) == 1 {
			return valuePath(n.Args[0], dot)
		}
		return indexed(n.Args, dot)
	}
	return nil
}

// field is the path below .Values, whatever it hangs on, or else below dot.
func field(names, dot []string) []string {
	if i := slices.Index(names, "Values"); i >= 0 && i+1 < len(names) {
		return names[i+1:]
	}
	if dot == nil || slices.Contains(names, "Values") {
		return nil
	}
	return append(slices.Clone(dot), names...)
}

// indexed is the path of index VALUE "key" "key", nil where a key is computed.
func indexed(args []parse.Node, dot []string) []string {
	if f, ok := args[0].(*parse.IdentifierNode); !ok || f.Ident != "index" {
		return nil
	}
	at := slices.Clone(valuePath(args[1], dot))
	if at == nil && !strings.HasSuffix(args[1].String(), ".Values") {
		return nil
	}
	for _, argument := range args[2:] {
		key, ok := argument.(*parse.StringNode)
		if !ok {
			return nil
		}
		at = append(at, key.Text)
	}
	return at
}
