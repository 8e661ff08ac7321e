// Headings of the pages that are not built yet; a built one has words of its own.
export const titles = {
  apply: '我家有困难，要申请',
  lists: '看公示',
  list: '公示名单',
  poster: '公示名单',
  objections: '我反映的事',
  objection: '反映',
  sheet: '小组评议表',
  messages: '消息',
  me: '我的',
  policy: '政策和帮助',
} as const
