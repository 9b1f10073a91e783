// Package docs hands out what tools need of the documents, so that they and a
// reader have it from one place.
package docs

import (
	_ "embed"
	"strings"
)

//go:embed ci.md
var ci string

// Policy returns a policy of docs/ci.md by the name of its file; "" for one that is
// not there. It has placeholders: ACCOUNT, BUCKET, KEY_ID, a sample's region and
// cluster.
func Policy(file string) string {
	_, after, found := strings.Cut(ci, "\n`"+file+"`")
	_, after, opens := strings.Cut(after, "```json\n")
	block, _, closes := strings.Cut(after, "```")
	if !found || !opens || !closes {
		return ""
	}
	return block
}
