package check

import (
	"errors"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// constants are the string and number constants of one of the program's
// packages, which belongs to another module, and the ports in its variables by
// their names.
func constants(t *testing.T, folder string) map[string]any {
	t.Helper()
	set := token.NewFileSet()
	paths, err := filepath.Glob(filepath.Join("..", "..", folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(set, path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	// Constants are evaluated although nothing that is imported is there.
	config := types.Config{Importer: nobody{}, Error: func(error) {}}
	checked, _ := config.Check(folder, set, files, nil)
	out := map[string]any{}
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			variable, ok := n.(*ast.ValueSpec)
			if !ok || len(variable.Values) != 1 {
				return true
			}
			ast.Inspect(variable.Values[0], func(n ast.Node) bool {
				if field, ok := n.(*ast.KeyValueExpr); ok && types.ExprString(field.Key) == "Port" {
					if value, err := types.Eval(set, checked, token.NoPos, types.ExprString(field.Value)); err == nil {
						out[variable.Names[0].Name] = constant.Val(value.Value)
					}
				}
				return true
			})
			return true
		})
	}
	for _, name := range checked.Scope().Names() {
		if c, ok := checked.Scope().Lookup(name).(*types.Const); ok {
			out[name] = constant.Val(c.Val())
		}
	}
	return out
}

type nobody struct{}

func (nobody) Import(string) (*types.Package, error) { return nil, errors.New("not here") }

func TestExpectedNamesAreTheProgramsOwn(t *testing.T) {
	elk, monitoring := constants(t, "elk"), constants(t, "monitoring")
	for _, name := range []struct {
		ours     any
		theirs   map[string]any
		constant string
	}{
		{elkNamespace, elk, "Namespace"},
		{elasticsearch.Name, elk, "elasticsearchService"},
		{kibana.Name, elk, "kibanaName"},
		{beats.Name, elk, "logstashName"},
		{int64(beats.Port), elk, "beatsInput"},
		{int64(elasticsearch.Port), elk, "elasticsearchAPI"},
		{int64(kibana.Port), elk, "kibanaPage"},
		{int64(grafana.Port), monitoring, "grafanaPage"},
		{int64(prometheus.Port), monitoring, "prometheusPage"},
		{int64(alertmanager.Port), monitoring, "alertmanagerPage"},
		{serviceLogins[0].user, elk, "kibanaUser"},
		{serviceLogins[0].secret, elk, "kibanaCredentials"},
		{serviceLogins[1].user, elk, "logstashUser"},
		{serviceLogins[1].role, elk, "logstashUser"}, // named like the user
		{serviceLogins[1].secret, elk, "logstashCredentials"},
		{serviceLogins[2].user, elk, "exporterUser"},
		{serviceLogins[2].role, elk, "exporterUser"},
		{serviceLogins[2].secret, elk, "exporterCredentials"},
		{"username", elk, "usernameKey"},
		{"password", elk, "passwordKey"},
		{uptimeIndex, elk, "uptimeIndex"},
		{monitoringNamespace, monitoring, "Namespace"},
		{stackRelease, monitoring, "stackName"},
	} {
		if theirs := name.theirs[name.constant]; theirs != name.ours {
			t.Errorf("%s is %v, and %v is expected here", name.constant, theirs, name.ours)
		}
	}
	if name := monitoring["exporterName"]; !strings.HasSuffix(expectedPools[3], "/"+name.(string)) {
		t.Errorf("the exporter is %v, and %s is expected here", name, expectedPools[3])
	}
}

func TestExpectedKubeletPoolsAreTheProgramsJobs(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "monitoring", "kubelet.go"))
	if err != nil {
		t.Fatal(err)
	}
	var jobs []string
	for _, m := range regexp.MustCompile(`scrape\("([^"]+)"`).FindAllStringSubmatch(string(text), -1) {
		jobs = append(jobs, m[1])
	}
	var pools []string
	for _, pool := range expectedPools {
		if !strings.HasPrefix(pool, "serviceMonitor/") {
			pools = append(pools, pool)
		}
	}
	if !slices.Equal(jobs, pools) {
		t.Errorf("the program scrapes %v, and %v is expected here", jobs, pools)
	}
}
