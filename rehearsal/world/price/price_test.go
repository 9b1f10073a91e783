package price_test

import (
	"math"
	"testing"

	"eks-elk/rehearsal/world/price"
)

// The sums are those of the AWS price pages for the default stack.
func TestTheDefaultStacksBill(t *testing.T) {
	for region, want := range map[string]float64{"us-east-1": 479.82, "eu-central-1": 553.67} {
		total := 0.0
		for item, quantity := range map[price.Item]float64{
			price.ControlPlane: 1, price.Instance("m5.xlarge"): 2, price.NATGateway: 3, price.PublicIPv4: 3, price.GP3: 200, price.Key: 1,
		} {
			line := price.Monthly(region, item, quantity)
			if line.Unknown {
				t.Errorf("%s has no price in %s", item, region)
			}
			total += line.USD
		}
		if math.Abs(total-want) > 0.005 {
			t.Errorf("%s: %.2f, want %.2f", region, total, want)
		}
	}
}

func TestAnUnknownPriceIsSaid(t *testing.T) {
	if line := price.Monthly("sa-east-1", price.NATGateway, 1); !line.Unknown || line.USD != 0 {
		t.Errorf("%+v", line)
	}
	if line := price.Monthly("us-east-1", price.Instance("x9.huge"), 1); !line.Unknown {
		t.Errorf("%+v", line)
	}
}
