// Who is logged in on this phone: the token and what the server says of its holder.
import { ref } from 'vue'
import { ApiError, base, request, type Schemas } from './request'
import { loginCode, loginsBySelf } from '@/platform/login'
import { forgetDrafts } from '@/drafts'
import { keep, kept, lose } from '@/platform/storage'
import { loginFirst } from '@/words/common'

export type Me = Schemas['Me']

/** me is who is logged in, null before the first answer and after a logout. */
export const me = ref<Me | null>(null)

let token = kept('token') ?? ''
let under: Promise<void> | null = null

/** loggedIn reports whether there is a login or the build makes one by itself. */
export const loggedIn = () => token !== '' || loginsBySelf()

function hold(got: Schemas['Login']): void {
  token = got.token
  me.value = got.me
  if (!loginsBySelf()) keep('token', token) // a build that logs in by itself keeps its token in memory only
}

/** login logs in with the platform's own code; refuses with 401 where only phone and PIN can. One at a time. */
export function login(): Promise<void> {
  under ??= (async () => {
    const code = await loginCode()
    if (!code) throw new ApiError(401, loginFirst)
    handedOver(code.holder)
    hold((await request('post', `${base}/login`, {}, code.ask)) as Schemas['Login'])
  })().finally(() => { under = null })
  return under
}

// handedOver forgets what was typed when somebody else has taken the phone.
function handedOver(holder: string): void {
  if (holder === (kept('holder') ?? '')) return
  forgetDrafts()
  keep('holder', holder)
}

let lastPhone = '' // in memory only: a page that is open keeps its draft over a new login of the same person

/** loginByPIN logs in without WeChat. */
export async function loginByPIN(phone: string, pin: string): Promise<void> {
  const got = (await request('post', `${base}/login/pin`, {}, { phone, pin })) as Schemas['Login']
  if (phone !== lastPhone) forgetDrafts()
  lastPhone = phone
  hold(got)
}

/** bearer returns the token of the session, logging in first where that needs nobody. */
export async function bearer(): Promise<string> {
  if (!token) await login()
  return token
}

/** forget drops a token the server no longer knows. */
export function forget(old: string): void {
  if (token !== old) return // somebody has renewed it meanwhile
  token = ''
  lose('token')
}

/** drop ends the login on this phone and takes what was typed off it. */
export function drop(): void {
  forget(token)
  me.value = null
  forgetDrafts()
}
