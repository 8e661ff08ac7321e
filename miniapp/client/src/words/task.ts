// Words of a cadre's tasks.
import { clock, day, set } from './dates'
import type { Schemas } from '@/api/call'

export const title = '待办'
export const none = '没有要办的事'
export const count = (n: number) => `一共${n}件`
export const more = '看后面的'
export const number = (n: number) => `编号${n}`
export const households = (n: number) => `${n}户`
export const late = '已超期'
export const dueToday = '今天到期'
export const running = '在办'
export const doneBy = (d: Schemas['Decision']) => `${d.office}在${clock(d.at)}已办理：${d.say}。不用再办了。`
export const sleeping = (lastDay: string | undefined) => (lastDay ? `还没到办的时候：公示到${day(lastDay)}当天为止。` : '还没到办的时候。')
export const gone = '这件事已经不用办了。'
export const notYours = '这里没有您能办的按钮。'
export const history = '以前怎么办的'
export const matter = '这件事'
export const toTasks = '回到待办'
export const again = '再看这一件'

/** left says until when a task is to be done. */
export function left(t: { due?: string; late: boolean; days_left: number }): string {
  if (!set(t.due)) return ''
  if (t.late) return `${clock(t.due)}到期，已超期`
  if (t.days_left <= 0) return `今天到期（${clock(t.due)}）`
  return `${clock(t.due)}前，还有${t.days_left}个工作日`
}
