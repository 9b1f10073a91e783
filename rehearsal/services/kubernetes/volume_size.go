package kubernetes

import "fmt"

// TooLarge returns why EBS has no volume of that size, or "". gp3 and io2 end at
// 64 TiB, the others at 16 TiB (docs.aws.amazon.com/ebs/latest/userguide:
// volume constraints; EC2 API CreateVolume).
func (c Class) TooLarge(gib int) string {
	volume, most := c.volume, 16<<10
	if volume == "" {
		volume = "gp3" // the driver's default
	}
	if volume == "gp3" || volume == "io2" {
		most = 64 << 10
	}
	if c.Provisioner != EBSDriver || gib <= most {
		return ""
	}
	return fmt.Sprintf("rpc error: code = Internal desc = Could not create volume in EC2: api error InvalidParameterValue: Volume of %dGiB is too large for volume type %s; maximum is %dGiB", gib, volume, most)
}
