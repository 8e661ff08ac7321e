// Where a public list is read from: the wall of the own village, the county's
// announcement, or the poster's code. A pass stays in memory and is never an address.
import { getAnnouncement, getList, openPoster, openPublicity, type Schemas } from '@/api/client'

/** Source names one list: its publicity, or the link of the poster. */
export interface Source { id: string; link: string; county: boolean }

/** Shown is a list and the pass it was read with; '' for an announcement. */
export interface Shown { list: Schemas['PublicList']; pass: string }

/** sourceOf reads it from the query of a page. */
export const sourceOf = (q: Record<string, unknown> | undefined): Source =>
  ({ id: String(q?.list ?? q?.id ?? ''), link: String(q?.link ?? ''), county: q?.county === '1' })

/** show asks for the list. */
export async function show(s: Source): Promise<Shown> {
  if (s.county) return { list: await getAnnouncement(s.id), pass: '' }
  const pass = s.link ? await openPoster(s.link) : await openPublicity(s.id)
  return { list: await getList(pass), pass }
}

/** objectionLink leads to the form about a row (0: a household that is missing). */
export const objectionLink = (s: Source, id: string, row: number) =>
  `o?list=${id}&row=${row}${s.link ? `&link=${s.link}` : ''}${s.county ? '&county=1' : ''}` as const
