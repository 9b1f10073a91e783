package alerts

import (
	"slices"
	"strings"
)

// Receivers are the ways by which alerts reach people. A way without its address or
// credential is not used.
type Receivers struct {
	Slack     Hook
	Teams     Hook
	Webhook   Hook
	PagerDuty PagerDuty
	Email     Email
	SNS       SNS
	// Heartbeat is a URL, a credential, that is called every minute as long as
	// alerts are evaluated and sent: who is not called any more raises the alarm.
	Heartbeat string
}

// Hook is a URL that takes alerts; it is the credential, too.
type Hook struct {
	URL        string
	Severities []Severity // of which alerts it hears
}

// PagerDuty is a service of PagerDuty's.
type PagerDuty struct {
	RoutingKey string // a credential, of an integration "Events API v2"
	Severities []Severity
}

// Email is a mailbox, and the server that takes mail for it.
type Email struct {
	To         []string
	From       string
	Server     string // host:port
	Username   string // empty: the server asks for no login
	Password   string // a credential
	Severities []Severity
}

// SNS is a topic, to which Alertmanager's own role may publish.
type SNS struct {
	TopicARN   string
	Severities []Severity
}

// way is one of the ways, with what Alertmanager needs for it.
type way struct {
	name       string // of it, and the beginning of its keys in the Secret
	section    string // its part of a receiver in Alertmanager's configuration
	used       bool
	severities []Severity
	// add puts it into a receiver. file returns where a credential is mounted.
	add func(to *receiver, file func(key string) string)
	// credentials are contents by key.
	credentials map[string]string
}

func (r Receivers) ways() []way {
	hook := func(name, section string, h Hook, add func(to *receiver, url string)) way {
		key := name + "-url"
		return way{name, section, h.URL != "", h.Severities, func(to *receiver, file func(string) string) { add(to, file(key)) }, map[string]string{key: h.URL}}
	}
	return []way{
		hook("slack", "slack_configs", r.Slack, func(to *receiver, url string) {
			to.Slack = append(to.Slack, slackConfig{SendResolved: true, URLFile: url, Title: title, Text: text})
		}),
		hook("teams", "msteamsv2_configs", r.Teams, func(to *receiver, url string) {
			to.Teams = append(to.Teams, teamsConfig{SendResolved: true, URLFile: url, Title: title, Text: text})
		}),
		hook("webhook", webhooks, r.Webhook, func(to *receiver, url string) {
			to.Webhook = append(to.Webhook, webhookConfig{SendResolved: true, URLFile: url})
		}),
		{"pagerduty", "pagerduty_configs", r.PagerDuty.RoutingKey != "", r.PagerDuty.Severities, func(to *receiver, file func(string) string) {
			to.PagerDuty = append(to.PagerDuty, pagerDutyConfig{
				SendResolved: true, KeyFile: file("pagerduty-key"), Description: title, Severity: severityOrError, Details: map[string]string{"alerts": text},
			})
		}, map[string]string{"pagerduty-key": r.PagerDuty.RoutingKey}},
		r.Email.way(),
		{"sns", "sns_configs", r.SNS.TopicARN != "", r.SNS.Severities, func(to *receiver, _ func(string) string) {
			to.SNS = append(to.SNS, snsConfig{
				SendResolved: true, TopicARN: r.SNS.TopicARN, SigV4: sigV4{Region: r.SNS.Region()}, Subject: subject, Message: title + "\n\n" + text,
			})
		}, nil},
	}
}

func (e Email) way() way {
	w := way{name: "email", section: "email_configs", used: len(e.To) > 0, severities: e.Severities, credentials: map[string]string{}}
	if e.Password != "" {
		w.credentials["email-password"] = e.Password
	}
	w.add = func(to *receiver, file func(string) string) {
		config := emailConfig{
			SendResolved: true, To: strings.Join(e.To, ", "), From: e.From, Server: e.Server, Username: e.Username,
			Headers: map[string]string{"Subject": title},
		}
		if e.Password != "" {
			config.PasswordFile = file("email-password")
		}
		to.Email = append(to.Email, config)
	}
	return w
}

// used returns the ways that are.
func (r Receivers) used() []way {
	return slices.DeleteFunc(r.ways(), func(w way) bool { return !w.used })
}

// webhooks is the part of a receiver that calls addresses; the heartbeat is one.
const webhooks = "webhook_configs"

// Sections returns, by way, its part of a receiver in Alertmanager's configuration.
func Sections() map[string]string {
	out := map[string]string{}
	for _, w := range (Receivers{}).ways() {
		out[w.name] = w.section
	}
	return out
}

// Destinations returns by which ways each of Alertmanager's receivers sends: those of
// a severity, and the heartbeat.
func (r Receivers) Destinations() map[string][]string {
	out := map[string][]string{}
	for _, w := range r.used() {
		for _, severity := range w.severities {
			out[string(severity)] = append(out[string(severity)], w.name)
		}
	}
	if r.Heartbeat != "" {
		out[heartbeat] = []string{"webhook"}
	}
	return out
}

// Heard tells whether somebody hears of alerts of a severity.
func (r Receivers) Heard(of Severity) bool {
	return slices.ContainsFunc(r.used(), func(w way) bool { return slices.Contains(w.severities, of) })
}

// None tells whether nobody hears of anything, and nobody notices silence.
func (r Receivers) None() bool { return len(r.used()) == 0 && r.Heartbeat == "" }
