package accounttest

import (
	"slices"
	"strconv"
	"strings"
)

// Kind is what a thing is: a row of the table of kinds in docs/leftovers.md.
type Kind string

// Thing is something in the account.
type Thing struct {
	ID   string // an ARN, where that is what a service asks for
	Name string
	Tags Tags
	Has  Has
}

// Tags are those of a thing.
type Tags map[string]string

// Has is what else a service says of a thing: vpc, type, state and more, by the
// words that the answers below use.
type Has map[string]string

// List is a value of Has that has several parts.
func (t Thing) List(of string) []string {
	return strings.FieldsFunc(t.Has[of], func(r rune) bool { return r == ',' })
}

// VPC is the one that the thing is in.
func (t Thing) VPC() string { return t.Has["vpc"] }

// Put adds a thing that has a name and tags.
func (a *Account) Put(kind Kind, name string, tags Tags) {
	a.Things[kind] = append(a.Things[kind], Thing{ID: name, Name: name, Tags: tags})
}

// Drop takes away what has the name.
func (a *Account) Drop(kind Kind, name string) {
	a.Things[kind] = slices.DeleteFunc(a.Things[kind], func(t Thing) bool { return t.Name == name })
}

// find returns what has the name or the ID.
func (a *Account) find(kind Kind, key string) (Thing, bool) {
	i := slices.IndexFunc(a.Things[kind], func(t Thing) bool { return t.Name == key || t.ID == key })
	if i < 0 {
		return Thing{}, false
	}
	return a.Things[kind][i], true
}

// page is the part of all things from a token on, and the token of the rest.
func (a *Account) page(kind Kind, token string) (part []Thing, next string) {
	all := a.Things[kind]
	from, _ := strconv.Atoi(token)
	if a.PageSize == 0 || from+a.PageSize >= len(all) {
		return all[min(from, len(all)):], ""
	}
	return all[from : from+a.PageSize], strconv.Itoa(from + a.PageSize)
}
