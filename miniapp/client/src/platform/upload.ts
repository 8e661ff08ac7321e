// Photos: from camera or album, made small enough, sent with the key of the action.
import { base, ApiError, refusal, type Schemas } from '@/api/request'
import { newKey } from '@/api/key'
import { bearer, forget, login } from '@/api/session'
import { noAnswer } from '@/words/common'
import * as words from '@/words/upload'

/**
 * Photo is a picture of a form: an address to show it here, the server's id ('' while
 * it has not arrived), and the key under which it is kept on this phone and sent.
 */
export interface Photo { id: string; url: string; key?: string }

/** Picked is a picture of this phone, not sent yet. */
export interface Picked { path: string; bytes: number; taken: string }

const largest = 20 << 20 // what the server takes

/** pickPhotos lets somebody take or choose up to n pictures; [] when they change their mind. */
export function pickPhotos(n: number): Promise<Picked[]> {
  return new Promise((resolve) => {
    uni.chooseImage({
      count: n, sizeType: ['compressed'], sourceType: ['camera', 'album'],
      success: (r) => resolve(Promise.all([r.tempFiles].flat().map((f) => smaller(f as Chosen)))),
      fail: () => resolve([]),
    })
  })
}

interface Chosen { path: string; size: number; lastModified?: number; type?: string }

// A picture of a modern camera is ten times what anybody can see on a wall list.
const longest = 2560

async function smaller(f: Chosen): Promise<Picked> {
  const picked = { path: f.path, bytes: f.size, taken: f.lastModified ? new Date(f.lastModified).toISOString() : '' }
  // #ifdef H5
  // As a data address: it can be kept without network, and no policy of the page forbids reading it back.
  if (f.size < 1 << 20) return { ...picked, path: await dataOf(f as unknown as Blob).catch(() => f.path) }
  try {
    const bitmap = await createImageBitmap(f as unknown as Blob)
    const scale = Math.min(1, longest / Math.max(bitmap.width, bitmap.height))
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(bitmap.width * scale)
    canvas.height = Math.round(bitmap.height * scale)
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
    const path = canvas.toDataURL('image/jpeg', 0.85)
    return { ...picked, path, bytes: Math.round(path.length * 0.75) }
  } catch { /* what this browser cannot read (HEIC) goes as it is: the server says so in words */ }
  // #endif
  return picked
}

// #ifdef H5
const dataOf = (blob: Blob) => new Promise<string>((resolve, reject) => {
  const reader = new FileReader()
  reader.onload = () => resolve(String(reader.result))
  reader.onerror = () => reject(reader.error)
  reader.readAsDataURL(blob)
})
// #endif

/** sendPhoto uploads a picture. The same key again is the same file. Throws ApiError. */
export async function sendPhoto(p: Picked, key: string = newKey(), progress: (percent: number) => void = () => undefined): Promise<Photo> {
  if (p.bytes > largest) throw new ApiError(413, words.tooLarge)
  for (let renewed = false; ; renewed = true) {
    const token = await bearer()
    try {
      return { id: (await sendOnce(p, token, key, progress)).id, url: p.path, key }
    } catch (e) {
      if (!(e instanceof ApiError) || e.status !== 401 || renewed) throw e
      forget(token)
      await login()
    }
  }
}

/** fetchPhoto brings an uploaded picture back and answers an address to show it here; '' when it cannot be had. */
export async function fetchPhoto(id: string): Promise<string> {
  const token = await bearer().catch(() => '')
  if (!token) return ''
  return new Promise((resolve) => {
    uni.downloadFile({
      url: `${base}/files/${id}`, header: { authorization: `Bearer ${token}` }, timeout: 60_000,
      success: (r) => resolve(r.statusCode === 200 ? r.tempFilePath : ''), fail: () => resolve(''),
    })
  })
}

function sendOnce(p: Picked, token: string, key: string, progress: (percent: number) => void): Promise<Schemas['Uploaded']> {
  return new Promise((resolve, reject) => {
    const job = uni.uploadFile({
      url: `${base}/files`, filePath: p.path, name: 'file', timeout: 60_000,
      header: { authorization: `Bearer ${token}`, 'idempotency-key': key },
      success: (r) => {
        let body: unknown
        try { body = JSON.parse(r.data) } catch { body = undefined }
        if (r.statusCode < 300) resolve(body as Schemas['Uploaded'])
        else reject(refusal(r.statusCode, body))
      },
      fail: () => reject(new ApiError(0, noAnswer)),
    })
    job?.onProgressUpdate?.((r) => progress(r.progress))
  })
}
