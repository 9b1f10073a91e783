package settings

import (
	"crypto/sha256"
	"encoding/hex"
)

// Identity is what a kubeconfig says of which cluster it leads to.
type Identity struct {
	Server    string // its API server's address
	Authority string // the sha256 of the server's authority, in hex; empty: the kubeconfig names none
	Context   string // the context's name
}

// Moved tells whether this is surely another cluster than it was: one with another
// address, and with another authority or, where all of a machine's clusters share
// one, another context. Of one cluster, each of the three may change: minikube has
// another port after a restart, EKS rotates authorities, and a colleague's file has
// other names. A cluster that takes another's address is therefore not found out:
// Docker Desktop after a reset, or k3s, always at https://127.0.0.1:6443.
func (i Identity) Moved(was Identity) bool {
	return i.Server != was.Server && (i.Authority != was.Authority || i.Context != was.Context)
}

func fingerprint(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}
