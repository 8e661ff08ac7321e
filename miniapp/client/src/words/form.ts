// Words of the form's larger parts: members, votes, rows, places.
export const member = (n: number) => `第${n}口人`
export const addMember = '加一口人'
export const removeMember = (n: number) => `去掉第${n}口人`
export const name = '姓名'
export const number = '身份证号'
export const relation = '与户主关系'
export const labour = '能劳动'
export const yesVotes = '同意'
export const noVotes = '不同意'
export const abstain = '弃权'
export const reason = '理由'
export const reasonHelp = '没通过的，收入在标准以上或没有劳动力却评上的，要写，至少5个字'
export const rowReason = '理由，至少5个字'
export const kin = '您的近亲属家，这一行由同事办'
export const pass = '通过'
export const noQuestions = '没有要问的户。'
export const township = '乡镇'
export const village = '村'
export const group = '组'
export const wholeCounty = '全县'
export const wholeTownship = '全乡镇'
export const wholeVillage = '全村'
export const judge = '单独处理这一行'
export const passes = '照常通过'
export const judged = (n: number, all: number) => `一共${all}行：${all - n}行照常通过，${n}行单独处理`
export const asBefore = '还是照常通过'
export const present = (n: number, all: number, need: number) => `到了${n}人。名册上${all}人${need ? `，要到${need}人${n && n < need ? `，还差${need - n}人，开不成会` : ''}` : ''}`
export const noRegister = '还没有名册。请先请县扶贫办登记名册，再开会'
export const other = '哪一件'
export const noOthers = '这个村现在没有别的申请，不用并。'
export const numberHelp = '照身份证填。为了保密，号码不留在手机上，退出后要再填一次'
export const orphan = '是孤儿户'
export const orphanHelp = '户主是孤儿的，名单上不写全名'
export const sum = (v: { yes: number; no: number; abstain: number }, present: number) => {
  const all = v.yes + v.no + v.abstain
  const rest = all > present ? `，比到会的多${all - present}票，请核对` : all < present ? `，有${present - all}人没有投` : ''
  return `同意${v.yes}＋不同意${v.no}＋弃权${v.abstain}＝${all}票；到会${present}人${rest}`
}
export const restYes = (n: number) => `其余的都同意（${Math.max(0, n)}票）`
export const everybody = '全到了，全部打勾'
export const digits = (n: number) => (n > 0 ? `还差${n}位` : '18位，够了')
export const question = (group: number, mark: string) => `${group ? `${group}组：` : ''}${mark}`
