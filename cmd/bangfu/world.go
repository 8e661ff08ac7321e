package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"sync"

	"bangfu/bot"
	"bangfu/configs"
	"bangfu/miniapp"
	"bangfu/model/cache"
	"bangfu/model/files"
	"bangfu/service/account"
	"bangfu/service/casework"
	"bangfu/service/document"
	"bangfu/service/evidence"
	"bangfu/service/notify"
	"bangfu/service/registry"
	"bangfu/service/wechat"
	"bangfu/service/wechat/sandbox"
	"bangfu/service/workflow"
)

// world is a whole app: register, cache, clock, WeChat's accounts and every use
// case over them (decisions 29). It is built by hand, here, and nowhere else.
type world struct {
	*register
	parts
	library   *workflow.Library
	cache     *cache.Cache
	files     *files.Folder
	accounts  *account.Accounts
	evidence  *evidence.Evidence
	registry  *registry.Registry
	casework  *casework.Service
	notify    *notify.Worker
	client    *wechat.Client
	sandbox   *sandbox.Sandbox // nil in production
	counter   *bot.Counter
	spool     *wechat.Spool
	oa, mp    *wechat.Receiver
	handler   http.Handler // its doors: the interface, the callbacks, in the demo the sandbox
	timers    *timers
	advancing sync.Mutex     // one move of the clock at a time
	closers   []func() error // in the order of opening
}

// openWorld builds the world of the spec. Its timers stand still until they are
// started. What was opened is closed again when a part is refused.
func openWorld(ctx context.Context, p parts, spec worldSpec) (*world, error) {
	w := &world{parts: p}
	var err error
	if w.register, err = openRegister(ctx, p, spec); err != nil {
		return nil, err
	}
	w.closers = append(w.closers, w.register.Close)
	for _, step := range []func(context.Context) error{w.openLaw, w.openKeeping, w.joinWeChat, w.joinUseCases, w.joinDoors} {
		if err := step(ctx); err != nil {
			return nil, errors.Join(err, w.Close())
		}
	}
	w.timers = newTimers(w.jobs(), w.clock, w.log)
	return w, nil
}

// Close closes every part, the last opened first. Timers and requests have ended
// before.
func (w *world) Close() error {
	var faults []error
	for i := len(w.closers) - 1; i >= 0; i-- {
		faults = append(faults, w.closers[i]())
	}
	w.closers = nil
	return errors.Join(faults...)
}

func (w *world) openLaw(ctx context.Context) (err error) {
	if w.library, err = openLibrary(w.cfg); err != nil {
		return err
	}
	return keptSchemes(ctx, w.store, w.library)
}

// prefix stands before every key of the world in Redis.
func (w *world) prefix() string {
	if w.spec.Name == "" {
		return w.redis + ":"
	}
	return w.redis + ":" + w.spec.Name + ":"
}

// openKeeping opens what keeps things beside the register: cache, files, spool.
func (w *world) openKeeping(context.Context) (err error) {
	r := w.cfg.Redis
	w.cache, err = cache.Open(cache.Config{
		Addrs: r.Addrs, MasterName: r.Master, Username: r.Username, Password: r.Password.Reveal(), DB: r.DB,
		Embedded: r.Embedded, Prefix: w.prefix(), Clock: w.clock, Sealer: w.sealer, Log: w.log,
	})
	if err != nil {
		return fmt.Errorf("缓存打不开，请检查 redis 的设置：%w", err)
	}
	w.closers = append(w.closers, w.cache.Close)
	if w.files, err = files.OpenFolder(filepath.Join(w.dir, "files"), w.sealer, w.clock); err != nil {
		return fmt.Errorf("材料文件夹打不开，请检查数据文件夹的权限：%w", err)
	}
	w.closers = append(w.closers, w.files.Close)
	if w.spool, err = wechat.OpenSpool(w.spoolDir(), w.clock); err != nil {
		return fmt.Errorf("待处理消息的文件夹打不开，请检查数据文件夹的权限：%w", err)
	}
	return nil
}

func (w *world) spoolDir() string { return filepath.Join(w.dir, "spool") }

// joinWeChat joins the client to WeChat: the real one, or the world's sandbox.
// The SDK's one HTTP client hands each request to the client that made it, so two
// worlds with the same appid never meet.
func (w *world) joinWeChat(context.Context) error {
	oa, mp, err := wechatAccounts(w.cfg)
	if err != nil {
		return err
	}
	o := wechat.ClientOptions{OA: oa, MP: mp, Cache: cache.NewWeChat(w.cache), Clock: w.clock, Log: w.log}
	if w.cfg.Mode == configs.Demo {
		w.sandbox, err = sandbox.New(sandbox.Options{
			Clock: w.clock, Seed: 1, OA: oa, MP: mp, UnionBound: true, Log: w.log,
		})
		if err != nil {
			return err
		}
		registerTemplates(w.sandbox, demoTemplates())
		o.Transport = w.sandbox.RoundTripper()
		o.BaseURLs.Open, o.BaseURLs.MP = w.cfg.PublicURL()+sandboxPath, w.cfg.PublicURL()+sandboxPath
	}
	w.client, err = wechat.NewClient(o)
	return err
}

// joinUseCases joins what the doors call.
func (w *world) joinUseCases(context.Context) error {
	w.accounts = account.New(account.Options{
		Store: w.store, Clock: w.clock, Audit: w.audit, Cache: w.cache, Identifier: identifier{w.client},
	})
	w.evidence = evidence.New(evidence.Options{Store: w.store, Files: w.files, Clock: w.clock, Audit: w.audit})
	w.registry = registry.New(registry.Options{Store: w.store, Clock: w.clock, Audit: w.audit})
	w.casework = casework.New(casework.Options{
		Store: w.store, Clock: w.clock, Library: w.library, Calendar: w.library.Calendar(), Audit: w.audit, Log: w.log,
	})
	templates := ownTemplates(w.cfg.WeChat.Templates) // a kind without one goes by the next channel
	if w.sandbox != nil {
		templates = demoTemplates()
	}
	w.notify = notify.New(notify.Options{
		Store: w.store, Clock: w.clock, Sender: sender{w.client, templates}, Audit: w.audit, Log: w.log, Base: w.cfg.PublicURL() + "/h5/#",
	})
	w.counter = bot.New(bot.Options{
		Casework: w.casework, Accounts: w.accounts, Notify: w.notify, Library: w.library, Clock: w.clock,
		BaseURL: w.cfg.PublicURL(), Log: w.log,
	})
	return nil
}

// joinDoors opens the doors of the world.
func (w *world) joinDoors(ctx context.Context) error {
	oa, mp, err := wechatAccounts(w.cfg)
	if err != nil {
		return err
	}
	if w.oa, err = w.receiver(oa); err != nil {
		return err
	}
	if w.mp, err = w.receiver(mp); err != nil {
		return err
	}
	api, err := miniapp.New(miniapp.Options{
		Casework: w.casework, Accounts: w.accounts, Evidence: w.evidence, Notify: w.notify, Registry: w.registry, Clock: w.clock,
		Document: document.New(document.Options{Base: w.cfg.PublicURL()}),
		Guides:   configs.Guides(), TrustedProxies: w.cfg.TrustedProxies, Limits: w.cache, Log: w.log,
	})
	if err != nil {
		return fmt.Errorf("接口没有建起来：%w", err)
	}
	w.handler = w.mount(api)
	if w.sandbox == nil {
		return nil
	}
	w.sandbox.Deliver(wechat.AppOA, w.oa)
	w.sandbox.Deliver(wechat.AppMP, w.mp)
	return w.client.SetMenu(ctx, countyMenu())
}

func (w *world) receiver(acc wechat.Account) (*wechat.Receiver, error) {
	return wechat.NewReceiver(wechat.Options{
		Account: acc, Clock: w.clock, Counter: w.counter, Spool: w.spool, Log: w.log, Late: w.late,
	})
}
