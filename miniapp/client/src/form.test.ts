import { describe, expect, it } from 'vitest'
import { check, fen, gather, land, pagesOf, partsOf, type Field } from './form'

const fields: Field[] = [
  { name: 'input.survey.day', label: '哪天', kind: 'date', required: true, page: 1 },
  { name: 'input.survey.incomes.wage_fen', label: '工资', kind: 'money_fen', required: true, page: 1 },
  { name: 'input.survey.signed_by', label: '谁签', kind: 'choice', required: true, page: 2 },
  { name: 'input.survey.sign_reason', label: '为什么', kind: 'text', min: 5, when: 'input.survey.signed_by=family', required: true, page: 3 },
  { name: 'input.survey.members', label: '家里的人', kind: 'members', page: 2 },
  { name: 'input.survey.water_safe', label: '喝水', kind: 'bool', page: 2 },
]

describe('a form of the server', () => {
  it('becomes the request its names describe, money in fen', () => {
    expect(gather(fields, { 'input.survey.day': '2014-05-12', 'input.survey.incomes.wage_fen': '12.5', 'input.survey.water_safe': 'false', 'input.survey.sign_reason': '没有问' }))
      .toEqual({ input: { survey: { day: '2014-05-12', incomes: { wage_fen: 1250 }, water_safe: false } } })
  })
  it('reads money as people write it', () => {
    expect([fen('12'), fen('12.5'), fen('0.05'), fen('1,2'), fen('-3'), fen('')]).toEqual([1200, 1250, 5, NaN, NaN, NaN])
  })
  it('asks a field only under its condition', () => {
    const family = { 'input.survey.signed_by': 'family', 'input.survey.day': '2014-05-12', 'input.survey.incomes.wage_fen': '1' }
    expect(pagesOf(fields, {})).toEqual([1, 2])
    expect(pagesOf(fields, family)).toEqual([1, 2, 3])
    expect(check(fields, { ...family, 'input.survey.sign_reason': '太短' })).toEqual({ 'input.survey.sign_reason': '“为什么”至少写5个字' })
  })
  it('takes a standard reason as it stands, and asks for five characters of an own one', () => {
    const reason: Field = { name: 'reason', label: '理由', kind: 'text', required: true, min: 5, choices: [{ value: '缺身份证', label: '缺身份证' }] }
    expect(check([reason], { reason: '缺身份证' })).toEqual({})
    expect(check([reason], { reason: '缺东西' })).toEqual({ reason: '“理由”至少写5个字' })
  })
  it('puts a refusal on its field, however deep it lies', () => {
    expect(land(fields, [{ field: 'input.survey.members.0.name', notice: '没有姓名' }, { field: 'day', notice: '太早' }, { field: 'x', notice: '别的' }]))
      .toEqual({ wrong: { 'input.survey.members': '没有姓名', 'input.survey.members#0.name': '没有姓名', 'input.survey.day': '太早' }, rest: ['别的'] })
    expect(partsOf('input.survey.members', { 'input.survey.members#0.name': '没有姓名', 'input.survey.day': '太早' })).toEqual({ '0.name': '没有姓名' })
  })
})
