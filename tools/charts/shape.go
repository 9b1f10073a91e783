package main

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"eks-elk/internal/recorder"
	"eks-elk/settings"
)

// checkShapes validates every object with Go types, custom resource definitions,
// and JSON schemas where they can be read.
func (c *checker) checkShapes(all []object) error {
	at, err := minor(c.version)
	if err != nil {
		return err
	}
	custom, err := customKinds(all)
	if err != nil {
		return err
	}
	schemas, unreached := newSchemas(strings.TrimSuffix(c.options.schemas, "/"), c.version+".0")
	if unreached != nil && c.options.schemas != defaultSchemas {
		c.problem("-schemas %s has none of Kubernetes %s: %w", c.options.schemas, c.version, unreached)
	}
	typed, checked := 0, 0
	for _, o := range all {
		made, err := decode(o)
		if err != nil {
			c.problem("%s: %w", o, err)
		}
		if made != nil {
			typed++
			if err := lifecycle(made, at); err != nil {
				c.problem("%s: %s %w", o, o.apiVersion, err)
			}
		}
		var rejected error
		kind, ok := custom[o.apiVersion+"/"+o.kind]
		switch {
		case ok:
			checked++
			rejected = kind.rejection(o)
		case schemas != nil && o.kind != definition:
			checked++
			rejected = rejection(schemas, o)
		case made == nil && err == nil:
			rejected = fmt.Errorf("kind %s %s is unknown", o.apiVersion, o.kind)
		}
		if rejected != nil {
			c.problem("%s: %w", o, rejected)
		}
	}
	fmt.Fprintf(c.out, "objects: %d, %d of them decoded as Kubernetes types, %d validated against schemas\n", len(all), typed, checked)
	if unreached != nil {
		fmt.Fprintf(c.out, "schemas: those of Kubernetes %s cannot be read from %s (%v); its own kinds were only decoded. -schemas DIR reads a copy\n",
			c.version, c.options.schemas, cause(unreached))
	}
	return nil
}

// cause returns the innermost error, without the context that repeats it.
func cause(err error) error {
	for {
		next := errors.Unwrap(err)
		if next == nil {
			return err
		}
		err = next
	}
}

// checkPlaces checks the storage class of volumes, and that pods fit the nodes.
func (c *checker) checkPlaces(all []object, r *recorder.Recording) error {
	class := storageClass(r, c.settings)
	volumes, err := claims(all)
	if err != nil {
		return err
	}
	c.problemEach(onAnotherClass(volumes, class))
	fmt.Fprintf(c.out, "volumes: %d of %s, storage class %s\n", len(volumes), together(volumes), cmp.Or(class, "the cluster's default"))

	running, err := pods(all)
	if err != nil {
		return err
	}
	running = append(running, addonPods(r)...)
	on, err := c.nodes()
	if err != nil {
		fmt.Fprintf(c.out, "nodes: %v\n", err)
	}
	sum, problems := room(running, on)
	c.problemEach(problems)
	if on.all == (amount{}) {
		fmt.Fprintf(c.out, "requests: %s; the nodes' size is not known, see -node-cpu and -node-memory\n", sum)
		return nil
	}
	fmt.Fprintf(c.out, "requests: %s, of %s on %d nodes\n", sum, on.all, on.count)
	return nil
}

// storageClass returns the class that volumes should have: the stack's own, or the
// one that its settings name.
func storageClass(r *recorder.Recording, s *settings.Settings) string {
	for _, class := range r.OfType("kubernetes:storage.k8s.io/v1:StorageClass") {
		if name := nested(plain(class.Inputs["metadata"]), "name"); name != nil {
			return fmt.Sprint(name)
		}
	}
	return s.Cluster.StorageClass
}
