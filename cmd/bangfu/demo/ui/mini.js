// The mini-program of a phone: the browser build in a frame of its own, which logs
// in as whoever holds the phone and keeps its pages over a look at the chat.
import { html, useEffect, useRef } from './preact.js'

// MiniProgram shows a place ({to, n}: the n-th that was opened); stamp changes when
// time has passed.
export function MiniProgram({ phone, title, place, stamp, shown }) {
  const frame = useRef(null)
  const first = useRef(place.to)
  const went = useRef(0)
  const loaded = useRef(false)
  const inner = () => frame.current.contentWindow
  const go = () => {
    if (!loaded.current || place.n === went.current) return
    went.current = place.n
    if (place.n > 0) inner().location.hash = `#/${place.to}`
  }
  useEffect(go, [place.n])
  useEffect(() => {
    if (shown && loaded.current) inner().document.dispatchEvent(new Event('visibilitychange')) // as when a phone comes back to it: pages ask again
  }, [shown, stamp])
  return html`<iframe ref=${frame} class="mini" title=${`小程序：${title}`} src=${`/h5/?phone=${phone}#/${first.current}`}
    onLoad=${() => { loaded.current = true; go() }}></iframe>`
}
