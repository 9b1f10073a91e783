// Command empty is a Pulumi program that registers nothing: what a preview of
// it takes is the engine's own share.
package main

import "github.com/pulumi/pulumi/sdk/v3/go/pulumi"

func main() {
	pulumi.Run(func(*pulumi.Context) error { return nil })
}
