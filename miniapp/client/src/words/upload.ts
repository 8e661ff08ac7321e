// Words about photos and signatures.
export const tooLarge = '照片超过20MB了，请在相机设置里选小一点的，再拍一张'
export const add = '拍照或选照片'
export const more = '再加一张'
export const remove = (n: number) => `去掉第${n}张`
export const sent = (n: number) => `已传${n}张`
export const uploading = (percent: number) => `正在传，${percent}%`
export const retry = '再传一次'
export const arrived = (n: number) => `✓ 第${n}张已传`
export const here = (n: number) => `● 第${n}张还在手机上，没有传`
export const waits = '现在没有网络。照片留在手机上，交表时一起传'
export const shown = (label: string, n: number) => `${label}，第${n}张`
export const signHere = '请在框里用手指写名字'
export const clear = '重写'
export const signed = '写好了，用这个签名'
export const thumb = '不会写字，按手印拍照'
export const write = '改成手写签名'
export const emptySign = '框里还是空的，请先写名字'
export const signDone = '已签名'
export const signHeld = '已签名，留在手机上，交表时一起传'
export const sheetTitle = '盖章签字的那一页'
export const sheetDone = '已归档：盖章签字的纸'
export const sheetHow = '分三步：要一页、打印出来盖章签字、再拍照交上来。页上的二维码认得是哪一张，交了就归档。'
export const sheetScanned = '页上的章盖了、字签了，把整页拍清楚交上来，自动归到它该在的地方。'
export const sheetMake = '要一张盖章签字页'
export const sheetPrint = '打开这一页，去打印'
export const noPrint = '这一页现在打不开，请在办公室的电脑上打印'
export const sheetPhoto = '拍盖章签字页'
export const there = (n: number) => `第${n}张已经传上`
