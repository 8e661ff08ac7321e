package wechat

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"bangfu/model"
)

const (
	spoolSuffix    = ".json"
	quarantineName = "quarantine"
)

// Spool keeps on this server's disk, encrypted as WeChat sent them, the messages
// that could not be committed in time; Drain takes them in later, in order. One
// spool serves every account of a server. No second process may use its folder.
type Spool struct {
	dir   string
	clock model.Clock

	drain sync.Mutex // one drain at a time

	mu      sync.Mutex
	next    uint64
	entries map[uint64]entry
	persons map[string]int
	keys    map[string]int
}

type entry struct {
	key, person string
}

// OpenSpool opens the folder, makes it if it is missing, and finds what an
// earlier run has left. Files that cannot be read are put into quarantine.
func OpenSpool(dir string, clock model.Clock) (*Spool, error) {
	s := &Spool{dir: dir, clock: clock, next: 1, entries: map[uint64]entry{}, persons: map[string]int{}, keys: map[string]int{}}
	if err := os.MkdirAll(filepath.Join(dir, quarantineName), 0o700); err != nil {
		return nil, fmt.Errorf("wechat: open the spool: %w", err)
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("wechat: read the spool: %w", err)
	}
	for _, f := range files {
		seq, err := strconv.ParseUint(strings.TrimSuffix(f.Name(), spoolSuffix), 10, 64)
		if err != nil || !strings.HasSuffix(f.Name(), spoolSuffix) {
			continue // a folder, or a file that was never finished: WeChat was never told that it is kept
		}
		s.next = max(s.next, seq+1)
		env, err := s.read(seq)
		if err != nil {
			if err := s.setAside(seq); err != nil {
				return nil, err
			}
			continue
		}
		s.remember(seq, env)
	}
	return s, nil
}

// Len returns how many messages wait.
func (s *Spool) Len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.entries)
}

// Quarantined returns how many envelopes wait for people to look at them.
func (s *Spool) Quarantined() int {
	files, err := os.ReadDir(filepath.Join(s.dir, quarantineName))
	if err != nil {
		return 0
	}
	return len(files)
}

func (s *Spool) remember(seq uint64, env *envelope) {
	s.entries[seq] = entry{env.Key, env.Person}
	s.persons[env.Person]++
	s.keys[env.Key]++
}

func (s *Spool) forget(seq uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e, ok := s.entries[seq]
	if !ok {
		return
	}
	delete(s.entries, seq)
	release(s.persons, e.person)
	release(s.keys, e.key)
}

func release(m map[string]int, name string) {
	if m[name]--; m[name] <= 0 {
		delete(m, name)
	}
}

// waiting reports whether something of the person waits: what comes now must
// wait behind it.
func (s *Spool) waiting(person string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.persons[person] > 0
}

// holds reports whether the very message waits.
func (s *Spool) holds(key string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.keys[key] > 0
}

func (s *Spool) path(seq uint64) string {
	return filepath.Join(s.dir, fmt.Sprintf("%020d%s", seq, spoolSuffix))
}

// put writes the envelope; when it returns nil, file and folder are on disk.
func (s *Spool) put(env *envelope) error {
	s.mu.Lock()
	seq := s.next
	s.next++
	s.remember(seq, env) // before the write: the person's next message must already wait
	s.mu.Unlock()
	if err := s.write(s.path(seq), env); err != nil {
		s.forget(seq)
		return err
	}
	return nil
}

// quarantine keeps an envelope nobody could handle.
func (s *Spool) quarantine(env *envelope) error {
	name := fmt.Sprintf("%020d-%s%s", s.clock.Now().UnixNano(), env.Key[:min(12, len(env.Key))], spoolSuffix)
	return s.write(filepath.Join(s.dir, quarantineName, name), env)
}

func (s *Spool) write(path string, env *envelope) error {
	raw, err := json.Marshal(env)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), "tmp-*")
	if err != nil {
		return err
	}
	_, err = f.Write(raw)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return syncDir(filepath.Dir(path))
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func (s *Spool) read(seq uint64) (*envelope, error) { return readEnvelopeFile(s.path(seq)) }

func readEnvelopeFile(path string) (*envelope, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	env := &envelope{}
	if err := json.Unmarshal(raw, env); err != nil {
		return nil, err
	}
	if env.Encrypt == "" || env.Key == "" || env.Person == "" {
		return nil, errMalformed
	}
	return env, nil
}

func (s *Spool) setAside(seq uint64) error {
	to := filepath.Join(s.dir, quarantineName, fmt.Sprintf("%020d-unreadable%s", seq, spoolSuffix))
	if err := os.Rename(s.path(seq), to); err != nil {
		return fmt.Errorf("wechat: quarantine: %w", err)
	}
	return syncDir(s.dir)
}

// Requeue puts what lies in quarantine back into the spool, after people have
// mended what broke it, and returns how many envelopes that were; what cannot be
// read stays.
func (s *Spool) Requeue() (int, error) {
	dir := filepath.Join(s.dir, quarantineName)
	files, err := os.ReadDir(dir)
	if err != nil {
		return 0, fmt.Errorf("wechat: read the quarantine: %w", err)
	}
	n := 0
	for _, f := range files {
		path := filepath.Join(dir, f.Name())
		env, err := readEnvelopeFile(path)
		if err != nil {
			continue
		}
		if err := s.put(env); err != nil {
			return n, err
		}
		if err := os.Remove(path); err != nil {
			return n, fmt.Errorf("wechat: leave the quarantine: %w", err)
		}
		n++
	}
	return n, nil
}
