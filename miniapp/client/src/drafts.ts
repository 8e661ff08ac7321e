// What somebody has typed and not sent: one entry per form, on this phone only,
// removed after the server's answer. Numbers of citizens are never kept.
import { keep, kept, keptNames, lose } from '@/platform/storage'

const prefix = 'draft.'
const secret = new Set(['id_number', 'members'])

export type Draft = Record<string, unknown>

/** Kinds says of each field what it holds; what is secret stays out. */
export type Kinds = Record<string, string>

/** saveDraft keeps what may be kept. */
export function saveDraft(form: string, values: Draft, kinds: Kinds): void {
  const open = Object.entries(values).filter(([name]) => !secret.has(kinds[name] ?? ''))
  keep(prefix + form, JSON.stringify(Object.fromEntries(open)))
}

/** draftOf returns what was typed before, {} when there is nothing or it cannot be read. */
export function draftOf(form: string): Draft {
  try {
    const got: unknown = JSON.parse(kept(prefix + form) ?? '{}')
    return typeof got === 'object' && got !== null ? (got as Draft) : {}
  } catch {
    return {}
  }
}

/** dropDraft removes one form's draft: it was sent. */
export const dropDraft = (form: string) => lose(prefix + form)

/** forgetDrafts removes all of them: somebody else takes the phone. */
export const forgetDrafts = () => keptNames(prefix).forEach(lose)
