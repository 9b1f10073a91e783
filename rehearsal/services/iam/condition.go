package iam

import (
	"regexp"
	"slices"
	"strings"
)

// conditionOperators are IAM's. Each may end with IfExists (but for Null) and
// begin with ForAllValues: or ForAnyValue:.
// Source: IAM user guide, IAM JSON policy elements: Condition operators.
var conditionOperators = regexp.MustCompile(`^(ForAllValues:|ForAnyValue:)?(Null|(` +
	`String(Not)?(Equals(IgnoreCase)?|Like)|(Numeric|Date)((Not)?Equals|(Less|Greater)Than(Equals)?)|` +
	`Bool|BinaryEquals|(Not)?IpAddress|Arn(Not)?(Equals|Like))(IfExists)?)$`)

// conditions refuses what is no operator.
func conditions(s Statement) error {
	for operator := range s.Condition {
		if !conditionOperators.MatchString(operator) {
			return malformed("Invalid Condition type : %s", operator)
		}
	}
	return nil
}

// holds says that every condition is met by a request with these keys: one on a
// key that the request does not carry is met only by a negation or an IfExists.
// What the account or the caller adds to a request (aws:, sts:) is taken as met.
// Source: IAM user guide, Condition operators, "If the key that you specify in a
// policy condition is not present in the request context, the values do not match".
func holds(s Statement, request map[string]string) bool {
	for operator, tests := range s.Condition {
		for key, allowed := range tests {
			if strings.HasPrefix(key, "aws:") || strings.HasPrefix(key, "sts:") {
				continue
			}
			value, carried := "", false
			for k, v := range request {
				if strings.EqualFold(k, key) { // keys have no case, values have
					value, carried = v, true
				}
			}
			if !met(operator, value, carried, allowed) {
				return false
			}
		}
	}
	return true
}

func met(operator, value string, carried bool, allowed []scalar) bool {
	if _, after, ok := strings.Cut(operator, ":"); ok {
		operator = after
	}
	operator, optional := strings.CutSuffix(operator, "IfExists")
	negated := strings.Contains(operator, "Not")
	if operator == "Null" {
		return slices.Contains(allowed, scalar(map[bool]string{true: "false", false: "true"}[carried]))
	}
	if !carried {
		return optional || negated
	}
	matched := slices.ContainsFunc(allowed, func(a scalar) bool {
		switch strings.Replace(operator, "Not", "", 1) {
		case "StringEquals":
			return string(a) == value
		case "StringEqualsIgnoreCase":
			return strings.EqualFold(string(a), value)
		case "StringLike":
			return matches(string(a), value)
		}
		return negated // no comparison of texts: never met
	})
	return matched != negated
}
