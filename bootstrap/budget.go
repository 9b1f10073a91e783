package main

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v5/go/aws/budgets"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// budget makes a mail go out when the month has cost most of the budget, and when it
// is going to cost more. A budget stops nothing.
func (b *builder) budget() error {
	notify := func(kind string, percent float64) budgets.BudgetNotificationInput {
		return budgets.BudgetNotificationArgs{
			NotificationType: pulumi.String(kind), ComparisonOperator: pulumi.String("GREATER_THAN"),
			Threshold: pulumi.Float64(percent), ThresholdType: pulumi.String("PERCENTAGE"),
			SubscriberEmailAddresses: pulumi.ToStringArray([]string{b.settings.Budget.Email}),
		}
	}
	if _, err := budgets.NewBudget(b.ctx, "month", &budgets.BudgetArgs{
		Name:       pulumi.String("eks-elk"),
		BudgetType: pulumi.String("COST"), TimeUnit: pulumi.String("MONTHLY"),
		LimitAmount: pulumi.String(fmt.Sprint(b.settings.Budget.Limit)), LimitUnit: pulumi.String("USD"),
		Notifications: budgets.BudgetNotificationArray{notify("ACTUAL", 80), notify("FORECASTED", 100)},
	}, b.provider); err != nil {
		return fmt.Errorf("create budget: %w", err)
	}
	return nil
}
