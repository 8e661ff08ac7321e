// One request to the server, without knowing who asks, and what a refusal is.
import * as words from '@/words/common'
import type { components } from './schema'

export type Schemas = components['schemas']
export type Method = 'get' | 'post' | 'put' | 'delete'

// Empty for H5 (same origin); the mini-program package is built with VITE_API_BASE=https://<domain>.
export const site: string = import.meta.env.VITE_API_BASE ?? ''
export const base = `${site}/api/v1`
const timeout = 10_000

/** What a refusal carries beside its sentence: office, day, version … */
export type Facts = Partial<Schemas['Problem']>

/** ApiError is a refusal: status (0: no answer), the sentence meant for the user, and what is wrong with which field. */
export class ApiError extends Error {
  constructor(readonly status: number, readonly title: string, readonly fields: Schemas['FieldError'][] = [], readonly facts: Facts = {}) {
    super(title)
  }
}

/** refusal turns a problem+json answer into an ApiError. */
export function refusal(status: number, body: unknown): ApiError {
  const p: Facts = typeof body === 'object' && body !== null ? body : {}
  return new ApiError(status, p.title ?? words.refused, p.errors ?? [], p)
}

/** request sends one request and returns the body of its answer. Throws ApiError. */
export function request(method: Method, url: string, header: Record<string, string>, body: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    uni.request({
      url, header, timeout, method: method.toUpperCase() as 'GET', ...(body === undefined ? {} : { data: body as object }),
      success: (r) => (r.statusCode < 300 ? resolve(r.data || undefined) : reject(refusal(r.statusCode, r.data))),
      fail: () => reject(new ApiError(0, words.noAnswer)),
    })
  })
}
