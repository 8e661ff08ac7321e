// Pictures kept on this phone until their form has been sent: without network a visit
// must not lose its photos. WeChat keeps files; a browser keeps them in its database.

/** keepPicture keeps a picture and returns the address under which it is shown from now on. */
export function keepPicture(key: string, path: string): Promise<string> {
  let kept: Promise<string> = Promise.resolve(path)
  // #ifdef H5
  kept = browser((all) => all.put(path, key)).then(() => path, () => path)
  // #endif
  // #ifdef MP-WEIXIN
  kept = new Promise((resolve) => {
    uni.saveFile({ tempFilePath: path, success: (r) => resolve(r.savedFilePath), fail: () => resolve(path) })
  })
  // #endif
  return kept
}

/** keptPicture returns the address of a picture kept before; '' when it is gone. */
export function keptPicture(key: string, path: string): Promise<string> {
  let found: Promise<string> = Promise.resolve(path)
  // #ifdef H5
  found = browser((all) => all.get(key)).then((v) => (typeof v === 'string' ? v : ''), () => '')
  // #endif
  return found
}

/** losePicture removes one; its form was sent. */
export function losePicture(key: string, path: string): void {
  // #ifdef H5
  void browser((all) => all.delete(key)).catch(() => undefined)
  // #endif
  // #ifdef MP-WEIXIN
  if (path) uni.removeSavedFile({ filePath: path, fail: () => undefined })
  // #endif
}

/** shortOf is what a draft keeps of an address: a picture itself does not belong into a draft. */
export const shortOf = (path: string) => (path.startsWith('data:') ? '' : path)

// #ifdef H5
function browser(ask: (all: IDBObjectStore) => IDBRequest): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('bangfu', 1)
    opening.onupgradeneeded = () => opening.result.createObjectStore('pictures')
    opening.onerror = () => reject(opening.error)
    opening.onsuccess = () => {
      const asked = ask(opening.result.transaction('pictures', 'readwrite').objectStore('pictures'))
      asked.onsuccess = () => { resolve(asked.result); opening.result.close() }
      asked.onerror = () => reject(asked.error)
    }
  })
}
// #endif
