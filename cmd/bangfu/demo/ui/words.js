// Words and numbers as people read them.

const shanghai = (options) => new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', ...options })
const dayForm = shanghai({ month: 'numeric', day: 'numeric' })
const timeForm = shanghai({ hour: '2-digit', minute: '2-digit', hour12: false })

const parts = (form, at) => Object.fromEntries(form.formatToParts(new Date(at)).map((p) => [p.type, p.value]))

// day writes 2014-05-12T… or 2014-05-12 as 5月12日.
export function day(at) {
  if (!at) return ''
  if (/^\d{4}-\d{2}-\d{2}$/.test(at)) {
    const [, m, d] = at.split('-').map(Number)
    return `${m}月${d}日`
  }
  const p = parts(dayForm, at)
  return `${p.month}月${p.day}日`
}

// clock writes a moment as 5月12日 09:00.
export const clock = (at) => (at ? `${day(at)} ${timeForm.format(new Date(at)).replace('24:', '00:')}` : '')

// placeOf reads the place a link of an answer or a card opens: …/h5/#/t/ID → t/ID.
export function placeOf(url) {
  const m = /\/h5\/(?:[^#\s]*)#\/(\S*)$/.exec(url || '')
  return m ? m[1] || 'home' : ''
}
