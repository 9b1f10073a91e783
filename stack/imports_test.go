package stack

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// resourcePackages are all the parts of the five SDKs that this project may
// import. The AWS SDK has 200, each of which takes its time to compile and link.
var resourcePackages = []string{
	"github.com/pulumi/pulumi-aws/sdk/v5/go/aws",
	"github.com/pulumi/pulumi-aws/sdk/v5/go/aws/cloudwatch",
	"github.com/pulumi/pulumi-aws/sdk/v5/go/aws/ec2",
	"github.com/pulumi/pulumi-aws/sdk/v5/go/aws/eks",
	"github.com/pulumi/pulumi-aws/sdk/v5/go/aws/iam",
	"github.com/pulumi/pulumi-aws/sdk/v5/go/aws/kms",
	"github.com/pulumi/pulumi-aws/sdk/v5/go/aws/s3",
	"github.com/pulumi/pulumi-eks/sdk/go/eks",
	"github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes",
	"github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes/apiextensions",
	"github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes/batch/v1",
	"github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes/core/v1",
	"github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes/helm/v3",
	"github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes/meta/v1",
	"github.com/pulumi/pulumi-kubernetes/sdk/v3/go/kubernetes/storage/v1",
	"github.com/pulumi/pulumi-random/sdk/v4/go/random",
	"github.com/pulumi/pulumi-tls/sdk/v4/go/tls",
}

// ofBootstrap are those that the program in bootstrap/ imports. The other compiles
// none that is here alone.
var ofBootstrap = []string{
	"github.com/pulumi/pulumi-aws/sdk/v5/go/aws",
	"github.com/pulumi/pulumi-aws/sdk/v5/go/aws/budgets",
	"github.com/pulumi/pulumi-aws/sdk/v5/go/aws/iam",
	"github.com/pulumi/pulumi-aws/sdk/v5/go/aws/kms",
	"github.com/pulumi/pulumi-aws/sdk/v5/go/aws/s3",
}

// transitive are AWS packages that come with pulumi-eks, whether or not one wants
// the node groups of its own.
var transitive = []string{
	"github.com/pulumi/pulumi-aws/sdk/v5/go/aws/autoscaling",
	"github.com/pulumi/pulumi-aws/sdk/v5/go/aws/cloudformation",
}

func goList(t *testing.T, args ...string) []string {
	t.Helper()
	command := exec.Command("go", append([]string{"list"}, args...)...)
	command.Dir = ".."
	var complaint strings.Builder
	command.Stderr = &complaint
	out, err := command.Output()
	if err != nil {
		t.Fatalf("go list %v: %v\n%s", args, err, complaint.String())
	}
	var packages []string
	for name := range strings.FieldsSeq(string(out)) {
		if strings.HasPrefix(name, "github.com/pulumi/pulumi-") {
			packages = append(packages, name)
		}
	}
	slices.Sort(packages)
	return slices.Compact(packages)
}

func TestTheProgramCompilesNoResourcePackageItDoesNotNeed(t *testing.T) {
	// What is in bootstrap/ leaves no line, but for that program's own question.
	const others = `{{if ne .ImportPath "eks-elk/bootstrap"}}{{join .Imports "\n"}}{{end}}`
	for _, c := range []struct {
		of       []string
		expected []string
	}{{[]string{"-f", others, "./..."}, resourcePackages}, {[]string{"-f", `{{join .Imports "\n"}}`, "./bootstrap", "./internal/awsprovider"}, ofBootstrap}} {
		if imported := goList(t, c.of...); !slices.Equal(imported, c.expected) {
			t.Errorf("\n imported %s\n expected %s", strings.Join(imported, "\n          "), strings.Join(c.expected, "\n          "))
		}
	}
	for _, name := range goList(t, "-deps", ".") {
		if strings.Contains(name, "/pulumi-aws/") && !slices.Contains(resourcePackages, name) && !slices.Contains(transitive, name) {
			t.Errorf("%s is compiled", name)
		}
	}
}

func TestTheProgramNeedsNothingOfItsTestsOrTools(t *testing.T) {
	list := exec.Command("go", "list", "-deps", ".")
	list.Dir = ".."
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	for name := range strings.FieldsSeq(string(out)) {
		if strings.HasPrefix(name, "eks-elk/rehearsal") || strings.HasPrefix(name, "eks-elk/internal/recorder") || name == "testing" ||
			strings.HasPrefix(name, "eks-elk/doctor") || strings.HasPrefix(name, "github.com/aws/") {
			t.Errorf("the program compiles %s", name)
		}
	}
}

// A tool that reads settings and names need not compile Pulumi for it.
func TestWhatToolsShareImportsNothingOfPulumi(t *testing.T) {
	list := exec.Command("go", "list", "-deps", "./settings", "./internal/names", "./internal/needs", "./internal/stackfile")
	list.Dir = ".."
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	for name := range strings.FieldsSeq(string(out)) {
		if strings.HasPrefix(name, "github.com/pulumi/") {
			t.Errorf("%s is compiled", name)
		}
	}
}
