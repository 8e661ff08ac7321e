// Words and numbers as people read them.

const shanghai = (options) => new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', ...options })
const dayForm = shanghai({ month: 'numeric', day: 'numeric' })
const timeForm = shanghai({ hour: '2-digit', minute: '2-digit', hour12: false })

const parts = (form, at) => Object.fromEntries(form.formatToParts(new Date(at)).map((p) => [p.type, p.value]))

// day writes 2014-05-12T… or 2014-05-12 as 5月12日.
export function day(at) {
  if (!at) return ''
  if (/^\d{4}-\d{2}-\d{2}$/.test(at)) {
    const [, m, d] = at.split('-').map(Number)
    return `${m}月${d}日`
  }
  const p = parts(dayForm, at)
  return `${p.month}月${p.day}日`
}

// clock writes a moment as 5月12日 09:00.
export const clock = (at) => (at ? `${day(at)} ${timeForm.format(new Date(at)).replace('24:', '00:')}` : '')

// daysBack lists the last days up to one, newest first, for a form's choice of a day.
export function daysBack(date, n) {
  return Array.from({ length: n }, (_, i) => {
    const iso = new Date(Date.parse(`${date}T00:00:00Z`) - i * 864e5).toISOString().slice(0, 10)
    return [iso, `${day(iso)}${['（今天）', '（昨天）', '（前天）'][i] || ''}`]
  })
}

export const yuan = (fen) => `${(fen / 100).toLocaleString('zh-CN', { maximumFractionDigits: 2 })}元`

// left says how many working days are left.
export function left(task) {
  if (!task.due || task.due.startsWith('0001')) return ''
  if (task.late) return `已超过 ${clock(task.due)}`
  if (task.days_left <= 0) return `今天到期（${clock(task.due)}）`
  return `${clock(task.due)} 前，还有${task.days_left}个工作日`
}

export const relations = [
  ['01', '户主'], ['02', '配偶'], ['03', '之子'], ['04', '之女'], ['05', '之儿媳'], ['06', '之女婿'], ['07', '之孙子'], ['08', '之孙女'],
  ['11', '之父'], ['12', '之母'], ['99', '其他'],
]
export const relation = (code) => (relations.find(([c]) => c === code) || ['', code])[1]

export const verdicts = { listed: '待评议', kept: '通过', held: '暂缓，退村核实', refused: '不予通过', not_passed: '会上没通过', withdrawn: '已撤回' }
export const categories = { poor: '贫困户', exited: '脱贫户', watched: '监测对象', helped: '帮扶对象' }
export const offices = [
  ['civil_affairs', '民政'], ['medical_insurance', '医保'], ['disabled', '残联'], ['education', '教育'], ['employment', '人社（就业）'], ['housing', '住建（住房）'],
]
export const roleTitles = (me) => (me && me.rights ? [...new Set(me.rights.map((r) => r.title))] : [])

// placeOf reads the place a link of an answer or a card opens: …/h5/#/t/ID → t/ID.
export function placeOf(url) {
  const m = /\/h5\/(?:[^#\s]*)#\/(\S*)$/.exec(url || '')
  return m ? m[1] || 'home' : ''
}

// numberName says what a public number is: 受理号, 回执号.
const numberName = (n) => ({ SL: '受理号', HZ: '回执号', FY: '反映的受理号' })[n.slice(0, 2)] || ''

// outcome writes what an act did, in sentences.
export function outcome(o) {
  const say = o.kind === 'received' ? '收到了' : o.kind === 'recorded' ? `已记下：${o.say}` : `办好了：${o.say}`
  const lines = [o.number ? `${say}。${numberName(o.number)} ${o.number}。` : `${say}。`]
  const roles = { village_committee: '村“两委”', township_officer: '乡镇扶贫专干', village_cadre_tsp: '包村干部', village_clerk: '村级信息员' }
  if (o.waiting && o.waiting.length) lines.push(`还要等：${o.waiting.map((w) => roles[w] || w).join('、')}。`)
  if (o.count) lines.push(`${o.count}户往下走${o.held ? `，${o.held}户留下` : ''}。`)
  if (o.last_day) lines.push(`${o.do === 'announce' ? '公告' : '公示'}到${day(o.last_day)}当天为止${o.shifted ? `（${o.shifted}顺延）` : ''}。`)
  if (o.moves_on && !o.moves_on.startsWith('0001')) lines.push(`${clock(o.moves_on)} 后往下走。`)
  if (o.remedy_days) lines.push(`${o.remedy_days}个工作日内补齐。`)
  if (o.next_office || o.next_say) {
    const due = o.next_due && !o.next_due.startsWith('0001') ? `，${clock(o.next_due)} 前` : ''
    lines.push(`下一步：${o.next_office || ''}${o.next_say ? `“${o.next_say}”` : ''}${due}。`)
  }
  if (o.left_rows) lines.push(`${o.left_rows}户要由别的同志办（近亲属回避）。`)
  return lines
}
