// The two-phone page: a bar for who, when and how WeChat feels, and two phones.
import { html, render, useState, useEffect, useRef } from './preact.js'
import { demo, exchange, Session } from './api.js'
import { Phone } from './phone.js'
import { clock } from './words.js'

const sizes = ['标准', '大', '特大']
const healths = [['fine', '正常'], ['slow', '慢'], ['down', '断开'], ['quota', '额度用完']]

// useStream keeps the state of the bar and the chats of both phones, as the
// server tells them; the list of a phone is cut where the server says.
function useStream() {
  const [state, setState] = useState(null)
  const [chats, setChats] = useState({ a: null, b: null })
  const [lost, setLost] = useState(false)
  useEffect(() => {
    const streams = ['a', 'b'].map((phone) => {
      const s = new EventSource(`/demo/events?phone=${phone}`)
      s.addEventListener('state', (e) => setState(JSON.parse(e.data)))
      s.addEventListener('chat', (e) => {
        const news = JSON.parse(e.data)
        setChats((all) => {
          const old = all[phone]
          const same = old && old.world === news.world && old.seat === news.seat
          const kept = same ? old.bubbles.slice(0, news.from) : []
          return { ...all, [phone]: { ...news, bubbles: [...kept, ...news.bubbles] } }
        })
      })
      s.onopen = () => setLost(false)
      s.onerror = () => setLost(true)
      return s
    })
    return () => streams.forEach((s) => s.close())
  }, [])
  return { state, chats, lost }
}

// useKept is a choice this browser remembers.
function useKept(key, first) {
  const [value, set] = useState(() => localStorage.getItem(key) ?? first)
  return [value, (v) => { localStorage.setItem(key, v); set(v) }]
}

// useWide is whether both phones fit beside each other.
function useWide() {
  const query = useRef(window.matchMedia('(min-width: 901px)'))
  const [wide, set] = useState(query.current.matches)
  useEffect(() => {
    const tell = (e) => set(e.matches)
    query.current.addEventListener('change', tell)
    return () => query.current.removeEventListener('change', tell)
  }, [])
  return wide
}

const Pick = ({ label, value, options, onPick, disabled }) => html`<label class="pick"><span>${label}</span>
  <select value=${value} disabled=${disabled} onChange=${(e) => onPick(e.target.value)}>
    ${options.map(([v, text]) => html`<option value=${v} selected=${v === value}>${text}</option>`)}
  </select></label>`

function Face({ clock: c }) {
  const [date, weekday] = c.day.split(' ')
  return html`<p class="face" aria-label="现在的时间"><b>${date}</b><span> ${weekday} <b>${c.time}</b>${c.rest && html` <span class="rest">${c.rest === '周末' ? '周末' : `${c.rest}放假`}</span>`}</span></p>`
}

function Bar({ state, act, sessions, openDrawer, size, setSize, busy }) {
  const [open, setOpen] = useState(false)
  const untilPublished = () => act(async () => {
    await demo('clock', { showings: await showings(sessions, state) })
  })
  return html`<header class="bar">
    <${Face} clock=${state.clock} />
    <button class="plain only-narrow" aria-expanded=${open} onClick=${() => setOpen(!open)}>${open ? '收起' : '设置'}</button>
    <div class=${open ? 'controls open' : 'controls'}>
      <div class="group" role="group" aria-label="时钟">
        <button disabled=${busy} onClick=${() => act(() => demo('clock', { hours: 1 }))}>＋1小时</button>
        <button disabled=${busy} onClick=${() => act(() => demo('clock', { hours: 24 }))}>＋1天</button>
        <button disabled=${busy} onClick=${untilPublished}>到公示期满</button>
      </div>
      <${Pick} label="世界" value=${state.world.name} disabled=${busy} onPick=${(name) => act(() => demo('world', { name }))}
        options=${state.worlds.map((w) => [w.name, w.title])} />
      <${Pick} label="微信" value=${state.health} options=${healths} onPick=${(health) => act(() => demo('health', { health }))} />
      <${Pick} label="字号" value=${size} options=${sizes.map((s, i) => [String(i), s])} onPick=${setSize} />
      <button onClick=${() => openDrawer('exchange')}>最近一次加密往来</button>
      <button class="only-guide" onClick=${() => openDrawer('guide')}>怎么试</button>
    </div>
  </header>`
}

// showings asks both phones' people for the lists that hang where they look; those
// of the phones' own villages come first. The server stops the clock on the last day
// for the end photo, and at the second press where the list moves on.
async function showings(sessions, state) {
  const seen = await Promise.all(Object.values(sessions).map((s) => s.get('/publicities').catch(() => ({ items: [] }))))
  const running = seen.flatMap((l) => l.items).filter((p) => p.state === 'running')
  const places = Object.values(state.phones).map((key) => (state.seats.find((s) => s.key === key) || {}).place || '')
  const own = running.filter((p) => places.some((at) => at.endsWith('村') && p.place.endsWith(at)))
  const lists = own.length ? own : running
  if (!lists.length) throw new Error('这两部手机看得到的名单里，现在没有正在公示的')
  return lists.map((p) => ({ last_day: p.last_day, moves_on: p.moves_on, end_photo: p.end_photo || p.title.includes('公告') }))
}

const Guide = () => html`<div class="guide">
  <h2>照着走一遍</h2>
  <ol>
    <li>一号手机（村民）点<b>“小程序”</b>，选<b>“我家有困难，要申请”</b>，一步一步填；不想打字，点<b>“填好示例”</b>。</li>
    <li>二号手机（信息员）来卡片，上面有四位<b>编号</b>；输入<b>待办</b>，看全部要办的。</li>
    <li>二号手机输入<b>受理</b>加编号，比如“受理3722”，按回车。</li>
    <li>一号手机输入<b>进度</b>，看轮到谁办、到哪天。</li>
    <li>换人、走时钟，接着办：入户、评议、公示、审核、公告。要填表的，点卡片，就在小程序里打开。</li>
  </ol>
  <p>办理密码（PIN）都是 <b>285714</b>。</p>
</div>`

function Exchange({ phone, name }) {
  const [got, set] = useState(null)
  useEffect(() => { exchange(phone).then(set, (e) => set({ refused: e.message })) }, [phone])
  if (!got) return html`<p>正在取……</p>`
  if (got.refused) return html`<p role="alert">${name}：${got.refused}</p>`
  const last = got.tries[got.tries.length - 1]
  const query = [...new URL(last.url, location.href).searchParams]
  const part = (title, text, note) => html`<section><h3>${title}</h3>${note && html`<p>${note}</p>`}<pre tabindex="0">${text || '（空）'}</pre></section>`
  return html`<div class="exchange">
    <p>${name}，${clock(last.at)}，送了${got.tries.length}次。</p>
    ${part('1 微信送来的信封（加密）', last.body, '在网上走的只有这个，别人看不懂。')}
    ${part('2 签名和时间', query.map(([k, v]) => `${k} = ${v}`).join('\n'), 'msg_signature 对不上、时间差超过5分钟的，一律不理。')}
    ${part('3 打开信封以后', got.plain)}
    ${part('4 我们的回答（加密）', last.answer)}
    ${part('5 微信打开回答以后', last.plain || got.reply || got.failed)}
  </div>`
}

function Drawer({ what, close, state }) {
  const ref = useRef(null)
  const [phone, setPhone] = useState('b')
  useEffect(() => { if (what && !ref.current.open) ref.current.showModal() }, [what])
  const title = (p) => (state.seats.find((s) => s.key === state.phones[p]) || {}).title
  return html`<dialog ref=${ref} class="drawer" aria-label=${what === 'guide' ? '怎么试' : '最近一次加密往来'} onClose=${close}>
    <div class="drawer-head"><h2>${what === 'guide' ? '怎么试' : '最近一次加密往来'}</h2><button onClick=${() => ref.current.close()}>关上</button></div>
    ${what === 'guide' ? html`<${Guide} />` : what && html`<div>
      <div class="tabs" role="group" aria-label="哪部手机">${['a', 'b'].map((p) => html`<button aria-pressed=${p === phone} onClick=${() => setPhone(p)}>${title(p)}</button>`)}</div>
      <${Exchange} key=${phone} phone=${phone} name=${title(phone)} /></div>`}
  </dialog>`
}

function App() {
  const { state, chats, lost } = useStream()
  const [size, setSize] = useKept('size', '0')
  const [front, setFront] = useState('a')
  const [drawer, setDrawer] = useState('')
  const [fault, setFault] = useState('')
  const [working, setWorking] = useState(false)
  const [seen, setSeen] = useState({})
  const wide = useWide()
  const sessions = useRef({})
  const settled = useRef(null)
  useEffect(() => { document.documentElement.dataset.size = size }, [size])
  if (!state) return html`<p class="loading" role="status">${lost ? '没有连上，正在再试……' : '正在打开……'}</p>`
  const act = async (what) => {
    setFault('')
    setWorking(true)
    try { await what() } catch (e) { setFault(e.message) } finally { setWorking(false) }
  }
  for (const p of ['a', 'b']) {
    const who = `${state.world.name} ${state.phones[p]}`
    if (!sessions.current[p] || sessions.current[p].who !== who) {
      sessions.current[p] = Object.assign(new Session(p), { who }) // somebody else: logs in anew
    }
  }
  const busy = working || state.note !== ''
  if (state.note === '' || !settled.current || settled.current.world.name !== state.world.name) settled.current = state // while the clock runs, pages stand still
  const title = (p) => (state.seats.find((s) => s.key === state.phones[p]) || {}).title
  const fresh = (p) => Math.max(0, (chats[p] ? chats[p].bubbles.length : 0) - (seen[sessions.current[p].who] ?? Infinity))
  return html`
    <${Bar} state=${state} act=${act} sessions=${sessions.current} openDrawer=${setDrawer} size=${size} setSize=${setSize} busy=${busy} />
    <div class="news" role="status">
      ${lost && html`<p class="warn">和程序断开了，正在再连……</p>`}
      ${state.note && html`<p class="warn">${state.note}</p>`}
      ${fault && html`<p class="warn" role="alert">${fault} <button class="plain" onClick=${() => setFault('')}>知道了</button></p>`}
    </div>
    <main class="desk-top" data-front=${front}>
      ${['a', 'b'].map((p) => html`<${Phone} key=${p} phone=${p} state=${state} settled=${settled.current} chat=${chats[p]} act=${act}
        visible=${wide || front === p} seen=${seen[sessions.current[p].who] || 0} other=${p === 'a' ? '二号' : '一号'} otherNews=${fresh(p === 'a' ? 'b' : 'a')} flip=${() => setFront(p === 'a' ? 'b' : 'a')} onSeen=${(n) => setSeen((all) => ({ ...all, [sessions.current[p].who]: n }))} />`)}
      <aside class="beside" aria-label="怎么试"><${Guide} /></aside>
    </main>
    <${Drawer} what=${drawer} close=${() => setDrawer('')} state=${state} />`
}

const root = document.getElementById('app')
root.textContent = ''
render(html`<${App} />`, root)
