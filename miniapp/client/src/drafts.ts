// What somebody has typed and not sent: one entry per form, on this phone only,
// removed after the server's answer. Numbers of citizens are never kept.
import { ActionKey, newKey } from '@/api/key'
import { forgetLabels } from '@/labels'
import { keep, kept, keptNames, lose } from '@/platform/storage'

const prefix = 'draft.'
const secret = new Set(['id_number', 'members'])

export type Draft = Record<string, unknown>

/** Kinds says of each field what it holds; what is secret stays out. */
export type Kinds = Record<string, string>

// The address of a picture ends with the page; its id stays good.
const lasting = (v: unknown): unknown => (Array.isArray(v) ? v.map((p: unknown) => (typeof p === 'object' && p !== null && 'url' in p ? { ...p, url: '' } : p)) : v)
const open = (values: Draft, kinds: Kinds): Draft =>
  Object.fromEntries(Object.entries(values).filter(([name]) => !secret.has(kinds[name] ?? '')).map(([name, v]) => [name, lasting(v)]))

/** saveDraft keeps what may be kept. */
export const saveDraft = (form: string, values: Draft, kinds: Kinds) => keep(prefix + form, JSON.stringify(open(values, kinds)))

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

/** forgetDrafts removes all of them, and the names given to households: somebody else takes the phone. */
export function forgetDrafts(): void {
  keptNames(prefix).forEach(lose)
  forgetLabels()
}

/**
 * DraftKey is an ActionKey that stays on the phone beside its draft: who sends in a
 * tunnel, leaves the page, comes back and sends again does nothing twice. What is
 * secret is no part of what it remembers.
 */
export class DraftKey extends ActionKey {
  private readonly at: string
  constructor(form: string, private readonly kinds: () => Kinds) {
    super()
    this.at = `${prefix}${form}#key`
  }

  override of(content: unknown): string {
    const text = JSON.stringify(open(content as Draft, this.kinds()))
    const [key = '', ...before] = (kept(this.at) ?? '').split(' ')
    if (key && before.join(' ') === text) return key
    const fresh = newKey()
    keep(this.at, `${fresh} ${text}`)
    return fresh
  }

  override over(): void { lose(this.at) }
}
