package elk

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"eks-elk/internal/names"
	"eks-elk/internal/pulumitest"
)

const snapshots = "backup-2026.11.25-13.07-abc SUCCESS 1000\nbackup-2026.11.26-13.07-xyz SUCCESS 5000\nbackup-2026.11.26-14.07-bad FAILED  5500\n" +
	"backup-2026.11.26-15.07-new SUCCESS 9000\n" // of what is there after the loss

// restoring is the script of the Job that brings a snapshot back.
func restoring(t *testing.T, snapshot string) string {
	t.Helper()
	args := &Args{Settings: pulumitest.Settings(t).ELK}
	saving(args)
	args.Settings.Backups.Restore = snapshot
	job, err := inputs{Args: args}.restore()
	if err != nil {
		t.Fatal(err)
	}
	return job.files[job.script]
}

// begunAnew is Elasticsearch on an empty volume, some time after the last snapshot.
func begunAnew() *fakeElasticsearch {
	return &fakeElasticsearch{snapshots: snapshots, indices: map[string]int64{
		names.UptimeIndex: 6_000_000, ".ds-logs-kubernetes-default-2026.11.26-000001": 6_000_000, ".kibana_8.19.20_001": 6_000_000,
	}}
}

func TestALostVolumeComesBackBesideWhatIsThere(t *testing.T) {
	for wanted, snapshot := range map[string]string{"latest": "backup-2026.11.26-13.07-xyz", "backup-2026.11.25-13.07-abc": "backup-2026.11.25-13.07-abc"} {
		f := begunAnew()
		f.starting = 2
		before := maps.Clone(f.indices)
		for range 2 { // the second time, nothing is left to do
			said, err := runRestore(t, restoring(t, wanted), restorerPassword, f)
			if err != nil {
				t.Fatalf("%v: %s", err, said)
			}
		}
		if want := []string{snapshot + ": logs-kubernetes-default,logstash,orders", snapshot + ": -*kibana"}; !slices.Equal(f.orders, want) {
			t.Errorf("%q, want %q", f.orders, want)
		}
		for index := range savedIndices {
			if name := index + "-" + snapshot; !strings.HasPrefix(index, ".ds-.") && !strings.HasPrefix(index, ".kibana") && f.indices[name] == 0 {
				t.Errorf("no %s", name)
			}
		}
		for index, made := range before {
			if now := f.indices[index]; now != made && !strings.HasPrefix(index, ".kibana") {
				t.Errorf("%s is another one", index)
			}
		}
	}
}

func TestWhatIsNotLostIsLeftAlone(t *testing.T) {
	f := &fakeElasticsearch{snapshots: snapshots, indices: maps.Clone(savedIndices)}
	said, err := runRestore(t, restoring(t, "latest"), restorerPassword, f)
	if err != nil || len(f.orders) > 0 || !strings.Contains(said, "Nothing of Kibana is lost") {
		t.Errorf("%v, %q: %s", err, f.orders, said)
	}
	delete(f.indices, "orders") // by mistake
	said, err = runRestore(t, restoring(t, "latest"), restorerPassword, f)
	if want := []string{"backup-2026.11.26-15.07-new: orders"}; err != nil || !slices.Equal(f.orders, want) {
		t.Errorf("%v, %q: %s", err, f.orders, said)
	}
}

func TestARestoreThatCannotBeSaysWhy(t *testing.T) {
	for name, c := range map[string]struct {
		wanted, password string
		change           func(*fakeElasticsearch)
		says             string
	}{
		"no such snapshot":   {"backup-1", "", nil, "There is no snapshot backup-1 in repository backups, which has: backup-2026"},
		"no snapshot at all": {"latest", "", func(f *fakeElasticsearch) { f.snapshots = "" }, "There is no snapshot latest in repository backups, which has: none"},
		"a failed snapshot":  {"backup-2026.11.26-14.07-bad", "", nil, "its state is FAILED"},
		"another password":   {"latest", "swordfish", nil, "security_exception"},
		"it only starts":     {"latest", "", func(f *fakeElasticsearch) { f.starting = 1 << 30 }, "does not read the snapshots"},
	} {
		t.Run(name, func(t *testing.T) {
			f := begunAnew()
			if c.change != nil {
				c.change(f)
			}
			if c.password == "" {
				c.password = restorerPassword
			}
			said, err := runRestore(t, restoring(t, c.wanted), c.password, f)
			if err == nil || !strings.Contains(said, c.says) || len(f.orders) > 0 {
				t.Errorf("%v, %q: %s", err, f.orders, said)
			}
		})
	}
}
