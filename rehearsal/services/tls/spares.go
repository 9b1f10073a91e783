package tls

import (
	"crypto/rand"
	"crypto/rsa"
	"sync"
)

const (
	defaultBits = 2048 // terraform-provider-tls: rsa_bits
	// spareKeys of one size are kept: an authority and a leaf for each component.
	spareKeys = 5
)

// spares makes RSA keys ahead of time, because making one takes longer than
// everything else the world does and the world does one thing at a time.
var spares = &spareRoom{ready: map[int]chan *rsa.PrivateKey{}}

type spareRoom struct {
	mu    sync.Mutex
	ready map[int]chan *rsa.PrivateKey
}

// fill has keys of a size made in the background until there are enough.
func (s *spareRoom) fill(bits int) <-chan *rsa.PrivateKey {
	s.mu.Lock()
	defer s.mu.Unlock()
	keys := s.ready[bits]
	if keys == nil {
		keys = make(chan *rsa.PrivateKey, spareKeys)
		s.ready[bits] = keys
		go func() {
			for {
				key, err := rsa.GenerateKey(rand.Reader, bits)
				if err != nil { // the size is refused: take says so
					return
				}
				keys <- key
			}
		}()
	}
	return keys
}

// take returns a key of the size, a spare one if there is any.
func (s *spareRoom) take(bits int) (*rsa.PrivateKey, error) {
	s.mu.Lock()
	keys := s.ready[bits]
	s.mu.Unlock()
	if keys == nil {
		key, err := rsa.GenerateKey(rand.Reader, bits)
		if err == nil {
			s.fill(bits)
		}
		return key, err
	}
	return <-keys, nil
}
