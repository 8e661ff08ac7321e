// Headings of the pages that are not built yet; a built one has words of its own.
export const titles = {
  roster: '名单',
  sheet: '小组评议表',
  bundle: '上报批',
} as const
