// Doing one thing: the form of an act, its sending, and what came of it.
import { html, useState, useEffect, useRef } from './preact.js'
import { Fields, gather, fill, place } from './form.js'
import { outcome } from './words.js'

// Send is a form with its buttons. deliver(body, key) hands it in; the same answers
// sent again after a lost connection keep their key, so that nothing is done twice.
export function Send({ fields, about, label, deliver, prefix, done, pin, base, bare }) {
  const [values, setValues] = useState({})
  const [wrong, setWrong] = useState({})
  const [fault, setFault] = useState('')
  const [busy, setBusy] = useState('')
  const sent = useRef({ text: '', key: '' })
  const form = useRef(null)
  const [code, setCode] = useState(pin ? pin.demo : '')
  const set = (name, v) => setValues((all) => ({ ...all, [name]: v }))
  const sample = async () => {
    setBusy('fill')
    setFault('')
    try { setValues(await fill(fields, values, about)) } catch (e) { setFault(e.message) }
    setBusy('')
  }
  const submit = async (e) => {
    e.preventDefault()
    setBusy('send')
    setFault('')
    setWrong({})
    const body = bare ? structuredClone(base || {}) : gather(fields, values, structuredClone(base || {}))
    const text = JSON.stringify(body)
    if (sent.current.text !== text) sent.current = { text, key: crypto.randomUUID() }
    try {
      if (pin) await pin.enter(code)
      const got = await deliver(body, sent.current.key)
      done(got)
    } catch (refusal) {
      const at = {}
      const rest = []
      for (const f of refusal.fields || []) {
        const name = place(fields, f.field)
        if (name) at[name] = f.notice
        else rest.push(f.notice)
      }
      setWrong(at)
      setFault([refusal.message, ...rest.filter((n) => n !== refusal.message)].join('；'))
      if (refusal.status) sent.current = { text: '', key: '' } // it was refused: another try is another act
    }
    setBusy('')
  }
  useEffect(() => { // somebody who sent a long form must see what is to be mended
    const bad = form.current.querySelector('.bad')
    if (bad) bad.scrollIntoView({ block: 'center' })
  }, [wrong])
  return html`<form class="form" ref=${form} onSubmit=${submit} novalidate>
    ${!bare && fields.some((f) => f.kind !== 'rows') && html`<button type="button" class="sample" disabled=${busy !== ''} onClick=${sample}>${busy === 'fill' ? '正在填……' : '填好示例'}</button>`}
    ${!bare && html`<${Fields} fields=${fields} values=${values} set=${set} wrong=${wrong} about=${about} prefix=${prefix} />`}
    ${pin && html`<div class="field"><label for=${`${prefix}-pin`}>办理密码（PIN）</label><input id=${`${prefix}-pin`} type="password" inputmode="numeric" maxlength="6" autocomplete="off" value=${code} onInput=${(e) => setCode(e.target.value)} />
      <p class="help">今天第一次办要输一次。演示里都是 ${pin.demo}，已经替您填好。</p></div>`}
    ${fault && html`<p class="wrong" role="alert">没办成：${fault}</p>`}
    <button class="primary" disabled=${busy !== ''}>${busy === 'send' ? '正在交……' : label}</button>
  </form>`
}

// Result says what was done.
export function Result({ result, children }) {
  const lines = result && result.kind ? outcome(result) : ['办好了。']
  const box = useRef(null)
  useEffect(() => box.current.focus(), [])
  return html`<div class="result" role="status" tabindex="-1" ref=${box}><p><b>${lines[0]}</b></p>${lines.slice(1).map((l) => html`<p>${l}</p>`)}
    ${result && result.digest && html`<p class="small">办理记录摘要：${result.digest}</p>`}<div class="after">${children}</div></div>`
}

// pinFor asks for the PIN where the act wants it and today's is not entered.
export function pinFor(act, session, demoPIN) {
  if (!act.pin || (session.me && session.me.pin_today)) return null
  return { demo: demoPIN, enter: async (pin) => { session.me = await session.post('/me/pin/check', { pin }) } }
}

const reviewFields = [{ name: 'words', label: '为什么要再核一次', kind: 'words', required: true, max: 300 }]

// route is where an act is handed in: one route for every row of the procedure, and
// a few acts with their own.
function route(act, object) {
  switch (act.do) {
    case 'end_photo': return { path: `/rosters/${object.id}/end-photo`, bare: true }
    case 'ask_review': return { path: `/cases/${object.id}/reviews`, bare: true, fields: reviewFields }
    case 'change': return { method: 'PUT', path: `/applications/${object.id}`, bare: true }
    default: return { path: '/acts' }
  }
}

// Act is one act of a task or matter with its form.
export function Act({ act, object, version, task, session, about, demoPIN, prefix, done, filled }) {
  const [again, setAgain] = useState(false)
  const to = route(act, object)
  const fields = (to.fields || act.form.fields).map((f) => (f.name === 'target' ? { ...f, choices: (act.targets || []).map((t) => ({ value: t.state, label: t.say })) }
    : f.name === 'reason' && act.reasons && act.reasons.length ? { ...f, help: `常用：${act.reasons.join('；')}` } : f))
  const zero = object.kind === 'sheet' && about.cases.length === 0 && act.form.fields.some((f) => f.kind === 'votes') // a zero report has no meeting
  const signOnly = zero || (filled && act.do === 'survey' && !again)
  const deliver = (body, key) => session.send(to.method || 'POST', to.path, body, key)
  const base = to.bare ? {} : { object, do: act.do, version, ...(task ? { task } : {}) }
  return html`<section class="act" aria-label=${act.say}>
    <h3>${act.form.title || act.say}</h3>
    ${act.form.help && html`<p class="help">${act.form.help}</p>`}
    ${zero && html`<p>这一组没有要评的户，直接交零报告。</p>`}
    ${act.ends && html`<p class="warn">这一步会结束这户的申请。</p>`}
    ${filled && act.do === 'survey' && html`<p>另一名调查员已经填好调查表，您核对后签字就行。 <button type="button" class="plain" onClick=${() => setAgain(!again)}>${again ? '不改了，直接签字' : '有错，我来重填'}</button></p>`}
    <${Send} key=${`${act.do}${again}`} fields=${fields} bare=${signOnly} base=${base} about=${about} prefix=${prefix} deliver=${deliver} done=${done}
      pin=${pinFor(act, session, demoPIN)} label=${zero ? '交零报告' : signOnly ? '核对无误，签字' : `提交：${act.say}`} />
  </section>`
}
