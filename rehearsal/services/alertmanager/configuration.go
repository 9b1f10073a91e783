// Package alertmanager judges a configuration as Alertmanager v0.34.0 does when it
// loads it. It knows what is used here, and refuses the rest, so that it takes nothing
// that Alertmanager would not; tools/alerts holds it to that with Alertmanager's own
// loader, which is too large for the world.
package alertmanager

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"gopkg.in/yaml.v3"
)

// Configuration is what of alertmanager.yaml is known.
type Configuration struct {
	Route     *route     `yaml:"route"`
	Inhibit   []inhibit  `yaml:"inhibit_rules"`
	Receivers []receiver `yaml:"receivers"`
}

type route struct {
	Receiver       string   `yaml:"receiver"`
	Matchers       []string `yaml:"matchers"`
	GroupBy        []string `yaml:"group_by"`
	GroupWait      string   `yaml:"group_wait"`
	GroupInterval  string   `yaml:"group_interval"`
	RepeatInterval string   `yaml:"repeat_interval"`
	Continue       bool     `yaml:"continue"`
	Routes         []*route `yaml:"routes"`
}

type inhibit struct {
	Source []string `yaml:"source_matchers"`
	Target []string `yaml:"target_matchers"`
	Equal  []string `yaml:"equal"`
}

type receiver struct {
	Name      string      `yaml:"name"`
	Slack     []slack     `yaml:"slack_configs"`
	Teams     []teams     `yaml:"msteamsv2_configs"`
	Webhook   []webhook   `yaml:"webhook_configs"`
	PagerDuty []pagerDuty `yaml:"pagerduty_configs"`
	Email     []email     `yaml:"email_configs"`
	SNS       []sns       `yaml:"sns_configs"`
}

type slack struct {
	SendResolved bool   `yaml:"send_resolved"`
	URL          string `yaml:"api_url"`
	URLFile      string `yaml:"api_url_file"`
	Channel      string `yaml:"channel"`
	Title        string `yaml:"title"`
	Text         string `yaml:"text"`
}

type teams struct {
	SendResolved bool   `yaml:"send_resolved"`
	URL          string `yaml:"webhook_url"`
	URLFile      string `yaml:"webhook_url_file"`
	Title        string `yaml:"title"`
	Text         string `yaml:"text"`
}

type webhook struct {
	SendResolved bool   `yaml:"send_resolved"`
	URL          string `yaml:"url"`
	URLFile      string `yaml:"url_file"`
}

type pagerDuty struct {
	SendResolved bool              `yaml:"send_resolved"`
	Key          string            `yaml:"routing_key"`
	KeyFile      string            `yaml:"routing_key_file"`
	Description  string            `yaml:"description"`
	Severity     string            `yaml:"severity"`
	Details      map[string]string `yaml:"details"`
}

type email struct {
	SendResolved bool              `yaml:"send_resolved"`
	To           string            `yaml:"to"`
	From         string            `yaml:"from"`
	Server       string            `yaml:"smarthost"`
	Username     string            `yaml:"auth_username"`
	Password     string            `yaml:"auth_password"`
	PasswordFile string            `yaml:"auth_password_file"`
	Headers      map[string]string `yaml:"headers"`
}

type sns struct {
	SendResolved bool   `yaml:"send_resolved"`
	TopicARN     string `yaml:"topic_arn"`
	SigV4        struct {
		Region string `yaml:"region"`
	} `yaml:"sigv4"`
	Subject string `yaml:"subject"`
	Message string `yaml:"message"`
}

// Load reads a configuration. The error is why Alertmanager, or this package, would
// not take it.
func Load(text string) (*Configuration, error) {
	var all yaml.Node
	if err := yaml.Unmarshal([]byte(text), &all); err != nil {
		return nil, err
	}
	if err := full(&all); err != nil {
		return nil, err
	}
	c := &Configuration{}
	decoder := yaml.NewDecoder(strings.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(c); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return c, c.judge()
}

// full refuses a value that is written and says nothing: null and "" are an error in some
// places, and the end of the process in others.
func full(node *yaml.Node) error {
	if node.Kind == yaml.ScalarNode && (node.Tag == "!!null" || node.Value == "") {
		return fail("line %d: a value is empty", node.Line)
	}
	for _, below := range node.Content {
		if err := full(below); err != nil {
			return err
		}
	}
	return nil
}

// Destinations are the ways that a receiver sends by: of each a name, where its
// credential is read from, and whether the credential stands in the configuration.
type Destination struct {
	Receiver, Way string
	File          string // of the credential; empty: none
	Inline        bool   // the credential is in the configuration itself
	TopicARN      string // of SNS
}

// Destinations returns the ways of all receivers.
func (c *Configuration) Destinations() []Destination {
	var out []Destination
	for _, r := range c.Receivers {
		add := func(way, file, inline, topic string) {
			out = append(out, Destination{r.Name, way, file, inline != "", topic})
		}
		for _, w := range r.Slack {
			add("slack", w.URLFile, w.URL, "")
		}
		for _, w := range r.Teams {
			add("msteamsv2", w.URLFile, w.URL, "")
		}
		for _, w := range r.Webhook {
			add("webhook", w.URLFile, w.URL, "")
		}
		for _, w := range r.PagerDuty {
			add("pagerduty", w.KeyFile, w.Key, "")
		}
		for _, w := range r.Email {
			add("email", w.PasswordFile, w.Password, "")
		}
		for _, w := range r.SNS {
			add("sns", "", "", w.TopicARN)
		}
	}
	return out
}

// Heard tells whether an alert with only a severity ends with somebody.
func (c *Configuration) Heard(severity string) bool {
	name := c.Route.ends(map[string]string{"severity": severity, "alertname": "A", "namespace": "a"})
	for _, d := range c.Destinations() {
		if d.Receiver == name {
			return true
		}
	}
	return false
}

// fail is what the loader says, with the rest of the sentence.
func fail(format string, args ...any) error { return fmt.Errorf(format, args...) }
