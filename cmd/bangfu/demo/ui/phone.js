// One phone: who holds it, the chat with the official account, and the mini-program.
import { html, useState, useEffect, useLayoutEffect, useRef } from './preact.js'
import { demo } from './api.js'
import { MiniProgram } from './mini.js'
import { clock, placeOf } from './words.js'

const link = /(https?:\/\/[^\s，。；）)]+)/

// Text writes an answer; an address of ours becomes a button that opens its page.
function Text({ text, open }) {
  return text.split(link).map((part, i, all) => {
    if (i % 2 === 0) return i > 0 && placeOf(all[i - 1]) ? part.replace(/^\n/, '') : part // a button ends its line itself
    const place = placeOf(part)
    if (place) return html`<button class="inline" onClick=${() => open(place)}>点开办理</button>`
    return html`<a href=${part} target="_blank" rel="noopener">点开看</a>`
  })
}

function Card({ b, open }) {
  const place = placeOf(b.url)
  return html`<article class="card" aria-label=${b.title}>
    <h3>${b.title}</h3>
    <dl>${(b.fields || []).filter((f) => f.value && f.value !== '—').map((f) => html`<div><dt>${f.name}</dt><dd>${f.value}</dd></div>`)}</dl>
    ${place && html`<button class="open-card" onClick=${() => open(place)}>点开</button>`}
  </article>`
}

function Bubble({ b, open }) {
  if (b.kind === 'card') return html`<${Card} b=${b} open=${open} />`
  if (b.kind === 'notice') return html`<p class="notice">${b.text}</p>`
  const mine = b.from === 'me'
  return html`<div class=${mine ? 'row mine' : 'row'}><div class=${mine ? 'bubble me' : 'bubble'}>
    <span class="hidden">${mine ? '我说：' : '正宁帮扶说：'}</span>${b.kind === 'menu' ? html`<span class="tapped">点了菜单</span> ` : ''}<${Text} text=${b.text || ''} open=${open} /></div></div>`
}

const gap = (a, b) => !a || new Date(b.at) - new Date(a.at) > 5 * 60e3

function Chat({ phone, chat, menu, open, act }) {
  const log = useRef(null)
  const atEnd = useRef(true)
  const [sub, setSub] = useState(-1)
  const bubbles = chat ? chat.bubbles : []
  useLayoutEffect(() => { if (atEnd.current) log.current.scrollTop = log.current.scrollHeight }, [bubbles.length])
  useEffect(() => { atEnd.current = true }, [chat && chat.seat])
  const send = (e) => {
    e.preventDefault()
    const input = e.target.elements.text
    const text = input.value.trim()
    if (!text) return
    input.value = ''
    atEnd.current = true
    act(() => demo('say', { phone, text }))
  }
  const tap = (button) => {
    setSub(-1)
    const place = placeOf(button.url)
    if (place) return open(place)
    atEnd.current = true
    return act(() => demo('click', { phone, key: button.key }))
  }
  const scrolled = () => { atEnd.current = log.current.scrollHeight - log.current.scrollTop - log.current.clientHeight < 80 }
  return html`
    <div class="log" role="log" aria-label="聊天" aria-live="polite" tabindex="0" ref=${log} onScroll=${scrolled}>
      ${bubbles.length === 0 && html`<p class="notice">还没有消息。可以点下面的菜单，或者输入“帮助”。</p>`}
      ${bubbles.map((b, i) => html`${gap(bubbles[i - 1], b) && html`<p class="when">${clock(b.at)}</p>`}<${Bubble} b=${b} open=${open} />`)}
    </div>
    ${menu.length > 0 && html`<nav class="menu" aria-label="公众号菜单">${sub >= 0 && menu[sub] && html`<div class="submenu" role="menu">${menu[sub].sub_button.map((x) => html`<button role="menuitem" onClick=${() => tap(x)}>${x.name}</button>`)}</div>`}${menu.map((m, i) => (m.sub_button && m.sub_button.length
      ? html`<button aria-expanded=${sub === i} onClick=${() => setSub(sub === i ? -1 : i)}>☰ ${m.name}</button>`
      : html`<button onClick=${() => tap(m)}>${m.name}</button>`))}</nav>`}
    <form class="say" onSubmit=${send}>
      <input name="text" aria-label="发消息" placeholder="发消息" autocomplete="off" enterkeyhint="send" maxlength="2000" />
      <button class="primary">发送</button>
    </form>`
}

// Phone is one phone of the page.
export function Phone({ phone, state, settled, chat, act, visible, seen, onSeen, other, otherNews, flip }) {
  const [tab, setTab] = useState('chat')
  const [place, setPlace] = useState({ to: 'home', n: 0, who: '' })
  const seat = state.seats.find((s) => s.key === state.phones[phone]) || {}
  const who = `${state.world.name} ${seat.key}`
  const open = (to) => {
    setPlace((was) => ({ to, n: was.n + 1, who }))
    setTab('mini')
  }
  const current = chat && chat.seat === seat.key && chat.world === state.world.name ? chat : null
  const count = current ? current.bubbles.length : 0
  useEffect(() => { if (visible && tab === 'chat') onSeen(count) }, [visible, tab, count, who])
  const news = count > seen ? `（${count - seen}条新的）` : ''
  return html`<section class="phone" data-phone=${phone} aria-label=${`手机：${seat.title}`}>
    <div class="holder"><label><span>${phone === 'a' ? '一号' : '二号'}手机在谁手里</span>
      <select value=${seat.key} onChange=${(e) => { const to = e.target.value; act(() => demo('seat', { phone, seat: to })) }}>
        ${state.seats.map((s) => html`<option value=${s.key} selected=${s.key === seat.key}>${s.title}</option>`)}
      </select></label>
      <button class="only-narrow" onClick=${flip}>看${other}手机${otherNews ? html`<br /><b>${otherNews}条新消息</b>` : ''}</button></div>
    <div class="screen">
      <div class="tabs" role="tablist">
        <button role="tab" aria-selected=${tab === 'chat'} onClick=${() => setTab('chat')}><span>正宁帮扶</span> <span>聊天${tab === 'chat' ? '' : news}</span></button>
        <button role="tab" aria-selected=${tab === 'mini'} onClick=${() => setTab('mini')}><span>小程序</span></button>
      </div>
      <div class="pane" hidden=${tab !== 'chat'}>${tab === 'chat' && html`<${Chat} key=${who} phone=${phone} chat=${current} menu=${state.menu} open=${open} act=${act} />`}</div>
      <div class="pane" hidden=${tab !== 'mini'}>${settled.world.name && html`<${MiniProgram} key=${`mini ${who}`} phone=${phone} title=${seat.title} place=${place.who === who ? place : { to: 'home', n: 0 }} stamp=${settled.clock.at.slice(0, 16)} shown=${tab === 'mini'} />`}</div>
    </div>
  </section>`
}
