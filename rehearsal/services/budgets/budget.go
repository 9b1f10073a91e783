// Package budgets is what the world knows of AWS Budgets.
package budgets

import (
	"fmt"
	"regexp"
	"strconv"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"eks-elk/rehearsal/world"
)

// Budget is a budget, as Pulumi names it.
const Budget = "aws:budgets/budget:Budget"

// ResourceTypes returns every type of Budgets the world knows.
func ResourceTypes() []*world.ResourceType {
	return []*world.ResourceType{{
		Token: Budget, Title: "budget", Service: "Budgets", NameProperty: "name", MaxName: 100,
		Same:     map[string]func(old, new string) bool{"limitAmount": sameAmount},
		OnCreate: []world.Rule{budgetOnce, limitSound, somebodyHears},
		OnUpdate: []world.Rule{limitSound, somebodyHears},
		ID:       func(op *world.Op) string { return op.Account() + ":" + op.Str("name") },
		Outputs: func(op *world.Op) error {
			op.Set("arn", "arn:"+world.Partition(op.Region())+":budgets::"+op.Account()+":budget/"+op.Str("name"))
			op.Default("accountId", op.Account())
			op.Default("limitUnit", "USD")
			op.Default("timePeriodStart", "2026-01-01_00:00")
			return nil
		},
	}}
}

// sameAmount: the provider compares amounts as numbers (terraform-provider-aws 4.67,
// suppressEquivalentBudgetLimitAmount).
func sameAmount(old, new string) bool {
	a, errA := strconv.ParseFloat(old, 64)
	b, errB := strconv.ParseFloat(new, 64)
	return errA == nil && errB == nil && a == b
}

var budgetOnce = world.Rule{
	ID:     "budgets/name-unique",
	Source: "Budgets API CreateBudget: DuplicateRecordException; a budget is the account's, of no region",
	Test: func(op *world.Op) error {
		if op.Existing() != nil {
			return world.Refuse("Budgets", "DuplicateRecordException", "Error creating budget: %s - the budget already exists.", op.Str("name"))
		}
		return nil
	},
}

var limitSound = world.Rule{
	ID:     "budgets/limit-is-an-amount",
	Source: "Budgets API Spend: Amount is a number greater than 0, Unit is USD for a COST budget",
	Test: func(op *world.Op) error {
		if op.Str("budgetType") != "COST" {
			return nil
		}
		amount, err := strconv.ParseFloat(op.Str("limitAmount"), 64)
		if err != nil || amount <= 0 || op.Str("limitUnit") != "USD" && op.Str("limitUnit") != "" {
			return world.Refuse("Budgets", "InvalidParameterException", "Budget limit %s %s is not valid", op.Str("limitAmount"), op.Str("limitUnit"))
		}
		return nil
	},
}

var mail = regexp.MustCompile(`^[^@\s]+@[^@\s]+\.[^@\s]+$`)

// somebodyHears: a notification without a subscriber is refused, and one that no mail
// reaches is none.
var somebodyHears = world.Rule{
	ID:     "budgets/notification-has-a-subscriber",
	Source: "Budgets API CreateNotification: 1 to 11 subscribers, 10 of them by e-mail; 10 notifications a budget, of which no two have the same type, comparison and threshold; Subscriber: an address of the form (.*@.*)",
	Test: func(op *world.Op) error {
		list := op.Object.Get("notifications")
		if !list.IsArray() {
			return nil
		}
		refuse := func(why string) error { return world.Refuse("Budgets", "InvalidParameterException", "%s", why) }
		if len(list.ArrayValue()) > 10 {
			return world.Refuse("Budgets", "CreationLimitExceededException", "Maximum number of notifications per budget exceeded")
		}
		seen := map[string]bool{}
		for _, n := range list.ArrayValue() {
			of := world.Map(n)
			kind := fmt.Sprint(of["notificationType"], of["comparisonOperator"], of["threshold"], of["thresholdType"])
			if seen[kind] {
				return world.Refuse("Budgets", "DuplicateRecordException", "Unable to create notification(s) - the notification already exists.")
			}
			seen[kind] = true
			addresses, topics := world.Strs(of[resource.PropertyKey("subscriberEmailAddresses")]), world.Strs(of[resource.PropertyKey("subscriberSnsTopicArns")])
			switch {
			case len(addresses)+len(topics) == 0:
				return refuse("A notification must have at least one subscriber")
			case len(addresses) > 10 || len(topics) > 1:
				return refuse("Maximum number of subscribers per notification exceeded")
			}
			for _, a := range addresses {
				if !mail.MatchString(a) {
					return refuse("Invalid email address " + a)
				}
			}
		}
		return nil
	},
}
