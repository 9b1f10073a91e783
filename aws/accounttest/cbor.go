package accounttest

import "encoding/binary"

// cbor writes a value as RFC 8949 has it, which the tagging service speaks: texts,
// lists and maps.
func cbor(v any) []byte {
	switch v := v.(type) {
	case string:
		return append(head(3, len(v)), v...)
	case []object:
		out := head(4, len(v))
		for _, item := range v {
			out = append(out, cbor(item)...)
		}
		return out
	case object:
		out := head(5, len(v))
		for key, value := range v {
			out = append(append(out, cbor(key)...), cbor(value)...)
		}
		return out
	}
	return []byte{0xf6} // null
}

// head begins a value of a major type with its length.
func head(major byte, length int) []byte {
	if length < 24 {
		return []byte{major<<5 | byte(length)}
	}
	return binary.BigEndian.AppendUint32([]byte{major<<5 | 26}, uint32(length))
}
