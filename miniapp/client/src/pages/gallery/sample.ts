// Invented matter for the gallery.
import type { Act, Outcome, Schemas } from '@/api/client'
import type { Context } from '@/context'
import type { Form } from '@/form'

export const choices = [{ value: 'a', label: '为自己家' }, { value: 'b', label: '替别人申请' }]
export const steps: Schemas['Step'][] = [
  { name: '申请', status: 'done', office: '解家川村委会', at: '2014-05-12T09:00:00+08:00' },
  { name: '入户调查', status: 'now', office: '解家川村委会', due: '2014-05-19T18:00:00+08:00' },
  { name: '小组评议', status: 'next' },
]
export const history: Schemas['Decision'][] = [
  { do: 'accept', say: '受理', office: '解家川村委会', at: '2014-05-12T09:00:00+08:00', from: 'submitted', to: 'surveying' },
  { do: 'return', say: '退回补正', office: '解家川村委会', at: '2014-05-13T10:00:00+08:00', from: 'surveying', to: 'returned', reason: '户口簿看不清，请重拍' },
]
const card = (id: string, late: boolean, days: number): Schemas['TaskCard'] => ({
  id, number: 3721, kind: 'step', object: { kind: 'case', id: 'x' }, title: '新申请待受理', step: '等村上受理', do: 'accept', say: '受理', place: '山河镇解家川村',
  count: 1, due: '2014-05-15T18:00:00+08:00', late, days_left: days, version: 1, chat: 'act',
})
export const tasks = [card('a', false, 3), card('b', false, 0), card('c', true, -2)]
export const form: Form = {
  title: '我家有困难，要申请', fields: [
    { name: 'householder', label: '户主姓名', help: '和身份证上一样', kind: 'text', required: true, min: 2, max: 20, page: 1 },
    { name: 'number', label: '户主身份证号', kind: 'id_number', required: true, page: 1 },
    { name: 'hardship', label: '家里有什么困难', kind: 'choices', required: true, choices, page: 2 },
    { name: 'members', label: '家里的人', kind: 'members', page: 2 },
  ],
}
const act = (name: string, say: string, more: Partial<Act>): Act =>
  ({ do: name, say, positive: false, ends: false, chat: 'act', pin: false, reason: false, form: { title: say, fields: [] }, ...more })
export const acts: Act[] = [
  act('accept', '受理', { positive: true }),
  act('return', '退回补正', { reasons: ['户口簿看不清', '缺身份证'], form: { title: '退回补正', fields: [{ name: 'reason', label: '理由', kind: 'text', required: true, min: 5, max: 200 }] } }),
  act('reject', '不予通过', { ends: true }),
]
export const outcome: Outcome = {
  kind: 'done', object: { kind: 'case', id: 'x' }, do: 'accept', say: '受理', version: 2, number: 'SL-20140512-100209-001', next_office: '解家川村委会', next_say: '入户调查', next_due: '2014-05-19T18:00:00+08:00',
}
export const context: Context = { today: '2014-05-12', object: null, region: '', householder: '', register: [], quorum: 0, supervision: [], cases: [], rows: [], questions: [] }
