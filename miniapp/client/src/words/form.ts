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
export const reasonHelp = '没通过的，或有提示的要写'
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
export const present = (n: number, all: number) => `到了${n}人，名册上${all}人`
export const everybody = '全到了'
export const digits = (n: number) => (n > 0 ? `还差${n}位` : '18位，够了')
export const question = (group: number, mark: string) => `${group ? `${group}组：` : ''}${mark}`
