package lifecycle

import (
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// Memory watches what the processes on the stage hold together.
type Memory struct {
	stop chan struct{}
	done sync.WaitGroup
	peak map[string]int64 // bytes, by the program's name
	all  int64
}

// WatchMemory samples until Peak is asked for. Where there is no /proc it sees
// nothing.
func (s *Workspace) WatchMemory() *Memory {
	m := &Memory{stop: make(chan struct{}), peak: map[string]int64{}}
	m.done.Go(func() {
		for {
			m.sample(s.processes())
			select {
			case <-m.stop:
				return
			case <-time.After(50 * time.Millisecond):
			}
		}
	})
	return m
}

// Peak ends the watch and returns the most bytes held at once, together and by
// each program.
func (m *Memory) Peak() (together int64, each map[string]int64) {
	close(m.stop)
	m.done.Wait()
	return m.all, m.peak
}

func (m *Memory) sample(others iter.Seq[int]) {
	now := map[string]int64{}
	total := int64(0)
	for _, pid := range append(slices.Collect(others), os.Getpid()) {
		name, bytes := resident(fmt.Sprintf("/proc/%d", pid))
		now[name] += bytes
		total += bytes
	}
	for name, bytes := range now {
		m.peak[name] = max(m.peak[name], bytes)
	}
	m.all = max(m.all, total)
}

// Resident returns the bytes that this process itself holds; 0 without /proc.
func Resident() int64 {
	_, bytes := resident("/proc/self")
	return bytes
}

// resident reads a process's name and its resident set from /proc/<pid>.
func resident(dir string) (name string, bytes int64) {
	comm, _ := os.ReadFile(filepath.Join(dir, "comm"))
	statm, _ := os.ReadFile(filepath.Join(dir, "statm"))
	var size, pages int64
	_, _ = fmt.Sscan(string(statm), &size, &pages)
	return strings.TrimSpace(string(comm)), pages * int64(os.Getpagesize())
}
