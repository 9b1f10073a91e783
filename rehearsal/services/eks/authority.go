package eks

import (
	"encoding/base64"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/world"
)

// RotateAuthority gives a cluster a successor of its certificate authority: beside
// the present one, as EKS does from August 2026 on before the present one
// expires, or, once that is retired, in its place.
func RotateAuthority(w *world.World, cluster *world.Object, successor string, retired bool) {
	w.Patch(cluster, func(o *world.Object) {
		text, _ := base64.StdEncoding.DecodeString(o.Str("certificateAuthority.data"))
		pem := "-----BEGIN CERTIFICATE-----\n" + successor + "\n-----END CERTIFICATE-----\n"
		if !retired {
			pem = string(text) + pem
		}
		data := map[string]any{"data": base64.StdEncoding.EncodeToString([]byte(pem))}
		o.Outputs["certificateAuthority"] = resource.NewPropertyValue(data)
		o.Outputs["certificateAuthorities"] = resource.NewPropertyValue([]any{data})
	})
}
