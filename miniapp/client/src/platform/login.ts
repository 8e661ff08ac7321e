// How a build gets the code it logs in with. A token never stands in an address.
import type { Schemas } from '@/api/request'
import { phone } from './place'

/** Code is a one-time code; holder is the demonstration's word for who holds the phone now. */
export interface Code { ask: Schemas['LoginAsk']; holder: string }

/** loginsBySelf reports whether this build can log in without asking anybody. */
export function loginsBySelf(): boolean {
  let self = true
  // #ifdef H5
  self = phone !== '' // the demonstration's page; else phone number and PIN
  // #endif
  return self
}

/** loginCode returns a one-time code of WeChat, or of the demonstration's WeChat; null where there is none. */
export function loginCode(): Promise<Code | null> {
  let code: Promise<Code | null> = Promise.resolve(null)
  // #ifdef MP-WEIXIN
  code = wechatCode()
  // #endif
  // #ifdef H5
  if (phone) code = demoCode(phone)
  // #endif
  return code
}

// #ifdef MP-WEIXIN
async function wechatCode(): Promise<Code> {
  return { ask: { app: 'mp', code: (await uni.login({ provider: 'weixin' })).code }, holder: '' }
}
// #endif

// #ifdef H5
/** The page of two phones says who holds this one; the door exists in the demonstration only. */
function demoCode(of: 'a' | 'b'): Promise<Code | null> {
  return new Promise((resolve) => {
    uni.request({
      url: '/demo/login', method: 'POST', data: { phone: of }, timeout: 10_000,
      success: (r) => {
        const got = r.data as Partial<Schemas['LoginAsk'] & { holder: string }>
        resolve(r.statusCode === 200 && got.app && got.code ? { ask: { app: got.app, code: got.code }, holder: got.holder ?? '' } : null)
      },
      fail: () => resolve(null),
    })
  })
}
// #endif
