package recorder

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"hash/crc32"
	"sync"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// Issuer is the OIDC issuer of every recorded cluster.
const Issuer = "https://oidc.eks.eu-central-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF"

// Expiry returns when a recorded certificate ends: each one, by its logical name,
// at a time of its own.
func Expiry(name string) string {
	seconds := crc32.ChecksumIEEE([]byte(name)) % (365 * 24 * 3600)
	return time.Date(2036, 1, 2, 3, 4, 5, 0, time.UTC).Add(time.Duration(seconds) * time.Second).Format(time.RFC3339)
}

// defaults are the outputs of types that the program reads more from than an
// ARN and a name.
var defaults = map[string]Outputs{
	"aws:eks/cluster:Cluster": func(name string, in resource.PropertyMap) resource.PropertyMap {
		return props(map[string]any{
			"endpoint":             "https://0123456789ABCDEF.gr7.eu-central-1.eks.amazonaws.com",
			"certificateAuthority": map[string]any{"data": "LS0tLS1CRUdJTg=="},
			"certificateAuthorities": []any{
				map[string]any{"data": "LS0tLS1CRUdJTg=="},
			},
			"identities":      []any{map[string]any{"oidcs": []any{map[string]any{"issuer": Issuer}}}},
			"platformVersion": "eks.1",
			"status":          "ACTIVE",
		})
	},
	"aws:ec2/eip:Eip": func(name string, _ resource.PropertyMap) resource.PropertyMap {
		return props(map[string]any{"allocationId": name + "_id", "publicIp": "198.51.100.1"})
	},
	"aws:ec2/launchTemplate:LaunchTemplate": func(string, resource.PropertyMap) resource.PropertyMap {
		return props(map[string]any{"latestVersion": 1, "defaultVersion": 1})
	},
	"aws:ec2/vpc:Vpc": func(name string, _ resource.PropertyMap) resource.PropertyMap {
		return props(map[string]any{"ownerId": Account, "defaultSecurityGroupId": name + "_default_sg", "mainRouteTableId": name + "_main_rtb"})
	},
	"aws:iam/openIdConnectProvider:OpenIdConnectProvider": func(_ string, in resource.PropertyMap) resource.PropertyMap {
		return props(map[string]any{"arn": "arn:aws:iam::" + Account + ":oidc-provider/" + text(in, "url", "")})
	},
	"aws:kms/key:Key": func(name string, _ resource.PropertyMap) resource.PropertyMap {
		return props(map[string]any{"keyId": name + "_id", "arn": "arn:aws:kms:eu-central-1:" + Account + ":key/" + name})
	},
	"aws:s3/bucketV2:BucketV2": func(name string, in resource.PropertyMap) resource.PropertyMap {
		bucket := text(in, "bucket", name+"-1234567")
		return props(map[string]any{"bucket": bucket, "arn": "arn:aws:s3:::" + bucket})
	},
	"pulumi:index:Stash": func(_ string, in resource.PropertyMap) resource.PropertyMap {
		return resource.PropertyMap{"output": in["input"]}
	},
	"random:index/randomPassword:RandomPassword": func(name string, _ resource.PropertyMap) resource.PropertyMap {
		out := props(map[string]any{
			"result":     "password-of-" + name,
			"bcryptHash": "$2a$10$0123456789012345678901" + "abcdefghijklmnopqrstuvwxyzABCDE",
		})
		for k, v := range out {
			out[k] = resource.MakeSecret(v)
		}
		return out
	},
	"tls:index/privateKey:PrivateKey": func(string, resource.PropertyMap) resource.PropertyMap {
		return resource.PropertyMap{
			"privateKeyPem": resource.MakeSecret(resource.NewProperty(privateKey())),
			"publicKeyPem":  resource.NewProperty("-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n"),
		}
	},
	"tls:index/certRequest:CertRequest": func(name string, _ resource.PropertyMap) resource.PropertyMap {
		return props(map[string]any{"certRequestPem": fmt.Sprintf("certificate request of %s\n", name)})
	},
	"tls:index/selfSignedCert:SelfSignedCert":       certificate,
	"tls:index/locallySignedCert:LocallySignedCert": certificate,
}

func certificate(name string, _ resource.PropertyMap) resource.PropertyMap {
	return props(map[string]any{
		"certPem":           fmt.Sprintf("certificate of %s\n", name),
		"validityStartTime": "2026-01-02T03:04:05Z",
		"validityEndTime":   Expiry(name),
		"readyForRenewal":   false,
	})
}

// privateKey returns a real private key as the tls provider writes it, so that a
// program may parse what it gets. All keys of one run are the same.
var privateKey = sync.OnceValue(func() string {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err) // the machine has no randomness
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}))
})
