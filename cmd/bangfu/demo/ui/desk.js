// 代填: what needs a page is done here, through the JSON interface, as the person
// who holds the phone. It knows no rule: buttons and forms come from the server.
import { html, useState, useEffect } from './preact.js'
import { Send, Act, Result } from './act.js'
import { load, aboutOf, Matter, Case, Rows, Facts, caseTitle } from './matter.js'
import { day, clock, left, offices, roleTitles, categories } from './words.js'
import { Me } from './me.js'

// useLoad asks once for what a page shows, and again on reload.
export function useLoad(ask, keys) {
  const [got, set] = useState({ loading: true })
  const [turn, setTurn] = useState(0)
  useEffect(() => {
    let here = true
    set({ loading: true })
    ask().then((data) => here && set({ data }), (e) => here && set({ fault: e.message }))
    return () => { here = false }
  }, [...keys, turn])
  return { ...got, reload: () => setTurn((n) => n + 1) }
}

export const Waiting = ({ got }) => (got.fault
  ? html`<div class="wrong" role="alert"><p>${got.fault}</p><button onClick=${got.reload}>再试一次</button></div>`
  : html`<p role="status">正在取……</p>`)

const Tile = ({ title, note, onClick }) => html`<button class="tile" onClick=${onClick}><b>${title}</b>${note && html`<span>${note}</span>`}</button>`

// mark tells apart two tasks of one step and village.
const mark = (k) => [k.group ? `${k.group}组` : '', k.category && k.serial ? `${categories[k.category] || ''}第${k.serial}份` : '', k.tail ? `尾号${k.tail}` : ''].join('')
const taskNote = (k) => [k.place, mark(k), k.count > 1 ? `${k.count}户` : '', k.number ? `编号${k.number}` : '', left(k)].filter(Boolean).join(' · ')

function Home({ session, state, seat, go }) {
  const got = useLoad(async () => {
    await session.refresh()
    return session.get('/tasks').catch(() => ({ items: [], total: 0 }))
  }, [state.clock.date])
  if (!got.data) return html`<${Waiting} got=${got} />`
  const cadre = session.me.rights.length > 0
  const tasks = got.data.items
  return html`<div class="page">
    <p class="who">您现在是<b>${seat.title}</b>${cadre ? `（${roleTitles(session.me).join('、')}）` : ''}</p>
    ${cadre && html`<h3>待办（${got.data.total}件）<button class="plain" onClick=${got.reload}>刷新</button></h3>`}
    ${cadre && tasks.length === 0 && html`<p>没有要办的事。</p>`}
    ${tasks.map((k) => html`<${Tile} title=${`${k.late ? '（已超期）' : ''}${k.title}`} note=${taskNote(k)} onClick=${() => go(`t/${k.id}`)} />`)}
    ${!cadre && html`<h3>我要办的事</h3>`}
    <${Tile} title=${cadre ? '替村民填申请' : '我家有困难，要申请'} onClick=${() => go('apply')} />
    ${!cadre && html`<${Tile} title="我家的进度" onClick=${() => go('mine')} />`}
    <${Tile} title="看公示，我要反映" onClick=${() => go('lists')} />
    ${cadre && html`<${Tile} title="申请件" onClick=${() => go('cases')} /><${Tile} title="名单" onClick=${() => go('rosters')} />`}
    <${Tile} title="消息" onClick=${() => go('messages')} />
    <${Tile} title="我的：绑定、办理密码" onClick=${() => go('me')} />
  </div>`
}

// Acts are the buttons of a matter; one is open at a time.
function Acts({ acts, session, state, object, version, task, about, matter, done }) {
  const [open, setOpen] = useState(acts.length === 1 ? acts[0].do : '')
  const act = acts.find((a) => a.do === open)
  const survey = matter && matter.survey
  return html`<div class="acts">
    ${acts.length > 1 && html`<div class="choices" role="group" aria-label="可以办的事">${acts.map((a) => html`<button class=${a.positive ? 'primary' : ''} aria-expanded=${open === a.do} onClick=${() => setOpen(open === a.do ? '' : a.do)}>${a.say}</button>`)}</div>`}
    ${act && html`<${Act} key=${act.do} act=${act} object=${object} version=${version} task=${task} session=${session} about=${about} demoPIN=${state.pin}
      prefix=${`${session.phone}-${act.do}`} done=${done} filled=${survey && survey.filled} />`}
  </div>`
}

function Task({ session, state, id, go }) {
  const [result, setResult] = useState(null)
  const got = useLoad(async () => {
    const task = await session.get(`/tasks/${id}`)
    if (!session.me || session.me.pin_today) await session.refresh() // a day ends: the PIN is asked again
    return { task, matter: await load(session, task.object, task).catch(() => null) }
  }, [id, state.clock.date])
  if (result) {
    return html`<${Result} result=${result}><button onClick=${() => go('home')}>回到待办</button>
      <button onClick=${() => { setResult(null); got.reload() }}>再看这一件</button></${Result}>`
  }
  if (!got.data) return html`<${Waiting} got=${got} />`
  const { task, matter } = got.data
  const about = aboutOf(session, state, task.object, matter)
  return html`<div class="page"><h3>${task.title}</h3><p>${taskNote(task)}</p>
    ${task.done && html`<p class="warn">${task.done.office}在${clock(task.done.at)}已办理：${task.done.say}。不用再办了。</p>`}
    ${!task.done && task.status !== 'open' && html`<p class="warn">${task.status === 'sleeping' ? `还没到办的时候${task.early && task.early.last_day ? `：公示到${day(task.early.last_day)}当天为止` : ''}。` : '这件事已经不用办了。'}</p>`}
    <${Matter} kind=${task.object.kind} m=${matter} />
    ${task.acts.length === 0 && task.status === 'open' && html`<p>这里没有您能办的按钮。</p>`}
    <${Acts} acts=${task.acts} session=${session} state=${state} object=${task.object} version=${task.version} task=${task.id} about=${about} matter=${matter} done=${setResult} />
  </div>`
}

const referFields = [{ name: 'office', label: '转到哪个部门', kind: 'choice', required: true, choices: offices.map(([value, label]) => ({ value, label })) },
  { name: 'consent', label: '本人同意把情况告诉这个部门', kind: 'bool', required: true }]

function CasePage({ session, state, id, go }) {
  const [result, setResult] = useState(null)
  const [extra, setExtra] = useState('')
  const got = useLoad(() => session.get(`/cases/${id}`), [id, state.clock.date])
  if (result) return html`<${Result} result=${result}><button onClick=${() => { setResult(null); setExtra(''); got.reload() }}>再看这一件</button></${Result}>`
  if (!got.data) return html`<${Waiting} got=${got} />`
  const m = got.data
  const object = { kind: 'case', id: m.id }
  const about = aboutOf(session, state, object, m)
  const acts = (m.acts || []).filter((a) => a.do !== 'refer')
  const mayRefer = (m.acts || []).some((a) => a.do === 'refer') || m.end
  const visited = m.survey && (m.survey.surveyors || []).length > 0
  const clerk = session.me && session.me.rights.some((r) => r.role === 'village_clerk' || r.role === 'township_officer')
  return html`<div class="page"><h3>${caseTitle(m)}：${m.step}</h3><div class="matter"><${Case} m=${m} whole=${session.me && !session.me.rights.length} /></div>
    <${Acts} acts=${acts} session=${session} state=${state} object=${object} version=${m.version} about=${about} matter=${m} done=${setResult} />
    <div class="choices">${mayRefer && html`<button onClick=${() => setExtra('refer')}>转到别的部门</button>`}
      ${clerk && visited && html`<button onClick=${() => setExtra('surveyor')}>换调查员</button>`}</div>
    ${extra === 'refer' && html`<${Send} fields=${referFields} about=${about} prefix=${`${session.phone}-refer`} label="提交：转介" done=${setResult} deliver=${(body, key) => session.post(`/cases/${id}/referrals`, body, key)} />`}
    ${extra === 'surveyor' && html`<${Surveyors} session=${session} m=${m} about=${about} done=${setResult} />`}
  </div>`
}

// Surveyors changes who visits: somebody out, a cadre of the village or township in.
function Surveyors({ session, m, about, done }) {
  const got = useLoad(async () => {
    const lists = await Promise.all([m.village, `${m.village.slice(0, 9)}000`].map((r) => session.get(`/grants?region=${r}`).catch(() => ({ items: [] }))))
    return lists.flatMap((l) => l.items)
  }, [m.id])
  if (!got.data) return html`<${Waiting} got=${got} />`
  const people = [...new Map(got.data.map((h) => [h.person, { value: h.person, label: `${h.name}（${h.title}）` }])).values()]
  const fields = [{ name: 'out', label: '换下谁', kind: 'choice', required: true, choices: m.survey.surveyors.filter((s) => !s.signed).map((s) => ({ value: s.person, label: s.name })) },
    { name: 'in', label: '换上谁', kind: 'choice', required: true, choices: people }]
  return html`<${Send} fields=${fields} about=${about} prefix=${`${session.phone}-surveyor`} label="提交：换调查员" done=${done} deliver=${(body, key) => session.post(`/cases/${m.id}/surveyors`, body, key)} />`
}

function Apply({ session, state, go }) {
  const [result, setResult] = useState(null)
  const got = useLoad(async () => {
    await session.refresh()
    return session.get('/forms/application')
  }, [])
  if (result) return html`<${Result} result=${result}><button onClick=${() => go('mine')}>看我家的进度</button><button onClick=${() => go('home')}>回首页</button></${Result}>`
  if (!got.data) return html`<${Waiting} got=${got} />`
  const cadre = session.me.rights.length > 0
  const proof = { name: 'proof', label: '申请人同意的照片', help: '村上帮填要有：签了名或按了手印的纸', kind: 'photos', required: true, max: 3 }
  const fields = cadre ? [...got.data.fields.filter((f) => f.name !== 'for_other' && !(f.when || '').startsWith('for_other')), proof] : got.data.fields
  const about = { ...aboutOf(session, state, { kind: 'case', id: '' }, null), self: session.self }
  return html`<div class="page"><h3>${cadre ? '替村民填申请' : got.data.title}</h3><p class="help">${got.data.help}</p>
    <${Send} fields=${fields} about=${about} prefix=${`${session.phone}-apply`} label="提交" done=${setResult} base=${{ for_other: false, health_consent: false }} deliver=${(body, key) => session.post('/applications', body, key)} /></div>`
}

function Mine({ session, state, go }) {
  const got = useLoad(() => session.get('/applications'), [state.clock.at.slice(0, 13)])
  if (!got.data) return html`<${Waiting} got=${got} />`
  return html`<div class="page"><h3>我家的进度</h3>${got.data.items.length === 0 && html`<p>还没有申请。</p>`}
    ${got.data.items.map((m) => html`<${Tile} title=${`${caseTitle(m)}：${m.step}`} note=${m.now && m.now.sentence} onClick=${() => go(`c/${m.id}`)} />`)}</div>`
}

// Several lists look the same: tiles that lead on.
function List({ title, ask, tile, go, keys }) {
  const got = useLoad(ask, keys)
  if (!got.data) return html`<${Waiting} got=${got} />`
  return html`<div class="page"><h3>${title}</h3>${got.data.items.length === 0 && html`<p>现在没有。</p>`}${got.data.items.map((x) => html`<${Tile} ...${tile(x)} />`)}</div>`
}

const objectionFields = [
  { name: 'words', label: '要反映什么', kind: 'words', required: true, max: 300 },
  { name: 'secrecy', label: '谁可以知道是您反映的', kind: 'choice', required: true, choices: [{ value: 'township', label: '镇上经办人知道，村里不知道' }, { value: 'county', label: '只让县上知道' }, { value: 'anonymous', label: '不留名（记录里不写您是谁，结果没法告诉您）' }] },
  { name: 'photos', label: '照片', kind: 'photos', max: 9 },
]

function PublicList({ session, state, id, go }) {
  const [aim, setAim] = useState(null)
  const [result, setResult] = useState(null)
  const got = useLoad(async () => {
    const { pass } = await session.post(`/publicities/${id}/pass`)
    return session.get(`/lists/${encodeURIComponent(pass)}`)
  }, [id, state.clock.date])
  if (result) return html`<${Result} result=${result}><button onClick=${() => { setResult(null); setAim(null) }}>回到名单</button></${Result}>`
  if (!got.data) return html`<${Waiting} got=${got} />`
  const l = got.data
  if (aim) {
    const about = aboutOf(session, state, { kind: 'publicity', id }, l)
    return html`<div class="page"><h3>我要反映：${aim.row ? `第${aim.row}行` : '有一户该评没评上'}</h3>
      <${Send} fields=${objectionFields} about=${about} prefix=${`${session.phone}-object`} label="提交：反映" done=${setResult} base=${{ publicity: id, ...(aim.row ? { row: aim.row } : {}) }}
        deliver=${(body, key) => session.post('/objections', body, key)} /></div>`
  }
  return html`<div class="page"><h3>${l.title}</h3><p>${l.place}，${day(l.first_day)}到${day(l.last_day)}，还有${l.days_left}天。${l.notice}</p>
    ${l.rows.map((r) => html`<div class="public-row"><p>第${r.row}行：${r.group ? `${r.group}组 ` : ''}<b>${r.householder}</b>，${r.persons}人，${r.category}</p><button onClick=${() => setAim(r)}>我要反映</button></div>`)}
    <button onClick=${() => setAim({ row: 0 })}>有一户该评没评上</button>
    ${(l.corrected || []).map((c) => html`<p>勘误：${c}</p>`)}<p class="small">名单校验码：${l.hash}（和墙上的一样）</p></div>`
}

function Single({ session, state, kind, path, id }) {
  const got = useLoad(() => load(session, { kind, id }), [id, state.clock.date])
  return got.data ? html`<div class="page"><${Matter} kind=${kind} m=${got.data} /></div>` : html`<${Waiting} got=${got} />`
}

// messages reads the message box: what stands on the screen was looked at.
async function messages(session) {
  const box = await session.get('/messages')
  await Promise.all(box.items.filter((m) => !m.seen).map((m) => session.post(`/messages/${m.id}/seen`).catch(() => null)))
  return box
}

function page(place, p) {
  const [what, id] = place.split('/')
  const { session, state, go } = p
  const day1 = state.clock.date
  switch (what) {
    case 't': return html`<${Task} key=${id} ...${p} id=${id} />`
    case 'c': return html`<${CasePage} key=${id} ...${p} id=${id} />`
    case 'p': return html`<${PublicList} key=${id} ...${p} id=${id} />`
    case 'o': return html`<${Single} key=${id} ...${p} kind="objection" id=${id} />`
    case 'r': return html`<${Single} key=${id} ...${p} kind="roster" id=${id} />`
    case 'apply': return html`<${Apply} ...${p} />`
    case 'mine': case 'progress': return html`<${Mine} ...${p} />`
    case 'me': case 'bind': return html`<${Me} ...${p} />`
    case 'lists': return html`<${List} key="lists" title="公示" go=${go} keys=${[day1]} ask=${() => session.get('/publicities')} tile=${(x) => ({ title: `${x.place} ${x.title}`, note: `${x.households}户，${day(x.first_day)}到${day(x.last_day)}，${x.state === 'running' ? `还有${x.days_left}天` : '已结束'}`, onClick: () => go(`p/${x.id}`) })} />`
    case 'cases': return html`<${List} key="cases" title="申请件" go=${go} keys=${[day1]} ask=${() => session.get('/cases')} tile=${(x) => ({ title: `${caseTitle(x)}：${x.step}`, note: x.place, onClick: () => go(`c/${x.id}`) })} />`
    case 'rosters': return html`<${List} key="rosters" title="名单" go=${go} keys=${[day1]} ask=${() => session.get('/rosters')} tile=${(x) => ({ title: `${x.place}：${x.step}`, note: `${(x.rows || []).length}户 ${x.persons}人`, onClick: () => go(`r/${x.id}`) })} />`
    case 'messages': return html`<${List} key="messages" title="消息" go=${go} keys=${[day1]} ask=${() => messages(session)} tile=${(x) => ({ title: x.title || x.text, note: `${x.title ? x.text || '' : ''} ${clock(x.at)} ${x.state}`, onClick: () => x.link && go(x.link.replace(/^.*#/, '').replace(/^\//, '')) })} />`
    default: return html`<${Home} ...${p} />`
  }
}

// Desk is the page of a phone.
export function Desk(p) {
  const { place, go } = p
  return html`<div class="desk" key=${place}>${place !== 'home' && html`<button class="back plain" onClick=${() => go('home')}>‹ 回首页</button>`}${page(place, p)}</div>`
}
