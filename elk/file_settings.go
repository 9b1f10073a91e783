package elk

import (
	"fmt"

	"eks-elk/elk/filesettings"
	"eks-elk/kube"
)

// File of the chart's ConfigMap, and where Elasticsearch looks for it. The chart
// rolls the pod when a file of the ConfigMap changes.
const (
	settingsFile = "file-settings.json"
	settingsPath = elasticsearchConfig + "/operator/settings.json"
)

// holdByFile lets Elasticsearch hold what the stack wants it to. An init container
// copies the file into the directory that Elasticsearch reads, with the time as
// its version: Elasticsearch takes no lower one than it had, so no text that
// stays the same, nor a checksum, can be the version.
func (in inputs) holdByFile(values kube.Values) error {
	held := holds(in.Logs)
	if in.Backups == nil {
		text, err := held.JSON()
		if err != nil {
			return err
		}
		values["esConfig"].(kube.Values)[settingsFile] = text
	} else { // a bucket's name is known when it is made
		values["esConfig"].(kube.Values)[settingsFile] = in.Backups.Bucket.ApplyT(func(bucket string) (string, error) {
			save(&held, in.Settings.Backups, bucket, in.Backups.Path, in.Backups.Region)
			return held.JSON()
		})
	}
	const (
		configMap = "esconfig" // the chart's volume
		source    = "/esconfig"
		volume    = "file-settings"
	)
	directory := elasticsearchConfig + "/operator"
	values["extraVolumes"] = []kube.Values{{"name": volume, "emptyDir": kube.Values{"sizeLimit": "10Mi"}}}
	values["extraVolumeMounts"] = []kube.Values{{"name": volume, "mountPath": directory}}
	values["extraInitContainers"] = []kube.Values{{
		"name":  "file-settings",
		"image": in.imageOf("elasticsearch/elasticsearch"),
		"command": []string{"sh", "-ec", fmt.Sprintf("sed \"s/%s/`date +%%s`/\" %s/%s > %s",
			filesettings.Version, source, settingsFile, settingsPath)},
		"securityContext": unprivileged(),
		"resources":       kube.FixedResources("10m", "16Mi", "64Mi"),
		"volumeMounts": []kube.Values{
			{"name": configMap, "mountPath": source, "readOnly": true},
			{"name": volume, "mountPath": directory},
		},
	}}
	return nil
}
