package kubernetes

import (
	"fmt"

	"k8s.io/apimachinery/pkg/api/resource"
)

// quantity reads a Kubernetes quantity as the API server does; "" is none.
func quantity(text string) (*resource.Quantity, error) {
	if text == "" {
		return &resource.Quantity{}, nil
	}
	q, err := resource.ParseQuantity(text)
	if err != nil {
		return &q, fmt.Errorf("%w: %q", err, text)
	}
	if q.Sign() < 0 {
		return &q, fmt.Errorf("must be greater than or equal to 0: %q", text)
	}
	return &q, nil
}

// CPUMilli reads an amount of CPU in thousandths of a core.
func CPUMilli(text string) (int, error) {
	q, err := quantity(text)
	return int(q.MilliValue()), err
}

// Bytes reads an amount of memory or storage.
func Bytes(text string) (int64, error) {
	q, err := quantity(text)
	return q.Value(), err
}

// MemoryMi reads an amount of memory in MiB, rounded up.
func MemoryMi(text string) (int, error) {
	n, err := Bytes(text)
	return int((n + 1<<20 - 1) >> 20), err
}

// GiB reads the size of a volume in GiB, rounded up as EBS does.
func GiB(text string) (int, error) {
	n, err := Bytes(text)
	return int((n + 1<<30 - 1) >> 30), err
}
