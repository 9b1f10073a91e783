package helm

import (
	"slices"
	"strings"
)

// kibanaSettings are the settings of Kibana 8.19 in the parts of kibana.yml
// that the stack uses: elastic.co/guide/en/kibana/8.19/settings.html,
// security-settings-kb.html, reporting-settings-kb.html and telemetry-settings-kbn.html.
var kibanaSettings = []namespace{
	{"server.", slices.Concat(
		strings.Fields(`autoListen basePath cdn.url compression. cors. customResponseHeaders eluMonitor. host http2. keepaliveTimeout
			maxPayload name payloadTimeout port protocol prototypeHardening publicBaseUrl requestId. restrictInternalApis
			rewriteBasePath securityResponseHeaders. shutdownTimeout socketTimeout uuid versioned. xsrf.`),
		each("ssl.", `cert certificate certificateAuthorities cipherSuites clientAuthentication enabled key keyPassphrase
			keystore.password keystore.path redirectHttpFromPort supportedProtocols truststore.password truststore.path`),
	)},
	{"elasticsearch.", slices.Concat(
		strings.Fields(`apiVersion compression customHeaders dnsCacheTtl healthCheck.delay healthCheck.startupDelay
			healthCheck.retry hosts idleSocketTimeout ignoreVersionMismatch maxIdleSockets maxResponseSize maxSockets password
			pingTimeout publicBaseUrl requestHeadersWhitelist requestTimeout serviceAccountToken shardTimeout
			skipStartupConnectionCheck sniffInterval sniffOnConnectionFault sniffOnStart username`),
		each("ssl.", `alwaysPresentCertificate certificate certificateAuthorities key keyPassphrase keystore.password
			keystore.path truststore.password truststore.path verificationMode`),
	)},
	{"telemetry.", strings.Fields(`allowChangingOptInStatus appendServerlessChannelsSuffix banner config enabled hidePrivacyStatement
		labels. localShipper optIn sendUsageFrom sendUsageTo`)},
	{"xpack.encryptedSavedObjects.", strings.Fields("encryptionKey hashEncryptionKey keyRotation.")},
	{"xpack.reporting.", strings.Fields(`capture. csv. enabled encryptionKey export_types. index kibanaServer. poll. queue.
		roles. statefulSettings.`)},
	{"xpack.security.", strings.Fields(`accessAgreement. audit. authc. authProviders cookieName enabled encryptionKey
		experimental. fipsMode. loginAssistanceMessage loginHelp public. roleManagementEnabled sameSiteCookies secureCookies
		session. sessionTimeout showInsecureClusterWarning showNavLinks ui. uiSettings`)},
}

// kibanaConfigured are the ways in which kibana.yml keeps Kibana from starting,
// worded as packages/kbn-config-schema does.
func kibanaConfigured(p *plan, v values) {
	set, err := flat(v.str("kibanaConfig", "kibana.yml"))
	if err != nil {
		p.breaks("helm/kibana-settings", "FATAL CLI ERROR YAMLException: %s", err)
		return
	}
	if key, space := unknown(set, kibanaSettings); key != "" {
		p.breaks("helm/kibana-settings", "FATAL Error: [config validation of [%s].%s]: definition for this key is missing",
			strings.TrimSuffix(space.prefix, "."), strings.TrimPrefix(key, space.prefix))
	}
	if set["server.ssl.enabled"] == "true" && set["server.ssl.keystore.path"] == "" &&
		(set["server.ssl.key"] == "" || set["server.ssl.certificate"] == "") {
		p.breaks("helm/kibana-settings",
			"FATAL Error: [config validation of [server].ssl]: must specify [certificate] and [key] -- or [keystore.path] -- when ssl is enabled")
	}
	switch mode := set["elasticsearch.ssl.verificationMode"]; mode {
	case "", "full", "certificate":
	case "none":
		p.warns("helm/kibana-verifies",
			"elasticsearch.ssl.verificationMode is none: Kibana gives its password to whoever answers in Elasticsearch's place")
	default:
		p.breaks("helm/kibana-settings",
			"FATAL Error: [config validation of [elasticsearch].ssl.verificationMode]: types that failed validation: expected value to equal "+
				"[none], [certificate] or [full], got %q", mode)
	}
	base := set["server.basePath"]
	if path := v.str("healthCheckPath"); base != "" && set["server.rewriteBasePath"] == "true" && !strings.HasPrefix(path, base) {
		p.breaks("helm/kibana-settings",
			"Readiness probe failed: Error: Got HTTP code 404 but expected a 200: %s is not below server.basePath %s", path, base)
	}
}
