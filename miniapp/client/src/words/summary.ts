// Words of the page that is read once more before sending.
export const yes = '是'
export const no = '否'
export const comma = '、'
export const photos = (n: number) => `${n}张`
export const empty = '没有填'
