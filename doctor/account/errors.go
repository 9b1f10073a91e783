package account

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/smithy-go"

	"eks-elk/settings"
)

// Code is AWS's code of an error; "" for one that is not AWS's.
func Code(err error) string {
	var of smithy.APIError
	if errors.As(err, &of) {
		return of.ErrorCode()
	}
	return ""
}

// Is tells whether an error has one of AWS's codes.
func Is(err error, codes ...string) bool { return slices.Contains(codes, Code(err)) }

// prefixes are those of actions, where a service's name in the SDK is another.
var prefixes = map[string]string{
	"CloudWatch Logs": "logs", "Service Quotas": "servicequotas", "Resource Groups Tagging API": "tag",
	"Elastic Load Balancing": "elasticloadbalancing", "Elastic Load Balancing v2": "elasticloadbalancing",
}

// Denied returns the IAM action that the caller lacks, if that is what an error
// says.
func Denied(err error) (action string, denied bool) {
	// EC2; IAM, STS and the load balancers; all others.
	if !Is(err, "UnauthorizedOperation", "AccessDenied", "AccessDeniedException") {
		return "", false
	}
	var of *smithy.OperationError
	if !errors.As(err, &of) {
		return "the action", true
	}
	prefix := prefixes[of.Service()]
	if prefix == "" {
		prefix = strings.ToLower(of.Service())
	}
	return prefix + ":" + of.Operation(), true
}

// Sentence is an error as one line: AWS's own words where there are some.
func Sentence(err error) string { return reason(err) }

func reason(err error) string {
	var of smithy.APIError
	switch {
	case errors.As(err, &of) && of.ErrorMessage() != "":
		return of.ErrorCode() + ": " + strings.Join(strings.Fields(of.ErrorMessage()), " ")
	case errors.As(err, &of):
		return of.ErrorCode()
	case errors.Is(err, context.DeadlineExceeded):
		return "no answer in time"
	}
	// The SDK wraps the cause in the names of all that it went through.
	for next := errors.Unwrap(err); next != nil; next = errors.Unwrap(err) {
		err = next
	}
	return strings.Join(strings.Fields(err.Error()), " ")
}

// noCredentials says what to do without credentials. The SDK asks a machine's
// metadata last; that there is none says nothing.
func noCredentials(a settings.AWS, err error) error {
	text := "there are no AWS credentials: log in (aws sso login, aws configure), name a profile (AWS_PROFILE or aws:profile), or pass them on with " + passOn
	if a.Profile != "" {
		text = fmt.Sprintf("there are no AWS credentials in profile %q, which aws:profile names: log in (aws sso login --profile %[1]s, aws configure --profile %[1]s)", a.Profile)
	}
	if why := reason(err); !strings.Contains(why, "IMDS") {
		text += " (" + why + ")"
	}
	return errors.New(text)
}

// passOn prints the CLI's credentials for programs that read none of its logins.
const passOn = `eval "$(aws configure export-credentials --format env)"`

// refused says why AWS does not accept the credentials.
func refused(a settings.AWS, err error) error {
	switch {
	case Is(err, "ExpiredToken", "ExpiredTokenException", "RequestExpired"):
		return fmt.Errorf("the AWS credentials have expired: log in again, as in aws sso login (%s)", reason(err))
	case Is(err, "InvalidClientTokenId", "SignatureDoesNotMatch", "UnrecognizedClientException"):
		return fmt.Errorf("AWS does not know the credentials, or not in %s: look at the access key, its secret and the profile (%s)", a.Region, reason(err))
	}
	return fmt.Errorf("AWS does not say who asks (sts:GetCallerIdentity in %s): %s", a.Region, reason(err))
}
