// Words of 反映: against a row of a list, or about a household that is missing.
import type { Form } from '@/form'
import type { Schemas } from '@/api/call'

export const title = '我要反映'
export const one = '我反映的事'
export const list = '我反映的事'
export const none = '您还没有反映过'
export const toLists = '看公示'
export const about = '反映这一户'
export const missing = '有一户该评没评上'
export const missingHelp = '请写清是哪个组的哪一户，为什么该评。'
export const gone = '这份名单现在看不到了，不能在这里反映。请打12317或找镇上'
export const send = '提交反映'
export const toMine = '看我反映的事'
export const toList = '回到名单'
export const nameless = '您选了不留名，答复不会送到这里。请记住受理号，可以打12317问。'
export const waits = '5个工作日内答复。答复在“我反映的事”里看。'
export const login = '反映要先登录。不想登录的，打12317，或找镇上当面说。'
export const unproven = '您的身份还没有核对，不能在这里反映这份名单。请扫村务公开栏上的二维码再反映，或打12317。'
export const open = '点开看答复'
export const answered = '有答复'
export const results: Record<string, string> = { rejected: '反映不属实', upheld: '反映属实', partly: '部分属实' }
export const resultName = '核实结果'
export const whose = (o: Schemas['Objection']) => (o.row ? `第${o.row}行` : missing)

/** form asks what, photos, and who may know, two pages. */
export const form: Form = {
  title, fields: [
    { name: 'words', label: '要反映什么', help: '写清楚是什么情况，至少5个字', kind: 'words', required: true, min: 5, max: 300, page: 1 },
    { name: 'photos', label: '照片', kind: 'photos', max: 9, page: 1 },
    {
      name: 'secrecy', label: '谁可以知道是您反映的', help: '村上一概不知道', kind: 'choice', required: true, page: 2, choices: [
        { value: 'township', label: '镇上经办人知道，村里不知道' },
        { value: 'county', label: '只让县上知道，镇上和村里不知道' },
        { value: 'anonymous', label: '不留名（记录里不写您是谁，结果没法告诉您）' },
      ],
    },
  ],
}
