import { describe, expect, it } from 'vitest'
import { stretches } from './rounds'
import { days, difference, quotaWords } from './roster'

const step = (say: string, latest: string, status = 'next', late = false) => ({ step: '', say, latest, for: '2014-06-30', status, late })

describe('back-planning in words', () => {
  it('says in one sentence what has the same last day, and which deadline it serves', () => {
    const got = stretches([step('提交', '2014-05-08', 'done'), step('小组评议', '2014-05-20', 'now'), step('代表会议', '2014-05-20'), step('公告', '2014-06-30')])
    expect(got.map((s) => s.text)).toEqual(['已办：提交', '5月20日前要办：小组评议、代表会议，否则赶不上6月30日', '6月30日前要办：公告'])
  })
  it('says plainly that a day has gone by', () => {
    expect(stretches([step('代表会议', '2014-05-20', 'now', true)])[0]?.text).toBe('代表会议：最晚5月20日，已经过了，赶不上6月30日，请马上办')
  })
})

describe('a list in words', () => {
  it('leaves out of the quota what is nought', () => {
    expect(quotaWords({ cap: 10, used: 0, reserved: 4, allocated: 0, free: 6 })).toBe('一共10人：名单上占着4人，还剩6人')
  })
  it('counts days only while a list hangs', () => {
    const p = { first_day: '2014-05-09', last_day: '2014-05-15', days_left: 0 }
    expect(days({ ...p, state: 'closed' })).toBe('5月9日到5月15日')
    expect(days({ ...p, state: 'running' })).toBe('5月9日到5月15日，今天是最后一天')
  })
  it('says nothing of a list that has not changed', () => {
    expect(difference({ added: 0, removed: 0, changed: 0 })).toBe('')
    expect(difference({ added: 2, removed: 1, changed: 0 })).toBe('＋2户，－1户')
  })
})
