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

// spares are RSA keys by their size in bits, made once in a process, because making
// one takes longer than everything else the world does and the world does one thing
// at a time; those of the default size are made ahead of time as well. Every world
// draws the same ones in turn.
type spares struct {
	mu    sync.Mutex
	made  map[int][]*rsa.PrivateKey
	ahead chan *rsa.PrivateKey
}

var spare = sync.OnceValue(func() *spares {
	s := &spares{made: map[int][]*rsa.PrivateKey{}, ahead: make(chan *rsa.PrivateKey, spareKeys)}
	go func() {
		for {
			key, err := rsa.GenerateKey(rand.Reader, defaultBits)
			if err != nil {
				panic(err) // the machine has no randomness
			}
			s.ahead <- key
		}
	}()
	return s
})

// draw gives the next key of a size, in bits.
type draw func(bits int) (*rsa.PrivateKey, error)

// inTurn draws one key after the other, from the first on.
func (s *spares) inTurn() draw {
	drawn := map[int]int{}
	return func(bits int) (*rsa.PrivateKey, error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		if drawn[bits] == len(s.made[bits]) {
			key, err := s.make(bits)
			if err != nil {
				return nil, err
			}
			s.made[bits] = append(s.made[bits], key)
		}
		drawn[bits]++
		return s.made[bits][drawn[bits]-1], nil
	}
}

func (s *spares) make(bits int) (*rsa.PrivateKey, error) {
	if bits == defaultBits {
		return <-s.ahead, nil
	}
	return rsa.GenerateKey(rand.Reader, bits)
}
