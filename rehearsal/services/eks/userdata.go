package eks

import (
	"encoding/base64"
	"net/mail"
	"strings"

	"eks-elk/rehearsal/world"
)

// userData: EKS puts its own part in front of a template's user data, unless
// the template brings its image and so all of it. Bottlerocket's is TOML.
var userData = world.Rule{
	ID:     "eks/user-data-is-mime-multi-part",
	Source: "EKS user guide, Customize managed nodes with launch templates, Amazon EC2 user data; node group health Ec2LaunchTemplateInvalidConfiguration",
	Test: func(op *world.Op) error {
		t := templateOf(op, op.Object)
		if t == nil || t.Str("userData") == "" || t.Str("imageId") != "" || strings.HasPrefix(op.Str("amiType"), "BOTTLEROCKET_") {
			return nil
		}
		text, err := base64.StdEncoding.DecodeString(t.Str("userData"))
		if err == nil {
			m, bad := mail.ReadMessage(strings.NewReader(string(text)))
			if bad == nil && strings.HasPrefix(m.Header.Get("Content-Type"), "multipart/") {
				return nil
			}
		}
		return world.Refuse("EKS", "Ec2LaunchTemplateInvalidConfiguration", "User data was not in the MIME multipart format.")
	},
}
