import { beforeEach, describe, expect, it, vi } from 'vitest'

const box = new Map<string, string>()
vi.stubGlobal('uni', {
  getStorageSync: (k: string) => box.get(k) ?? '',
  setStorageSync: (k: string, v: string) => void box.set(k, v),
  removeStorageSync: (k: string) => void box.delete(k),
  getStorageInfoSync: () => ({ keys: [...box.keys()] }),
})
vi.stubGlobal('window', { location: { search: '' } })

let { draftOf, dropDraft, forgetDrafts, saveDraft } = await import('./drafts')
const { labelOf, setLabel } = await import('./labels')
const { ActionKey } = await import('./api/key')

const kinds = { number: 'id_number', words: 'words' }
const key = () => new ActionKey('apply')

// restart is the program closed and opened again: only what was stored is left.
async function restart() {
  vi.resetModules()
  ;({ draftOf, dropDraft, forgetDrafts, saveDraft } = await import('./drafts'))
}

beforeEach(async () => { box.clear(); await restart() })

describe('a draft', () => {
  it('is there again after the page was left, and without the number of the citizen after a restart', async () => {
    saveDraft('apply', { words: '没有本钱', number: '621025190611060058' }, kinds)
    expect(draftOf('apply')).toEqual({ words: '没有本钱', number: '621025190611060058' })
    expect([...box.values()].join()).not.toContain('621025')
    await restart()
    expect(draftOf('apply')).toEqual({ words: '没有本钱' })
  })
  it('keeps a photo by its id', async () => {
    saveDraft('apply', { photos: [{ id: 'p', url: 'blob:x' }] }, { photos: 'photos' })
    await restart()
    expect(draftOf('apply')).toMatchObject({ photos: [{ id: 'p' }] })
  })
  it('keeps the key of its sending over leaving the page, so that nothing is done twice', () => {
    const first = key().of({ words: '没有本钱', number: '621025190611060058' })
    expect(key().of({ words: '没有本钱', number: '621025190611060058' })).toBe(first)
    expect(key().of({ words: '别的', number: '621025190611060058' })).not.toBe(first)
    expect([...box.values()].join()).not.toContain('621025')
  })
  it('gets another key once the server has answered', () => {
    const k = key()
    const first = k.of({ words: '没有本钱' })
    k.over()
    expect(k.of({ words: '没有本钱' })).not.toBe(first)
  })
  it('is gone when it was sent, and everything is gone when somebody else takes the phone', () => {
    saveDraft('apply', { words: '一' }, kinds)
    saveDraft('object.x.1', { words: '二' }, kinds)
    setLabel('c1', '二叔家')
    dropDraft('apply')
    expect(draftOf('apply')).toEqual({})
    expect(draftOf('object.x.1')).toEqual({ words: '二' })
    forgetDrafts()
    expect([draftOf('object.x.1'), labelOf('c1')]).toEqual([{}, ''])
  })
})

describe('the name of a household on this phone', () => {
  it('is what the owner typed, short enough for a heading, and nothing when it is taken away', () => {
    setLabel('c1', '  二叔家 ')
    expect(labelOf('c1')).toBe('二叔家')
    setLabel('c1', '住在山那边很远很远的二叔一家')
    expect(labelOf('c1')).toBe('住在山那边很远很远的')
    setLabel('c1', ' ')
    expect(labelOf('c1')).toBe('')
  })
})
