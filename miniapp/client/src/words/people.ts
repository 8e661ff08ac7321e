// Words of 找人.
export const title = '找人'
export const hotline = '12317'
export const hotlineName = '扶贫监督举报电话'
export const dial = (n: string) => `打电话：${n}`
export const hotlineHelp = '有事不知道找谁，或者觉得不公平，都可以打。'
export const noPhone = '还没有登记电话，请到办公室去问。'
export const unknown = '登录、填了住在哪个村以后，这里有村上和镇上的电话。'
