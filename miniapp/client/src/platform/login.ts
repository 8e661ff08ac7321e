// How a build gets the code it logs in with. A token never stands in an address.
import type { Schemas } from '@/api/call'
import { phone } from './place'

/** loginsBySelf reports whether this build can log in without asking anybody. */
export function loginsBySelf(): boolean {
  let self = true
  // #ifdef H5
  self = phone !== '' // the demonstration's page; else phone number and PIN
  // #endif
  return self
}

/** loginCode returns a one-time code of WeChat, or of the demonstration's WeChat; null where there is none. */
export async function loginCode(): Promise<Schemas['LoginAsk'] | null> {
  // #ifdef MP-WEIXIN
  const got = await uni.login({ provider: 'weixin' })
  return { app: 'mp', code: got.code }
  // #endif
  // #ifdef H5
  return phone ? demoCode(phone) : null
  // #endif
}

// #ifdef H5
/** The page of two phones says who holds this one; the door exists in the demonstration only. */
function demoCode(of: 'a' | 'b'): Promise<Schemas['LoginAsk'] | null> {
  return new Promise((resolve) => {
    uni.request({
      url: '/demo/login', method: 'POST', data: { phone: of }, timeout: 10_000,
      success: (r) => {
        const got = r.data as Partial<Schemas['LoginAsk']>
        resolve(r.statusCode === 200 && got.app && got.code ? { app: got.app, code: got.code } : null)
      },
      fail: () => resolve(null),
    })
  })
}
// #endif
