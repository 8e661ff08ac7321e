// A document to print: opened by the phone's own viewer. It is asked for with the
// login, so its address alone opens nothing.
import { ApiError, base } from '@/api/request'
import { bearer } from '@/api/session'
import { noPrint } from '@/words/upload'

/** openPDF fetches a document of the server and shows it. Throws ApiError. */
export async function openPDF(path: string): Promise<void> {
  const token = await bearer()
  await new Promise<void>((resolve, reject) => {
    const refused = (status: number) => reject(new ApiError(status, noPrint))
    uni.downloadFile({
      url: `${base}${path}`, header: { authorization: `Bearer ${token}` }, timeout: 30_000,
      success: (r) => {
        if (r.statusCode >= 300) return refused(r.statusCode)
        // #ifdef H5
        window.open(r.tempFilePath, '_blank', 'noopener')
        resolve()
        // #endif
        // #ifdef MP-WEIXIN
        uni.openDocument({ filePath: r.tempFilePath, fileType: 'pdf', showMenu: true, success: () => resolve(), fail: () => refused(-1) })
        // #endif
      },
      fail: () => refused(0),
    })
  })
}
