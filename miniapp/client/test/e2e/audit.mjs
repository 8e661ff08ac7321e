// The elderly numbers of a page (适老化): size of letters, contrast, height of what is
// tapped, a role on it. Answers what is wrong; an empty list is a page in order.

/** audit looks at what is visible now; k is the factor of the letters (1, 1.4, 1.7). */
export const audit = (page, k = 1) => page.evaluate((k) => {
  const wrong = []
  const visible = (e) => e.getClientRects().length > 0 && getComputedStyle(e).visibility !== 'hidden'
  const said = (e) => `${e.tagName.toLowerCase()}.${String(e.className).slice(0, 30)} ${(e.textContent || e.getAttribute('aria-label') || '').trim().slice(0, 20)}`
  const rgb = (s) => (s.match(/[\d.]+/g) ?? []).map(Number)
  const light = ([r, g, b]) => [r, g, b].map((c) => { const x = c / 255; return x <= 0.03928 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4 })
    .reduce((sum, x, i) => sum + x * [0.2126, 0.7152, 0.0722][i], 0)
  const behind = (e) => {
    for (let at = e; at; at = at.parentElement) {
      const c = rgb(getComputedStyle(at).backgroundColor)
      if (c.length === 3 || c[3] > 0) return c
    }
    return [255, 255, 255]
  }
  for (const e of document.querySelectorAll('.app-page *')) {
    const text = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim())
    if (!text || !visible(e)) continue
    const style = getComputedStyle(e)
    if (parseFloat(style.fontSize) < 18 * k - 0.2) wrong.push(`letters of ${style.fontSize}: ${said(e)}`)
    const [a, b] = [light(rgb(style.color)), light(behind(e))].sort((x, y) => y - x)
    if ((a + 0.05) / (b + 0.05) < 4.5) wrong.push(`contrast ${((a + 0.05) / (b + 0.05)).toFixed(2)}: ${said(e)}`)
  }
  for (const e of document.querySelectorAll('.app-page uni-button, .app-page input, .app-page textarea, .app-page [role=button], .app-page [role=radio], .app-page [role=checkbox]')) {
    if (!visible(e)) continue
    const box = (e.tagName === 'INPUT' ? e.closest('uni-input') ?? e : e).getBoundingClientRect()
    if (box.height < 59.5) wrong.push(`target ${Math.round(box.height)} px high: ${said(e)}`)
    if (e.tagName === 'UNI-BUTTON' && !e.getAttribute('role')) wrong.push(`no role: ${said(e)}`)
  }
  if (document.documentElement.scrollWidth > innerWidth + 1) wrong.push(`the page is ${document.documentElement.scrollWidth} px wide`)
  return wrong
}, k)
