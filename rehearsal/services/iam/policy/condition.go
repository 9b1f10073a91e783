package policy

import (
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// conditionOperators are IAM's. Each may end with IfExists (but for Null) and
// begin with ForAllValues: or ForAnyValue:.
// Source: IAM user guide, IAM JSON policy elements: Condition operators.
var conditionOperators = regexp.MustCompile(`^(ForAllValues:|ForAnyValue:)?(Null|(` +
	`String(Not)?(Equals(IgnoreCase)?|Like)|(Numeric|Date)((Not)?Equals|(Less|Greater)Than(Equals)?)|` +
	`Bool|BinaryEquals|(Not)?IpAddress|Arn(Not)?(Equals|Like))(IfExists)?)$`)

// operators refuses what is no operator.
func (s Statement) operators() error {
	for operator := range s.Condition {
		if !conditionOperators.MatchString(operator) {
			return malformed("Invalid Condition type : %s", operator)
		}
	}
	return nil
}

// holds says that every condition is met by a request with these keys.
func (s Statement) holds(keys map[string][]string) bool {
	for operator, tests := range s.Condition {
		for key, allowed := range tests {
			if !met(operator, valuesOf(keys, key), allowed) {
				return false
			}
		}
	}
	return true
}

// valuesOf returns what a request carries of a key; keys have no case, values have.
func valuesOf(keys map[string][]string, key string) []string {
	for k, v := range keys {
		if strings.EqualFold(k, key) {
			return v
		}
	}
	return nil
}

// met decides one test. A key that the request does not carry is met by a negation,
// an IfExists and a ForAllValues only.
// Source: IAM user guide, Condition operators, "If the key that you specify in a
// policy condition is not present in the request context, the values do not
// match"; Multivalued context keys.
func met(operator string, values []string, allowed []scalar) bool {
	all := strings.HasPrefix(operator, "ForAllValues:")
	if _, after, ok := strings.Cut(operator, ":"); ok {
		operator = after
	}
	operator, optional := strings.CutSuffix(operator, "IfExists")
	if operator == "Null" {
		return slices.Contains(allowed, scalar(strconv.FormatBool(len(values) == 0)))
	}
	negated := strings.Contains(operator, "Not")
	if len(values) == 0 {
		return optional || negated || all
	}
	compare := comparison(strings.Replace(operator, "Not", "", 1))
	one := func(value string) bool {
		return negated != slices.ContainsFunc(allowed, func(a scalar) bool { return compare(string(a), value) })
	}
	if all {
		return !slices.ContainsFunc(values, func(v string) bool { return !one(v) })
	}
	return slices.ContainsFunc(values, one)
}

// comparison is what an operator does with one value of the policy and one of the
// request. Dates and binaries occur in no policy here and match nothing.
func comparison(operator string) func(want, is string) bool {
	switch operator {
	case "StringEquals":
		return func(want, is string) bool { return want == is }
	case "StringEqualsIgnoreCase", "Bool":
		return strings.EqualFold
	case "StringLike":
		return like
	case "ArnEquals", "ArnLike": // the same, says the user guide
		return likeARN
	case "IpAddress":
		return func(want, is string) bool {
			ip, err := netip.ParseAddr(is)
			block, notBlock := netip.ParsePrefix(want)
			return err == nil && (notBlock == nil && block.Contains(ip) || want == is)
		}
	case "NumericEquals", "NumericLessThan", "NumericLessThanEquals", "NumericGreaterThan", "NumericGreaterThanEquals":
		return numeric(strings.TrimPrefix(operator, "Numeric"))
	}
	return func(string, string) bool { return false }
}

func numeric(operator string) func(want, is string) bool {
	return func(want, is string) bool {
		w, err1 := strconv.ParseFloat(want, 64)
		v, err2 := strconv.ParseFloat(is, 64)
		return err1 == nil && err2 == nil && map[string]bool{
			"Equals": v == w, "LessThan": v < w, "LessThanEquals": v <= w, "GreaterThan": v > w, "GreaterThanEquals": v >= w,
		}[operator]
	}
}

// likeARN compares ARNs part by part: a * does not reach over a colon, but in the
// last of the six parts.
func likeARN(pattern, value string) bool {
	p, v := strings.SplitN(pattern, ":", 6), strings.SplitN(value, ":", 6)
	if len(p) != 6 || len(v) != 6 {
		return false
	}
	for i := range p {
		if !like(p[i], v[i]) {
			return false
		}
	}
	return true
}

// like compares with * and ? as IAM does.
func like(pattern, value string) bool {
	for pattern != "" {
		switch {
		case pattern[0] == '*':
			for i := len(value); i >= 0; i-- {
				if like(pattern[1:], value[i:]) {
					return true
				}
			}
			return false
		case value == "" || pattern[0] != '?' && pattern[0] != value[0]:
			return false
		}
		pattern, value = pattern[1:], value[1:]
	}
	return value == ""
}
