// What the forms of a matter need to know of it: who stands in the register, which
// rows and households there are, which day it is in the register.
import { call, type Schemas } from '@/api/call'
import { me } from '@/api/me'
import { caseTitle, rowTitle } from '@/words/matter'

/** Choice is something to pick: value and what people read. */
export interface Choice { value: string; label: string }

/** Row is a row of a list that may be judged. */
export interface Row { row: number; roster?: string; title: string; kin: boolean }

/** Matter is what a task is about, as the server shows it to this reader. */
export type Matter = Partial<Pick<Schemas['Task'], 'case' | 'sheet' | 'roster' | 'bundle' | 'objection' | 'review'>>

/** Context is what the forms of one matter need beside the form itself. */
export interface Context {
  today: string // the register's day
  object: Schemas['Ref'] | null
  region: string // code where a choice of places begins
  householder: string // of the one matter this is about
  register: Choice[]
  supervision: Choice[]
  cases: Choice[] // households that are voted on
  quorum: number // how many of the register must come
  rows: Row[]
  questions: Schemas['Question'][]
}

/** plainContext is that of a form which is about nothing yet: an application, a binding. */
export function plainContext(object: Schemas['Ref'] | null = null): Context {
  return {
    today: me.value?.today ?? '', object, region: me.value?.group ?? me.value?.village ?? me.value?.rights[0]?.region ?? '',
    householder: '', register: [], quorum: 0, supervision: [], cases: [], rows: [], questions: [],
  }
}

const choices = (list: Schemas['RegisterEntry'][] | undefined): Choice[] => (list ?? []).map((e) => ({ value: e.id, label: e.name }))
const live = (r: Schemas['Row']) => r.verdict === 'listed' || r.verdict === 'kept'
const rowsOf = (r: Schemas['Roster'], bundled: boolean): Row[] => r.rows.filter(live).map((x) => ({
  row: x.row, kin: x.kin, ...(bundled ? { roster: r.id } : {}), title: bundled ? `${r.place} ${rowTitle(x)}` : rowTitle(x),
}))

/** contextOf gathers it from the matter, and asks for a list's registers where the matter leaves them out. */
export async function contextOf(object: Schemas['Ref'], m: Matter): Promise<Context> {
  const c = plainContext(object)
  if (m.case) {
    c.region = m.case.group ?? m.case.village
    c.householder = m.case.householder
  }
  if (m.sheet) {
    c.register = choices(m.sheet.register)
    c.quorum = m.sheet.quorum
    c.cases = m.sheet.cases.map((x) => ({ value: x.id, label: caseTitle(x) }))
  }
  if (m.bundle) c.rows = m.bundle.rosters.flatMap((r) => rowsOf(r, true))
  if (m.roster) await addRoster(c, m.roster)
  return c
}

async function addRoster(c: Context, r: Schemas['Roster']): Promise<void> {
  c.region = r.village
  c.rows = rowsOf(r, false)
  c.cases = r.rows.filter((x) => live(x) && !x.kin).map((x) => ({ value: x.case, label: rowTitle(x) }))
  c.questions = r.questions ?? []
  c.quorum = r.quorum ?? 0
  const ask = async (register: string) => choices((await call('get', '/registers', { query: { region: r.village, register } })).items)
  const otherwise = (have: Choice[], register: string) => (have.length ? have : ask(register).catch(() => []))
  c.register = await otherwise(choices(r.register), 'delegates')
  c.supervision = await otherwise(choices(r.supervision), 'supervision')
}
