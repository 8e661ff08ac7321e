// Words that stand on every page.
export const appName = '正宁帮扶'
export const waiting = '正在取……'
export const tryAgain = '再试一次'
export const somethingBroke = '这一页出错了。请退回去再打开一次，填的内容还在'
export const toLogin = '去登录'
export const toMe = '去“我的”填写'
export const home = '回首页'
export const people = '找人'
export const letters = (name: string) => `字号：${name}`
export const readAloud = '听一听'
export const sending = '正在交……'
export const optional = '（可以不填）'
export const unit = (u: string) => `（${u}）`
export const back = '退回去'
export const before = '上一步'
export const next = '下一步'
export const pageOf = (n: number, all: number) => `第${n}步，一共${all}步`
export const notDone = (why: string) => `没办成：${why}`
export const toMend = (why: string) => `要改：${why}`
export const yes = '是'
export const no = '否'
export const choose = '请选'
export const close = '收起'
export const nothing = '现在没有'
export const fillIn = (label: string) => `还没有填“${label}”`
export const pick = (label: string) => `还没有选“${label}”`
export const tooShort = (label: string, n: number) => `“${label}”至少写${n}个字`
export const tooLong = (label: string, n: number) => `“${label}”最多写${n}个字`
export const seeBelow = '有的地方还要改，看红字'
export const notMoney = (label: string) => `“${label}”要填多少元，比如 1200 或 1200.5`
export const notNumber = (label: string) => `“${label}”要填一个数字`
export const refused = '没办成，请再试一次'
export const noAnswer = '网络不通，没有收到回答。请过一会儿再试，填的内容还在'
export const loginFirst = '请先登录'
export const standard = '标准'
export const large = '大字'
export const largest = '特大字'
export const pause = '，'
