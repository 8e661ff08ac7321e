// Putting a text where it can be pasted from.

/** copy reports whether the text is there now. */
export const copy = (text: string): Promise<boolean> =>
  new Promise((resolve) => uni.setClipboardData({ data: text, showToast: false, success: () => resolve(true), fail: () => resolve(false) }))
