// The sheets of visits that were taken along: what a surveyor needs at a house without
// network. Whose house, the step and its form; no citizen's number, nothing that was
// found out about the household.
import type { Act, Ref, Schemas } from '@/api/client'
import type { Context } from '@/context'
import { keep, kept, keptNames, lose } from '@/platform/storage'

const prefix = 'visit.'

/** Visit is one sheet on this phone; unsent says that it is filled in and was not handed in. */
export interface Visit {
  task: string
  title: string
  note: string
  due: string
  today: string
  region: string
  householder: string
  object: Ref
  version: number
  act: Act
  unsent: boolean
}

/** surveys reports whether an act is filled in at a house: it asks for the people of a household. */
export const surveys = (a: Act) => a.form.fields.some((f) => f.kind === 'members')

/** keepVisit puts a visit on the phone, or renews it; what is unsent stays so. */
export function keepVisit(t: Schemas['Task'], note: string, of: Pick<Context, 'today' | 'region' | 'householder'>): void {
  const act = t.acts.find(surveys)
  if (!act) return dropVisit(t.id)
  const unsent = visitOf(t.id)?.unsent ?? false
  save({ task: t.id, title: t.title, note, due: t.due ?? '', today: of.today, region: of.region, householder: of.householder, object: t.object, version: t.version, act, unsent })
}

const save = (v: Visit) => keep(prefix + v.task, JSON.stringify(v))

/** visitOf returns a visit of this phone, null when it was not taken along. */
export function visitOf(task: string): Visit | null {
  try {
    return JSON.parse(kept(prefix + task) ?? 'null') as Visit | null
  } catch {
    return null
  }
}

/** visits lists what lies on this phone. */
export const visits = (): Visit[] => keptNames(prefix).map((n) => visitOf(n.slice(prefix.length))).filter((v): v is Visit => v !== null)

/** markUnsent remembers that a sheet waits for a network. */
export function markUnsent(task: string): void {
  const v = visitOf(task)
  if (v && !v.unsent) save({ ...v, unsent: true })
}

/** dropVisit removes it: handed in, or no longer asked. */
export const dropVisit = (task: string) => lose(prefix + task)
