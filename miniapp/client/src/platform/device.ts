// What the phone says of itself.

/** phoneWantsLarge reports WeChat's own 关怀模式, which answers a font size of 20 and more. */
export function phoneWantsLarge(): boolean {
  const app = uni.getAppBaseInfo?.() as { fontSizeSetting?: number } | undefined
  return (app?.fontSizeSetting ?? 16) >= 20
}
