// Words of rounds, quota, back-planning and what is late.
import { clock, day, yuan } from './dates'
import type { Schemas } from '@/api/call'

export const title = '轮次'
export const none = '还没有轮次'
export const create = '建立一轮'
export const created = '建好了。接着分规模、告知政策'
export const told = '政策告知登记好了'
export const allotted = '规模分好了'
export const draft = '草案'
export const assumed = '下面的数还没有文件依据，是暂定的：'
export const facts = (r: Schemas['Round']) => `${r.year}年办，标准按${r.base_year}年：${yuan(r.line_fen)}`
export const quotas = '看规模'
export const plan = '看进度安排'
export const quotaTitle = '规模'
export const noQuota = '这里还没有分到规模'
export const whole = (place: string) => `${place}一共`
export const sum = (n: number, all: number, persons: number, cap: number) =>
  `下面${n}个地方加起来${persons}人${persons === all ? '，和分下去的数一致' : `，和分下去的${all}人对不上`}${all < cap ? `，还有${cap - all}人没分` : ''}`
export const below = (place: string) => `看${place}下面的`
export const up = '回到上一级'
export const planTitle = '进度安排'
export const planHelp = '从截止日期往回排：每一步最晚哪天办，才赶得上'
export const pickVillage = '先选一个村'
export const noPlan = '这一轮没有截止日期，不用倒排'

/** Stretch is the steps of a back-planning that share a day and how they stand. */
export interface Stretch { status: string; late: boolean; text: string }

/** stretches writes a back-planning in sentences: what has the same last day stands in one. */
export function stretches(steps: Schemas['PlanStep'][]): Stretch[] {
  const out: Array<Stretch & { key: string; first: Schemas['PlanStep']; says: string[] }> = []
  for (const s of steps) {
    const key = s.status === 'done' ? 'done' : `${s.late} ${s.latest} ${s.for}`
    const last = out[out.length - 1]
    if (last?.key === key) last.says.push(s.say)
    else out.push({ key, first: s, says: [s.say], status: s.status, late: s.late, text: '' })
  }
  return out.map(({ first, says, status, late }) => ({ status, late, text: sentence(first, says.join('、')) }))
}

function sentence(s: Schemas['PlanStep'], says: string): string {
  if (s.status === 'done') return `已办：${says}`
  if (s.late) return `${says}：最晚${day(s.latest)}，已经过了，赶不上${day(s.for)}，请马上办`
  return `${day(s.latest)}前要办：${says}${s.latest === s.for ? '' : `，否则赶不上${day(s.for)}`}`
}

export const alertsTitle = '快到期和超期的'
export const noAlerts = '没有快到期和超期的事'
export const alertTitle = (title: string, n: number) => (n > 1 ? `${title}（${n}件）` : title)
export const alertLine = (a: Schemas['Alert']) => `${a.office}，${clock(a.due)}到期`
export const alertKind = (late: boolean) => (late ? '已超期' : '快到期')
export const atPlace = (place: string, n: number) => `${place}（${n}件）`
