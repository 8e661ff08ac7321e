// Words of a village's list, its showing, and what a township has handed in.
import { clock, day, set } from './dates'
import { categories } from './matter'
import type { Schemas } from '@/api/call'

export const title = '名单'
export const listsTitle = '各村的名单'
export const noLists = '辖区里还没有名单'
export const inStep = (step: string, n: number) => `${step}（${n}份）`
export const nameOf = (r: { place: string; category: string; serial: number; supplementary: boolean }) =>
  `${r.place} ${categories[r.category] ?? ''}${r.supplementary ? ` 补充名单（第${r.serial}份）` : ''}`
export const supplementary = '补充名单'
export const supplementaryHelp = '暂缓、更正后再上的户在这里，有自己的公示'
export const version = (n: number) => `第${n}版`
export const rowsOn = (households: number, persons: number) => `名单上${households}户 ${persons}人`
export const rowsOff = (n: number) => `不在名单上的${n}户（除）`
export const rows = '每一户'
export const more = (n: number) => `再看后面的，还有${n}户`
export const kin = '您的近亲属家，由同事办'
export const difference = (d: Schemas['Difference']) =>
  d.added || d.removed || d.changed ? [d.added ? `＋${d.added}户` : '', d.removed ? `－${d.removed}户` : '', d.changed ? `改了${d.changed}户` : ''].filter(Boolean).join('，') : ''
export const sinceFrozen = '和上次定稿比'
export const why = (off: string[]) => (off.length ? `为什么：${off.join('；')}` : '')
export const offRow = (r: { row: number; householder: string; reason?: string }) => `第${r.row}行${r.reason ? ` ${r.reason}` : ''}`
export const signatures = '签字'
export const signedBy = (who: string) => `${who}：已签`
export const waitsFor = (who: string) => `${who}：还没签`
export const frozen = '大家都签了，名单就定稿，往下走'
export const quota = '规模'
export const quotaWords = (q: { cap: number; used: number; reserved: number; allocated: number; free: number }) =>
  `一共${q.cap}人：${[q.used ? `已识别${q.used}人` : '', q.reserved ? `名单上占着${q.reserved}人` : '', q.allocated ? `分给下面${q.allocated}人` : '', `还剩${q.free}人`].filter(Boolean).join('，')}`
export const overQuota = '已经超了'
export const questions = '会上要问的户'
export const questionsHelp = '这些户申请过，没在名单上。会上逐户说明'
export const bundle = '看上报批'
export const toTask = '去办'

export const showing = '公示'
export const boardsTitle = '正在公示的'
export const noBoards = '现在没有正在公示的名单'
export const postedCount = (p: string) => {
  const [n = '', all = ''] = p.split('/')
  return `全乡镇已张贴 ${n}/${all} 个村`
}
export const toPost = '还没张贴'
export const hangs = '已张贴'
export const days = (p: { first_day: string; last_day: string; days_left: number; state?: string }) =>
  `${day(p.first_day)}到${day(p.last_day)}${p.state && p.state !== 'running' ? '' : p.days_left > 0 ? `，还有${p.days_left}天` : '，今天是最后一天'}`
export const postedOn = (d: string) => `${day(d)}张贴`
export const moves = (at: string) => (set(at) ? `${clock(at)}往下走` : '')
export const shifted = (why: string) => `最后一天${why}，顺延了`
export const endPhoto = (there: boolean) => (there ? '期满照片：已交' : '期满照片：还没交，最后一天拍')
export const households = (n: number) => `${n}户`
export const see = '看名单'
export const seeAsPublic = '看群众看到的样子'
export const poster = '打印这份公示'
export const states: Record<string, string> = { running: '正在公示', closed: '已期满', void: '已作废' }

export const bundleTitle = '上报批'
export const bundleNo = (n: number) => `第${n}批`
export const inBundle = (lists: number, households: number, persons: number) => `${lists}份名单，${households}户 ${persons}人`
export const openList = '打开这份名单'

export const objectionsTitle = '要答复的反映'
export const noObjections = '现在没有要您答复的反映'
export const objectionsAt = (place: string, n: number) => `${place}：${n}件`
export const takeUp = '点开核实、答复'
