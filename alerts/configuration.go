package alerts

// The parts of Alertmanager's configuration that are used here
// (https://prometheus.io/docs/alerting/latest/configuration/).
type (
	configuration struct {
		Route        route        `yaml:"route"`
		InhibitRules []inhibition `yaml:"inhibit_rules"`
		Receivers    []receiver   `yaml:"receivers"`
	}
	route struct {
		Receiver       string   `yaml:"receiver"`
		Matchers       []string `yaml:"matchers,omitempty"`
		GroupBy        []string `yaml:"group_by,omitempty"`
		GroupWait      string   `yaml:"group_wait,omitempty"`
		GroupInterval  string   `yaml:"group_interval,omitempty"`
		RepeatInterval string   `yaml:"repeat_interval,omitempty"`
		Routes         []route  `yaml:"routes,omitempty"`
	}
	inhibition struct {
		SourceMatchers []string `yaml:"source_matchers"`
		TargetMatchers []string `yaml:"target_matchers"`
		Equal          []string `yaml:"equal"`
	}
	receiver struct {
		Name      string            `yaml:"name"`
		Slack     []slackConfig     `yaml:"slack_configs,omitempty"`
		Teams     []teamsConfig     `yaml:"msteamsv2_configs,omitempty"`
		Webhook   []webhookConfig   `yaml:"webhook_configs,omitempty"`
		PagerDuty []pagerDutyConfig `yaml:"pagerduty_configs,omitempty"`
		Email     []emailConfig     `yaml:"email_configs,omitempty"`
		SNS       []snsConfig       `yaml:"sns_configs,omitempty"`
	}
	slackConfig struct {
		SendResolved bool   `yaml:"send_resolved"`
		URLFile      string `yaml:"api_url_file"`
		Title        string `yaml:"title"`
		Text         string `yaml:"text"`
	}
	teamsConfig struct {
		SendResolved bool   `yaml:"send_resolved"`
		URLFile      string `yaml:"webhook_url_file"`
		Title        string `yaml:"title"`
		Text         string `yaml:"text"`
	}
	webhookConfig struct {
		SendResolved bool   `yaml:"send_resolved"`
		URLFile      string `yaml:"url_file"`
	}
	pagerDutyConfig struct {
		SendResolved bool              `yaml:"send_resolved"`
		KeyFile      string            `yaml:"routing_key_file"`
		Description  string            `yaml:"description"`
		Severity     string            `yaml:"severity"`
		Details      map[string]string `yaml:"details"`
	}
	emailConfig struct {
		SendResolved bool              `yaml:"send_resolved"`
		To           string            `yaml:"to"`
		From         string            `yaml:"from"`
		Server       string            `yaml:"smarthost"`
		Username     string            `yaml:"auth_username,omitempty"`
		PasswordFile string            `yaml:"auth_password_file,omitempty"`
		Headers      map[string]string `yaml:"headers"`
	}
	snsConfig struct {
		SendResolved bool   `yaml:"send_resolved"`
		TopicARN     string `yaml:"topic_arn"`
		SigV4        sigV4  `yaml:"sigv4"`
		Subject      string `yaml:"subject"`
		Message      string `yaml:"message"`
	}
	sigV4 struct {
		Region string `yaml:"region"`
	}
)
