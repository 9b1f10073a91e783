package settings

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"eks-elk/alerts"
)

// Alerts is where an alert leads, and who hears of it.
type Alerts struct {
	Runbooks string // base of the addresses of runbooks
	alerts.Receivers
}

var (
	httpsAddress = anyText("an https address").judged(func(text string) error { return isAddress(text, "https") })
	httpAddress  = anyText("an http or https address").judged(func(text string) error { return isAddress(text, "http", "https") })
	mailbox      = matching(regexp.MustCompile(`^[^@\s,<>"]+@[^@\s,<>"]+$`), "a mail address such as ops@example.com")
	mailServer   = matching(regexp.MustCompile(`^[A-Za-z0-9.-]+`+strings.TrimSuffix(port, "?")+`$`), "a host and a port such as smtp.example.com:587")
	// https://developer.pagerduty.com/docs/events-api-v2-overview: 32 characters.
	routingKey = matching(regexp.MustCompile(`^[A-Za-z0-9]{32}$`), "32 letters and digits")
	topicARN   = matching(regexp.MustCompile(`^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}$`),
		"the ARN of an SNS topic that is not FIFO, such as arn:aws:sns:eu-central-1:123456789012:alerts")
	oneWord  = matching(regexp.MustCompile(`^\S+$`), "a text without spaces")
	severity = oneOf(alerts.Critical, alerts.Warning)
)

// Publishes tells whether Alertmanager publishes to a topic, for which it has a role.
func (s *Settings) Publishes() bool {
	return s.Monitoring.Enabled && s.Monitoring.Alerts.SNS.TopicARN != ""
}

func isAddress(text string, schemes ...string) error {
	at, err := url.Parse(text)
	if err != nil || at.Hostname() == "" || at.Port() != "" && !portForm.MatchString(":"+at.Port()) || strings.ContainsAny(text, " \n") {
		return errNotAllowed
	}
	for _, scheme := range schemes {
		if at.Scheme == scheme {
			return nil
		}
	}
	return errNotAllowed
}

// Unheard is the sentence that nobody hears of some alerts; "" if somebody does.
func (a Alerts) Unheard() string {
	switch critical, warning := a.Heard(alerts.Critical), a.Heard(alerts.Warning); {
	case !critical && !warning:
		return "eks-elk:monitoring.alerts names no receiver, so alerts reach nobody; docs/alerts.md says how they do"
	case !critical:
		return "no receiver in eks-elk:monitoring.alerts has the severity critical, so critical alerts reach nobody"
	case !warning:
		return "no receiver in eks-elk:monitoring.alerts has the severity warning, so warnings reach nobody"
	}
	return ""
}

func (l *loader) declareAlerts(into *Alerts, a *AWS) {
	g := l.group("eks-elk:monitoring.alerts.", anyCluster)
	declare(g, "runbooks", &into.Runbooks, oneWord, "docs/runbooks",
		"Where the runbooks are, for the link in each alert: the address of this directory where you host the project",
		"https://git.example.com/ops/eks-elk/-/blob/main/docs/runbooks")
	g.hook("slack", &into.Slack, httpsAddress, "Slack", "an incoming webhook of a channel", "https://hooks.slack.com/services/T0/B0/x")
	g.hook("teams", &into.Teams, httpsAddress, "Microsoft Teams", "a workflow that posts to a channel when a webhook request is received",
		"https://example.westeurope.logic.azure.com/workflows/x")
	g.hook("webhook", &into.Webhook, httpAddress, "A program of your own", "its address, which gets Alertmanager's JSON", "https://hooks.example.com/x")
	g.pagerDuty(&into.PagerDuty)
	g.email(&into.Email)
	l.group("eks-elk:monitoring.alerts.", newCluster).sns(&into.SNS, a)
	declare(g, "heartbeat", &into.Heartbeat, httpAddress, "", "An address that is called every minute while alerts are evaluated and sent; "+
		"the service behind it raises the alarm when nobody calls", "https://hc.example.com/x").credential()
}

// hook declares a way that is a URL, which is the credential, too.
func (g group) hook(name string, into *alerts.Hook, form form[string], title, what, example string) {
	g = g.below(name)
	set := declare(g, "url", &into.URL, form, "", title+": "+what, example).credential()
	g.hears(&into.Severities, "[critical, warning]", title, set)
}

// hears declares of which alerts a way hears.
func (g group) hears(into *[]alerts.Severity, fallback, title string, way *setting) {
	example := []string{"critical"}
	if fallback == "[critical]" {
		example = []string{"critical", "warning"}
	}
	s := declareList(g, "severities", into, severity.called("a list of critical, warning"), fallback, title+": of which alerts it hears", example)
	s.beside(way.Path, way.Example)
	for path, value := range way.Beside {
		s.beside(path, value)
	}
	s.check(func() {
		switch {
		case len(*into) == 0:
			s.problem("is an empty list, so nobody hears this way; name critical or warning, or remove %s", way.Path)
		case s.given && !way.given && strings.ReplaceAll(fmt.Sprint(*into), " ", ", ") != fallback: // to write a default changes nothing
			s.problem("is %s, but %s is not set; set both", s.shown(), way.Path)
		}
	}, way)
}

func (g group) pagerDuty(into *alerts.PagerDuty) {
	g = g.below("pagerduty")
	set := declare(g, "routingKey", &into.RoutingKey, routingKey, "", "PagerDuty: the key of an integration of the kind Events API v2",
		"0123456789abcdef0123456789abcdef").credential()
	g.hears(&into.Severities, "[critical]", "PagerDuty", set)
}

func (g group) email(into *alerts.Email) {
	g = g.below("email")
	to := declareList(g, "to", &into.To, mailbox.called("a list of mail addresses"), "[]", "Mail: to whom", []string{"ops@example.com"})
	from := declare(g, "from", &into.From, mailbox, "", "Mail: from whom", "alerts@example.com")
	server := declare(g, "server", &into.Server, mailServer, "", "Mail: the server that takes it, by TLS", "smtp.example.com:587")
	username := declare(g, "username", &into.Username, oneWord, "", "Mail: login at the server; empty: it asks for none", "alerts")
	password := declare(g, "password", &into.Password, anyText("any text"), "", "Mail: password of that login", "secret").credential()
	mail := []*setting{to, from, server}
	for _, s := range append(mail, username, password) {
		for _, other := range mail {
			if other != s {
				s.beside(other.Path, other.Example)
			}
		}
		s.Together = true
	}
	username.beside(password.Path, password.Example)
	password.beside(username.Path, username.Example)
	to.check(func() {
		for _, s := range []*setting{from, server} {
			if len(into.To) > 0 && s.text() == "" {
				s.problem("is empty, but %s is not; set both", to.Path)
			}
		}
		switch {
		case into.Username != "" && into.Password == "":
			username.problem("is %s, but %s is empty; set both or neither", username.shown(), password.Path)
		case into.Username == "" && into.Password != "":
			password.problem("is set, but %s is empty; set both or neither", username.Path)
		}
	}, from, server, username, password)
	g.hears(&into.Severities, "[critical, warning]", "Mail", to)
}

func (g group) sns(into *alerts.SNS, a *AWS) {
	g = g.below("sns")
	set := declare(g, "topicArn", &into.TopicARN, topicARN, "", "Amazon SNS: the topic, to which a role of Alertmanager's own may publish",
		"arn:aws:sns:eu-central-1:123456789012:alerts")
	set.check(func() {
		if into.TopicARN != "" {
			set.checkPartition(into.TopicARN, a.Region)
		}
	}, g.setting("aws:region"))
	g.hears(&into.Severities, "[critical, warning]", "Amazon SNS", set)
}
