// Photos of a form between camera and server: kept on the phone at once, sent when
// there is a network, never twice.
import { newKey } from '@/api/key'
import type { Field, Values } from '@/form'
import { asPhotos } from '@/form'
import { keepPicture, keptPicture } from '@/platform/pictures'
import { sendPhoto, type Photo, type Picked } from '@/platform/upload'

const pictured = new Set(['photo', 'photos'])

/** hold keeps a picture that was just taken. */
export async function hold(p: Picked): Promise<Photo> {
  const key = newKey()
  return { id: '', url: await keepPicture(key, p.path), key }
}

/** arrive sends a photo that has not arrived; under its own key it stays one. Throws ApiError. */
export async function arrive(p: Photo, progress: (percent: number) => void = () => undefined): Promise<Photo> {
  if (p.id) return p
  const sent = await sendPhoto({ path: p.url, bytes: 0, taken: '' }, p.key ?? newKey(), progress)
  return { ...p, id: sent.id }
}

/** arriveAll sends what a form still holds on the phone, one after another. */
export async function arriveAll(fields: Field[], values: Values, put: (name: string, photos: Photo[]) => void): Promise<void> {
  for (const f of fields) {
    if (!pictured.has(f.kind)) continue
    const photos = [...asPhotos(values[f.name])]
    for (const [i, p] of photos.entries()) {
      if (p.id) continue
      photos[i] = await arrive(p)
      put(f.name, [...photos])
    }
  }
}

/** revive finds the pictures of a draft again; one that is gone and never arrived has to be taken anew. */
export async function revive(fields: Field[], values: Values, put: (name: string, photos: Photo[]) => void): Promise<void> {
  for (const f of fields) {
    const photos = pictured.has(f.kind) ? asPhotos(values[f.name]) : []
    if (!photos.some((p) => !p.url && p.key)) continue
    const found = await Promise.all(photos.map(async (p) => (p.url ? p : { ...p, url: await keptPicture(p.key ?? '', p.url) })))
    put(f.name, found.filter((p) => p.id || p.url))
  }
}
