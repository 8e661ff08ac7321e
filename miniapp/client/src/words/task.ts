// Words of a cadre's tasks.
import { clock, day, set } from './dates'
import type { Schemas } from '@/api/call'

export const title = '待办'
export const none = '没有要办的事'
export const count = (n: number) => `一共${n}件`
export const more = '看后面的'
export const number = (n: number) => `编号${n}`
export const households = (n: number) => `${n}户`
const lists: Record<string, string> = { poor: '贫困户名单', exited: '脱贫户名单', watched: '监测对象名单', helped: '帮扶对象名单' }

/** note says of a task where it is and which of two alike: group and end of the number, or which list. */
export function note(t: Schemas['TaskCard']): string {
  const list = t.category ? `${lists[t.category] ?? ''}${t.serial && t.serial > 1 ? `（第${t.serial}份）` : ''}` : ''
  return [t.place, t.group ? `${t.group}组` : '', t.tail ? `尾号${t.tail}` : '', list, t.count > 1 ? households(t.count) : '', t.number ? number(t.number) : ''].filter(Boolean).join(' · ')
}
export const late = '已超期'
export const dueToday = '今天到期'
export const running = '在办'
export const doneBy = (d: Schemas['Decision']) => `${d.office}在${clock(d.at)}已办理：${d.say}。不用再办了。`
export const sleeping = (lastDay: string | undefined) => (lastDay ? `还没到办的时候：公示到${day(lastDay)}当天为止。` : '还没到办的时候。')
export const gone = '这件事已经不用办了。'
export const offline = '现在没有网络。这张表带在手机上，可以照填，有网了再点一次提交'
export const unsentTitle = '留在手机上的入户表'
export const unsent = '填了还没交上去，点开再交一次'
export const carried = '带在手机上，没有网络也能填'
export const carry = (n: number) => `要下村：把入户表带上（${n}户）`
export const carriedNow = (n: number) => `带好了${n}户。没有网络也能在这里点开填`
export const retry = '再试一次'
export const today = '村上今天'
export const cases = '村上的户'
export const help = '村上帮填：替农户填申请'
export const standIn = '请人顶班'
export const notYours = '这里没有您能办的按钮。'
export const history = '以前怎么办的'
export const matter = '这件事'
export const toTasks = '回到待办'
export const again = '再看这一件'

/** left says until when a task is to be done. */
export function left(t: { due?: string; late: boolean; days_left: number }): string {
  if (!set(t.due)) return ''
  if (t.late) return `已超期${t.days_left < 0 ? `${-t.days_left}个工作日` : ''}（${clock(t.due)}到期）`
  if (t.days_left <= 0) return `今天到期（${clock(t.due)}）`
  return `${clock(t.due)}前，还有${t.days_left}个工作日`
}
