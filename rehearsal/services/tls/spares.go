package tls

import (
	"crypto/rand"
	"crypto/rsa"
	"sync"
)

const (
	defaultBits = 2048 // terraform-provider-tls: rsa_bits
	// spareKeys are kept: an authority and a leaf for each component.
	spareKeys = 5
)

// spares has RSA keys of the default size made ahead of time, because making one
// takes longer than everything else the world does and the world does one thing
// at a time.
var spares = sync.OnceValue(func() <-chan *rsa.PrivateKey {
	keys := make(chan *rsa.PrivateKey, spareKeys)
	go func() {
		for {
			key, err := rsa.GenerateKey(rand.Reader, defaultBits)
			if err != nil {
				panic(err) // the machine has no randomness
			}
			keys <- key
		}
	}()
	return keys
})
