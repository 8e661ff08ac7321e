// A help page of the server, taken apart so that it is shown in our own letters.
// The server writes plain HTML from Markdown: headings, paragraphs, lists, nothing nested.

/** Block is a heading, a paragraph or a point of a list with its mark. */
export interface Block { kind: 'title' | 'head' | 'line'; text: string; mark: string }

const entities: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': '\'' }
const plain = (html: string) => html.replace(/<[^>]*>/g, '').replace(/&(amp|lt|gt|quot|#39);/g, (e) => entities[e] ?? e).replace(/\s*\n\s*/g, '').trim()

/** blocks reads a help page. */
export function blocks(html: string): Block[] {
  const list: Block[] = []
  let n = 0 // of the point in a numbered list; -1 in one with dots
  for (const m of html.matchAll(/<(ol|ul)>|<(h1|h2|h3|p|li|pre)>([\s\S]*?)<\/\2>/g)) {
    if (m[1]) { n = m[1] === 'ol' ? 0 : -1; continue }
    const text = plain(m[3] ?? '')
    if (!text) continue
    if (m[2] === 'li') list.push({ kind: 'line', text, mark: n < 0 ? '·' : `${++n}.` })
    else list.push({ kind: m[2] === 'h1' ? 'title' : m[2]?.startsWith('h') ? 'head' : 'line', text, mark: '' })
  }
  return list
}
