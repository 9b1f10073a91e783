package stack

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"eks-elk/internal/program"
	"eks-elk/settings"
)

// load reads the settings and logs their warnings.
func load(ctx *pulumi.Context) (*settings.Settings, error) {
	source, err := program.Source(ctx)
	if err != nil {
		return nil, &program.Refusal{Err: err}
	}
	s, err := settings.Parse(source.OnThisMachine())
	if err != nil {
		return nil, &program.Refusal{Err: err}
	}
	for _, warning := range s.Warnings {
		if err := ctx.Log.Warn(warning, nil); err != nil {
			return nil, err
		}
	}
	return s, nil
}
