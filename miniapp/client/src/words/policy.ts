// Words of 政策和帮助.
export const title = '政策和帮助'
export const pages = [
  { name: 'villager', text: '村民怎么用' },
  { name: 'village', text: '村上怎么用' },
  { name: 'township', text: '乡镇怎么用' },
  { name: 'county', text: '县上怎么用' },
  { name: 'chat', text: '聊天里说什么' },
] as const
export const others = '别的帮助'
export const listen = '听一听'
export const quiet = '不听了'
