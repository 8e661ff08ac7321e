// Words of the village's day: whom to visit, to sign, to tell; filling in for a
// household; who goes on a visit; who stands in.
import { day } from './dates'
import type { Schemas } from '@/api/call'

export const today = '村上今天'
export const visit = '要入户的'
export const meet = '要开会、签字、张榜的'
export const other = '别的待办'
export const tell = '消息没送到，要打电话或上门告知的'
export const nobody = '没有。'
export const open = (t: string) => `点开：${t}`
export const told = '已电话告知'
export const door = '已上门告知，拍回执'
export const receipt = '送达回执'
export const receiptHelp = '收的人签字或按手印'
export const doorSend = '交回执'
export const toldDone = '已登记告知'
export const unreached = (u: Schemas['Unreached']) => [u.facts.title, u.facts.say ? `办了：${u.facts.say}` : '', u.facts.next ? `到了：${u.facts.next}` : '',
  u.facts.reason ? `理由：${u.facts.reason}` : '', u.facts.days ? `${u.facts.days}个工作日内要补` : '', u.facts.last_day ? `到${day(u.facts.last_day)}为止` : '', u.facts.receipt ?? ''].filter(Boolean)
export const why = (reason: string) => `没送到：${reason || '没有绑定微信'}`

export const help = '村上帮填'
export const helpHow = '户主自己不会填、没有手机的，由村上代填。谁填的、替谁填的都有记录。填之前念给户主听，户主同意了，在纸上签名或按手印，再拍照。'
export const proof = '户主同意的照片'
export const proofHelp = '拍下签了名或按了手印的纸'
export const helpSend = '替他提交'
export const helpAgain = '再帮一户填'
export const toTasks = '去待办里受理'

export const cases = '村上的户'
export const noCases = '还没有申请。'
export const more = '看后面的'

export const surveyors = '谁去入户调查'
export const swap = (name: string) => `换下${name}`
export const add = '再加一名调查员'
export const whom = '换成谁'
export const swapSend = '就这样定'
export const cancel = '不换了'
export const swapped = '已换好，新的调查员会收到待办。'
export const colleague = (c: Schemas['Colleague']) => `${c.name}（${c.title}）`

export const standIn = '请人顶班'
export const standInHow = '您不在的时候，请本单位有岗位的一位同志顶您的班。他办的事，两个人的名字都有记录。到期自动结束，一次最多60天。'
export const standInWhom = '请谁顶班'
export const from = '从哪天起'
export const to = '到哪天为止'
export const standInSend = '请他顶班'
export const standInDone = (name: string, to: string) => `办好了：${name}顶您的班，到${day(to)}为止。请当面告诉他。`
export const noColleague = '本单位没有别的同志有岗位，请找县扶贫办。'
