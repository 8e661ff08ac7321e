// Township and county at their desks, in the H5 build inside the real program: what
// the server offers a reviewer, a leader, a county officer and the county's leader is
// done on the pages by their own words alone, and a refusal stands on its field.
// BANGFU=<built program>   SHOTS=<folder> keeps screenshots
import assert from 'node:assert/strict'
import { audit } from './audit.mjs'
import { open } from './browser.mjs'
import { start } from './server.mjs'

const server = await start()
const b = await open()
const { page } = b
const button = (text) => page.locator('uni-button:visible').filter({ hasText: text })
const said = (text) => page.getByText(text).locator('visible=true').first().waitFor()
const fine = async (name, k = 1) => {
  assert.deepEqual(await audit(page, k), [], `${name} for old people`)
  await b.shot(`desk-${name}`)
}
const to = async (link) => { await page.goto(`${server.url}/h5/?phone=b&at=${Date.now()}#/${link}`) }
const sit = async (seat) => {
  await server.demo('seat', { phone: 'b', seat })
  await to('desk')
  await page.locator('.app-title:visible', { hasText: '工作台' }).waitFor()
}
const task = async (title, place) => {
  await to('tasks')
  await page.locator('.tappable:visible').filter({ hasText: title }).filter({ hasText: place }).first().click()
  await page.locator('.app-title:visible', { hasText: title }).waitFor()
}
const form = (title) => page.locator(`[role=group][aria-label="${title}"]:visible`).last()
const write = (scope, label, text) => scope.locator('.field').filter({ has: page.locator('.label', { hasText: label }) }).last().locator('input, textarea').last().fill(text)
const pick = (scope, label) => scope.locator('[role=radio]:visible, [role=checkbox]:visible').filter({ hasText: label }).first().click()
const choose = async (field, label) => {
  await field.locator('uni-picker').last().click()
  await page.waitForTimeout(500) // the wheel slides in, then it turns
  await page.locator('.uni-picker-item:visible', { hasText: label }).first().click()
  await page.waitForTimeout(500)
  await page.locator('.uni-picker-action-confirm:visible').click()
  await field.locator('.in', { hasText: label }).waitFor()
}
const pin = async (scope = page) => { if (await scope.locator('input[type=password]:visible').count()) await scope.locator('input[type=password]:visible').fill(state.pin) }
const state = await (await fetch(`${server.url}/demo/state`)).json()

try {
  // the reviewer: lists by step, one list in full
  await sit('reviewer')
  await fine('desk')
  await button('近亲属备案').click()
  const kin = form('近亲属备案')
  await write(kin, '亲属的身份证号', '621025')
  await pick(kin, '兄弟姐妹')
  await button('提交：近亲属备案').click()
  await kin.locator('.wrong').first().waitFor()
  await fine('kin-refused')
  await write(kin, '亲属的身份证号', '11010519491231002X')
  await button('提交：近亲属备案').click()
  await said('备好案了')
  await button('各村的名单').click()
  await said('乡镇审核中')
  await fine('lists')
  await button('山河镇佑苏村 贫困户').click()
  await said('还有3天')
  await said('期满照片：还没交')
  await fine('list')
  const [sheet] = await Promise.all([page.waitForResponse((r) => r.url().includes('/poster')), button('打印这份公示').click()])
  assert.equal(sheet.headers()['content-type'], 'application/pdf')
  await page.waitForTimeout(300)
  for (const other of page.context().pages().slice(1)) await other.close()

  // row by row: a reason that is too short is said on the rows, then one row is held
  await task('名单待审核同意', '冯柳村')
  await fine('examine')
  await button('审核同意').first().click()
  let rows = form('审核同意')
  await rows.locator('.judged').first().locator('.option').click()
  await rows.locator('.judged').first().locator('[role=radio]').filter({ hasText: '暂缓' }).click()
  await write(rows.locator('.judged').first(), '理由', '太短')
  await pin(rows)
  await fine('examine-rows')
  await button('提交：审核同意').click()
  await rows.locator('.wrong', { hasText: '第1行要写明理由' }).waitFor()
  await fine('examine-refused')
  await write(rows.locator('.judged').first(), '理由', '房屋情况还要再核实')
  await button('提交：审核同意').click()
  await said(/办好了：审核同意/)
  await fine('examined')

  // a list of 500 rows, one of them a near kin's: all of it stands, and nothing is judged that was not touched
  const longer = (roster) => ({ ...roster, rows: Array.from({ length: 500 }, (_, i) => ({ ...roster.rows[i % roster.rows.length], row: i + 1, kin: i === 6 })) })
  await page.route('**/api/v1/rosters/*', async (route) => {
    const answer = await route.fetch()
    await route.fulfill({ response: answer, json: longer(await answer.json()) })
  })
  await to('rosters')
  await button('山河镇佑苏村 贫困户').click()
  await page.locator('.row:visible').first().waitFor()
  await page.locator('.row').nth(499).waitFor({ state: 'attached' })
  await said('您的近亲属家，由同事办')
  await page.locator('.row').nth(499).scrollIntoViewIfNeeded()
  await said(/^第500行/)
  await b.shot('desk-long')
  await page.unroute('**/api/v1/rosters/*')

  // objections, list by list; who said what only on the page of the one who answers
  await to('handling')
  await said('山河镇佑苏村：1件')
  await fine('handling')
  await page.locator('.tappable:visible').first().click()
  await said('反映什么')
  rows = form('答复')
  await button('提交：答复').click()
  await said('还没有选“处理结果”')
  await pick(rows, '反映不属实')
  await write(rows, '核实情况和答复', '入户核实，他家没有小汽车')
  await button('提交：答复').click()
  await said(/办好了：答复/)

  // the second publicity, then what is ready is handed in
  await task('名单待第二次公示', '董家庄村')
  await button('确认：第二次公示').click()
  await said(/办好了：第二次公示/)
  await task('名单待上报', '东关村')
  await fine('hand-in')
  await button('确认：上报').click()
  await said(/办好了：上报/)

  // a list that hangs is void and hangs anew
  await to('boards')
  await said('西关村 贫困户')
  await fine('boards')
  await page.locator('.card:visible').filter({ hasText: '西关村 贫困户' }).locator('uni-button', { hasText: '看名单' }).click()
  await button('作废重贴').first().click()
  await write(form('作废重贴'), '理由', '贴的不是最后一版名单')
  await button('提交：作废重贴').click()
  await said(/办好了：作废重贴/)

  await page.setViewportSize({ width: 1440, height: 900 })
  await to('boards')
  await said('佑苏村 贫困户')
  await fine('boards-wide')
  await page.setViewportSize({ width: 390, height: 844 })

  // the leader signs with the PIN, or sends back with a reason
  await sit('leader')
  await task('名单待签批', '移风村')
  await button('签批').first().click()
  await button('确认：签批').click()
  await page.locator('[role=alert]:visible').first().waitFor()
  await pin()
  await fine('sign')
  await button('确认：签批').click()
  await said(/办好了：签批/)

  // the county officer: a bundle row by row
  await sit('county')
  await task('上报批待复审同意', '榆林子镇')
  await fine('bundle')
  rows = form('复审同意')
  await rows.locator('.judged').nth(1).locator('.option').click()
  await rows.locator('.judged').nth(1).locator('[role=radio]').filter({ hasText: '不予通过' }).click()
  await write(rows.locator('.judged').nth(1), '理由', '名下有商品房，收入超过标准')
  await pin(rows)
  await fine('recheck')
  await button('提交：复审同意').click()
  await said(/办好了：复审同意/)
  await task('申请待联网运行', '北堡子村')
  await button('确认：联网运行').click()
  await said(/办好了：联网运行/)

  // a list of a bundle is sent back from its own page
  await to('rosters')
  await button('永和镇上南村').click()
  await button('退回').click()
  await pick(form('退回'), '乡镇审核')
  await write(form('退回'), '理由', '缺一张公示照片')
  await fine('send-back')

  // rounds, quota and its sums, the plan in words
  await to('rounds')
  await fine('rounds')
  await button('看规模').click()
  await said('下面10个地方加起来')
  await fine('quota')
  await button('分解规模').click()
  const quota = form('分解规模')
  await pick(quota, '贫困户')
  await write(quota, '多少人', '100')
  await button('提交：分解规模').click()
  await said('不能低于已经分下去')
  await write(quota, '多少人', '38300')
  await button('提交：分解规模').click()
  await said('规模分好了')
  await said('还有100人没分')
  const round = (await page.url()).match(/id=([a-z2-7]+)/)[1]
  await to(`plan/${round}?region=621025100209`)
  await said('5月20日前要办：完成调查、小组评议、代表会议，否则赶不上6月30日')
  await fine('plan')
  await to('rounds')
  await button('建立一轮').click()
  const fresh = form('建立一轮')
  await pick(fresh, '常态化')
  await pick(fresh, '正宁县')
  await write(fresh, '标准是哪一年的', '2026')
  await write(fresh, '办理的年份', '2026')
  await fine('round-new')
  await to('alerts')
  await said('湫头镇西沟村')
  await fine('alerts')

  // desks: a deciding role is given, its code is shown once, and it sleeps
  await to('grants/621025100209')
  await said('张月圆')
  await fine('grants')
  await button('给一位新同志授权').click()
  const grant = form('给一位新同志授权')
  await write(grant, '姓名', '王新来')
  await write(grant, '手机号', '123')
  await button('下一步').click()
  await choose(grant.locator('.field').filter({ hasText: '什么岗位' }).last(), '村“两委”')
  await fine('grant')
  await button('提交：给一位新同志授权').click()
  await page.locator('.wrong:visible').first().waitFor()
  await fine('grant-refused')
  await write(grant, '手机号', '13900001234')
  await button('下一步').click()
  await button('提交：给一位新同志授权').click()
  await said('要等另一位同志确认才生效')
  await said(/绑定码 \d{6}/)
  await fine('granted')

  // the county's leader is the second officer, and announces
  await sit('countyleader')
  await to('grants/621025100209')
  const card = page.locator('.card:visible').filter({ hasText: '王新来' })
  await card.locator('uni-button', { hasText: '确认授权' }).click()
  await card.locator('uni-button', { hasText: '确认：确认授权' }).click()
  await said(/办好了：确认授权/)
  await task('上报批待公告', '永和镇')
  await pin()
  await button('确认：公告').click()
  await said(/办好了：公告/)
  await to('announcements')
  await said('永和镇上南村')
  await fine('announcements')
  await page.locator('.card:visible').filter({ hasText: '永和镇上南村' }).locator('uni-button').click()
  await said(/编号 /)
  await fine('announcement')
  await page.locator('uni-button.care:visible').click()
  await page.locator('uni-button.care:visible').click()
  await fine('announcement-large', 1.7)
  await to('rosters')
  await said('县上已公告')
  await fine('lists-large', 1.7)
  await task('轮次待结束', '正宁县')
  await write(form('结束'), '理由', '全县都办完了')
  await fine('close-large', 1.7)
  await button('提交：结束').click()
  await page.locator('[role=alert]:visible, [role=status]:visible').first().waitFor()

  assert.deepEqual(b.external, [], 'requests to third parties')
  assert.deepEqual(b.errors.filter((e) => !/status of 40[19]|status of 422/.test(e)), [], 'errors on the page')
  console.log('desk ok')
} catch (e) {
  await b.shot('desk-failed')
  console.error(b.errors, b.calls.slice(-5), page.url())
  throw e
} finally {
  await b.close()
  await server.close()
}
