package logs

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// events does what filestream does with a file of containerd's: it reads whole
// lines, without a carriage return at their end (libbeat reader/readfile
// strip_newline.go), takes off the runtime's fields and joins the parts of a long
// line (reader/readjson docker_json.go, parseCRILog and the flag P), and joins
// the lines that the multiline pattern matches with those before them
// (reader/multiline/pattern.go: match after, negate false).
func events(t *testing.T, file string) []string {
	t.Helper()
	var continues *regexp.Regexp
	most := 0
	for _, parser := range settingsOf(t, configured(t)).Inputs[0].Parsers {
		if m := parser.Multiline; m != nil {
			if m.Match != "after" || m.Negate {
				t.Fatalf("%+v", m)
			}
			continues, most = regexp.MustCompile(m.Pattern), m.MaxLines
		}
	}
	var out []string
	var partial string
	lines := 0
	for _, line := range strings.SplitAfter(file, "\n") {
		line, whole := strings.CutSuffix(line, "\n")
		if !whole {
			break // what follows is waited for
		}
		fields := strings.SplitN(strings.TrimSuffix(line, "\r"), " ", 4)
		if len(fields) < 4 {
			fields = append(fields, "")
		}
		partial += fields[3]
		if fields[2] == "P" {
			continue
		}
		message := partial
		partial = ""
		if continues.MatchString(message) && len(out) > 0 && lines < most {
			out[len(out)-1] += "\n" + message
			lines++
			continue
		}
		out, lines = append(out, message), 1
	}
	return out
}

// container writes lines as containerd does (pkg/cri/io logger.go), and flags
// other than F before them.
func container(lines ...string) string {
	var text strings.Builder
	for i, line := range lines {
		flag := "F"
		if rest, part := strings.CutPrefix(line, "P "); part {
			flag, line = "P", rest
		}
		fmt.Fprintf(&text, "2026-11-26T13:26:56.%09dZ stdout %s %s\n", i, flag, line)
	}
	return text.String()
}

func TestLinesOfContainersBecomeTheEventsThatTheirProgramsMeant(t *testing.T) {
	long := strings.Repeat("x", 16<<10)
	trace := []string{
		"2026-11-26 13:26:56 ERROR java.lang.IllegalStateException: no answer",
		"\tat com.example.Client.ask(Client.java:41)",
		"\tat com.example.Main.main(Main.java:7) ~[app.jar:1.0]",
		"\tSuppressed: java.io.IOException: closed",
		"\t\tat com.example.Client.close(Client.java:60)",
		"Caused by: java.net.ConnectException: refused",
		"\tat java.base/sun.nio.ch.Net.connect0(Native Method)",
		"\t... 12 more",
	}
	for name, c := range map[string]struct {
		file string
		want []string
	}{
		"lines":                {container("one", "two"), []string{"one", "two"}},
		"a Java trace":         {container(slices.Concat([]string{"before"}, trace, []string{"after"})...), []string{"before", strings.Join(trace, "\n"), "after"}},
		"JSON":                 {container(`{"level":"error","msg":"no answer"}`, `{"level":"info"}`), []string{`{"level":"error","msg":"no answer"}`, `{"level":"info"}`}},
		"a line over 16 KiB":   {container("P "+long, "P "+long, "end", "next"), []string{long + long + "end", "next"}},
		"carriage returns":     {container("one\r", "two\r"), []string{"one", "two"}},
		"an empty line":        {container("", "two"), []string{"", "two"}},
		"no newline yet":       {container("one") + "2026-11-26T13:26:57.000000000Z stdout F tw", []string{"one"}},
		"words, not a trace":   {container("at last", "Caused by nobody", "  indented"), []string{"at last", "Caused by nobody", "  indented"}},
		"a trace at the start": {container("\tat com.example.Main.main(Main.java:7)", "two"), []string{"\tat com.example.Main.main(Main.java:7)", "two"}},
	} {
		if got := events(t, c.file); !slices.Equal(got, c.want) {
			t.Errorf("%s: %d events, want %d: %.300q", name, len(got), len(c.want), got)
		}
	}
}

// Until a file is as long as its fingerprint, Filebeat does not read it.
func TestAFewCharactersAreEnoughToBeRead(t *testing.T) {
	length := settingsOf(t, configured(t)).Inputs[0].Scanner.Fingerprint.Length
	if least := len(container("started on 0.0.0.0:8080")); least < length {
		t.Errorf("a first line of %d bytes is not read before %d", least, length)
	}
}
