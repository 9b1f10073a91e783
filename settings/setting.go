package settings

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// scope says for which clusters a setting is.
type scope int

const (
	anyCluster      scope = iota
	newCluster            // only where the stack makes the cluster
	existingCluster       // only for a cluster made elsewhere
)

// setting is a declared setting, and what the stack file says for it.
type setting struct {
	Key
	loader   *loader
	scope    scope
	optional bool     // an empty value leaves the field empty
	isMap    bool     // the value is a map whose names the user chooses
	parent   *setting // whose value counts where this one is not given
	assign   func(value any) error

	value   any // what the stack file says
	given   bool
	refused bool // a problem has been noted; the value is not judged again
}

// group declares settings below a path.
type group struct {
	*loader
	path  string
	scope scope
}

func (l *loader) group(path string, scope scope) group { return group{l, path, scope} }

func (g group) below(name string) group { return group{g.loader, g.path + name + ".", g.scope} }

// form is how the text of a value is read, and what is allowed.
type form[T any] struct {
	parse   func(text string) (T, error)
	allowed string
	schema  map[string]any
}

// because is what is wrong with a value where that is not plain to see.
type because string

func (b because) Error() string { return string(b) }

// errNotAllowed is a value that is plainly none of the allowed ones.
var errNotAllowed = errors.New("not allowed")

// declare adds a setting whose value is one text, number or truth.
func declare[T any](g group, name string, field *T, form form[T], fallback, meaning string, example any) *setting {
	s := g.add(name, fallback, form.allowed, meaning, example, form.schema)
	s.assign = func(value any) error {
		text, ok := scalar(value)
		if !ok {
			return errNotAllowed
		}
		if text == "" && s.optional {
			return nil
		}
		parsed, err := form.parse(text)
		if err == nil {
			*field = parsed
		}
		return err
	}
	return s
}

// declareList adds a setting whose value is a list; fallback is written as YAML:
// "[a, b]".
func declareList[T any](g group, name string, field *[]T, form form[T], fallback, meaning string, example any) *setting {
	s := g.add(name, fallback, form.allowed, meaning, example, map[string]any{"type": "array", "items": form.schema})
	s.assign = func(value any) error {
		texts, err := list(value)
		if err != nil {
			return err
		}
		seen := map[string]bool{}
		var out []T
		for _, text := range texts {
			parsed, err := form.parse(text)
			var why because
			switch {
			case errors.As(err, &why):
				return because(fmt.Sprintf("with %s in it, %s", show(text), why))
			case err != nil:
				return because(fmt.Sprintf("with %s in it", show(text)))
			}
			if seen[text] {
				return because("with " + text + " twice")
			}
			seen[text] = true
			out = append(out, parsed)
		}
		*field = out
		return nil
	}
	return s
}

func (g group) add(name, fallback, allowed, meaning string, example any, schema map[string]any) *setting {
	s := &setting{
		Key: Key{
			Path: g.path + name, Default: fallback, Allowed: allowed, Meaning: meaning, Example: example, Schema: schema,
		},
		loader: g.loader, scope: g.scope, optional: fallback == "",
	}
	g.settings = append(g.settings, s)
	return s
}

// mayBeEmpty lets an empty value stand for none, in spite of the default.
func (s *setting) mayBeEmpty() *setting { s.optional = true; return s }

// credential refuses a value in clear text: a stack's file is committed.
func (s *setting) credential() *setting {
	s.Secret, s.Allowed = true, s.Allowed+", as a secret"
	return s.check(func() {
		if s.given && s.value != "" && (!s.loader.isSecret(s.Path) || slices.Contains(s.loader.source.Clear, s.Path)) {
			s.problem("is a credential in clear text; store it as a secret: pulumi config set --secret --path '%s'", s.Path)
		}
	})
}

// beside names another setting that the example needs.
func (s *setting) beside(path string, value any) {
	if s.Beside == nil {
		s.Beside = map[string]any{}
	}
	s.Beside[path] = value
}

// check runs a check of this setting once its value is read and right. needs
// are other settings that the check looks at.
func (s *setting) check(run func(), needs ...*setting) *setting {
	s.loader.checks = append(s.loader.checks, check{append(needs, s), run})
	return s
}

// set returns the setting that says something here: this one or its parent.
func (s *setting) set() *setting {
	if !s.given && s.parent != nil {
		return s.parent
	}
	return s
}

// name is the last level of the path.
func (s *setting) name() string { return s.Path[strings.LastIndex(s.Path, ".")+1:] }

// text is the value as a message shows it and as one would write it.
func (s *setting) text() string {
	at := s.set()
	if !at.given {
		return at.Default
	}
	if text, ok := scalar(at.value); ok {
		return text
	}
	return show(at.value)
}

// shown is the value for a message; a secret's is not shown.
func (s *setting) shown() string {
	at := s.set()
	switch {
	case s.isSecret():
		return "[secret]"
	case at.given:
		return show(at.value)
	case at.Default == "":
		return "empty"
	}
	return at.Default
}

// isSecret tells whether the value that counts here is a credential, or part of a
// secret.
func (s *setting) isSecret() bool {
	at := s.set()
	return at.Secret || at.loader.isSecret(at.Path)
}

// isSecret tells whether the stack file has a path as part of a secret.
func (l *loader) isSecret(path string) bool { return slices.Contains(l.source.Secret, fileKey(path)) }

// refuse notes what the value is, why that is wrong where it is not plain to
// see, and what is allowed. A reason repeats parts of the value: a secret's is
// left out.
func (s *setting) refuse(why string) {
	if s.isSecret() {
		why = ""
	}
	if why != "" {
		why = ", " + why
	}
	s.problem("is %s%s; allowed: %s", s.shown(), why, s.Allowed)
}

// problem notes a sentence about the setting, unless it has one already.
func (s *setting) problem(format string, args ...any) {
	if !s.refused {
		s.refused = true
		s.loader.problem(s.Path, format, args...)
	}
}

// fileKey is the stack file's key that a path is below.
func fileKey(path string) string {
	key, _, _ := strings.Cut(path, ".")
	return key
}
