import { describe, expect, it, vi } from 'vitest'

vi.stubGlobal('uni', { getStorageSync: () => '', getStorageInfoSync: () => ({ keys: [] }) })
vi.stubGlobal('window', { location: { search: '' } })

const { filled } = await import('./household')
const { blocks } = await import('./guide')
const { objectionLink, sourceOf } = await import('./shown')
const { summary } = await import('./summary')
import type { Schemas } from '@/api/client'
import type { Form } from '@/form'

const form: Form = {
  title: '', fields: [
    { name: 'for_other', label: '为谁申请', kind: 'choice', choices: [{ value: 'false', label: '为自己家' }, { value: 'true', label: '替别人申请' }] },
    { name: 'relation', label: '关系', kind: 'text', when: 'for_other=true' },
    { name: 'number', label: '身份证号', kind: 'id_number' },
    { name: 'group', label: '村和组', kind: 'region' },
    { name: 'hardship', label: '困难', kind: 'choices', choices: [{ value: 'land', label: '地少' }, { value: 'money', label: '没本钱' }] },
    { name: 'words', label: '情况', kind: 'words' },
    { name: 'photos', label: '照片', kind: 'photos' },
  ],
}

describe('what is read once more before sending', () => {
  it('is every question that was asked, in words and not in codes', () => {
    const lines = summary(form, {
      for_other: 'false', number: '621025190611060058', group: '621025100209-01', hardship: ['land', 'money'], photos: [{ id: 'a', url: '' }],
    }, { '621025100209-01': '山河镇解家川村一组' })
    expect(lines.map((l) => l.text)).toEqual(['为自己家', '621025 19061106 0058', '山河镇解家川村一组', '地少、没本钱', '没有填', '1张'])
  })
})

describe('a form of change', () => {
  it('begins with what the case holds, and adds photos only', () => {
    const matter = { householder: '李泽农', phone: '19900000000', words: '没有本钱', hardship: ['没本钱'], photos: [{ id: 'a', purpose: '', kind: 'jpeg' }] }
    expect(filled(form, matter as unknown as Schemas['Case'])).toEqual({ hardship: ['money'], words: '没有本钱' })
  })
})

describe('a help page', () => {
  it('is taken apart into headings, paragraphs and points', () => {
    const html = '<body><h1>村民</h1>\n<p>不收钱。<strong>&quot;谁&quot;</strong>收</p>\n<ol>\n<li>一</li>\n<li>二 <a href="/x">看</a></li>\n</ol><ul><li>三</li></ul></body>'
    expect(blocks(html).map((b) => `${b.kind} ${b.mark}${b.text}`)).toEqual(['title 村民', 'line 不收钱。"谁"收', 'line 1.一', 'line 2.二 看', 'line ·三'])
  })
})

describe('the link to an objection', () => {
  it('names the list and the row and carries no pass', () => {
    const source = { id: 'p1', link: 'l1', county: false }
    expect(objectionLink(source, 'p1', 3)).toBe('o?list=p1&row=3&link=l1')
    expect(sourceOf({ list: 'p1', row: '3', link: 'l1' })).toEqual(source)
  })
})
