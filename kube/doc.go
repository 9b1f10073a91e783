// Package kube puts a tenant on a Kubernetes cluster: a namespace, Secrets in
// it, and Helm releases that wait for them and restart when they change. Every
// release of the stack is made here, so that all share one set of defaults and
// one set of refusals.
//
// The Kubernetes provider v3.30.2 embeds Helm 3.11.3 and loses some values on
// their way to it; Install refuses those instead.
package kube
