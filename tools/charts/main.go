// Command charts checks a stack's Helm values against its charts: it reads each
// chart from its source, lists the keys it accepts, renders it with the program's
// values, and checks every rendered object.
//
// It renders with Helm 3.11.3, the version in the Kubernetes provider v3.30.2.
// It contacts neither a cloud nor a cluster.
package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
)

// options are the command line's.
type options struct {
	stack      string
	from       string // a directory of charts, by name; empty: the stack's sources
	schemas    string // address or directory
	kubernetes string // empty: the stack's
	update     bool
	images     bool
	node       nodeFlags
}

// project is where the stack's file, the key lists and the program are.
type project struct {
	directory string
	program   string // as make build leaves it
}

// nodeFlags describe the nodes of an existing cluster.
type nodeFlags struct {
	count       int
	cpu, memory string
}

func main() {
	o, err := parseFlags(os.Args[1:], os.Stderr)
	if err == nil {
		err = run(o, project{".", cmp.Or(os.Getenv("EKS_ELK_PROGRAM"), ".cache/program")}, os.Stdout)
	}
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func parseFlags(args []string, help io.Writer) (*options, error) {
	o := &options{}
	set := flag.NewFlagSet("charts", flag.ContinueOnError)
	set.SetOutput(help)
	set.StringVar(&o.stack, "stack", "dev", "read Pulumi.`NAME`.yaml")
	set.StringVar(&o.from, "from", "", "read each chart from `DIR`/<its name> instead of the stack's sources")
	set.BoolVar(&o.update, "update", false, "rewrite the lists of keys in testdata/ from the charts")
	set.BoolVar(&o.images, "images", false, "list the images that a mirror must have")
	set.StringVar(&o.kubernetes, "kubernetes", "", "minor `VERSION` of Kubernetes to render for [the stack's, or the default of a new cluster]")
	set.StringVar(&o.schemas, "schemas", defaultSchemas, "`DIR` or URL of JSON schemas of Kubernetes, in the layout of yannh/kubernetes-json-schema")
	set.IntVar(&o.node.count, "nodes", 1, "number `N` of nodes of an existing cluster")
	set.StringVar(&o.node.cpu, "node-cpu", "", "`CORES` for pods on each of them [not checked]")
	set.StringVar(&o.node.memory, "node-memory", "", "`SIZE` of memory for pods on each of them, such as 10Gi [not checked]")
	if err := set.Parse(args); err != nil {
		return nil, err
	}
	if set.NArg() > 0 {
		return nil, fmt.Errorf("charts: %q is not a flag, see -help", set.Arg(0))
	}
	return o, nil
}
