// call() is the only place that talks to the server: the operation's path, arguments,
// body and answer are checked against schema.d.ts, which is generated from the OpenAPI text.
import { newKey } from './key'
import { ApiError, base, request, type Method } from './request'
import type { paths } from './schema'
import { bearer, forget, login } from './session'

export { ApiError, type Facts, type Schemas } from './request'

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

type Loose = { path?: Record<string, unknown>; query?: Record<string, unknown>; body?: unknown; key?: string }

function address(path: string, a: Loose): string {
  const at = base + path.replace(/\{(\w+)\}/g, (_, k: string) => encodeURIComponent(String(a.path?.[k])))
  // no URLSearchParams in a mini-program
  const query = Object.entries(a.query ?? {}).filter(([, v]) => v !== undefined)
    .map(([k, v]) => `${k}=${encodeURIComponent(String(v))}`).join('&')
  return query ? `${at}?${query}` : at
}

// Neither a login nor the reading of a list by its pass needs to know who asks.
const anonymous = (path: string) => /^\/(login|posters|lists|places|forms\/|announcements|openapi)/.test(path)

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
      return (await request(method, url, header, a.body)) as Ok<Op<P, M>>
    } catch (e) {
      if (!(e instanceof ApiError)) throw e
      if (e.status === 0 && again-- > 0) continue
      if (e.status !== 401 || renew-- <= 0) throw e
      forget(token)
      await login()
    }
  }
}
