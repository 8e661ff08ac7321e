// Words of doing several tasks of one kind together.
export const begin = '几件同样的一起办'
export const stop = '不一起办了'
export const how = '先点一件，再点和它一样的。一样的才能一起办。'
export const others = '别的事和它不一样，先没列出来。'
export const chosen = '已选'
export const prepare = (say: string, n: number) => `一起办：${say}（${n}件）`
export const look = (say: string) => `要办“${say}”的是下面这几件。看清楚再确认，每件都记在案上。`
export const confirm = (say: string, n: number) => `确认：${say}${n}件`
export const again = (n: number) => `没办成的${n}件再试一次`
export const notAlone = '这一件要填东西，请点开单独办'
export const done = (say: string) => `办好了：${say}`
export const failed = (why: string) => `没办成：${why}`
export const back = '回到待办'
