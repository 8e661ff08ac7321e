// A form as the server describes it: which fields are asked, what a request is made
// of, and to which field a refusal belongs. Nothing here knows a rule of the
// procedure: kind, required, min, max and when come with the form.
import type { Schemas } from '@/api/call'
import type { Photo } from '@/platform/upload'
import * as words from '@/words/common'

export type Field = Schemas['Field']
export type Form = Schemas['Form']

/** Value is what stands in a control: a text, several, photos, or the lines of a larger part. */
export type Value = string | string[] | Photo[] | Schemas['MemberInput'][] | Schemas['VoteInput'][] | Schemas['RowJudgement'][] | Schemas['CoverageInput'][]

/** Values are the answers by the field's name. */
export type Values = Record<string, Value | undefined>

/** Wrong says by the field's name what is to be mended. */
export type Wrong = Record<string, string>

export const asText = (v: Value | undefined): string => (typeof v === 'string' ? v : '')
export const asTexts = (v: Value | undefined): string[] => (Array.isArray(v) ? (v as string[]) : [])
export const asPhotos = (v: Value | undefined): Photo[] => (Array.isArray(v) ? (v as Photo[]) : [])

/** asked reports whether a field is to be answered now (when: signed_by=family). */
export function asked(f: Field, values: Values): boolean {
  if (!f.when) return true
  const [name = '', want = ''] = f.when.split('=')
  return asText(values[name]) === want
}

/** place finds the field a refusal is about: input.survey.members for members.0.name; '' when none. */
export function place(fields: Field[], path: string): string {
  for (let at = path; at; at = at.includes('.') ? at.slice(0, at.lastIndexOf('.')) : '') {
    const hit = fields.find((f) => f.name === at || f.name.endsWith(`.${at}`))
    if (hit) return hit.name
  }
  return ''
}

const blank = (v: unknown) => v === undefined || v === null || v === '' || (Array.isArray(v) && v.length === 0)

/** fen turns 12.5 元, as somebody writes it, into 1250 分; NaN for what is no amount. */
export function fen(yuan: string): number {
  const m = /^(\d{1,10})(?:[.。](\d{1,2}))?$/.exec(yuan.trim())
  return m ? Number(m[1]) * 100 + Number((m[2] ?? '').padEnd(2, '0')) : Number.NaN
}

// answer turns what stands in a control into what the request carries.
function answer(f: Field, v: Value | undefined): unknown {
  switch (f.kind) {
    case 'number': return blank(v) ? undefined : Number.parseInt(asText(v), 10)
    case 'money_fen': return blank(v) ? undefined : fen(asText(v))
    case 'photo': return asPhotos(v)[0]?.id
    case 'photos': return asPhotos(v).map((p) => p.id)
    case 'rows': return ((v ?? []) as Schemas['RowJudgement'][]).filter((r) => r.verdict !== 'kept')
    case 'bool': case 'choice': return v === 'true' ? true : v === 'false' ? false : v
    default: return v
  }
}

/** gather builds the request: input.survey.day becomes {input: {survey: {day}}}; what is not asked or empty stays out. */
export function gather(fields: Field[], values: Values, into: Record<string, unknown> = {}): Record<string, unknown> {
  for (const f of fields) {
    if (!asked(f, values)) continue
    const v = answer(f, values[f.name])
    if (blank(v)) continue
    const path = f.name.split('.')
    let at = into
    for (const key of path.slice(0, -1)) at = (at[key] ??= {}) as Record<string, unknown>
    at[path[path.length - 1] ?? ''] = v
  }
  return into
}

const picked = new Set(['choice', 'choices', 'bool', 'date', 'date_ahead', 'region', 'place', 'register', 'supervision', 'person', 'case', 'photo', 'photos', 'sheet'])
const written = new Set(['text', 'words'])

/** check says what the form itself asks and was not given; the server judges the rest. */
export function check(fields: Field[], values: Values): Wrong {
  const wrong: Wrong = {}
  for (const f of fields) {
    if (!asked(f, values)) continue
    const v = values[f.name]
    const length = typeof v === 'string' ? [...v.trim()].length : 0
    if (blank(v) || (typeof v === 'string' && length === 0)) {
      if (f.required && f.kind !== 'votes') wrong[f.name] = picked.has(f.kind) ? words.pick(f.label) : words.fillIn(f.label)
    } else if (f.choices?.some((c) => c.value === v)) continue // a standard reason says enough, however short
    else if (written.has(f.kind) && f.min && length < f.min) wrong[f.name] = words.tooShort(f.label, f.min)
    else if (written.has(f.kind) && f.max && length > f.max) wrong[f.name] = words.tooLong(f.label, f.max)
    else if (f.kind === 'money_fen' && Number.isNaN(fen(asText(v)))) wrong[f.name] = words.notMoney(f.label)
    else if (f.kind === 'number' && !/^\d+$/.test(asText(v).trim())) wrong[f.name] = words.notNumber(f.label)
  }
  return wrong
}

/** partsOf gives the errors inside one field by their place in it: 0.number of the first member. */
export function partsOf(name: string, wrong: Wrong): Wrong {
  const inside = Object.entries(wrong).filter(([k]) => k.startsWith(`${name}#`))
  return Object.fromEntries(inside.map(([k, v]) => [k.slice(name.length + 1), v]))
}

// inside is where in its field an error lies: 0.number for members.0.number; '' for the field itself.
function inside(name: string, path: string): string {
  for (let at = path; at; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) {
    if (name === at || name.endsWith(`.${at}`)) return path.slice(at.length + 1)
  }
  return ''
}

/** land puts a refusal's field errors on their fields; what has no field here comes back as sentences. */
export function land(fields: Field[], errors: Schemas['FieldError'][]): { wrong: Wrong; rest: string[] } {
  const wrong: Wrong = {}
  const rest: string[] = []
  for (const e of errors) {
    const name = place(fields, e.field)
    if (!name) { rest.push(e.notice); continue }
    const part = inside(name, e.field)
    wrong[name] ??= e.notice
    if (part) wrong[`${name}#${part}`] = e.notice
  }
  return { wrong, rest }
}

/** pagesOf lists the numbers of the pages on which something is asked now. */
export const pagesOf = (fields: Field[], values: Values): number[] =>
  [...new Set(fields.filter((f) => asked(f, values)).map((f) => f.page ?? 1))].sort((a, b) => a - b)
