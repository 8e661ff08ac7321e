// 大字版: one factor on the page root (CSS variable --k) enlarges everything.
// 18 px text becomes 25.2 and 30.6 px; the regulation asks that main text can reach 30.
import { ref } from 'vue'
import { keep, kept } from '@/platform/storage'
import { phoneWantsLarge } from '@/platform/device'
import { large, largest, standard } from '@/words/common'

export const sizes = [{ k: 1, name: standard }, { k: 1.4, name: large }, { k: 1.7, name: largest }] as const

function first(): number {
  const saved = Number(kept('care') ?? NaN)
  return sizes[saved] ? saved : phoneWantsLarge() ? 1 : 0
}

/** care is the size chosen on this phone. */
export const care = ref(first())

/** factor is by how much everything is enlarged now. */
export const factor = () => (sizes[care.value] ?? sizes[0]).k

/** sizeName is what the size is called. */
export const sizeName = () => (sizes[care.value] ?? sizes[0]).name

/** nextSize turns to the next size, which this phone keeps. */
export const nextSize = () => setSize((care.value + 1) % sizes.length)

/** setSize chooses a size by its place in the list. */
export function setSize(i: number): void {
  care.value = i
  keep('care', String(i))
}
