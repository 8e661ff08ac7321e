// 我的: who this phone belongs to, and the PIN.
import { html, useState } from './preact.js'
import { Send, Result } from './act.js'
import { aboutOf, Facts } from './matter.js'
import { useLoad, Waiting } from './desk.js'
import { roleTitles } from './words.js'

const declaration = [
  { name: 'name', label: '姓名', help: '和身份证上一样', kind: 'text', required: true, max: 30 },
  { name: 'number', label: '身份证号', kind: 'id_number', required: true },
  { name: 'phone', label: '手机号', kind: 'phone', required: true },
  { name: 'region', label: '住在哪里', kind: 'region', required: true },
]
const bind = [{ name: 'code', label: '绑定码', help: '发给您的六位数字。干部不会向您要绑定码', kind: 'text', required: true, max: 6 }]

// Me shows the binding and offers what is missing.
export function Me({ session, state, go }) {
  const [what, setWhat] = useState('')
  const [result, setResult] = useState(null)
  const got = useLoad(() => session.refresh(), [state.clock.date])
  if (result) return html`<${Result} result=${null}><button onClick=${() => { setResult(null); setWhat(''); got.reload() }}>好</button></${Result}>`
  if (!got.data) return html`<${Waiting} got=${got} />`
  const me = got.data
  const pin = (name, label) => ({ name, label, kind: 'text', required: true, max: 6, help: `六位数字。演示里都是 ${state.pin}` })
  const forms = {
    declare: ['填姓名和身份证号', declaration, (body, key) => session.post('/me/declaration', body, key)],
    bind: ['输绑定码', bind, (body, key) => session.post('/me/bind', body, key)],
    check: ['输办理密码', [pin('pin', '办理密码（PIN）')], (body, key) => session.post('/me/pin/check', body, key)],
    set: ['设办理密码', [pin('pin', '新的办理密码（PIN）')], (body, key) => session.post('/me/pin', body, key)],
    change: ['换办理密码', [pin('old', '旧的'), pin('pin', '新的')], (body, key) => session.send('PUT', '/me/pin', body, key)],
  }
  const offered = me.bound ? ['check', 'set', 'change'] : ['declare', 'bind']
  const form = forms[what]
  return html`<div class="page"><h3>我的</h3>
    <${Facts} list=${[['绑定', me.bound ? (me.verified ? '已绑定，核实过' : '已填写，还没核实') : '还没有绑定'], ['岗位', roleTitles(me).join('、')], ['办理密码', me.bound ? (me.pin_today ? '今天输过了' : '今天还没输') : '']]} />
    <div class="choices">${offered.map((k) => html`<button aria-expanded=${what === k} onClick=${() => setWhat(k)}>${forms[k][0]}</button>`)}</div>
    ${form && html`<${Send} key=${what} fields=${form[1]} about=${aboutOf(session, state, { kind: 'person', id: '' }, null)} prefix=${`${session.phone}-${what}`} label=${`提交：${form[0]}`} deliver=${form[2]} done=${(m) => { session.me = m; setResult(true) }} />`}
  </div>`
}
