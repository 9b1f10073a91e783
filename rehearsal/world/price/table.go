package price

// table is the price of one unit of an item by region. Sources: the AWS price
// pages for EC2, EBS, VPC, EKS, KMS and Elastic Load Balancing.
var table = map[string]map[Item]float64{
	"us-east-1": {
		ControlPlane: 0.10, ExtendedPlane: 0.60, NATGateway: 0.045, PublicIPv4: 0.005, LoadBalancer: 0.0225,
		GP3: 0.08, Key: 1,
		Instance("m5.large"): 0.096, Instance("m5.xlarge"): 0.192, Instance("m5.2xlarge"): 0.384, Instance("m5.4xlarge"): 0.768,
		Instance("m6i.large"): 0.096, Instance("m6i.xlarge"): 0.192, Instance("m6i.2xlarge"): 0.384, Instance("m6i.4xlarge"): 0.768,
		Instance("r5.large"): 0.126, Instance("r5.xlarge"): 0.252, Instance("r5.2xlarge"): 0.504, Instance("r5.4xlarge"): 1.008,
		Instance("c5.large"): 0.085, Instance("c5.xlarge"): 0.17, Instance("c5.2xlarge"): 0.34, Instance("c5.4xlarge"): 0.68,
		Instance("t3.medium"): 0.0416, Instance("t3.large"): 0.0832, Instance("t3.xlarge"): 0.1664, Instance("t3.2xlarge"): 0.3328,
	},
	"eu-central-1": {
		ControlPlane: 0.10, ExtendedPlane: 0.60, NATGateway: 0.052, PublicIPv4: 0.005, LoadBalancer: 0.027,
		GP3: 0.0952, Key: 1,
		Instance("m5.large"): 0.115, Instance("m5.xlarge"): 0.23, Instance("m5.2xlarge"): 0.46, Instance("m5.4xlarge"): 0.92,
		Instance("m6i.large"): 0.115, Instance("m6i.xlarge"): 0.23, Instance("m6i.2xlarge"): 0.46, Instance("m6i.4xlarge"): 0.92,
		Instance("r5.large"): 0.152, Instance("r5.xlarge"): 0.304, Instance("r5.2xlarge"): 0.608, Instance("r5.4xlarge"): 1.216,
		Instance("c5.large"): 0.097, Instance("c5.xlarge"): 0.194, Instance("c5.2xlarge"): 0.388, Instance("c5.4xlarge"): 0.776,
		Instance("t3.medium"): 0.048, Instance("t3.large"): 0.096, Instance("t3.xlarge"): 0.192, Instance("t3.2xlarge"): 0.384,
	},
}
