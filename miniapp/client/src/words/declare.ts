// Words of 实名: who somebody is, asked when something is done that needs it.
import type { Form } from '@/form'

export const title = '先说您是谁'
export const why = '照身份证填一次，以后不用再填。核对以前只写“未核实”。'
export const send = '填好了'
export const sent = '记下了。村上受理您的申请时会核对身份证。'

/** form asks for name and number, then for phone and village. */
export const form: Form = {
  title, fields: [
    { name: 'name', label: '您的姓名', help: '和身份证上一样', kind: 'text', required: true, min: 2, max: 30, page: 1 },
    { name: 'number', label: '您的身份证号', kind: 'id_number', required: true, page: 1 },
    { name: 'phone', label: '您的手机号', kind: 'phone', required: true, page: 2 },
    { name: 'region', label: '您住在哪个村、哪个组', kind: 'region', required: true, page: 2 },
  ],
}
