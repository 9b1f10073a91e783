package price_test

import (
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"eks-elk/aws/price"
)

// The sums are those of the AWS price pages for the default stack.
func TestTheDefaultStacksBill(t *testing.T) {
	for region, want := range map[string]float64{"us-east-1": 479.82, "eu-central-1": 553.67, "us-west-2": 479.82, "eu-west-1": 520.11} {
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

// The prices are those of AWS Price List for sizes other than large.
func TestASizeCostsAMultipleOfLarge(t *testing.T) {
	for typ, hour := range map[string]float64{
		"t3.micro": 0.0104, "t3.medium": 0.0416, "t3.2xlarge": 0.3328, "c5.18xlarge": 3.06, "m6a.48xlarge": 8.2944, "m7i-flex.8xlarge": 1.53216,
	} {
		line := price.Monthly("us-east-1", price.Instance(typ), 1)
		if got := line.USD / price.Hours; line.Unknown || math.Abs(got-hour) > 1e-6 {
			t.Errorf("%s costs %g an hour, want %g", typ, got, hour)
		}
	}
}

func TestEveryRegionHasThePricesOfTheDefaultStack(t *testing.T) {
	for _, region := range price.Regions() {
		for _, item := range []price.Item{price.NATGateway, price.GP3, price.S3, price.ControlPlane, price.Instance("m5.xlarge"), price.Instance("t3.large")} {
			if line := price.Monthly(region, item, 1); line.Unknown || line.USD <= 0 {
				t.Errorf("%s in %s: %+v", item, region, line)
			}
		}
	}
}

func TestTheREADMECountsTheRegions(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if want := fmt.Sprintf("in %d regions", len(price.Regions())); err != nil || !strings.Contains(string(text), want) {
		t.Errorf("README.md lacks %q: %v", want, err)
	}
}

func TestAnUnknownPriceIsSaid(t *testing.T) {
	for _, c := range []struct {
		region string
		item   price.Item
	}{
		{"sa-east-1", price.NATGateway},
		{"sa-east-1", price.ControlPlane},
		{"us-gov-west-1", price.Key},
		{"us-east-1", price.Instance("x9.huge")},
		{"us-east-1", price.Instance("m5.metal")},
		{"us-east-1", price.Instance("m5")},
		{"eu-north-1", price.Instance("m6a.large")},
	} {
		if line := price.Monthly(c.region, c.item, 1); !line.Unknown || line.USD != 0 {
			t.Errorf("%s in %s: %+v", c.item, c.region, line)
		}
	}
}
