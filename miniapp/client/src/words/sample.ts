// Invented words of the demonstration: nobody is called so, nobody said so.
export const fill = '填好示例（演示用）'
export const photo = '用一张示例照片（演示用）'
export const mark = (day: string) => `模拟照片  ${day}`
export const families = ['解', '王', '李', '张', '巩']
export const givens = ['大有', '长贵', '满仓', '秀英', '来福', '玉兰', '守业', '桂花']
export const heads: Record<string, string> = {
  'input.answer': '已派人到家里核实，情况已经查清，特此答复。',
  'input.meeting.place': '村委会会议室',
  'input.meeting.chair': '解主任',
  'input.survey.words': '三口人，土坯房，主要靠种地，孩子上学开支大。',
  'input.survey.sign_reason': '户主外出打工不在家',
  'input.comparison.note': '没有发现车辆、房产和财政供养人员。',
  'input.correction.value': '解长贵',
  words: '孩子上学，地里收成不好，周转不开。',
  relation: '儿子',
  proxy_reason: '老人不会用手机',
  reason: '材料不全，请补齐后再办',
  number: '正扶贫〔2014〕18号',
}
export const newHead = '原来的户主外出多年，现由家里另一人当户主'
export const otherwise = '按程序办理，情况属实'
export const asked = '会上念过，大家认为条件还不够'
