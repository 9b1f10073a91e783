package s3

import (
	"maps"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/world"
)

func lifecycle() *world.ResourceType {
	k := part(Lifecycle, "bucket lifecycle")
	k.OnCreate = []world.Rule{ruleNames, ruleActs, ruleFilter, expirationOfOneKind, laterSteps}
	k.OnUpdate = k.OnCreate
	return k
}

// eachRule is a test that has to hold of every rule of a lifecycle.
func eachRule(test func(rule resource.PropertyMap) (code, message string)) func(*world.Op) error {
	return func(op *world.Op) error {
		for _, rule := range rules(op) {
			if code, message := test(rule); code != "" {
				return world.Refuse("S3", code, "%s (rule %s)", message, world.Str(rule["id"]))
			}
		}
		return nil
	}
}

func rules(op *world.Op) (out []resource.PropertyMap) {
	for _, rule := range elements(op.Object.Get("rules")) {
		out = append(out, world.Map(rule))
	}
	return out
}

func elements(v resource.PropertyValue) []resource.PropertyValue {
	if !v.IsArray() {
		return nil
	}
	return v.ArrayValue()
}

// days is a number of a rule, at a path; 0 where it is not said.
func days(of resource.PropertyMap, path string) float64 {
	if v, _ := world.Lookup(of, path); v.IsNumber() {
		return v.NumberValue()
	}
	return 0
}

const noXML = "The XML you provided was not well-formed or did not validate against our published schema"

var ruleNames = world.Rule{
	ID: "s3/lifecycle-rule-names", Source: "S3 API PutBucketLifecycleConfiguration: InvalidArgument; a configuration has at most 1000 rules",
	Test: func(op *world.Op) error {
		seen := map[string]bool{}
		for _, rule := range rules(op) {
			id := world.Str(rule["id"])
			if seen[id] {
				return world.Refuse("S3", "InvalidArgument", "Rule ID must be unique. Found same ID for more than one rule (%s)", id)
			}
			seen[id] = true
		}
		if len(seen) > 1000 {
			return world.Refuse("S3", "MalformedXML", noXML)
		}
		return nil
	},
}

var ruleActs = world.Rule{
	ID: "s3/lifecycle-rule-acts", Source: "S3 API PutBucketLifecycleConfiguration: InvalidRequest",
	Test: eachRule(func(rule resource.PropertyMap) (string, string) {
		for _, action := range []resource.PropertyKey{"abortIncompleteMultipartUpload", "expiration", "noncurrentVersionExpiration"} {
			if !rule[action].IsNull() {
				return "", ""
			}
		}
		if len(elements(rule["transitions"]))+len(elements(rule["noncurrentVersionTransitions"])) > 0 {
			return "", ""
		}
		return "InvalidRequest", "At least one action needs to be specified in a rule"
	}),
}

var ruleFilter = world.Rule{
	ID:     "s3/lifecycle-filter-of-one-kind",
	Source: "S3 API LifecycleRuleFilter: exactly one of Prefix, Tag, ObjectSizeGreaterThan, ObjectSizeLessThan or And; with a filter no prefix of the rule; uploads have no tags and no size",
	Test: eachRule(func(rule resource.PropertyMap) (string, string) {
		filter := world.Map(rule["filter"])
		kinds := slices.DeleteFunc(slices.Collect(maps.Keys(filter)), func(k resource.PropertyKey) bool {
			return filter[k].IsNull() || world.Str(filter[k]) == "" && filter[k].IsString()
		})
		if len(kinds) > 1 || len(kinds) > 0 && world.Str(rule["prefix"]) != "" {
			return "MalformedXML", noXML
		}
		if !rule["abortIncompleteMultipartUpload"].IsNull() && len(kinds) > 0 && kinds[0] != "prefix" {
			return "InvalidRequest", "AbortIncompleteMultipartUpload cannot be specified with Tags or object sizes"
		}
		return "", ""
	}),
}

var expirationOfOneKind = world.Rule{
	ID:     "s3/lifecycle-expires-once",
	Source: "S3 API LifecycleExpiration: one of Date, Days and ExpiredObjectDeleteMarker; Days, NoncurrentDays and DaysAfterInitiation are positive",
	Test: eachRule(func(rule resource.PropertyMap) (string, string) {
		if of := rule["expiration"]; of.IsObject() {
			kinds := 0
			in := of.ObjectValue()
			for _, said := range []bool{days(in, "days") != 0, world.Str(in["date"]) != "", in["expiredObjectDeleteMarker"].IsBool() && in["expiredObjectDeleteMarker"].BoolValue()} {
				if said {
					kinds++
				}
			}
			if kinds != 1 {
				return "MalformedXML", noXML
			}
			if days(in, "days") < 0 {
				return "InvalidArgument", "'Days' for Expiration action must be a positive integer"
			}
		}
		if of := rule["abortIncompleteMultipartUpload"]; of.IsObject() && days(of.ObjectValue(), "daysAfterInitiation") < 1 {
			return "InvalidArgument", "'DaysAfterInitiation' for AbortIncompleteMultipartUpload action must be a positive integer"
		}
		if of := rule["noncurrentVersionExpiration"]; of.IsObject() && days(of.ObjectValue(), "noncurrentDays") < 1 {
			return "InvalidArgument", "'NoncurrentDays' for NoncurrentVersionExpiration action must be a positive integer"
		}
		return "", ""
	}),
}

// laterSteps: the infrequent access classes take objects that are 30 days old, and
// what expires does so after it has moved.
var laterSteps = world.Rule{
	ID: "s3/lifecycle-steps-in-order", Source: "S3 user guide, Transitioning objects using Amazon S3 Lifecycle: InvalidArgument",
	Test: eachRule(func(rule resource.PropertyMap) (string, string) {
		for _, step := range []struct {
			moves      resource.PropertyKey
			days, ends string
			name       string
		}{
			{"transitions", "days", "expiration.days", "Days"},
			{"noncurrentVersionTransitions", "noncurrentDays", "noncurrentVersionExpiration.noncurrentDays", "NoncurrentDays"},
		} {
			for _, v := range elements(rule[step.moves]) {
				move := world.Map(v)
				class := world.Str(move["storageClass"])
				after, end := days(move, step.days), days(rule, step.ends)
				if (class == "STANDARD_IA" || class == "ONEZONE_IA") && after < 30 && world.Str(move["date"]) == "" {
					return "InvalidArgument", "'" + step.name + "' in Transition action must be greater than or equal to 30 for storageClass '" + class + "'"
				}
				if end > 0 && after >= end {
					return "InvalidArgument", "'" + step.name + "' in the Expiration action must be greater than '" + step.name + "' in the Transition action"
				}
			}
		}
		return "", ""
	}),
}
