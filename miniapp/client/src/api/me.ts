// Who is logged in, as the server says.
import { call } from './call'
import { drop, loggedIn, me, type Me } from './session'

export { loggedIn, me, type Me } from './session'

/** cadre reports whether the person holds a desk: which pages are offered first. */
export const cadre = () => (me.value?.rights.length ?? 0) > 0

/** refreshMe asks again who is logged in: binding, desks, PIN of today. */
export async function refreshMe(): Promise<Me> {
  me.value = await call('get', '/me')
  return me.value
}

/** knowMe asks only when it is not known yet; null for somebody without a login. */
export async function knowMe(): Promise<Me | null> {
  if (!loggedIn()) return null
  return me.value ?? (await refreshMe())
}

/** logout ends the login and takes what was typed off this phone. */
export async function logout(): Promise<void> {
  try { await call('delete', '/session') } finally { drop() }
}
