// Random bytes: the browser's, or WeChat's.

const hex = (bytes: Uint8Array) => Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('')

let pool = ''

/** randomHex returns n random bytes as text. */
export function randomHex(n: number): string {
  // #ifdef H5
  return hex(crypto.getRandomValues(new Uint8Array(n)))
  // #endif
  // #ifdef MP-WEIXIN
  if (pool.length < 2 * n) throw new Error('random bytes were not fetched yet')
  const taken = pool.slice(0, 2 * n)
  pool = pool.slice(2 * n)
  if (pool.length < 512) refill()
  return taken
  // #endif
}

// WeChat answers later, so a store is kept.
function refill(): void {
  wx.getRandomValues({ length: 1024, success: (r: { randomValues: ArrayBuffer }) => { pool += hex(new Uint8Array(r.randomValues)) } })
}

/** openRandom fetches the first store; called once at the start. */
export function openRandom(): void {
  // #ifdef MP-WEIXIN
  refill()
  // #endif
}
