// Words of the first page.
export const tiles = [
  { link: 'apply', text: '我家有困难，要申请' },
  { link: 'mine', text: '我家的进度' },
  { link: 'lists', text: '看公示' },
  { link: 'policy', text: '政策和帮助' },
] as const
export const tasks = (n: number) => (n > 0 ? `我的待办（${n}件）` : '我的待办')
export const nothingToDo = '现在没有要您办的事。'
export const mustDo = (what: string) => `要请您办：${what}`
export const cadreMustDo = (n: number, late: number) => `您有${n}件待办${late ? `，${late}件已超期` : ''}。`
export const desk = '工作台'
export const messages = (unread: number) => (unread ? `消息（${unread}条没看）` : '消息')
export const me = '我的'
export const simulated = '模拟环境'
export const openIt = '点开办'
