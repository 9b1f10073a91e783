package lifecycle

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// Interruptible returns a context that ends when the process is told to stop,
// so that it can stop what it has started: the engine's plugins run in process
// groups of their own, which no terminal reaches.
func Interruptible() (context.Context, context.CancelFunc) {
	return signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM,
		syscall.SIGHUP,  // the terminal is gone
		syscall.SIGPIPE, // nobody reads what is printed
	)
}
