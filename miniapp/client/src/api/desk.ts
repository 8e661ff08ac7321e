// The operations of township and county: lists, showings, rounds, desks.
import { call, type Schemas } from './call'

export type Roster = Schemas['Roster']
export type Showing = Schemas['Publicity']
export type Round = Schemas['Round']
export type Quota = Schemas['Quota']
export type Holding = Schemas['Holding']
export type NamedForm = Schemas['NamedForm']
type Ask<N extends keyof Schemas> = Schemas[N]

export const getRoster = (id: string) => call('get', '/rosters/{id}', { path: { id } })
export const getBundle = (id: string) => call('get', '/bundles/{id}', { path: { id } })
export const getShowings = async () => (await call('get', '/publicities')).items
export const getRounds = async () => (await call('get', '/rounds')).items
export const getQuotas = async (id: string, region: string) => (await call('get', '/rounds/{id}/quotas', { path: { id }, query: { region } })).items
export const getPlan = async (id: string, region: string) => (await call('get', '/rounds/{id}/plan', { path: { id }, query: { region } })).items
export const getAlerts = async () => (await call('get', '/alerts')).items
export const getForms = async () => (await call('get', '/forms')).items
export const getHoldings = async (region: string) => (await call('get', '/grants', { query: { region } })).items
export const getAnnouncements = async (county: string) => (await call('get', '/announcements', { query: { county } })).items
export const getAnnouncement = (id: string) => call('get', '/announcements/{id}', { path: { id } })
export const getDraft = (id: string) => call('get', '/announcements/{id}/draft', { path: { id } })

/** getRosters walks through the pages of the lists in scope. */
export async function getRosters(): Promise<Roster[]> {
  let all: Roster[] = []
  let after: string | undefined
  do {
    const got = await call('get', '/rosters', { query: { limit: 200, ...(after ? { after } : {}) } })
    all = [...all, ...got.items]
    after = got.next
  } while (after)
  return all
}

/** getObjectionTasks is the part of the reader's own 待办 that is about objections. */
export async function getObjectionTasks(): Promise<Schemas['TaskCard'][]> {
  let seen: Schemas['TaskCard'][] = []
  for (let page = 1; ; page++) {
    const got = await call('get', '/tasks', { query: { page } })
    seen = [...seen, ...got.items]
    if (!got.items.length || seen.length >= got.total) return seen.filter((t) => t.object.kind === 'objection')
  }
}

export const createRound = (body: Ask<'RoundAsk'>, key: string) => call('post', '/rounds', { body, key })
export const tellPolicy = (id: string, body: Ask<'PolicyToldAsk'>, key: string) => call('post', '/rounds/{id}/policy-told', { path: { id }, body, key })
export const allotQuota = (id: string, body: Ask<'QuotaAsk'>, key: string) => call('post', '/rounds/{id}/quotas', { path: { id }, body, key })
export const declareKin = (body: Ask<'KinAsk'>, key: string) => call('post', '/kin', { body, key })
export const grantRole = (body: Ask<'GrantAsk'>, key: string) => call('post', '/grants', { body, key })

/** Did is what came of an act on a line of the accounts: the code where a phone is to be bound. */
export interface Did { code: string; awake: boolean }

/** onHolding does one of the things a line of the accounts offers. */
export async function onHolding(may: Holding['may'][number], h: Holding, key: string): Promise<Did> {
  const person = { path: { id: h.person }, key }
  const grant = { path: { id: h.grant }, key }
  switch (may) {
    case 'confirm': await call('post', '/grants/{id}/confirm', grant); break
    case 'revoke': await call('delete', '/grants/{id}', grant); break
    case 'leave': await call('post', '/people/{id}/leave', person); break
    case 'pin_reset': await call('post', '/people/{id}/pin-reset', person); break
    case 'rebind': return { code: (await call('post', '/people/{id}/rebind', person)).code, awake: false }
    case 'grant_more': break // has a form of its own
  }
  return { code: '', awake: true }
}
