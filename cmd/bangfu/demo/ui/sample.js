// Invented answers, so that a person can try a form without typing: numbers whose
// birth years lie in 1900–1909 and phones of 1990000xxxx, which nobody has, and
// photos that say that they are none.

const pick = (list) => list[Math.floor(Math.random() * list.length)]
const two = (n) => String(n).padStart(2, '0')

// number invents a citizen's number with its check digit (GB 11643).
export function number() {
  const body = `621025190${Math.floor(Math.random() * 10)}${two(1 + Math.floor(Math.random() * 12))}${two(1 + Math.floor(Math.random() * 28))}` +
    String(Math.floor(Math.random() * 1000)).padStart(3, '0')
  const sum = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2].reduce((s, w, i) => s + w * Number(body[i]), 0)
  return body + '10X98765432'[sum % 11]
}

export const phone = () => `1990000${String(Math.floor(Math.random() * 10000)).padStart(4, '0')}`
export const name = (family = pick(['解', '王', '李', '张', '巩'])) => family + pick(['大有', '长贵', '满仓', '秀英', '来福', '玉兰', '守业', '桂花'])

// household is three people living together.
export function household(head, own) {
  const family = (head || name())[0]
  return [
    { name: head || name(family), number: own || number(), relation: '01', labour: true, orphan: false },
    { name: name(), number: number(), relation: '02', labour: false, orphan: false },
    { name: name(family), number: number(), relation: '99', labour: false, orphan: false },
  ]
}

const sentences = {
  'input.answer': '已派人到家里核实，情况已经查清，特此答复。',
  'input.meeting.place': '村委会会议室',
  'input.meeting.chair': '解主任',
  'input.survey.words': '三口人，土坯房，主要靠种地，孩子上学开支大。',
  'input.survey.sign_reason': '户主外出打工不在家',
  'input.comparison.note': '没有发现车辆、房产和财政供养人员。',
  'input.correction.value': '解长贵',
  words: '孩子上学，地里收成不好，周转不开。',
  relation: '儿子',
  proxy_reason: '老人不会用手机',
  reason: '材料不全，请补齐后再办',
}
const incomes = { wage_fen: 4000, business_fen: 3200, property_fen: 0, transfer_fen: 600, cost_fen: 1500 }

// of returns a sensible answer to a field; about is what stands around the form.
export function of(field, about) {
  const last = field.name.split('.').pop()
  const own = about.self && { householder: about.self.name, number: about.self.number, phone: about.self.phone }[field.name]
  if (own) return own // the villager applies for the own household
  switch (field.kind) {
    case 'id_number': return number()
    case 'phone': return phone()
    case 'date': return about.today
    case 'number': return String(field.min || 1)
    case 'money_fen': return String(incomes[last] ?? 0)
    case 'bool': return ['resurvey', 'hit', 'orphan', 'health_consent'].includes(last) ? 'false' : 'true'
    case 'choice': return last === 'housing' ? 'C' : last === 'secrecy' ? 'township' : (field.choices[0] || {}).value || ''
    case 'choices': return last === 'hardship' ? ['school', 'money'] : last === 'methods' ? ['income_estimate', 'acquaintance'] : field.choices.slice(0, 1).map((c) => c.value)
    case 'register': return about.register.map((r) => r.id)
    case 'supervision': return (about.supervision[0] || {}).id || ''
    case 'votes': return null // counted from who came
    case 'coverage': return about.questions.map((q) => ({ subject: q.subject, answer: '会上念过，大家认为条件还不够' }))
    case 'region': return about.group
    case 'text': case 'words': return last === 'householder' ? about.householder || name() : sentences[field.name] || sentences[last] || '按程序办理，情况属实'
    default: return undefined // photos and sheets are made, not written
  }
}

// photo draws a picture that says what it stands for; none is ever like another.
export function photo(title, about) {
  const canvas = document.createElement('canvas')
  canvas.width = 1200
  canvas.height = 900
  const c = canvas.getContext('2d')
  const sealed = /盖章|名单|会议/.test(title)
  c.fillStyle = sealed ? '#fbfaf5' : `hsl(${Math.floor(Math.random() * 360)} 30% 85%)`
  c.fillRect(0, 0, 1200, 900)
  c.strokeStyle = '#888888'
  for (let i = 0; i < (sealed ? 9 : 40); i++) {
    c.beginPath()
    if (sealed) c.rect(120, 330 + i * 44, 960, 44)
    else c.arc(Math.random() * 1200, 380 + Math.random() * 500, 20 + Math.random() * 60, 0, 7)
    c.stroke()
  }
  if (sealed) {
    c.strokeStyle = '#c02020'
    c.lineWidth = 8
    c.beginPath()
    c.arc(900, 620, 110, 0, 7)
    c.stroke()
  }
  c.fillStyle = '#1a1a1a'
  c.textAlign = 'center'
  c.font = 'bold 72px sans-serif'
  c.fillText(title.slice(0, 14), 600, 150)
  c.font = '44px sans-serif'
  c.fillText(`模拟照片  ${about.clock}`, 600, 240)
  c.fillText(`${about.place || ''}  ${Math.floor(Math.random() * 1e9)}`, 600, 300)
  return new Promise((done) => canvas.toBlob(done, 'image/jpeg', 0.85))
}
