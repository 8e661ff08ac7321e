// 听一听: the browser reads aloud by itself; WeChat cannot, so there is no button there.

/** canRead reports whether this phone reads aloud. */
export function canRead(): boolean {
  let can = false
  // #ifdef H5
  can = 'speechSynthesis' in window
  // #endif
  return can
}

/** read reads a text aloud, slowly. */
export function read(text: string): void {
  // #ifdef H5
  const speech = new SpeechSynthesisUtterance(text)
  speech.lang = 'zh-CN'
  speech.rate = 0.85
  window.speechSynthesis.cancel()
  window.speechSynthesis.speak(speech)
  // #endif
}

/** hush stops reading. */
export function hush(): void {
  // #ifdef H5
  window.speechSynthesis?.cancel()
  // #endif
}
