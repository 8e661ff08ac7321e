// Words of the application.
export const title = '我家有困难，要申请'
export const titleChange = '修改申请'
export const means = '先看清楚'
export const asks = '要问：户主姓名、身份证号、手机号、村组、有什么困难。照片可以不拍。'
export const seen = '谁看得到：村上、镇上、县上办这件事的干部。谁看过，您在“进度”里查得到。'
export const wall = '张榜只写：组、户主姓名、几口人、类别。身份证号、病情一概不上榜。'
export const resumed = '上次填到一半，内容还在，接着填。身份证号要再填一次。'
export const afresh = '不要了，从头填'
export const toCheck = '填完了，看一遍'
export const check = '看一遍，没有错就提交'
export const mend = (label: string) => `改：${label}`
export const mendWord = '改'
export const send = '提交申请'
export const sendChange = '提交修改'
export const late = '现在不能改了'
export const nextTitle = '后面怎么办'
export const after = [
  '村上看了，能办就受理，给您一个受理号；缺材料就退回来，写明缺什么。',
  '受理以后有2名干部上门。请家里留人，备好户口簿、身份证。',
  '每一步到了谁那里，点“看办到哪一步”。不收钱。',
] as const
export const toCase = '看办到哪一步'
export const toMine = '看我家的进度'
export const missing = (list: string[]) => `要补的：${list.join('；')}`
