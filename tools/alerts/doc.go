// Package alerts proves the alerts and the routes of the stack with Prometheus's and
// Alertmanager's own code. It is a module of its own, of tests alone: what the two
// depend on is more than the program and its other tools together.
package alerts
