// Words of 我的.
import type { Schemas } from '@/api/call'
import type { Form } from '@/form'

export const title = '我的'
export const who = '实名'
export const verified = '已核实'
export const declared = '填过了，还没有核实。村上受理您的申请时核对身份证。'
export const unbound = '还没有填。要申请、看进度时再填也行。'
export const fill = '填写姓名、身份证号'
export const refill = '填错了，重新填'
export const lives = (place: string) => `住在${place}`
export const desks = '岗位'
export const desk = (r: Schemas['Right'], place: string) => `${place}${r.title}${r.stand_in ? '（顶班）' : ''}`
export const letters = '字号'
export const chosen = (name: string) => `现在是：${name}`
export const messages = '消息'
export const mine = '我家的进度'
export const objections = '我反映的事'
export const pin = '办理密码'
export const pinWhy = '六位数字。干部办理、没有微信时登录，都要用它。谁要都不给。'
export const pinSet = '第一次设密码'
export const pinChange = '换密码'
export const pinDone = '办好了，新的办理密码已经能用'
export const pinOther = '两次输的不一样，请再输一次'
export const code = '绑定码'
export const codeWhy = '村上、镇上给过您绑定码的，在这里输。'
export const codeEnter = '输入绑定码'
export const codeDone = '绑定好了'
export const out = '退出登录'
export const outSure = '退出以后，这部手机上填了没交的内容会清掉。'
export const outYes = '确认退出'
export const unbind = '解除绑定'
export const unbindSure = '解除以后，这个微信就不再是您的了，要重新绑定。'
export const unbindYes = '确认解除'
export const send = '确定'

const pinField = (name: string, label: string): Form['fields'][number] => ({ name, label, help: '六位数字', kind: 'pin', required: true })
/** The forms of this page; each asks one thing. */
export const setForm: Form = { title: pinSet, fields: [pinField('pin', '新密码'), pinField('again', '再输一次')] }
export const changeForm: Form = { title: pinChange, fields: [pinField('old', '现在的密码'), pinField('pin', '新密码'), pinField('again', '再输一次')] }
export const codeForm: Form = { title: codeEnter, fields: [{ name: 'code', label: '绑定码', help: '六位数字，24小时内有效', kind: 'number', required: true }] }
