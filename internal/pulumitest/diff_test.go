package pulumitest

import "testing"

func TestADiffShowsWhatChangedAndWhere(t *testing.T) {
	for _, c := range []struct{ want, got, diff string }{
		{"a\nb\n", "a\nb\n", ""},
		{"a:\n  x: 1\n  y: 2\nb:\n  x: 1\n", "a:\n  x: 1\n  y: 3\nb:\n  x: 1\n  z: 4\n", "    x: 1\n-   y: 2\n+   y: 3\n    x: 1\n+   z: 4\n"},
		{"a\n", "", "- a\n"},
		{"", "a\n", "+ a\n"},
		{"a\na\n", "a\n", "  a\n- a\n"},
	} {
		if got := Diff(c.want, c.got); got != c.diff {
			t.Errorf("from %q to %q:\n%s\nwant\n%s", c.want, c.got, got, c.diff)
		}
	}
}
