// What this phone keeps. In the demonstration two phones share one browser, so each
// name carries its phone.
import { phone } from './place'

const scoped = (name: string) => (phone ? `${phone}.${name}` : name)

/** keep stores a text under a name. */
export function keep(name: string, value: string): void {
  try { uni.setStorageSync(scoped(name), value) } catch { /* a full or closed storage loses a convenience, nothing else */ }
}

/** kept returns what was stored, undefined when there is nothing. */
export function kept(name: string): string | undefined {
  const v: unknown = uni.getStorageSync(scoped(name))
  return typeof v === 'string' && v !== '' ? v : undefined
}

/** lose removes it. */
export function lose(name: string): void { uni.removeStorageSync(scoped(name)) }

/** keptNames lists the names that begin with a prefix. */
export function keptNames(prefix: string): string[] {
  const start = scoped(prefix)
  return uni.getStorageInfoSync().keys.filter((k) => k.startsWith(start)).map((k) => k.slice(start.length - prefix.length))
}
