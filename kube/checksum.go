package kube

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Checksums are a chart's pod annotations: the names of the tenant's Secrets
// that the pods mount or read, by what they hold. A changed Secret rolls the
// pods then: environment variables are read once, and a file mounted by subPath
// is never refreshed (https://kubernetes.io/docs/concepts/storage/volumes/#secret).
type Checksums map[string]string

// MarshalYAML writes the Secrets' names in place of the checksums, which only
// an up knows.
func (c Checksums) MarshalYAML() (any, error) {
	out := map[string]string{}
	for what, secret := range c {
		out[annotation(what)] = secret
	}
	return out, nil
}

func annotation(what string) string { return "checksum/" + what }

// checksumOf returns the sha256 of a Secret's content, in hex.
//
// It is not a secret itself. Were it one, the whole map of values it stands in
// would be shown as [secret] in every diff.
func checksumOf(content pulumi.StringMap) pulumi.StringOutput {
	sum := content.ToStringMapOutput().ApplyT(checksum).(pulumi.StringOutput)
	return pulumi.Unsecret(sum).(pulumi.StringOutput)
}

// checksum hashes keys in order, each key and value with its length, so that
// no two contents share one text.
func checksum(data map[string]string) string {
	hash := sha256.New()
	for _, key := range slices.Sorted(maps.Keys(data)) {
		fmt.Fprintf(hash, "%d:%s=%d:%s\n", len(key), key, len(data[key]), data[key])
	}
	return hex.EncodeToString(hash.Sum(nil))
}
