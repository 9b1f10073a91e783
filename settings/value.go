package settings

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// value is what a stack file says for one key: nil, a string, a json.Number, a
// bool, a list []value or a structure fields.
type value any

// fields is a structure, in the order written. A name may stand in it twice.
type fields []field

type field struct {
	name  string
	value value
}

func (f fields) names() []string {
	var out []string
	for _, field := range f {
		out = append(out, field.name)
	}
	return out
}

// decode reads what the engine hands over for one key. What is no JSON is a
// string: the engine does not quote a plain value.
func decode(text string) value {
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.UseNumber()
	v, err := decodeValue(d, 0)
	if err != nil {
		return text
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return text
	}
	return v
}

// deepest is far below any setting and far above what would harm the decoder.
const deepest = 20

func decodeValue(d *json.Decoder, depth int) (value, error) {
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	delim, ok := token.(json.Delim)
	if !ok {
		return token, nil
	}
	if depth > deepest {
		return nil, errors.New("nested too deep")
	}
	if delim == '[' {
		list := []value{}
		for d.More() {
			v, err := decodeValue(d, depth+1)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		_, err := d.Token()
		return list, err
	}
	structure := fields{}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, err
		}
		v, err := decodeValue(d, depth+1)
		if err != nil {
			return nil, err
		}
		structure = append(structure, field{name: fmt.Sprint(name), value: v})
	}
	_, err = d.Token()
	return structure, err
}

// show says what a value is in a message, cut to a readable length.
func show(v value) string {
	switch v := v.(type) {
	case nil:
		return "empty"
	case string:
		return clip(fmt.Sprintf("%q", v), longestValue)
	case []value:
		if len(v) == 0 {
			return "an empty list"
		}
		var parts []string
		for _, element := range v {
			parts = append(parts, show(element))
		}
		return clip("the list ["+strings.Join(parts, ", ")+"]", longestValue)
	case fields:
		return clip("a map of "+strings.Join(v.names(), ", "), longestValue)
	}
	return clip(fmt.Sprint(v), longestValue)
}

// A message stays readable whatever a stack file holds: these are characters.
const (
	longestValue = 80
	longestKey   = 120
)

func clip(text string, longest int) string {
	runes := []rune(text)
	if len(runes) <= longest {
		return text
	}
	return string(runes[:longest]) + "…"
}
