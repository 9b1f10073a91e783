// Package lifecycle takes the program through its life on the real engine:
// preview, up, preview, refresh, destroy.
package lifecycle

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"gopkg.in/yaml.v3"
)

// Tools are the programs a rehearsal runs, as absolute paths.
type Tools struct {
	Pulumi       string // the CLI
	LanguageHost string // pulumi-language-go, taking the program from EKS_ELK_PROGRAM
	EKSPlugin    string // directory with pulumi-resource-eks
	Program      string // the built program
}

// FindTools looks where `make tools` and `make build` put them. A pulumi on
// PATH is used where none was built. Everything missing is named at once.
func FindTools(dir, program string) (Tools, error) {
	t := Tools{
		Pulumi:       filepath.Join(dir, "pulumi"),
		LanguageHost: filepath.Join(dir, "pulumi-language-go"),
		EKSPlugin:    filepath.Join(dir, "plugins", "resource-eks-v1.0.4"),
		Program:      program,
	}
	if _, err := os.Stat(t.Pulumi); err != nil {
		if onPath, err := exec.LookPath("pulumi"); err == nil {
			t.Pulumi = onPath
		}
	}
	var missing []string
	for _, need := range []struct{ what, path, how string }{
		{"the Pulumi CLI", t.Pulumi, "make tools"},
		{"the Go language host", t.LanguageHost, "make tools"},
		{"the eks component", filepath.Join(t.EKSPlugin, "pulumi-resource-eks"), "make tools"},
		{"the built program", t.Program, "make build"},
	} {
		if _, err := os.Stat(need.path); err != nil {
			missing = append(missing, fmt.Sprintf("%s is not at %s: run `%s`", need.what, need.path, need.how))
		}
	}
	if missing != nil {
		return Tools{}, errors.New(strings.Join(missing, "\n"))
	}
	return t, nil
}

// FindProject returns the nearest directory with a Pulumi.yaml, from the working
// directory upwards.
func FindProject() (string, error) {
	dir, err := os.Getwd()
	for ; err == nil; dir = filepath.Dir(dir) {
		if _, missing := os.Stat(filepath.Join(dir, projectFile)); missing == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", errors.New("no Pulumi.yaml in this directory or above it: give -project DIR")
		}
	}
	return "", err
}

// Workspace is a place of its own to run in: a Pulumi home, a state backend and a
// view of the project, so that nothing of the user's is read or changed.
type Workspace struct {
	Dir     string // everything below goes away with it
	Project string // the project's directory, as the CLI sees it
	Name    string // the project's, and its configuration's namespace
	Stack   string
	Tools   Tools
	Quick   bool     // write the state at the end of a command only
	Notes   []string // sentences about what the rehearsal does not look at
}

// newWorkspace sets the stage for one stack of a project.
func newWorkspace(o Options) (*Workspace, error) {
	config, notes, err := settingsOf(o)
	if err != nil {
		return nil, err
	}
	root, err := os.MkdirTemp("", "eks-elk-rehearsal-")
	if err != nil {
		return nil, fmt.Errorf("make the workspace's directory: %w", err)
	}
	s := &Workspace{Dir: root, Project: filepath.Join(root, "project"), Stack: o.Stack, Tools: o.Tools, Quick: o.Quick, Notes: notes}
	if err := s.fill(o.Project, config); err != nil {
		s.Close()
		return nil, fmt.Errorf("prepare the workspace %s: %w", root, err)
	}
	return s, nil
}

// Close removes the workspace, with whatever still runs on it.
func (s *Workspace) Close() {
	s.reap()
	_ = os.RemoveAll(s.Dir)
}

func (s *Workspace) fill(project string, config []byte) error {
	// The CLI overlooks a plugin whose directory is a link.
	plugin := "home/plugins/resource-eks-v1.0.4"
	for _, d := range []string{"bin", plugin, "state", "project"} {
		if err := os.MkdirAll(filepath.Join(s.Dir, d), 0o700); err != nil {
			return err
		}
	}
	if err := s.use(s.Tools.Program); err != nil {
		return err
	}
	for link, to := range map[string]string{
		"bin/pulumi":                    s.Tools.Pulumi,
		"bin/pulumi-language-go":        s.Tools.LanguageHost,
		plugin + "/pulumi-resource-eks": filepath.Join(s.Tools.EKSPlugin, "pulumi-resource-eks"),
	} {
		if err := os.Symlink(to, filepath.Join(s.Dir, link)); err != nil {
			return err
		}
	}
	// The CLI keeps an encrypted log of each command below a directory of this name,
	// for a sixth of its time, and none where it cannot make one.
	if err := os.WriteFile(filepath.Join(s.Dir, "home", "logs"), nil, 0o600); err != nil {
		return err
	}
	entries, err := os.ReadDir(project)
	if err != nil {
		return err
	}
	own := filepath.Base(s.stackFile())
	for _, e := range entries {
		if e.Name() == own || e.Name() == projectFile || strings.HasPrefix(e.Name(), ".") || e.Name() == "out" {
			continue
		}
		if err := os.Symlink(filepath.Join(project, e.Name()), filepath.Join(s.Project, e.Name())); err != nil {
			return err
		}
	}
	description, err := s.projectFile(project)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(s.Project, projectFile), description, 0o600); err != nil {
		return err
	}
	return os.WriteFile(s.stackFile(), config, 0o600)
}

// stackFile is the workspace's copy of the stack's settings.
func (s *Workspace) stackFile() string { return filepath.Join(s.Project, "Pulumi."+s.Stack+".yaml") }

// program is what the language host runs.
func (s *Workspace) program() string { return filepath.Join(s.Dir, "bin", "program") }

// use makes a build of the program the one that runs.
func (s *Workspace) use(program string) error {
	if err := os.Remove(s.program()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return os.Symlink(program, s.program())
}

const projectFile = "Pulumi.yaml"

// projectFile is the project's with the built program named in it. The language
// host of an official CLI links the program anew for every command without; the
// one built here is told of it by EKS_ELK_PROGRAM.
func (s *Workspace) projectFile(project string) ([]byte, error) {
	text, err := os.ReadFile(filepath.Join(project, projectFile))
	if err != nil {
		return nil, err
	}
	content := map[string]any{}
	if err := yaml.Unmarshal(text, &content); err != nil {
		return nil, fmt.Errorf("%s is not YAML: %w", projectFile, err)
	}
	s.Name, _ = content["name"].(string)
	content["runtime"] = map[string]any{"name": "go", "options": map[string]any{"binary": s.program()}}
	return yaml.Marshal(content)
}

// settingsOf reads a stack's configuration and takes off what the rehearsal's own
// backend does not take: the secrets provider, as its state is encrypted by
// another, and environments, of which notes tell.
func settingsOf(o Options) (config []byte, notes []string, err error) {
	path := cmp.Or(o.StackFile, filepath.Join(o.Project, "Pulumi."+o.Stack+".yaml"))
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, fmt.Errorf("there is no stack %q: %s does not exist; stacks here are %s", o.Stack, path,
			strings.Join(stacks(o.Project), ", "))
	}
	if err != nil {
		return nil, nil, fmt.Errorf("read the stack's configuration: %w", err)
	}
	content := map[string]any{}
	if err := yaml.Unmarshal(text, &content); err != nil {
		return nil, nil, fmt.Errorf("%s is not YAML: %w", path, err)
	}
	for _, key := range []string{"encryptionsalt", "encryptedkey", "secretsprovider"} {
		delete(content, key)
	}
	if _, has := content["environment"]; has {
		delete(content, "environment")
		notes = append(notes, fmt.Sprintf("%s names an environment (Pulumi ESC), which the rehearsal leaves out: it sees the values under config alone",
			filepath.Base(path)))
	}
	if err := encrypt(content); err != nil {
		return nil, nil, err
	}
	config, err = yaml.Marshal(content)
	return config, notes, err
}

// Region is the one that the stack's file names; "" for none.
func Region(o Options) string {
	text, _, err := settingsOf(o)
	var file struct {
		Config map[string]any `yaml:"config"`
	}
	if err != nil || yaml.Unmarshal(text, &file) != nil {
		return "" // a file that cannot be read stops the rehearsal elsewhere
	}
	region, _ := file.Config["aws:region"].(string)
	return region
}

func stacks(dir string) []string {
	files, _ := filepath.Glob(filepath.Join(dir, "Pulumi.*.yaml"))
	for i, f := range files {
		files[i] = strings.TrimSuffix(strings.TrimPrefix(filepath.Base(f), "Pulumi."), ".yaml")
	}
	return files
}

// Environment is what the CLI runs with: nothing of the user's Pulumi, AWS or
// Kubernetes configuration is seen.
func (s *Workspace) Environment(debugProviders string) map[string]string {
	env := map[string]string{
		"PATH":                     filepath.Join(s.Dir, "bin") + string(os.PathListSeparator) + os.Getenv("PATH"),
		"PULUMI_HOME":              filepath.Join(s.Dir, "home"),
		"PULUMI_BACKEND_URL":       "file://" + filepath.Join(s.Dir, "state"),
		"PULUMI_CONFIG_PASSPHRASE": passphrase,
		"PULUMI_SKIP_UPDATE_CHECK": "true",
		"PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
		"PULUMI_DEBUG_PROVIDERS":                      debugProviders,
		"EKS_ELK_PROGRAM":                             s.program(),
		"AWS_PROFILE":                                 "",
		"AWS_REGION":                                  "",
		"AWS_DEFAULT_REGION":                          "",
		"KUBECONFIG":                                  filepath.Join(s.Dir, "home", "no-kubeconfig"),
		// Of the time of an engine that lives for a second, a tenth is the collection of
		// its garbage.
		"GOGC": "400",
		// The component (Node) makes a stack trace of every promise, which nobody reads.
		"NODE_OPTIONS": "--stack-trace-limit=0",
	}
	if s.Quick {
		env["PULUMI_EXPERIMENTAL"], env["PULUMI_SKIP_CHECKPOINTS"] = "true", "true"
	}
	return env
}

// reap ends what a killed engine leaves behind. Where there is no /proc it ends
// when it notices that its engine is gone.
func (s *Workspace) reap() {
	for pid := range s.processes() {
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
}

// processes are those that run on the workspace, this one left out: the engine's
// plugins and the program run in process groups of their own, but in the
// workspace's environment, by which they are known.
func (s *Workspace) processes() iter.Seq[int] {
	mark := []byte("PULUMI_HOME=" + filepath.Join(s.Dir, "home"))
	return func(yield func(int) bool) {
		environs, _ := filepath.Glob("/proc/[0-9]*/environ")
		for _, path := range environs {
			pid, err := strconv.Atoi(filepath.Base(filepath.Dir(path)))
			if err != nil || pid == os.Getpid() {
				continue
			}
			if environ, err := os.ReadFile(path); err == nil && bytes.Contains(environ, mark) && !yield(pid) {
				return
			}
		}
	}
}
