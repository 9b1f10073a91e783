package main

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// testMirror stands in for a mirror where the stack has none.
const testMirror = "mirror.example.com/images"

// imageFlag is an argument that names an image, such as those by which the
// Prometheus operator learns what to run.
var imageFlag = regexp.MustCompile(`^--[a-z-]*(?:image|config-reloader)=(\S*/\S+)$`)

// images are those that objects name, and what names each.
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
			for _, key := range []string{"args", "command"} {
				list, _ := m[key].([]any)
				for _, item := range list {
					text, _ := item.(string)
					if flag := imageFlag.FindStringSubmatch(text); flag != nil {
						note(flag[1], o)
					}
				}
			}
		})
	}
	return out
}

// escaped are the images that are not below a mirror, with what names each.
func escaped(objects []object, mirror string) []string {
	var out []string
	found := images(objects)
	for _, image := range slices.Sorted(maps.Keys(found)) {
		if !strings.HasPrefix(image, mirror+"/") {
			out = append(out, image+", of "+found[image])
		}
	}
	return out
}

// checkImages holds every image against the stack's mirror, or against one that
// the stack is run with a second time.
func (c *checker) checkImages(all []object) error {
	if c.options.images {
		for _, image := range slices.Sorted(maps.Keys(images(all))) {
			fmt.Fprintln(c.out, image)
		}
	}
	mirror := c.settings.Charts.ImageRegistry
	if mirror == "" {
		mirror = testMirror
		c.stack.set(mirror, "imageRegistry")
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
	lost := escaped(all, mirror)
	for _, each := range lost {
		c.problem("a mirror in eks-elk:charts.imageRegistry does not hold image %s", each)
	}
	fmt.Fprintf(c.out, "images: %d, %d of them below a mirror where one is set\n", len(images(all)), len(images(all))-len(lost))
	return nil
}
