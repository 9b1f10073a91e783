package helm

import (
	"fmt"
	"strconv"
	"strings"
)

// budgeted says how many of the pods a drain may take away at a time by their
// PodDisruptionBudget: the disruption controller's arithmetic with all of them
// healthy (kubernetes pkg/controller/disruption: percentages are rounded up).
func budgeted(pods []pod, name string, budget values) {
	total := len(pods)
	var allowed int
	var says string
	switch most, least := budget.str("maxUnavailable"), budget.str("minAvailable"); {
	case most != "":
		allowed, says = scaled(most, total), "maxUnavailable "+most
	case least != "":
		allowed, says = total-scaled(least, total), "minAvailable "+least
	default:
		return
	}
	for i := range pods {
		pods[i].Budget, pods[i].Disruptions = fmt.Sprintf("%s with %s of %d allows %d at a time", name, says, total, max(0, allowed)), allowed
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
