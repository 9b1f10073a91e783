// Command eks-elk is the Pulumi program: a network, an EKS cluster in it, and
// Elasticsearch, Logstash, Kibana, Prometheus and Grafana on that.
package main

import (
	"eks-elk/internal/program"
	"eks-elk/stack"
)

func main() { program.Run(stack.Run) }
