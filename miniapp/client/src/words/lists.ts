// Words of the public lists.
import { day } from './dates'
import type { Schemas } from '@/api/call'

type Showing = Schemas['Publicity']
export const title = '看公示'
export const own = '我们村的名单'
export const scope = '正在张榜的名单'
export const county = '县上的公告'
export const none = '现在没有正在公示的名单'
export const noneCounty = '县上现在没有公告'
export const unproven = '您的身份还没有核对。自己村的名单，请用微信扫村务公开栏上的二维码看，不用登记。'
export const mine = '我反映的事'
export const name = (p: Showing) => `${p.place}${p.title}`
export const span = (p: { first_day: string; last_day: string }) => `${day(p.first_day)}到${day(p.last_day)}`
export const left = (days: number) => (days > 0 ? `还有${days}天` : '今天是最后一天')
export const households = (n: number) => `${n}户`
export const open = '点开看名单'
export const object = '我要反映'
export const objectRow = (name: string) => `反映：${name}`
export const missing = '有一户该评没评上'
export const missingHelp = '名单上没有，您觉得该有的，也可以反映。'
export const rowName = (r: Schemas['PublicRow']) => [r.group ? `${r.group}组` : r.village ?? '', r.householder].filter(Boolean).join(' ')
export const rowFacts = (r: Schemas['PublicRow']) => `${r.persons}人，${r.category}`
export const more = (left: number) => `看后面的（还有${left}户）`
export const all = (n: number) => `一共${n}户，看完了`
export const corrected = '勘误'
export const hash = (h: string) => `名单校验码：${h}`
export const over = '这份名单现在看不到了：公示期已满，或者换了新的名单。还有事要说，请打12317或找镇上'
export const poster = '公示名单'
