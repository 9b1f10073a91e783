package main

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// testMirror is the mirror for a second run of a stack without one.
const testMirror = "mirror.example.com/images"

// imageFlag is an argument that names an image, such as those by which the
// Prometheus operator learns what to run.
var imageFlag = regexp.MustCompile(`^--[a-z-]*(?:image|config-reloader)=(\S*/\S+)$`)

// images returns the images that objects name, and the first object that names
// each.
func images(objects []object) map[string]string {
	out := map[string]string{}
	note := func(image string, o object) {
		if _, seen := out[image]; !seen {
			out[image] = o.String()
		}
	}
	for _, o := range objects {
		if o.kind == definition {
			continue
		}
		walk("", o.content, func(_ string, m map[string]any) {
			if image, ok := m["image"].(string); ok && image != "" {
				note(image, o)
			}
			for _, text := range arguments(m) {
				if flag := imageFlag.FindStringSubmatch(text); flag != nil {
					note(flag[1], o)
				}
			}
		})
	}
	return out
}

// outside returns the images that are not below a mirror, with what names each.
func outside(objects []object, mirror string) []string {
	var out []string
	found := images(objects)
	for _, image := range slices.Sorted(maps.Keys(found)) {
		if !strings.HasPrefix(image, mirror+"/") {
			out = append(out, image+", of "+found[image])
		}
	}
	return out
}

// checkImages checks that every image comes from the stack's mirror. A stack
// without one is run a second time, with testMirror.
func (c *checker) checkImages(all []object) error {
	if c.options.images {
		for _, image := range slices.Sorted(maps.Keys(images(all))) {
			fmt.Fprintln(c.out, image)
		}
	}
	mirror := c.settings.Charts.ImageRegistry
	if mirror == "" {
		mirror = testMirror
		if err := c.stack.set(mirror, "imageRegistry"); err != nil {
			return err
		}
		recording, err := c.stack.run(c.project)
		if err != nil {
			return err
		}
		on, err := capabilities(c.version + ".0")
		if err != nil {
			return err
		}
		all = nil
		for _, r := range releases(recording) {
			if loaded, _ := c.chartOf(r); loaded != nil {
				objects, err := render(r, loaded, on)
				if err != nil {
					c.problem("%s with a mirror: %w", r.name, err)
					continue
				}
				all = append(all, objects...)
			}
		}
	}
	lost := outside(all, mirror)
	for _, each := range lost {
		c.problem("image %s does not come from the mirror in eks-elk:charts.imageRegistry", each)
	}
	fmt.Fprintf(c.out, "images: %d, %d of them from the mirror where one is set\n", len(images(all)), len(images(all))-len(lost))
	return nil
}
