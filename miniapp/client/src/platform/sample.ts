// Invented answers and pictures, so that a form can be tried without typing. Only the
// browser build inside the demonstration's page of two phones asks for them: the
// numbers have birth years 1900–1909 and the phones are 1990000xxxx, which nobody has.
import type { Context } from '@/context'
import { asText, asTexts, type Field, type Value, type Values } from '@/form'
import { call, type Schemas } from '@/api/call'
import { phone } from './place'
import type { Picked } from './upload'
import * as words from '@/words/sample'

const anyOf = (list: string[]): string => list[Math.floor(Math.random() * list.length)] ?? ''
const below = (n: number, digits: number) => String(Math.floor(Math.random() * n)).padStart(digits, '0')
const two = (n: number) => String(n).padStart(2, '0')

/** idNumber invents a citizen's number with its check digit (GB 11643). */
export function idNumber(): string {
  const body = `621025190${below(10, 1)}${two(1 + Math.floor(Math.random() * 12))}${two(1 + Math.floor(Math.random() * 28))}${below(1000, 3)}`
  const sum = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2].reduce((s, w, i) => s + w * Number(body[i]), 0)
  return body + ('10X98765432'[sum % 11] ?? '')
}
const name = (family = anyOf(words.families)) => family + anyOf(words.givens)

interface Self { name: string; number: string; phone: string }

// self is who holds a villager's phone: the acceptance finds the person who asked.
function self(): Promise<Self | null> {
  return new Promise((resolve) => {
    uni.request({
      url: '/demo/login', method: 'POST', data: { phone }, timeout: 10_000,
      success: (r) => resolve((r.data as { self?: Self }).self ?? null), fail: () => resolve(null),
    })
  })
}

// head is the householder of the matter, with the number of the application for who may see it.
async function head(c: Context): Promise<{ name: string; number: string }> {
  const id = c.object?.kind === 'case' ? c.object.id : ''
  if (!id) return { name: name(), number: '' }
  const [about, number] = await Promise.all([
    call('get', '/cases/{id}', { path: { id } }).then((v) => v.householder ?? '', () => ''),
    call('post', '/cases/{id}/number', { path: { id }, body: { purpose: 'survey' } }).then((v) => v.number, () => ''),
  ])
  return { name: about || name(), number }
}

const household = (head: string, number: string): Schemas['MemberInput'][] => [
  { name: head, number: number || idNumber(), relation: '01', labour: true, orphan: false },
  { name: name(), number: idNumber(), relation: '02', labour: false, orphan: false },
  { name: name(head.slice(0, 1)), number: idNumber(), relation: '99', labour: false, orphan: false },
]

const yuan: Record<string, string> = { wage_fen: '1200', business_fen: '3200', property_fen: '0', transfer_fen: '600', cost_fen: '1500' }
const no = new Set(['resurvey', 'hit', 'orphan', 'health_consent'])
const last = (f: Field) => f.name.slice(f.name.lastIndexOf('.') + 1)
const wanted: Record<string, string[]> = { hardship: ['school', 'money'], methods: ['income_estimate', 'acquaintance'] }

function several(f: Field): string[] {
  const known = (wanted[last(f)] ?? []).filter((v) => f.choices?.some((c) => c.value === v))
  return known.length ? known : (f.choices ?? []).slice(0, 1).map((c) => c.value)
}
function one(f: Field): string {
  const want = last(f) === 'housing' ? 'C' : last(f) === 'secrecy' ? 'township' : ''
  return (f.choices?.find((c) => c.value === want) ?? f.choices?.[0])?.value ?? ''
}

// numbered gives those whose number is not filled in yet one: the householder the application's.
async function numbered(have: Schemas['MemberInput'][], c: Context): Promise<Schemas['MemberInput'][]> {
  const own = (await head(c)).number
  return have.map((m) => (m.number.length === 18 ? m : { ...m, number: (m.relation === '01' && own) || idNumber() }))
}

/** answer invents what stands in one field; undefined where somebody has to do it: photos, papers, rows, counts. */
function answer(f: Field, c: Context, me: Self | null): Value | undefined {
  const mine: Record<string, string | undefined> = { householder: me?.name, number: me?.number, phone: me?.phone }
  switch (f.kind) {
    case 'id_number': return mine[last(f)] ?? idNumber()
    case 'phone': return mine[last(f)] ?? `1990000${below(10_000, 4)}`
    case 'date': return c.today
    case 'number': return String(f.min || 1)
    case 'money_fen': return yuan[last(f)] ?? '0'
    case 'bool': return no.has(last(f)) ? 'false' : 'true'
    case 'choice': return one(f)
    case 'choices': return several(f)
    case 'register': return c.register.map((r) => r.value)
    case 'supervision': return c.supervision[0]?.value
    case 'coverage': return c.questions.map((q) => ({ subject: q.subject, answer: words.asked }))
    case 'region': return c.region
    case 'text': case 'words': return mine[last(f)] ?? words.heads[f.name] ?? words.heads[last(f)] ?? words.otherwise
    default: return undefined
  }
}

/** sampleAnswers fills what is empty. */
export async function sampleAnswers(fields: Field[], values: Values, context: Context): Promise<Values> {
  const me = fields.some((f) => f.name === 'householder') ? await self() : null
  const filled: Values = { ...values }
  for (const f of fields) {
    const have = filled[f.name]
    if (f.kind === 'members' && Array.isArray(have) && have.length) {
      filled[f.name] = await numbered(have as Schemas['MemberInput'][], context)
      continue
    }
    if (f.kind === 'votes') {
      filled[f.name] = context.cases.map((c) => ({ case: c.value, yes: asTexts(filled['input.meeting.present']).length, no: 0, abstain: 0, reason: words.otherwise }))
      continue
    }
    if (asText(have) || asTexts(have).length) continue
    if (f.kind === 'text' && !f.required && f.min) continue // a declaration: nobody's to invent
    if (f.kind === 'members') {
      const h = await head(context)
      filled[f.name] = household(h.name, h.number)
      if (!h.number) filled['input.survey.new_head'] = words.newHead
      continue
    }
    const v = answer(f, context, me)
    if (v !== undefined) filled[f.name] = v
  }
  return filled
}

/** samplePhoto draws a picture that says what it stands for; none is ever like another. */
export function samplePhoto(title: string, day: string): Promise<Picked> {
  const canvas = document.createElement('canvas')
  canvas.width = 1200
  canvas.height = 900
  const pen = canvas.getContext('2d')
  if (pen) {
    pen.fillStyle = `hsl(${below(360, 1)} 30% 85%)`
    pen.fillRect(0, 0, 1200, 900)
    pen.strokeStyle = '#888888'
    for (let i = 0; i < 40; i++) {
      pen.beginPath()
      pen.arc(Math.random() * 1200, 380 + Math.random() * 500, 20 + Math.random() * 60, 0, 7)
      pen.stroke()
    }
    pen.fillStyle = '#1a1a1a'
    pen.textAlign = 'center'
    pen.font = 'bold 72px sans-serif'
    pen.fillText(title.slice(0, 14), 600, 150)
    pen.font = '44px sans-serif'
    pen.fillText(words.mark(day), 600, 240)
    pen.fillText(below(1e9, 9), 600, 300)
  }
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob) resolve({ path: URL.createObjectURL(blob), bytes: blob.size, taken: '' })
      else reject(new Error('no picture'))
    }, 'image/jpeg', 0.85)
  })
}
