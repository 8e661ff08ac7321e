// Headings of the pages that are not built yet; a built one has words of its own.
export const titles = {
  sheet: '小组评议表',
} as const
