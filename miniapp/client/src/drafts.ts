// What somebody has typed and not sent: one entry per form, on this phone only,
// removed after the server's answer. Numbers of citizens are never stored: they stay
// in memory while the program is open, and are asked again after that.
import { forgetLabels } from '@/labels'
import { losePicture, shortOf } from '@/platform/pictures'
import { keep, kept, keptNames, lose } from '@/platform/storage'

const prefix = 'draft.'
const memory = new Map<string, Draft>()

export type Draft = Record<string, unknown>

/** Kinds says of each field what it holds; what is secret stays out. */
export type Kinds = Record<string, string>

type Line = Record<string, unknown>
const lines = (v: unknown): Line[] => (Array.isArray(v) ? v.filter((x): x is Line => typeof x === 'object' && x !== null) : [])

// stored is what of an answer may lie in the phone's storage; undefined = nothing.
function stored(kind: string, v: unknown): unknown {
  switch (kind) {
    case 'id_number': return undefined
    case 'members': return lines(v).map((m) => ({ ...m, number: '' }))
    case 'photo': case 'photos': return lines(v).map((p) => ({ ...p, url: shortOf(String(p['url'] ?? '')) }))
    default: return v
  }
}

/** saveDraft keeps what may be kept, and the rest in memory. */
export function saveDraft(form: string, values: Draft, kinds: Kinds): void {
  memory.set(form, values)
  const open = Object.entries(values).map(([name, v]) => [name, stored(kinds[name] ?? '', v)] as const).filter(([, v]) => v !== undefined)
  keep(prefix + form, JSON.stringify(Object.fromEntries(open)))
}

/** draftOf returns what was typed before, {} when there is nothing or it cannot be read. */
export const draftOf = (form: string): Draft => memory.get(form) ?? readDraft(form)

function readDraft(form: string): Draft {
  try {
    const got: unknown = JSON.parse(kept(prefix + form) ?? '{}')
    return typeof got === 'object' && got !== null ? (got as Draft) : {}
  } catch {
    return {}
  }
}

/** dropDraft removes one form's draft with its pictures: it was sent. */
export function dropDraft(form: string): void {
  for (const v of Object.values(draftOf(form))) {
    for (const p of lines(v)) if (typeof p['key'] === 'string') losePicture(p['key'], String(p['url'] ?? ''))
  }
  memory.delete(form)
  lose(prefix + form)
}

/** forgetDrafts removes all of them, and the names given to households: somebody else takes the phone. */
export function forgetDrafts(): void {
  keptNames(prefix).forEach((name) => dropDraft(name.slice(prefix.length)))
  memory.clear()
  for (const other of ['visit.', 'key.']) keptNames(other).forEach(lose)
  forgetLabels()
}
