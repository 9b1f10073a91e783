package lifecycle

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/blang/semver"
	"github.com/pulumi/pulumi/sdk/v3/go/auto"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"

	"eks-elk/rehearsal/engine/apiserver"
	"eks-elk/rehearsal/engine/event"
	"eks-elk/rehearsal/engine/order"
	"eks-elk/rehearsal/engine/schedule"
	"eks-elk/rehearsal/engine/standin"
	"eks-elk/rehearsal/services"
	"eks-elk/rehearsal/services/aws/account"
	"eks-elk/rehearsal/world"
)

// Options say what is rehearsed and how.
type Options struct {
	Project string // directory with Pulumi.yaml
	Stack   string
	// StackFile is the stack's settings; empty: Pulumi.<Stack>.yaml of the project.
	StackFile string
	Tools     Tools
	Seed      int64 // orders concurrent answers; 0: they are answered as they come
	Quick     bool  // the engine writes its state at the end of a command only
	// Progress is told what happens; nil: nobody is.
	Progress Progress
	// Account is who asks, and what of; nil: account.Old.
	Account *account.Account
}

// Rehearsal is one stack in one simulated world.
type Rehearsal struct {
	World     *world.World
	Workspace *Workspace
	// OnExisting: the stack goes onto a cluster that was there before.
	OnExisting bool

	stack    auto.Stack
	command  *command
	served   *standin.Server
	api      *apiserver.Server
	progress Progress

	account  *account.Account
	schedule *schedule.Schedule // nil without a seed
	planned  *order.Graph       // what an up will do
	drawn    []event.Event      // what happens to the stack of the next run
}

// imitated are the versions of the providers that the stand-ins stand in for.
var imitated = map[string]string{
	"aws": "5.43.0", "kubernetes": "3.30.2", "tls": "4.11.1", "random": "4.13.4",
}

// Start makes an empty world, serves it and sets the stage. Stop ends all of it.
func Start(ctx context.Context, o Options) (*Rehearsal, error) {
	if o.Account == nil {
		o.Account = account.Old()
	}
	r := &Rehearsal{World: world.New(), progress: o.Progress, account: o.Account.Fresh()}
	if err := r.start(ctx, o); err != nil {
		r.Stop()
		return nil, err
	}
	return r, nil
}

func (r *Rehearsal) start(ctx context.Context, o Options) (err error) {
	if r.Workspace, err = newWorkspace(o); err != nil {
		return err
	}
	if err := services.Fill(r.World, r.account); err != nil {
		return err
	}
	r.api = apiserver.Start()
	r.World.APIServer, r.World.APIServerCA = r.api.Address, r.api.CA
	if r.OnExisting, err = r.Workspace.giveCluster(r.World); err != nil {
		return err
	}
	var gate standin.Gate = standin.Open{}
	if o.Seed != 0 {
		r.schedule = schedule.New(o.Seed)
		gate = r.schedule
		context.AfterFunc(ctx, r.schedule.Open) // an interrupted engine ends what is under way
	}
	var providers []*standin.Provider
	for pkg, version := range imitated {
		providers = append(providers, standin.New(pkg, semver.MustParse(version), r.World, gate))
	}
	if r.served, err = standin.Serve(providers...); err != nil {
		return err
	}
	r.command = &command{path: r.Workspace.Tools.Pulumi}
	r.stack, err = auto.NewStackLocalSource(ctx, o.Stack, r.Workspace.Project,
		auto.Pulumi(r.command), auto.EnvVars(r.Environment()))
	if err != nil {
		return fmt.Errorf("make the stack %s: %w", o.Stack, err)
	}
	return nil
}

// Environment is what a CLI needs to see this world.
func (r *Rehearsal) Environment() map[string]string {
	return r.Workspace.Environment(r.served.Environment())
}

// Stop ends the servers and takes the stage down.
func (r *Rehearsal) Stop() {
	if r.served != nil {
		r.served.Stop()
	}
	if r.api != nil {
		r.api.Stop()
	}
	if r.Workspace != nil {
		r.Workspace.Close()
	}
}

// State returns the engine's own record of the stack: its checkpoint, whose
// secrets are encrypted. A stack that was never touched has an empty one.
func (r *Rehearsal) State(context.Context) (apitype.DeploymentV3, error) {
	var d apitype.DeploymentV3
	text, err := os.ReadFile(r.Workspace.checkpoint())
	if err != nil {
		return d, fmt.Errorf("read the state: %w", err)
	}
	var checkpoint struct {
		Checkpoint struct {
			Latest *apitype.DeploymentV3 `json:"latest"`
		} `json:"checkpoint"`
	}
	if err := json.Unmarshal(text, &checkpoint); err != nil {
		return d, fmt.Errorf("read the state: %w", err)
	}
	if checkpoint.Checkpoint.Latest != nil {
		d = *checkpoint.Checkpoint.Latest
	}
	return d, nil
}

// EditState changes the state as a person does: with `pulumi stack export
// --show-secrets` and `pulumi stack import`.
func (r *Rehearsal) EditState(ctx context.Context, change func([]byte) []byte) error {
	state, err := r.stack.Export(ctx)
	if err != nil {
		return fmt.Errorf("export the state: %w", err)
	}
	state.Deployment = change(state.Deployment)
	if err := r.stack.Import(ctx, state); err != nil {
		return fmt.Errorf("import the state: %w", err)
	}
	return nil
}

// Busy is how long the stand-ins have worked on answers, added up.
func (r *Rehearsal) Busy() time.Duration { return r.served.Busy() }
