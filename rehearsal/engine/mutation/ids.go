package mutation

import (
	"strings"
	"sync"
	"time"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/structpb"
)

// ids are the ids the engine has answered so far, by URN.
var ids sync.Map

// answered remembers what the engine says of a resource.
func answered(message []byte) {
	var r pulumirpc.RegisterResourceResponse
	if proto.Unmarshal(message, &r) == nil {
		ids.Store(r.GetUrn(), r.GetId())
	}
}

// idOf waits for the engine's answer about another resource. In a preview, or
// when it does not come, it is empty.
func idOf(end string) (id string) {
	for range 100 {
		found := false
		ids.Range(func(urn, value any) bool {
			if found = strings.HasSuffix(urn.(string), end); found {
				id = value.(string)
			}
			return !found
		})
		if found {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	return id
}

// setID puts another resource's id at a path; inList, as the only one of a list.
func setID(end string, inList bool, path ...string) change {
	return edit(path, func(in map[string]*structpb.Value, key string) {
		in[key] = structpb.NewStringValue(idOf(end))
		if inList {
			in[key] = structpb.NewListValue(&structpb.ListValue{Values: []*structpb.Value{in[key]}})
		}
	})
}
