// A form as the server describes it: one control for each kind of field, invented
// answers on request, and what is wrong beside the field it is about.
import { html, useState, useEffect } from './preact.js'
import * as sample from './sample.js'
import { relations, verdicts, daysBack } from './words.js'

// asked reports whether a field is to be answered now (signed_by=family).
export function asked(field, values) {
  if (!field.when) return true
  const [name, want] = field.when.split('=')
  return String(values[name] ?? '') === want
}

// place finds the field a refusal is about: input.survey.members for members.0.name.
export function place(fields, path) {
  for (let at = path; at; at = at.includes('.') ? at.slice(0, at.lastIndexOf('.')) : '') {
    const hit = fields.find((f) => f.name === at || f.name.endsWith(`.${at}`))
    if (hit) return hit.name
  }
  return ''
}

const blank = (v) => v === undefined || v === null || v === '' || (Array.isArray(v) && v.length === 0)

// answer turns what stands in a control into what the request carries.
function answer(field, v) {
  switch (field.kind) {
    case 'bool': return blank(v) ? undefined : v === 'true'
    case 'number': return blank(v) ? undefined : Number.parseInt(v, 10)
    case 'money_fen': return blank(v) ? undefined : Math.round(Number(v) * 100)
    case 'photo': return blank(v) ? undefined : v[0].id
    case 'photos': return blank(v) ? undefined : v.map((p) => p.id)
    case 'rows': return (v || []).filter((r) => r.verdict !== 'kept')
    case 'choice': return v === 'true' ? true : v === 'false' ? false : v
    default: return v
  }
}

// gather builds the request out of the answers: input.survey.day becomes
// {input: {survey: {day}}}; what is not asked or empty stays out.
export function gather(fields, values, into = {}) {
  for (const f of fields) {
    if (!asked(f, values)) continue
    const v = answer(f, values[f.name])
    if (blank(v)) continue
    const path = f.name.split('.')
    let at = into
    for (const key of path.slice(0, -1)) at = at[key] ??= {}
    at[path[path.length - 1]] = v
  }
  return into
}

// fill answers every field that is asked with invented answers.
export async function fill(fields, values, about) {
  const out = { ...values }
  for (const f of fields) {
    if (!asked(f, out) || !blank(out[f.name])) continue
    if (f.kind === 'text' && !f.required && f.min) continue // a declaration: nobody's to invent
    if (f.kind === 'members') {
      const number = await about.number()
      out[f.name] = sample.household(about.householder, number)
      if (!number) out['input.survey.new_head'] = '原来的户主外出多年，现由家里另一人当户主'
    } else if (f.kind === 'photo' || f.kind === 'photos') {
      if (f.required || f.name === 'input.files') out[f.name] = [await about.photo(f.label)]
    } else if (f.kind === 'sheet') {
      if (f.required) out[f.name] = await about.sheet(f)
    } else if (f.kind === 'votes') {
      out[f.name] = votes(about, (out['input.meeting.present'] || []).length)
    } else {
      const v = sample.of(f, about)
      if (v !== undefined) out[f.name] = v
    }
  }
  return out
}

const votes = (about, present) => about.cases.map((c) => ({ case: c.id, yes: present, no: 0, abstain: 0, reason: c.marks && c.marks.length ? '家里确有困难，大家都同意' : '' }))

const Radio = ({ name, value, options, set }) => html`<div class="options">${options.map(([v, label]) => html`
  <label><input type="radio" name=${name} checked=${value === v} onChange=${() => set(v)} /> <span>${label}</span></label>`)}</div>`

const Checks = ({ value, options, set }) => html`<div class="options">${options.map(([v, label]) => html`
  <label><input type="checkbox" checked=${(value || []).includes(v)} onChange=${(e) => set(e.target.checked ? [...(value || []), v] : value.filter((x) => x !== v))} /> <span>${label}</span></label>`)}</div>`

const Drop = ({ id, value, options, set, label }) => html`<select id=${id} aria-label=${label} value=${value ?? ''} onChange=${(e) => set(e.target.value)}>
  <option value="">请选</option>${options.map(([v, text]) => html`<option value=${v} selected=${v === value}>${text}</option>`)}</select>`

function Photos({ field, value, set, about }) {
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState('')
  const max = field.kind === 'photo' ? 1 : field.max || 9
  const have = value || []
  const add = async (make) => {
    setBusy(true)
    setFault('')
    try { set([...have, await make()].slice(-max)) } catch (e) { setFault(e.message) }
    setBusy(false)
  }
  return html`<div class="photos">
    ${have.map((p, i) => html`<figure><img src=${p.url} alt=${`${field.label}，第${i + 1}张`} /><button type="button" onClick=${() => set(have.filter((x) => x !== p))}>去掉</button></figure>`)}
    <button type="button" disabled=${busy} onClick=${() => add(() => about.photo(field.label))}>${busy ? '正在传……' : '拍一张（模拟）'}</button>
    <label class="button">选一张照片<input class="hidden" type="file" accept="image/jpeg,image/png" onChange=${(e) => { const f = e.target.files[0]; if (f) add(() => about.photo(field.label, f)) }} /></label>
    ${fault && html`<p class="wrong" role="alert">${fault}</p>`}</div>`
}

function Sheet({ field, value, set, about }) {
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState('')
  const make = async () => {
    setBusy(true)
    setFault('')
    try { set(await about.sheet(field)) } catch (e) { setFault(e.message) }
    setBusy(false)
  }
  return html`<div class="photos">${value ? html`<p class="ok">已打印、盖章签字、拍照归档</p>`
    : html`<button type="button" disabled=${busy} onClick=${make}>${busy ? '正在办……' : '打印，盖章签字，拍照（模拟）'}</button>`}
    ${fault && html`<p class="wrong" role="alert">${fault}</p>`}</div>`
}

function Members({ value, set }) {
  const list = value || []
  const put = (i, change) => set(list.map((m, k) => (k === i ? { ...m, ...change } : m)))
  return html`<div class="many">${list.map((m, i) => html`<fieldset><legend>第${i + 1}口人</legend>
    <input aria-label="姓名" placeholder="姓名" value=${m.name} onInput=${(e) => put(i, { name: e.target.value })} />
    <input aria-label="身份证号" placeholder="身份证号" inputmode="numeric" value=${m.number} onInput=${(e) => put(i, { number: e.target.value })} />
    <${Drop} label="与户主关系" value=${m.relation} options=${relations} set=${(relation) => put(i, { relation })} />
    <label class="tick"><input type="checkbox" checked=${m.labour} onChange=${(e) => put(i, { labour: e.target.checked })} /> <span>能劳动</span></label>
    <button type="button" onClick=${() => set(list.filter((x, k) => k !== i))}>去掉第${i + 1}口人</button></fieldset>`)}
    <button type="button" onClick=${() => set([...list, { name: '', number: '', relation: list.length ? '99' : '01', labour: false, orphan: false }])}>加一口人</button></div>`
}

function Votes({ value, set, about, values }) {
  const present = (values['input.meeting.present'] || []).length
  const list = value || votes(about, present)
  useEffect(() => { if (!value || value.every((v) => v.no === 0 && v.abstain === 0 && v.yes !== present)) set(votes(about, present)) }, [present])
  const put = (i, change) => set(list.map((v, k) => (k === i ? { ...v, ...change } : v)))
  const count = (i, key, label) => html`<label class="count"><span>${label}</span><input type="number" min="0" max=${present} inputmode="numeric" value=${list[i][key]}
    onInput=${(e) => put(i, { [key]: Number.parseInt(e.target.value, 10) || 0 })} /></label>`
  if (!about.cases.length) return html`<p>这一组没有要评的户，直接交零报告。</p>`
  return html`<div class="many">${list.map((v, i) => html`<fieldset><legend>${(about.cases[i] || {}).title}</legend>
    <div class="counts">${count(i, 'yes', '同意')}${count(i, 'no', '不同意')}${count(i, 'abstain', '弃权')}</div>
    <input aria-label="理由" placeholder="理由（没通过的，或有提示的要写）" value=${v.reason} onInput=${(e) => put(i, { reason: e.target.value })} /></fieldset>`)}</div>`
}

function Rows({ field, value, set, about }) {
  const list = value || []
  const of = (r) => list.find((x) => x.row === r.row && (x.roster || '') === (r.roster || '')) || { row: r.row, roster: r.roster, verdict: 'kept', reason: '' }
  const put = (r, change) => {
    const next = { ...of(r), ...change }
    if (!next.roster) delete next.roster
    set([...list.filter((x) => !(x.row === r.row && (x.roster || '') === (r.roster || ''))), next])
  }
  const options = field.choices.some((c) => c.value === 'kept') ? field.choices : [{ value: 'kept', label: '通过' }, ...field.choices]
  return html`<div class="many">${about.rows.map((r) => html`<fieldset><legend>${r.title}</legend>
    ${r.kin ? html`<p>您的近亲属，这一行由别的同志办</p>` : html`
    <select aria-label=${`${r.title} 怎么处理`} value=${of(r).verdict} onChange=${(e) => put(r, { verdict: e.target.value })}>${options.map((c) => html`<option value=${c.value} selected=${c.value === of(r).verdict}>${c.label || verdicts[c.value]}</option>`)}</select>
    ${of(r).verdict !== 'kept' && html`<input aria-label=${`${r.title} 的理由`} placeholder="理由，至少5个字" value=${of(r).reason} onInput=${(e) => put(r, { reason: e.target.value })} />`}`}
  </fieldset>`)}</div>`
}

function Coverage({ value, set, about }) {
  if (!about.questions.length) return html`<p>没有要问的户。</p>`
  const of = (q) => ((value || []).find((x) => x.subject === q.subject) || {}).answer || ''
  return html`<div class="many">${about.questions.map((q) => html`<label><span>${q.group ? `${q.group}组：` : ''}${q.mark}</span>
    <input value=${of(q)} onInput=${(e) => set([...(value || []).filter((x) => x.subject !== q.subject), { subject: q.subject, answer: e.target.value }])} /></label>`)}</div>`
}

// Region picks a village and its group.
function Region({ id, value, set, about }) {
  const village = (value || about.village || '').slice(0, 12)
  const [levels, setLevels] = useState([])
  useEffect(() => { about.places(village).then(setLevels, () => setLevels([])) }, [village])
  if (!levels.length) return html`<input id=${id} value=${value ?? ''} onInput=${(e) => set(e.target.value)} />`
  return html`<div class="many">${levels.map((l) => html`<${Drop} label=${l.label} value=${l.chosen(value)} options=${l.places.map((p) => [p.code, p.name])} set=${set} />`)}</div>`
}

const names = (list) => list.map((x) => [x.id, x.name])

function Control(p) {
  const { field, id, value, set, about } = p
  const type = (more) => html`<input id=${id} value=${value ?? ''} aria-invalid=${p.wrong ? 'true' : 'false'} aria-describedby=${`${id}-help`} maxlength=${field.max || null}
    onInput=${(e) => set(e.target.value)} ...${more} />`
  switch (field.kind) {
    case 'words': return html`<textarea id=${id} rows="4" maxlength=${field.max || null} aria-describedby=${`${id}-help`} value=${value ?? ''} onInput=${(e) => set(e.target.value)}></textarea>`
    case 'date': return html`<${Drop} id=${id} value=${value} set=${set} options=${daysBack(about.today, 31)} />`
    case 'number': return type({ inputmode: 'numeric', maxlength: null })
    case 'money_fen': return type({ inputmode: 'decimal', maxlength: null })
    case 'id_number': return type({ inputmode: 'text', maxlength: 18 })
    case 'phone': return type({ inputmode: 'tel', maxlength: 11 })
    case 'bool': return html`<${Radio} name=${id} value=${value} set=${set} options=${[['true', '是'], ['false', '否']]} />`
    case 'choice': return html`<${Radio} name=${id} value=${value} set=${set} options=${(field.choices || []).map((c) => [c.value, c.label])} />`
    case 'choices': return html`<${Checks} value=${value} set=${set} options=${(field.choices || []).map((c) => [c.value, c.label])} />`
    case 'register': return html`<${Checks} value=${value} set=${set} options=${names(about.register)} />`
    case 'supervision': case 'person': return html`<${Drop} id=${id} value=${value} set=${set} options=${names(about.supervision)} />`
    case 'case': return html`<${Drop} id=${id} value=${value} set=${set} options=${about.others.map((c) => [c.id, c.title])} />`
    case 'photo': case 'photos': return html`<${Photos} ...${p} />`
    case 'sheet': return html`<${Sheet} ...${p} />`
    case 'members': return html`<${Members} ...${p} />`
    case 'votes': return html`<${Votes} ...${p} />`
    case 'rows': return html`<${Rows} ...${p} />`
    case 'coverage': return html`<${Coverage} ...${p} />`
    case 'region': return html`<${Region} ...${p} />`
    default: return type({ type: 'text' })
  }
}

const one = ['text', 'words', 'date', 'number', 'money_fen', 'id_number', 'phone', 'supervision', 'person', 'case'] // one control: a label will do

// Fields shows the fields of a form that are asked now.
export function Fields({ fields, values, set, wrong, about, prefix }) {
  return fields.filter((f) => asked(f, values)).map((f) => {
    const id = `${prefix}-${f.name}`
    const bad = wrong[f.name] ? 'field bad' : 'field'
    const words = html`${f.label}${f.unit ? html`<span class="unit">（${f.unit}）</span>` : ''}${f.required ? '' : html`<span class="unit">（可以不填）</span>`}`
    const control = html`<${Control} field=${f} id=${id} value=${values[f.name]} set=${(v) => set(f.name, v)} about=${about} values=${values} wrong=${wrong[f.name]} />`
    const rest = html`<p class="help" id=${`${id}-help`}>${f.help || ''}</p>${wrong[f.name] && html`<p class="wrong" role="alert">要改：${wrong[f.name]}</p>`}`
    return one.includes(f.kind)
      ? html`<div class=${bad}><label for=${id}>${words}</label>${control}${rest}</div>`
      : html`<div class=${bad} role="group" aria-label=${f.label}><p class="label">${words}</p>${control}${rest}</div>`
  })
}
