package alertmanager

import (
	"net"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/prometheus/common/model"
)

// judge is config.go Load, UnmarshalYAML and checkReceiver, with their texts.
func (c *Configuration) judge() error {
	if c.Route == nil {
		return fail("no route provided in config")
	}
	if len(c.Route.Matchers) > 0 {
		return fail("root route must not have any matchers")
	}
	if c.Route.Receiver == "" {
		return fail("root route must specify a default receiver")
	}
	names := map[string]bool{}
	for _, r := range c.Receivers {
		if r.Name == "" {
			return fail("missing name in receiver")
		}
		if names[r.Name] {
			return fail("notification config name %q is not unique", r.Name)
		}
		names[r.Name] = true
		if err := r.judge(); err != nil {
			return err
		}
	}
	for _, i := range c.Inhibit {
		if err := matchers(slices.Concat(i.Source, i.Target)); err != nil {
			return err
		}
		for _, label := range i.Equal {
			if !labelName(label) {
				return fail("invalid label name %q in equal list", label)
			}
		}
	}
	return c.Route.judge(names)
}

func (r *route) judge(receivers map[string]bool) error {
	if r.Receiver != "" && !receivers[r.Receiver] {
		return fail("undefined receiver %q used in route", r.Receiver)
	}
	if err := matchers(r.Matchers); err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, label := range r.GroupBy {
		if seen[label] || !labelName(label) && label != "..." || label == "..." && len(r.GroupBy) > 1 {
			return fail("invalid or repeated label %q in group_by", label)
		}
		seen[label] = true
	}
	for key, duration := range map[string]string{"group_wait": r.GroupWait, "group_interval": r.GroupInterval, "repeat_interval": r.RepeatInterval} {
		if duration == "" {
			continue
		}
		if d, err := model.ParseDuration(duration); err != nil {
			return fail("%s: %w", key, err)
		} else if d == 0 && key != "group_wait" {
			return fail("%s cannot be zero", key)
		}
	}
	for _, below := range r.Routes {
		if below == nil {
			return fail("empty route")
		}
		if err := below.judge(receivers); err != nil {
			return err
		}
	}
	return nil
}

func (r *receiver) judge() error {
	for _, w := range r.Slack {
		if err := one("api_url", w.URL, "api_url_file", w.URLFile); err != nil {
			return err
		}
	}
	for _, w := range r.Teams {
		if err := one("webhook_url", w.URL, "webhook_url_file", w.URLFile); err != nil {
			return err
		}
	}
	for _, w := range r.Webhook {
		if err := one("url", w.URL, "url_file", w.URLFile); err != nil {
			return err
		}
	}
	for _, w := range r.PagerDuty {
		if err := one("routing_key", w.Key, "routing_key_file", w.KeyFile); err != nil {
			return err
		}
	}
	for _, w := range r.Email {
		if err := w.judge(); err != nil {
			return err
		}
	}
	for _, w := range r.SNS {
		if w.TopicARN == "" {
			return fail("must provide either a Target ARN, Topic ARN, or Phone Number for SNS config")
		}
		if w.SigV4.Region == "" {
			return fail("sns_configs: without a region in sigv4, it is up to the pod's environment")
		}
	}
	return nil
}

// one: exactly one of a credential and a file with it.
func one(key, value, fileKey, file string) error {
	if value != "" && file != "" {
		return fail("at most one of %s & %s must be configured", key, fileKey)
	}
	if value == "" && file == "" {
		return fail("one of %s or %s must be configured", key, fileKey)
	}
	if at, err := url.Parse(value); strings.HasSuffix(key, "url") && value != "" && (err != nil || !strings.HasPrefix(at.Scheme, "http") || at.Host == "") {
		return fail("unsupported scheme or missing host for URL in %s", key)
	}
	return nil
}

func (w *email) judge() error {
	switch {
	case w.To == "":
		return fail("missing to address in email config")
	case w.From == "":
		return fail("no global SMTP from set")
	case w.Server == "":
		return fail("no global SMTP smarthost set")
	case w.Password != "" && w.PasswordFile != "":
		return fail("at most one of auth_password & auth_password_file must be configured")
	}
	host, port, err := net.SplitHostPort(w.Server)
	if err != nil || host == "" || port == "" {
		return fail("address %s: missing port in address", w.Server)
	}
	headers := map[string]bool{}
	for name := range w.Headers {
		if headers[strings.ToLower(name)] {
			return fail("duplicate header %q in email config", name)
		}
		headers[strings.ToLower(name)] = true
	}
	return nil
}

var (
	matcher   = regexp.MustCompile(`^([a-zA-Z_][a-zA-Z0-9_]*)(=~|!~|!=|=)"((?:[^"\\]|\\.)*)"$`)
	labelForm = regexp.MustCompile(`^[a-zA-Z_][a-zA-Z0-9_]*$`)
)

func labelName(text string) bool { return labelForm.MatchString(text) }

// matchers takes one of the forms that Alertmanager takes: name, operator, a quoted value.
func matchers(texts []string) error {
	for _, text := range texts {
		m := matcher.FindStringSubmatch(text)
		if m == nil {
			return fail("bad matcher format: %s", text)
		}
		if strings.HasSuffix(m[2], "~") {
			if _, err := regexp.Compile("^(?:" + m[3] + ")$"); err != nil {
				return err
			}
		}
	}
	return nil
}

// ends returns the receiver of the first route that matches, as dispatch.Route.Match
// finds it where no route continues.
func (r *route) ends(labels map[string]string) string {
	for _, below := range r.Routes {
		if below.matches(labels) {
			if name := below.ends(labels); name != "" {
				return name
			}
			return r.Receiver
		}
	}
	return r.Receiver
}

func (r *route) matches(labels map[string]string) bool {
	for _, text := range r.Matchers {
		m := matcher.FindStringSubmatch(text)
		value, same := labels[m[1]], false
		if strings.HasSuffix(m[2], "~") {
			same = regexp.MustCompile("^(?:" + m[3] + ")$").MatchString(value)
		} else {
			same = value == m[3]
		}
		if same == strings.HasPrefix(m[2], "!") {
			return false
		}
	}
	return true
}
