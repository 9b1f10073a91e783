// Command eks-elk is the Pulumi program: a network, an EKS cluster in it, and
// Elasticsearch, Logstash, Kibana, Prometheus and Grafana on that.
package main

import (
	"errors"
	"os"

	"github.com/pulumi/pulumi/sdk/v3/go/common/constant"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/stack"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		err := stack.Run(ctx)
		var refused *stack.Refusal
		if !errors.As(err, &refused) {
			return err
		}
		if err := ctx.Log.Error(refused.Error(), nil); err != nil {
			return err
		}
		// The message is complete. This status tells the language host so; any
		// other exit would print it a second time with a heading about an
		// unhandled error.
		os.Exit(constant.ExitStatusLoggedError)
		return nil
	})
}
