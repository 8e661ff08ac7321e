// Headings of pages that have no words of their own.
export const titles = {
  sheet: '小组评议表',
} as const
