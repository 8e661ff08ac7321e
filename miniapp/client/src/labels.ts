// What somebody calls the households on this phone (二叔家). Kept here only: the
// server never learns it.
import { keep, kept, keptNames, lose } from '@/platform/storage'

const prefix = 'label.'
const longest = 10

/** labelOf is what the owner of the phone calls a household; '' when nothing. */
export const labelOf = (id: string): string => kept(prefix + id) ?? ''

/** setLabel keeps a household's name, cut to what fits in a heading; an empty one removes it. */
export function setLabel(id: string, text: string): void {
  const name = [...text.trim()].slice(0, longest).join('')
  if (name) keep(prefix + id, name)
  else lose(prefix + id)
}

/** forgetLabels removes all of them. */
export const forgetLabels = () => keptNames(prefix).forEach(lose)
