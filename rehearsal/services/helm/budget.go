package helm

import (
	"fmt"
	"strconv"
	"strings"
)

// budgeted holds pods back from a drain whose PodDisruptionBudget never allows one
// of them to go: the disruption controller's arithmetic with all of them healthy
// (kubernetes pkg/controller/disruption: percentages are rounded up).
func budgeted(pods []pod, name string, budget values) {
	total := len(pods)
	allowed, says := total, ""
	switch most, least := budget.str("maxUnavailable"), budget.str("minAvailable"); {
	case most != "":
		allowed, says = scaled(most, total), "maxUnavailable "+most
	case least != "":
		allowed, says = total-scaled(least, total), "minAvailable "+least
	}
	if allowed > 0 {
		return
	}
	for i := range pods {
		pods[i].Held = fmt.Sprintf("%s with %s of %d allows none", name, says, total)
	}
}

// scaled reads a number or a percentage of a total.
func scaled(text string, of int) int {
	percent, found := strings.CutSuffix(text, "%")
	n, err := strconv.Atoi(percent)
	if err != nil {
		return of // the API server refuses it
	}
	if found {
		return (n*of + 99) / 100
	}
	return n
}

// templatedBudget is that of Elastic's charts: none for the number 0, which is
// false in a template.
func templatedBudget(pods []pod, name string, v values) {
	if most := v.str("maxUnavailable"); most != "" && most != "0" {
		budgeted(pods, name+"-pdb", values{"maxUnavailable": most})
	}
}
