import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = new URL('../src/', import.meta.url).pathname
const files = (readdirSync(root, { recursive: true }) as string[]).map((f) => f.replace(/\\/g, '/'))
  .filter((f) => /\.(vue|ts)$/.test(f) && statSync(join(root, f)).isFile() && !/\.(test|d)\.ts$/.test(f))
const code = (f: string) => readFileSync(join(root, f), 'utf8').replace(/\/\/ .*$/gm, '').replace(/\/\*[\s\S]*?\*\//g, '').replace(/<!--[\s\S]*?-->/g, '')

describe('the house of the client', () => {
  it('asks WeChat and browser in two folders only', () => {
    const outside = files.filter((f) => !/^(api|platform)\//.test(f) && /\b(uni|wx|window|document|localStorage)\./.test(code(f)))
    expect(outside).toEqual([])
  })
  it('keeps every word for people in src/words', () => {
    const outside = files.filter((f) => !/^(words|pages\/gallery)/.test(f) && /[\u4e00-\u9fff]/.test(code(f)))
    expect(outside).toEqual([])
  })
  it('lists every page in pages.json and in the table of links', async () => {
    const { pages } = await import('../src/platform/nav')
    const folders = readdirSync(join(root, 'pages')).sort()
    const listed = [...readFileSync(join(root, 'pages.json'), 'utf8').matchAll(/"pages\/([a-z]+)\/index"/g)].map((m) => m[1]).sort()
    expect(listed).toEqual(folders)
    expect([...Object.values(pages)].sort()).toEqual(folders)
  })
  it('gives no component an event that WeChat already has', () => {
    expect(files.filter((f) => /defineEmits<\{[^}]*\b(tap|click|input|change|touchstart)\b *:/.test(code(f)))).toEqual([])
  })
})
