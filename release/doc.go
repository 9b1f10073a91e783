// Package release turns a chart, its source and its values into a Helm release.
// Every release of the stack is made here, so that all share one set of
// defaults and one set of refusals.
//
// The Kubernetes provider v3.30.2 embeds Helm 3.11.3 and loses some values on
// their way to it; Values.Map refuses those instead.
package release
