// Words of 我家的进度 and of one matter.
import { clock, day, set } from './dates'
import type { Schemas } from '@/api/call'

export const title = '我家的进度'
export const none = '还没有申请'
export const toApply = '我家有困难，要申请'
export const open = '点开看办到哪一步'
export const stepWords = { done: '已办', now: '正在办', next: '还没到' } as const
export const stepShapes = { done: '✓', now: '●', next: '○' } as const

/** kindOf reads the status of a step. */
export const kindOf = (status: string): keyof typeof stepWords => (status === 'done' || status === 'now' ? status : 'next')

/** stepNote says of a step which office and which day. */
export function stepNote(s: Schemas['Step']): string {
  const due = s.status === 'now' && set(s.due) ? `${clock(s.due)}前` : ''
  return [s.office ?? '', s.status === 'now' ? due : day(s.at)].filter(Boolean).join('，')
}

export const since = (at: string) => `从${day(at)}起`
export const until = (at: string, days: number) => `${clock(at)}前${days >= 0 ? `，还有${days}个工作日` : '，已超期'}`
export const missing = (list: string[]) => `还缺：${list.join('、')}`
export const nextStep = (say: string) => `下一步：${say}`
export const refused = (office: string) => `${office}没有同意`
export const reviewUntil = (at: string) => `${day(at)}前可以要求再核一次。`
export const reviewAsked = '已经要求再核一次。'
export const referred = (r: Schemas['Referral']) => `已请别的部门帮忙（${r.office}，${day(r.day)}）${r.answer ? `。答复：${r.answer}` : '，还没答复'}`
export const now = '现在'
export const steps = '办到哪一步了'
export const canDo = '现在可以办的'
export const another = '再替一户申请'
export const labelled = (label: string, householder: string) => `${label}（${householder}）`
export const labelTitle = '我叫这户什么'
export const labelHelp = '比如“二叔家”。只记在这部手机上，别人看不到'
export const labelKeep = '记住'
export const labelKept = '记住了'
export const lookTitle = '谁看过我家的资料'
export const lookShow = '看看谁看过'
export const lookNone = '还没有人看过'
export const look = (l: Schemas['Look']) => `${clock(l.at)} ${l.office}：${l.purpose}`
export const lookClosed = '村上受理、核对身份证以后，这里能看到'
