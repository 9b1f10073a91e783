package check

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials/logincreds"
)

// longEnough is how long an up may take: 15 to 20 minutes, and what a slow
// control plane adds.
const longEnough = time.Hour

const pass = `eval "$(aws configure export-credentials --format env)"`

// credentialsLast looks at how long the credentials are valid. Those that expire
// in the middle of an up leave its operations half done.
func (e *Examination) credentialsLast(context.Context) (string, error) {
	source := e.Account.Credentials.Source
	if strings.Contains(source, logincreds.ProviderName) {
		// Its SDK is of 2023 (terraform-provider-aws 4.67, go.mod).
		return "", finding("pass them on: "+pass, "of aws login, which the AWS provider of this program does not know")
	}
	left, known, renewed := e.Account.Lasts(e.Now, e.Environment)
	switch {
	case renewed && known:
		return fmt.Sprintf("renewed by themselves (%s)", source), nil
	case renewed:
		return "an access key, which does not expire", nil
	case !known:
		return "", unknown("see that they last for an hour: up takes 20 minutes, and must not end in the middle", "temporary, and nothing says until when")
	case left < longEnough:
		return "", finding("log in again before up", "valid for %s; up takes 20 minutes, and up to an hour", left.Round(time.Minute))
	}
	return "valid for " + left.Round(time.Minute).String(), nil
}

// allowedAccount compares the account with the stack's.
func (e *Examination) allowedAccount(context.Context) (string, error) {
	caller, allowed := e.Account.Caller, e.Settings.AWS.AllowedAccountIDs
	who := caller.Account + ", as " + caller.ARN
	switch {
	case len(allowed) > 0 && !slices.Contains(allowed, caller.Account):
		return "", finding("take other credentials, or mend aws:allowedAccountIds", "%s; aws:allowedAccountIds has %s", who, strings.Join(allowed, ", "))
	case strings.HasSuffix(caller.ARN, ":root"):
		return "", finding("make the cluster as a role: whoever makes it stays its administrator", "%s: the account's root user", who)
	case len(allowed) == 0:
		return who + "; aws:allowedAccountIds is empty: any account will do", nil
	}
	return who, nil
}
