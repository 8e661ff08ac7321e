// What a task or link is about, as its reader may see it, and what its forms need
// to know of it.
import { html } from './preact.js'
import { day, clock, yuan, relation, verdicts, categories } from './words.js'
import * as sample from './sample.js'

const paths = { case: 'cases', sheet: 'sheets', roster: 'rosters', bundle: 'bundles', objection: 'objections', review: 'reviews' }

// load returns the matter an object names, null for one that has no page.
export async function load(session, object, task) {
  if (task && task[object.kind]) return task[object.kind]
  const path = paths[object.kind]
  if (!path) return null
  const found = await session.get(`/${path}/${object.id}`)
  if (object.kind === 'roster' && !(found.register || []).length) {
    for (const [name, key] of [['delegates', 'register'], ['supervision', 'supervision']]) {
      if ((found[key] || []).length) continue
      found[key] = (await session.get(`/registers?region=${found.village}&register=${name}`).catch(() => ({ items: [] }))).items
    }
  }
  return found
}

const rowTitle = (r) => `第${r.row}行 ${r.group ? `${r.group}组 ` : ''}${r.householder} ${r.persons}人${(r.marks || []).length ? `（${r.marks.join('、')}）` : ''}`
const caseTitle = (c) => `${c.householder}${c.persons ? ` ${c.persons}人` : ''}${(c.marks || []).length ? `（${c.marks.join('、')}）` : ''}`

// aboutOf gathers what the forms of a matter need: registers, rows, households, photos.
export function aboutOf(session, state, object, matter) {
  const m = matter || {}
  const me = session.me || {}
  const region = (me.rights || []).map((r) => r.region)[0] || '621025000000'
  const rows = object.kind === 'bundle' ? (m.rosters || []).flatMap((r) => r.rows.map((x) => ({ ...x, roster: r.id, title: `${r.place} ${rowTitle(x)}` })))
    : (m.rows || []).map((x) => ({ ...x, title: rowTitle(x) }))
  const cases = object.kind === 'sheet' ? (m.cases || []).map((c) => ({ id: c.id, title: caseTitle(c), marks: c.marks }))
    : rows.filter((r) => r.verdict === 'listed' || r.verdict === 'kept').map((r) => ({ id: r.case, title: r.title, marks: r.marks }))
  const about = {
    today: state.clock.date, clock: `${state.clock.date} ${state.clock.time}`, place: m.place || '', householder: m.householder || '',
    village: m.village || me.village || region, group: m.group || me.group || me.village || '', register: m.register || [], supervision: m.supervision || [],
    questions: m.questions || [], rows: rows.filter((r) => r.verdict === 'listed' || r.verdict === 'kept'), cases, others: m.others || [],
  }
  about.photo = async (label, file) => {
    const blob = file || await sample.photo(label, about)
    return { id: await session.upload(blob, state.clock.at), url: URL.createObjectURL(blob) }
  }
  about.number = () => (object.kind !== 'case' ? Promise.resolve('') // the number of the application, for who may see it
    : session.post(`/cases/${object.id}/number`, { purpose: 'survey' }).then((got) => got.number, () => ''))
  about.sheet = async (field) => {
    const purpose = field.name === 'input.posting.sheet' ? 'publish' : object.kind === 'sheet' ? 'report' : 'vote'
    const sheet = await session.post('/sealed-sheets', { object, purpose })
    if (!sheet.filed) await session.post(`/sealed-sheets/${sheet.id}/photo`, { photo: (await about.photo('盖章签字页')).id })
    return sheet.id
  }
  about.places = async (code) => {
    const at = code || region
    const ask = (parent) => session.get(`/places?parent=${parent}`).then((got) => got.items)
    const levels = [{ label: '乡镇', places: await ask(`${at.slice(0, 6)}000000`), chosen: (v) => `${(v || at).slice(0, 9)}000` }]
    if (at.slice(6, 9) !== '000') levels.push({ label: '村', places: await ask(`${at.slice(0, 9)}000`), chosen: (v) => (v || at).slice(0, 12) })
    if (at.slice(9, 12) !== '000') levels.push({ label: '组', places: await ask(at.slice(0, 12)), chosen: (v) => v || '' })
    return levels.filter((l) => l.places.length)
  }
  return about
}

const Facts = ({ list }) => html`<dl class="facts">${list.filter(([, v]) => v !== undefined && v !== null && v !== '').map(([k, v]) => html`<div><dt>${k}</dt><dd>${v}</dd></div>`)}</dl>`

const Survey = ({ s }) => html`<h4>入户调查</h4><${Facts} list=${[['日期', day(s.day)], ['家里几口人', s.filled ? `${s.persons}人` : ''],
  ['人均纯收入', s.filled ? `${yuan(s.per_head_fen)}，标准${yuan(s.line_fen)}（${s.below_line ? '在标准以下' : '在标准以上'}）` : ''],
  ['住房、喝水', s.housing ? `${s.housing}级，喝水${s.water_safe ? '有' : '没有'}保障` : ''],
  ['调查员', (s.surveyors || []).map((x) => `${x.name}${x.township ? '（乡镇）' : ''}${x.signed ? '已签字' : '还没签'}${x.me ? '（您）' : ''}`).join('；')]]} />
  ${(s.members || []).length > 0 && html`<ul class="plain-list">${s.members.map((p) => html`<li>${p.name}，${relation(p.relation)}，${p.number}${p.labour ? '，能劳动' : ''}</li>`)}</ul>`}`

export const Case = ({ m, brief, whole }) => html`<${Facts} list=${[['户主', m.householder], ['身份证号', m.number], ['电话', m.phone], ['在哪里', m.place], ['家里几口人', m.persons ? `${m.persons}人` : ''],
    ['困难', (m.hardship || []).join('、')], ['自己说的', m.words], ['提示', (m.marks || []).join('、')], ['回执号', m.receipt_no], ['受理号', m.accept_no]]} />
  ${m.survey && html`<${Survey} s=${m.survey} />`}
  ${(m.votes || []).map((v) => html`<p>${v.meeting === 'group' ? '小组评议' : '村民代表会议'}（${day(v.day)}）：同意${v.yes}，不同意${v.no}，弃权${v.abstain}，<b>${v.passed ? '通过' : '没有通过'}</b>${v.reason ? `。${v.reason}` : ''}</p>`)}
  ${whole && m.now && html`<p class="now">${m.now.sentence}</p>`}
  ${whole && m.now && (m.now.missing || []).length > 0 && html`<div class="warn"><p><b>还缺</b>：${m.now.missing.join('；')}</p>${m.now.bring && html`<p>${m.now.bring}</p>`}</div>`}
  ${!brief && html`<details open=${whole}><summary>办到哪一步了（${(m.steps || []).filter((s) => s.status === 'done').length}步已办）</summary><ol class="steps">${(m.steps || []).map((s) => html`<li class=${s.status}><b>${{ done: '已办', now: '正在办', next: '还没到' }[s.status]}</b> ${s.name}${s.office ? `，${s.office}` : ''}${s.at && !s.at.startsWith('0001') ? `，${day(s.at)}` : ''}${s.status === 'now' && s.due && !s.due.startsWith('0001') ? `，${clock(s.due)} 前` : ''}</li>`)}</ol></details>`}
  ${m.end && html`<div class="warn"><p><b>${m.end.office}没有同意</b>：${m.end.reason}</p>${m.end.review_until && !m.end.review_until.startsWith('0001') && html`<p>${day(m.end.review_until)}前可以要求再核一次。</p>`}</div>`}
  ${(m.referrals || []).map((r) => html`<p>已转到别的部门（${day(r.day)}）${r.answer ? `，答复：${r.answer}` : '，还没答复'}</p>`)}`

const Rows = ({ rows }) => html`<div class="scroll"><table><thead><tr><th>行</th><th>组</th><th>户主</th><th>人数</th><th>情况</th></tr></thead><tbody>
  ${rows.map((r) => html`<tr><td>${r.row}</td><td>${r.group || ''}</td><td>${r.householder}</td><td>${r.persons}</td><td>${verdicts[r.verdict] || r.category || ''}${r.reason ? `：${r.reason}` : ''}${r.objections ? `，有${r.objections}件反映` : ''}</td></tr>`)}</tbody></table></div>`

export const Roster = ({ m }) => html`<${Facts} list=${[['名单', `${m.place} ${categories[m.category] || ''}${m.supplementary ? '（补充名单）' : ''}`], ['到哪一步', m.step], ['户数、人数', `${(m.rows || []).length}户 ${m.persons}人`],
    ['规模', m.quota ? `共${m.quota.cap}人，还剩${m.quota.free}人` : ''], ['已签', (m.signed || []).join('、')], ['还要等', (m.waiting || []).join('、')],
    ['公示', m.publicity ? `${m.publicity.title}，${day(m.publicity.first_day)}到${day(m.publicity.last_day)}，${m.publicity.end_photo ? '期满照片已交' : '期满照片还没交'}` : ''], ['张贴', m.posted]]} />
  <${Rows} rows=${m.rows || []} />`

export const Bundle = ({ m }) => html`<${Facts} list=${[['上报批', `${m.place} 第${m.serial}批`], ['到哪一步', m.step], ['户数、人数', `${m.count}户 ${m.persons}人`]]} />
  ${(m.rosters || []).map((r) => html`<h4>${r.place} ${categories[r.category] || ''}</h4><${Rows} rows=${r.rows} />`)}`

export const Sheet = ({ m }) => html`<${Facts} list=${[['小组', m.place], ['名册', `${(m.register || []).length}人，要到${m.quorum}人`], ['要评的户', `${(m.cases || []).length}户`]]} />
  ${(m.cases || []).map((c) => html`<details><summary>${caseTitle(c)}</summary><${Case} m=${c} brief /></details>`)}`

export const Objection = ({ m }) => html`<${Facts} list=${[['受理号', m.receipt_no], ['名单', m.place], ['反映哪一行', m.row ? `第${m.row}行` : '有一户该评没评上'], ['反映什么', m.words], ['谁反映的', m.objector],
  ['哪天收到', day(m.received)], ['到哪一步', m.step], ['答复', m.answer]]} />`

export const Review = ({ m }) => html`<${Facts} list=${[['要求', m.words], ['到哪一步', m.step], ['结果', m.result]]} />${m.case && html`<${Case} m=${m.case} brief />`}`

// Matter shows whatever a task is about.
export function Matter({ kind, m }) {
  const view = { case: Case, roster: Roster, bundle: Bundle, sheet: Sheet, objection: Objection, review: Review }[kind]
  return view && m ? html`<div class="matter"><${view} m=${m} /></div>` : null
}

export { Rows, Facts, caseTitle }
