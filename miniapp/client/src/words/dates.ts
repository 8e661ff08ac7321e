// Dates and money as people read them. Computed by hand: a phone's own zone and
// language must not change what a deadline says, and WeChat has no Intl everywhere.

const shanghai = 8 * 3600_000

/** set reports whether a moment was given; the server writes none as year 1. */
export const set = (at: string | undefined): at is string => at !== undefined && at !== '' && !at.startsWith('0001')

const local = (at: string) => new Date(Date.parse(at) + shanghai)

/** day writes 2014-05-12 or 2014-05-12T… as 5月12日. */
export function day(at: string | undefined): string {
  if (!set(at)) return ''
  const d = at.length === 10 ? new Date(`${at}T00:00:00Z`) : local(at)
  return `${d.getUTCMonth() + 1}月${d.getUTCDate()}日`
}

/** clock writes a moment as 5月12日18:00. */
export function clock(at: string | undefined): string {
  if (!set(at)) return ''
  const d = local(at)
  return `${day(at)}${String(d.getUTCHours()).padStart(2, '0')}:${String(d.getUTCMinutes()).padStart(2, '0')}`
}

/** yuan writes 分 as 元. */
export function yuan(fen: number): string {
  const [whole = '0', rest = ''] = (Math.abs(fen) / 100).toFixed(2).split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return `${fen < 0 ? '-' : ''}${grouped}${rest === '00' ? '' : `.${rest}`}元`
}

/** date writes 2014-05-12 as 2014年5月12日. */
export const date = (iso: string) => `${iso.slice(0, 4)}年${day(iso)}`
