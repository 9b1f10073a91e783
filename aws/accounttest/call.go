package accounttest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"strings"
)

// call is one request.
type call struct {
	account         *Account
	region, service string
	request         *http.Request

	operation string
	text      []byte
	form      url.Values     // of a query protocol
	body      map[string]any // of a JSON protocol
}

// read finds the operation. EC2, IAM, STS and the load balancers name it in a form,
// KMS, CloudWatch Logs and Service Quotas in a header, the tagging service at the
// end of the path, EKS by method and path.
func (c *call) read() {
	c.text, _ = io.ReadAll(c.request.Body)
	if c.service == "s3" {
		c.operation = c.objectOperation()
		return
	}
	if target := c.request.Header.Get("X-Amz-Target"); target != "" {
		_, c.operation, _ = strings.Cut(target, ".")
		_ = json.Unmarshal(c.text, &c.body)
		return
	}
	if c.service == "tag" {
		c.operation = path.Base(c.request.URL.Path)
		return
	}
	if c.service == "eks" {
		switch at := c.request.URL.Path; {
		case at == "/clusters":
			c.operation = "ListClusters"
		case strings.HasSuffix(at, "/node-groups"):
			c.operation = "ListNodegroups"
		case at == "/cluster-versions":
			c.operation = "DescribeClusterVersions"
		default:
			c.operation = "DescribeCluster"
		}
		return
	}
	c.form, _ = url.ParseQuery(string(c.text))
	c.operation = c.form.Get("Action")
}

func (c *call) action() string { return c.service + ":" + c.operation }

// str is a field of a JSON request.
func (c *call) str(name string) string { return fmt.Sprint(c.body[name]) }

// denied refuses as the service does.
func (c *call) denied(w http.ResponseWriter) {
	code := "AccessDeniedException"
	switch c.service {
	case "ec2":
		code = "UnauthorizedOperation"
	case "iam", "sts", "elasticloadbalancing", "s3":
		code = "AccessDenied"
	}
	c.fail(w, http.StatusForbidden, code, fmt.Sprintf("User: %s is not authorized to perform: %s", c.account.ARN, c.action()))
}

// fail ends in an error, in the form of the service's protocol.
func (c *call) fail(w http.ResponseWriter, status int, code, message string) {
	switch c.service {
	case "ec2":
		w.Header().Set("Content-Type", "text/xml;charset=UTF-8")
		w.WriteHeader(status)
		fmt.Fprintf(w, `<?xml version="1.0" encoding="UTF-8"?>
<Response><Errors><Error><Code>%s</Code><Message>%s</Message></Error></Errors><RequestID>2c1a</RequestID></Response>`, code, message)
	case "iam", "sts", "elasticloadbalancing":
		w.Header().Set("Content-Type", "text/xml")
		w.WriteHeader(status)
		fmt.Fprintf(w, `<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error><RequestId>2c1a</RequestId></ErrorResponse>`, code, message)
	case "tag":
		c.cbor(w, status, object{"__type": code, "message": message})
	case "s3":
		w.Header().Set("Content-Type", "application/xml")
		w.WriteHeader(status)
		fmt.Fprintf(w, `<Error><Code>%s</Code><Message>%s</Message><RequestId>2c1a</RequestId></Error>`, code, message)
	case "eks":
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("X-Amzn-Errortype", code)
		w.WriteHeader(status)
		fmt.Fprintf(w, `{"message":%q}`, message)
	default:
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		w.WriteHeader(status)
		fmt.Fprintf(w, `{"__type":%q,"message":%q}`, code, message)
	}
}

// answer answers well, or with the error of what is not there.
func (c *call) answer(w http.ResponseWriter) {
	switch c.service {
	case "s3":
		c.object(w)
	case "ec2", "iam", "sts", "elasticloadbalancing":
		c.query(w)
	default:
		value, code := c.json()
		if code != "" {
			c.fail(w, http.StatusNotFound, code, "It does not exist.")
			return
		}
		if c.service == "tag" {
			c.cbor(w, http.StatusOK, value)
			return
		}
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		_ = json.NewEncoder(w).Encode(value)
	}
}

func (c *call) cbor(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/cbor")
	w.Header().Set("Smithy-Protocol", "rpc-v2-cbor")
	w.WriteHeader(status)
	_, _ = w.Write(cbor(value))
}
