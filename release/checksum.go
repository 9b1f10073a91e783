package release

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Checksum is the sha256 of a Secret's content, in hex. As a pod annotation it
// makes a changed Secret roll the pods: environment variables are read once,
// and a file mounted by subPath is never refreshed
// (https://kubernetes.io/docs/concepts/storage/volumes/#secret).
//
// It is not a secret itself. Were it one, the whole map of values it stands in
// would be shown as [secret] in every diff.
func Checksum(data pulumi.StringMap) pulumi.StringOutput {
	sum := data.ToStringMapOutput().ApplyT(checksum).(pulumi.StringOutput)
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
