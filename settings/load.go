package settings

import "time"

// Source is everything settings are made from.
type Source struct {
	Stack  string            // the stack's name
	Config map[string]string // full key to value, as the engine passes them: text, or JSON for a structure
	Secret []string          // full keys whose values no message may show
	Clear  []string          // paths below those that the stack's file has in clear text nevertheless
	Now    time.Time
	// ReadFile reads a file that a setting names: a kubeconfig, a certificate
	// of one, a chart's Chart.yaml. nil: no file is looked at.
	ReadFile func(path string) ([]byte, error)
	// LookPath finds an executable; nil: none is looked for.
	LookPath func(name string) (string, error)
}

// OnThisMachine is the source with the files and executables of this machine.
func (s Source) OnThisMachine() Source {
	s.ReadFile, s.LookPath = readFile, lookPath
	return s
}

// Parse makes settings of a source. An error is a *Problems with everything
// that is wrong.
func Parse(source Source) (*Settings, error) {
	values := source.values()
	l := &loader{namespace: Namespace, source: source}
	s := &Settings{}
	l.declare(s, groupNames(values[groupsKey]))
	if err := l.load(values); err != nil {
		return nil, err
	}
	s.Warnings = l.warnings
	return s, nil
}

// values are the configuration by full key.
func (s Source) values() map[string]any {
	values := map[string]any{}
	for key, text := range s.Config {
		values[key] = decode(text)
	}
	return values
}

// load gives what is declared its values.
func (l *loader) load(values map[string]any) error {
	l.place(values)
	l.read()
	if len(l.problems) > 0 {
		return newProblems(l.source.Stack, l.problems)
	}
	return nil
}
