// Words of 找人.
export const title = '找人'
export const hotline = '12317'
export const hotlineName = '扶贫监督举报电话'
export const dial = (n: string) => `打电话：${n}`
