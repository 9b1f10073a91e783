package lifecycle

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

// reap ends what a killed engine leaves behind: its plugins and the program run
// in process groups of their own, but in the stage's environment, by which they
// are known. Where there is no /proc they end when they notice that their
// engine is gone.
func (s *Workspace) reap() {
	mark := []byte("PULUMI_HOME=" + filepath.Join(s.Dir, "home"))
	environs, _ := filepath.Glob("/proc/[0-9]*/environ")
	for _, path := range environs {
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		if err != nil || pid == os.Getpid() {
			continue
		}
		environ, err := os.ReadFile(path)
		if err == nil && bytes.Contains(environ, mark) {
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
	}
}
