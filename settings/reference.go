package settings

// Key describes one setting.
type Key struct {
	// Path is the full key, with a dot before each level below it:
	// "eks-elk:network.cidr". A level named <name> is chosen by the user.
	Path    string
	Default string // as one would write it; empty: none
	Allowed string // the allowed values, in words
	Meaning string
	Example any // an allowed value that is not the default
	// Beside are the other settings that the example needs; nil: not set.
	Beside map[string]any
	// Together says that those need this one, too.
	Together bool
	// Secret says that the value is a credential, which is refused in clear text.
	Secret bool
	// Schema is the JSON Schema of the value.
	Schema map[string]any
}

// Reference returns every setting there is, in the order of a reader's interest.
func Reference() []Key {
	l := &loader{}
	l.declare(&Settings{}, []string{anyName})
	var keys []Key
	for _, s := range l.settings {
		keys = append(keys, s.Key)
	}
	return keys
}

// anyName is the level that a user names.
const anyName = "<name>"
