// Words of what a task is about: household, sheet, list, bundle, objection.
import { day, set, yuan } from './dates'
import type { Schemas } from '@/api/call'

export const householder = '户主'
export const number = '身份证号'
export const phone = '电话'
export const place = '在哪里'
export const persons = '家里几口人'
export const hardship = '困难'
export const own = '自己说的'
export const marks = '提示'
export const receipt = '回执号'
export const accept = '受理号'
export const survey = '入户调查'
export const surveyors = '调查员'
export const visitDay = '哪天去的'
export const income = '人均纯收入'
export const housing = '住房、喝水'
export const list = '名单'
export const step = '到哪一步'
export const size = '户数、人数'
export const quota = '规模'
export const signed = '已签'
export const waits = '还要等'
export const showing = '公示'
export const posted = '张贴'
export const bundle = '上报批'
export const group = '小组'
export const register = '名册'
export const cases = '要评的户'
export const objected = '反映什么'
export const objector = '谁反映的'
export const received = '哪天收到'
export const which = '反映哪一行'
export const answer = '答复'
export const result = '结果'
export const wish = '要求'

export const people = (n: number) => `${n}人`
export const counted = (households: number, persons: number) => `${households}户 ${persons}人`
export const missed = '有一户该评没评上'
export const row = (n: number) => `第${n}行`
export const incomeOf = (s: Schemas['Survey']) => `${yuan(s.per_head_fen)}，标准${yuan(s.line_fen)}（${s.below_line ? '在标准以下' : '在标准以上'}）`
export const housingOf = (s: Schemas['Survey']) => (s.housing ? `${s.housing}级，喝水${s.water_safe ? '有' : '没有'}保障` : '')
export const surveyorOf = (s: Schemas['Surveyor']) => `${s.name}${s.township ? '（乡镇）' : ''}${s.signed ? '已签字' : '还没签'}${s.me ? '（您）' : ''}`
export const memberOf = (m: Schemas['Member']) => `${m.name}，${relation(m.relation)}，${m.number}${m.labour ? '，能劳动' : ''}`
export const voteOf = (v: Schemas['Vote']) =>
  `${v.meeting === 'group' ? '小组评议' : '村民代表会议'}（${day(v.day)}）：同意${v.yes}，不同意${v.no}，弃权${v.abstain}，${v.passed ? '通过' : '没有通过'}${v.reason ? `。${v.reason}` : ''}`
export const quotaOf = (q: Schemas['Quota']) => `共${q.cap}人，还剩${q.free}人`
export const showingOf = (p: Schemas['Publicity']) => `${day(p.first_day)}到${day(p.last_day)}，${p.end_photo ? '期满照片已交' : '期满照片还没交'}`
export const registerOf = (all: number, quorum: number) => `${all}人，要到${quorum}人`
export const difference = (d: Schemas['Difference']) => (d.added || d.removed || d.changed ? `比上次：增${d.added}户，减${d.removed}户，改${d.changed}户` : '')

/** rowTitle names a row of a list. */
export const rowTitle = (r: { row: number; group?: number; householder: string; persons: number; marks?: string[] }) =>
  `第${r.row}行 ${r.group ? `${r.group}组 ` : ''}${r.householder} ${r.persons}人${r.marks?.length ? `（${r.marks.join('、')}）` : ''}`

const numberOf = (c: { accept_no?: string; receipt_no: string }) => (c.accept_no ?? c.receipt_no)

/** caseLine names a matter where several are listed: the end of its number tells two namesakes apart. */
export const caseLine = (c: Schemas['Case']) => `${caseTitle(c)}，尾号${numberOf(c).slice(-3)}，${c.step}`

/** incomesOf writes the incomes of a year by kind, as the second surveyor checks them. */
export const incomesOf = (s: Schemas['Survey']): Array<readonly [string, string]> => (s.incomes ? [
  ['打工工资', yuan(s.incomes.wage_fen)], ['种地、养殖、做生意', yuan(s.incomes.business_fen)], ['地租、分红', yuan(s.incomes.property_fen)],
  ['低保、养老金、补贴', yuan(s.incomes.transfer_fen)], ['本钱', yuan(s.incomes.cost_fen)],
] : [])

/** caseTitle names a household's matter. */
export const caseTitle = (c: { householder: string; persons?: number; marks?: string[] }) =>
  `${c.householder}${c.persons ? ` ${c.persons}人` : ''}${c.marks?.length ? `（${c.marks.join('、')}）` : ''}`

export const verdicts: Record<string, string> = {
  listed: '待评议', kept: '通过', held: '暂缓，退村核实', refused: '不予通过', not_passed: '会上没通过', withdrawn: '已撤回',
}
export const categories: Record<string, string> = { poor: '贫困户', exited: '脱贫户', watched: '监测对象', helped: '帮扶对象' }
export const relations = [
  ['01', '户主'], ['02', '配偶'], ['03', '之子'], ['04', '之女'], ['05', '之儿媳'], ['06', '之女婿'], ['07', '之孙子'], ['08', '之孙女'],
  ['11', '之父'], ['12', '之母'], ['99', '其他'],
] as const
export const relation = (code: string) => relations.find(([c]) => c === code)?.[1] ?? ''
export const when = (at: string | undefined) => (set(at) ? day(at) : '')

/** rowState says how a row stands. */
export const rowState = (r: Schemas['Row']) =>
  [verdicts[r.verdict] ?? '', r.reason ?? '', r.objections ? `有${r.objections}件反映` : ''].filter(Boolean).join('：')
