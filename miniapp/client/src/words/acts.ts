// Words around doing a step, and of what came of it.
import { clock, day, set } from './dates'
import type { Schemas } from '@/api/call'

export const sure = (say: string) => `确认办理“${say}”？办了就记在案上。`
export const confirm = (say: string) => `确认：${say}`
export const submit = (say: string) => `提交：${say}`
export const ends = '这一步会结束这户的申请。'
export const common = '点一个常用的，或在下面自己写'
export const pinLabel = '办理密码'
export const pinHelp = '六位数字。今天第一次办要输一次'
export const openOnPage = (say: string) => `去办：${say}`
export const zeroReport = '这一组没有要评的户，直接交零报告。'
export const changed = '这件事刚才有变化，请重新看一遍再办'
export const good = '好'

const numberName = (n: string) => ({ SL: '受理号', HZ: '回执号', FY: '反映的受理号' })[n.slice(0, 2)] ?? ''

/** outcome writes what an act did, in sentences. */
export function outcome(o: Schemas['Outcome']): string[] {
  const say = o.kind === 'received' ? '收到了' : o.kind === 'recorded' ? `已记下：${o.say}` : `办好了：${o.say}`
  const lines = [o.number ? `${say}。${numberName(o.number)} ${o.number}。` : `${say}。`]
  if (o.waiting?.length) lines.push('还要等别的同志签字。')
  if (o.count) lines.push(`${o.count}户往下走${o.held ? `，${o.held}户留下` : ''}。`)
  if (o.last_day) lines.push(`到${day(o.last_day)}当天为止${o.shifted ? `（${o.shifted}顺延）` : ''}。`)
  if (set(o.moves_on)) lines.push(`${clock(o.moves_on)}后往下走。`)
  if (o.remedy_days) lines.push(`${o.remedy_days}个工作日内补齐。`)
  if (o.next_office || o.next_say) {
    lines.push(`下一步：${o.next_office ?? ''}${o.next_say ? `“${o.next_say}”` : ''}${set(o.next_due) ? `，${clock(o.next_due)}前` : ''}。`)
  }
  if (o.left_rows) lines.push(`${o.left_rows}户要由别的同志办（近亲属回避）。`)
  return lines
}
export const digest = (d: string) => `办理记录摘要：${d}`
export const lookAgain = '重新看这一件'
