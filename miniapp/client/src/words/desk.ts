// Words of the cadres' own pages: what there is, who holds which desk, announcements.
import { date } from './dates'

export const title = '工作台'
export const links = [
  { link: 'tasks', text: '待办' },
  { link: 'rosters', text: '各村的名单' },
  { link: 'boards', text: '正在公示的' },
  { link: 'handling', text: '要答复的反映' },
  { link: 'alerts', text: '快到期和超期的' },
  { link: 'rounds', text: '轮次、规模、进度安排' },
  { link: 'announcements', text: '县上的公告' },
] as const
export const accounts = '岗位和授权'
export const open = (title: string) => title
export const send = (title: string) => `提交：${title}`
export const kinDone = '备好案了。以后他家那一行由同事办'
export const done = '办好了'

export const pick = '看这里'
export const nobody = '这里还没有人担任岗位'
export const term = (from: string, to?: string) => `${date(from)}起${to ? `，到${date(to)}` : ''}`
export const sleeping = '还没生效，等另一位同志确认'
export const awake = '已生效'
export const bound = '已绑定微信'
export const unbound = '还没绑定微信'
export const code = (c: string) => `绑定码 ${c}`
export const codeHelp = '请念给本人听，24小时内在小程序“我的”里填。只显示这一次'
export const granted = (awake: boolean) => (awake ? '授权好了，已生效' : '授权好了。要等另一位同志确认才生效')
export const may = {
  confirm: '确认授权', revoke: '收回这个岗位', leave: '离任：收回全部岗位', rebind: '换绑手机', pin_reset: '重置办理密码', grant_more: '再给一个岗位',
} as const
export const mayHelp = {
  confirm: '确认以后，他今天就能办这个岗位的事。', revoke: '收回以后马上不能办，待办留在岗位上。', leave: '他的全部岗位、登录都马上收回。',
  rebind: '旧手机马上不能用，岗位要另一位同志重新确认，24小时以后生效。', pin_reset: '办理密码取消，他要重新登录，自己再设一个。', grant_more: '',
} as const
export const sure = (what: string, who: string) => `确认：${what}（${who}）`
export const did = (what: string, who: string) => `办好了：${what}（${who}）`
export const close = '不办了'
export const acts = '要办'

export const announcements = '县上的公告'
export const noAnnouncements = '现在没有公告'
export const announcement = '公告'
export const hash = (h: string) => `编号 ${h}`
export const hashHelp = '和贴出来的公告上一样，就是同一份'
export const draft = '公告稿，可以直接拿去发'
export const copy = '复制公告稿'
export const copied = '复制好了'
export const rowOf = (r: { row: number; village?: string; group?: number; householder: string; persons: number; category: string }) =>
  `${r.row}. ${r.village ?? ''}${r.group ? `${r.group}组` : ''} ${r.householder} ${r.persons}人 ${r.category}`
