// call() is the only place that talks to the server: the operation's path, arguments,
// body and answer are checked against schema.d.ts, which is generated from the OpenAPI text.
import { bearer, forget, login } from './session'
import { newKey } from './key'
import type { paths, components } from './schema'

export type Schemas = components['schemas']
type Method = 'get' | 'post' | 'put' | 'delete'
type Op<P extends keyof paths, M extends Method> = paths[P] extends { [K in M]: infer O } ? O : never
type Content<R> = R extends { content: { 'application/json': infer T } } ? T : R extends { content: { 'text/plain': infer T } } ? T : undefined
type Ok<O> = O extends { responses: infer R } ? { [K in keyof R]: K extends 200 | 201 | 204 ? Content<R[K]> : never }[keyof R] : never
type PathArgs<O> = O extends { parameters: { path: infer T } } ? { path: T } : { path?: never }
type QueryArgs<O> = O extends { parameters: { query: infer T } } ? { query: T } : O extends { parameters: { query?: infer T } } ? { query?: T } : { query?: never }
type BodyArgs<O> = O extends { requestBody: { content: { 'application/json': infer T } } } ? { body: T } : { body?: never }
// A write carries the key of the user's action; who gives none gets a fresh one.
type KeyArgs<O> = O extends { parameters: { header: { 'Idempotency-Key': string } } } ? { key?: string } : { key?: never }
type Args<O> = PathArgs<O> & QueryArgs<O> & BodyArgs<O> & KeyArgs<O>
type Rest<T> = {} extends T ? [args?: T] : [args: T]
type Paths<M extends Method> = { [P in keyof paths]: Op<P, M> extends { responses: unknown } ? P : never }[keyof paths]

// Empty for H5 (same origin); the mini-program package is built with VITE_API_BASE=https://<domain>.
export const base: string = `${import.meta.env.VITE_API_BASE ?? ''}/api/v1`
const timeout = 10_000

/** What a refusal carries beside its sentence: office, day, version … */
export type Facts = Partial<Schemas['Problem']>

/** ApiError is a refusal: status (0: no answer), the sentence meant for the user, and what is wrong with which field. */
export class ApiError extends Error {
  constructor(readonly status: number, readonly title: string, readonly fields: Schemas['FieldError'][] = [], readonly facts: Facts = {}) {
    super(title)
  }
}

/** noAnswer is what somebody reads when the server was not reached. */
export const noAnswer = '网络不通，没有收到回答。请过一会儿再试，填的内容还在'

/** refusal turns a problem+json answer into an ApiError. */
export function refusal(status: number, body: unknown): ApiError {
  const p: Facts = typeof body === 'object' && body !== null ? body : {}
  return new ApiError(status, p.title ?? '没办成，请再试一次', p.errors ?? [], p)
}

type Loose = { path?: Record<string, unknown>; query?: Record<string, unknown>; body?: unknown; key?: string }

function address(path: string, a: Loose): string {
  const at = base + path.replace(/\{(\w+)\}/g, (_, k: string) => encodeURIComponent(String(a.path?.[k])))
  // no URLSearchParams in a mini-program
  const query = Object.entries(a.query ?? {}).filter(([, v]) => v !== undefined)
    .map(([k, v]) => `${k}=${encodeURIComponent(String(v))}`).join('&')
  return query ? `${at}?${query}` : at
}

function once(method: Method, url: string, header: Record<string, string>, body: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    uni.request({
      url, header, timeout, method: method.toUpperCase() as 'GET', ...(body === undefined ? {} : { data: body as object }),
      success: (r) => (r.statusCode < 300 ? resolve(r.data || undefined) : reject(refusal(r.statusCode, r.data))),
      fail: () => reject(new ApiError(0, noAnswer)),
    })
  })
}

// Neither a login nor the reading of a list by its pass needs to know who asks.
const anonymous = (path: string) => /^\/(login|posters|lists|places|forms|announcements|openapi)/.test(path)

/**
 * call sends one operation as the person who is logged in. A reading that got no
 * answer is tried once more; a login that has run out is renewed once, where the
 * build can do so by itself. Throws ApiError.
 */
export async function call<M extends Method, P extends Paths<M>>(
  method: M, path: P, ...rest: Rest<Args<Op<P, M>>>
): Promise<Ok<Op<P, M>>> {
  const a = (rest[0] ?? {}) as Loose
  const open = anonymous(String(path))
  const url = address(String(path), a)
  const key = method === 'get' || open ? undefined : a.key ?? newKey()
  let again = method === 'get' ? 1 : 0
  let renew = open ? 0 : 1
  for (;;) {
    const token = open ? '' : await bearer()
    const header = { ...(token ? { authorization: `Bearer ${token}` } : {}), ...(key ? { 'idempotency-key': key } : {}) }
    try {
      return (await once(method, url, header, a.body)) as Ok<Op<P, M>>
    } catch (e) {
      if (!(e instanceof ApiError)) throw e
      if (e.status === 0 && again-- > 0) continue
      if (e.status !== 401 || renew-- <= 0) throw e
      forget(token)
      await login()
    }
  }
}
