package budgets_test

import (
	"testing"

	"eks-elk/rehearsal/services/aws/awstest"
	"eks-elk/rehearsal/services/budgets"
)

type in = awstest.In

func notification(addresses ...any) map[string]any {
	return map[string]any{
		"comparisonOperator": "GREATER_THAN", "notificationType": "ACTUAL", "threshold": 80, "thresholdType": "PERCENTAGE",
		"subscriberEmailAddresses": addresses,
	}
}

func TestABudget(t *testing.T) {
	a := awstest.New(t)
	sound := in{"name": "month", "budgetType": "COST", "timeUnit": "MONTHLY", "limitAmount": "700", "limitUnit": "USD", "notifications": []any{notification("me@example.com")}}
	refused := func(changes in, code, rule string) {
		t.Helper()
		a.Refused(budgets.Budget, "budget", sound.With(changes), code, rule)
	}
	for _, amount := range []string{"0", "-1", "much"} {
		refused(in{"limitAmount": amount}, "InvalidParameterException", "budgets/limit-is-an-amount")
	}
	refused(in{"limitUnit": "EUR"}, "InvalidParameterException", "budgets/limit-is-an-amount")
	refused(in{"notifications": []any{notification()}}, "InvalidParameterException", "budgets/notification-has-a-subscriber")
	refused(in{"notifications": []any{notification("me")}}, "InvalidParameterException", "budgets/notification-has-a-subscriber")
	refused(in{"notifications": []any{notification("me@example.com"), notification("you@example.com")}}, "DuplicateRecordException", "budgets/notification-has-a-subscriber")
	var many []any
	for range 11 {
		many = append(many, notification("me@example.com"))
	}
	refused(in{"notifications": many}, "CreationLimitExceededException", "budgets/notification-has-a-subscriber")
	b := a.Make(budgets.Budget, "budget", sound)
	if b.ID != "123456789012:month" {
		t.Errorf("its ID is %s", b.ID)
	}
	refused(nil, "DuplicateRecordException", "budgets/name-unique")
	a.Dropped(b)
	a.Leaks(0, "")
}
