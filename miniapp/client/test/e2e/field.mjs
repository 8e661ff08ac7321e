// The village's side of the procedure, walked on the pages with their own words alone:
// the clerk fills in for a household and accepts, two surveyors visit (the first
// without network), the groups and the delegates meet, three sign, the list is posted.
// BANGFU=<built program>   SHOTS=<folder> keeps screenshots
import assert from 'node:assert/strict'
import { audit } from './audit.mjs'
import { open } from './browser.mjs'
import { start } from './server.mjs'

const server = await start()
const b = await open()
const { page } = b
const button = (text) => page.locator('uni-button:visible').filter({ hasText: text })
const near = (label) => page.locator('.field:visible').filter({ has: page.locator('.label', { hasText: label }) }).last()
const type = (label, text) => near(label).locator('input, textarea').first().fill(text)
const pick = (label, option) => near(label).locator('.option').filter({ hasText: option }).first().click()
const next = () => button('下一步').click()
/** toLast turns the pages of a form to its end. */
const toLast = async () => { while (await button('下一步').count()) await next() }
const fine = async (name, k = 1) => {
  assert.deepEqual(await audit(page, k), [], `${name} for old people`)
  await b.shot(`field-${name}`)
}
const picture = async () => ({ name: 'a.png', mimeType: 'image/png', buffer: await page.locator('.app-title').first().screenshot() })
const photo = async (label) => {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), near(label).locator('uni-button').filter({ hasText: /拍照或选照片|再加一张/ }).first().click()])
  await chooser.setFiles(await picture())
}
/** at gives the phone into somebody's hand and opens a page. */
const at = async (seat, link = 'tasks') => {
  await server.demo('seat', { phone: 'b', seat })
  await page.goto('about:blank')
  await page.goto(`${server.url}/h5/?phone=b#/${link}`)
  await page.locator('.app-title').waitFor()
}
const task = async (seat, text) => {
  await at(seat)
  await page.locator('.tappable').filter({ hasText: text }).first().click()
  await page.getByText('这件事').waitFor()
}
const has = async (seat, text) => {
  await at(seat)
  await page.getByText(/一共\d+件|没有要办的事/).waitFor()
  return (await page.locator('.tappable').filter({ hasText: text }).count()) > 0
}
const done = (text) => page.getByText(text).first().waitFor()
/** citizen writes a well-formed number of nobody. */
const citizen = (serial) => {
  const body = `62102519600101${String(serial).padStart(3, '0')}`
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  return body + '10X98765432'[[...body].reduce((n, d, i) => n + Number(d) * weights[i], 0) % 11]
}
const first = async (label) => { // the first of a wheel
  await near(label).locator('uni-picker').click()
  await page.locator('.uni-picker-action-confirm:visible').click()
}

const sealed = async (label) => {
  await near(label).locator('uni-button').filter({ hasText: '要一张盖章签字页' }).click()
  await photo(label)
  await done('已归档：盖章签字的纸')
}

try {
  // 村上帮填: what is missing is said at its field
  await at('clerk', 'help')
  await next()
  await type('户主姓名', '解福贵')
  await type('户主身份证号', citizen(123))
  await type('手机号', '13900001111')
  await fine('help')
  await next()
  await first('组')
  await next()
  await pick('家里有什么困难', '有病人')
  await next()
  await next()
  await button('替他提交').click()
  await done('还没有选“户主同意的照片”')
  await photo('户主同意的照片')
  await done('第1张已传')
  await button('替他提交').click()
  await done('要改：您选的困难涉及健康情况') // a refusal turns back to its field
  await pick('同意登记健康情况', '是')
  await toLast()
  await button('替他提交').click()
  await done(/收到了。回执号 HZ-/)

  // what else the clerk may do with it: a standard reason is tapped, a duplicate and another village are picked
  await task('clerk', '新申请待受理')
  await button('退回补正').first().click()
  await page.locator('.option:visible').filter({ hasText: '缺身份证' }).click()
  await page.locator('.option.on:visible').filter({ hasText: '缺身份证' }).waitFor()
  await fine('return')
  await button('并入').first().click()
  await near('哪一件').locator('uni-picker').waitFor()
  await button('转村').first().click()
  await near('转到哪个村').waitFor()
  await fine('pass-on')

  // 待办: two alike are told apart and accepted together
  await at('clerk')
  const waiting = page.locator('.tappable').filter({ hasText: '新申请待受理' })
  await waiting.nth(1).waitFor()
  assert.equal(new Set(await waiting.allInnerTexts()).size, 2, 'two alike can be told apart')
  await fine('tasks')
  await button('几件同样的一起办').click()
  await waiting.nth(0).click()
  await waiting.nth(1).click()
  await button('一起办：受理（2件）').click()
  await button('确认：受理2件').click()
  await page.getByText('办好了：受理').nth(1).waitFor()
  await fine('batch')
  await button('回到待办').click()

  // 换调查员: the clerk sends somebody else on the second visit
  await at('clerk', 'cases')
  await page.locator('.tappable').filter({ hasText: '尾号002' }).click()
  await button('换下').last().click()
  await first('换成谁')
  await button('就这样定').click()
  await done('已换好')
  await fine('surveyors')

  // 入户: the first surveyor takes the sheet along, fills it in and signs without network
  await at('cadre')
  await button('要下村：把入户表带上').click()
  await done(/带好了2户/)
  await page.locator('.tappable').filter({ hasText: '尾号001' }).click()
  await page.getByText('哪天入的户').waitFor()
  await page.context().setOffline(true)
  await pick('用的什么方法', '典型特征法')
  await type('换了户主', '原来的户主外出打工，改由家属当户主')
  await next()
  const member = page.getByLabel('第1口人', { exact: true })
  assert.notEqual(await member.locator('input').first().inputValue(), '', 'the householder is known')
  await member.locator('input').nth(1).fill('123')
  await member.locator('.option').filter({ hasText: /^.?否$/ }).first().click()
  await fine('members')
  await next()
  for (const label of ['打工工资', '种地', '地租', '低保', '本钱']) await type(label, label === '打工工资' ? '1200.5' : '0')
  await next()
  await pick('住房', 'C级')
  await pick('喝水', '是')
  await photo('照片')
  await done('照片留在手机上')
  await pick('谁签的名', '户主')
  await next()
  await page.locator('uni-canvas').scrollIntoViewIfNeeded()
  const pad = await page.locator('uni-canvas').boundingBox()
  const touch = await page.context().newCDPSession(page)
  const finger = (kind, x, y) => touch.send('Input.dispatchTouchEvent', { type: kind, touchPoints: kind === 'touchEnd' ? [] : [{ x, y }] })
  await finger('touchStart', pad.x + 40, pad.y + 40)
  for (let n = 1; n < 12; n++) await finger('touchMove', pad.x + 40 + n * 15, pad.y + 40 + (n % 3) * 25)
  await finger('touchEnd')
  await button('写好了，用这个签名').click()
  await done('已签名，留在手机上')
  await button('提交：完成调查').click()
  await done(/没办成：网络不通/)
  await fine('offline')
  await page.context().setOffline(false)
  await page.evaluate(() => { location.hash = '#/tasks' })
  await page.locator('.part:visible').filter({ hasText: '填了还没交上去' }).click()
  await page.getByText('哪天入的户').waitFor()
  for (let n = 0; n < 4; n++) await next()
  await button('提交：完成调查').click()
  await done(/要改：.*身份证/) // the refusal stands at the member's number
  assert.equal(await page.getByLabel('第1口人', { exact: true }).locator('.wrong').count(), 1)
  await fine('member-wrong')
  await page.getByLabel('第1口人', { exact: true }).locator('input').nth(1).fill(citizen(201))
  for (let n = 0; n < 3; n++) await next()
  await button('提交：完成调查').dblclick()
  await done(/已记下：完成调查/)
  assert.equal(b.calls.filter((c) => c.startsWith('POST /api/v1/acts') && c.includes(citizen(201))).length, 1, 'a double tap is one sheet')
  await fine('surveyed')

  // the second surveyor reads what the first has found and signs on the own phone
  await task('team', '申请待完成调查')
  await done('1,200.50元')
  await fine('second')
  await button('确认：完成调查').click()
  await done('办好了：完成调查')

  // 小组评议: too few came, a count too many, then it is right; two groups report zero
  await task('head', '待小组评议')
  await type('在哪里开的', '一组组长家')
  await type('谁主持', '组长')
  await next()
  await page.locator('.names:visible .option').first().click()
  await done(/还差\d+人，开不成会/)
  await fine('register')
  await button('全到了').click()
  await next()
  await fine('votes')
  await page.locator('.count:visible input').nth(2).fill('99')
  await done(/比到会的多\d+票/)
  await b.shot('field-votes-wrong')
  await next()
  await button('提交：小组评议').click()
  await done(/要改：有一户的票数比到会的人还多/)
  await button('其余的都同意').click()
  await near('理由').locator('input').fill('缺劳动力，家里确实困难')
  await next()
  await button('提交：小组评议').click()
  await done('办好了：小组评议')
  for (const seat of ['head2', 'head3']) {
    await task(seat, '待小组评议')
    await done('直接交零报告')
    await button('确认：小组评议').click()
    await done('办好了：小组评议')
  }

  // 代表会议: the frozen register, the witness, and the page that is printed, sealed and photographed
  await task('clerk', '待代表会议')
  await type('在哪里开的', '村委会')
  await type('谁主持', '村主任')
  await next()
  await button('全到了').click()
  await next()
  await near('理由').locator('input').fill('缺劳动力，家里确实困难')
  await next()
  await first('见证人')
  await next()
  await type('1组：入户调查中', '还在入户调查，下次会上再评')
  await next()
  await sealed('会议记录盖章页')
  await fine('vote')
  await button('提交：代表会议').click()
  await done('办好了：代表会议')

  // 核实签字: three sign, each on the own phone
  for (const [n, seat] of ['committee', 'officer', 'cadre'].entries()) {
    await at(seat)
    await page.locator('.tappable').filter({ hasText: '解家川村' }).filter({ hasText: '名单待核实签字' }).first().click()
    await button('核实签字').click()
    await button('确认：核实签字').click()
    await done(n < 2 ? '还要等别的同志签字' : '办好了：核实签字')
  }

  // 张榜: the sealed list files itself, then the photo of the board
  await task('clerk', '名单待张榜')
  await fine('publish')
  const ordered = page.waitForResponse((r) => r.url().endsWith('/sealed-sheets'))
  const order = () => near('盖章签字的名单').locator('uni-button').filter({ hasText: '要一张盖章签字页' }).click()
  await order()
  const { id: printed } = await (await ordered).json()
  await at('clerk', `sealed/${printed}`) // what the code on the printed page opens
  await fine('sealed')
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), button('拍照或选照片').click()])
  await chooser.setFiles(await picture())
  await done('已归档：盖章签字的纸')
  await task('clerk', '名单待张榜')
  await order()
  await done('已归档：盖章签字的纸')
  await button('提交：张榜公示').click()
  await done('还没有选“公示栏的照片”')
  await photo('公示栏的照片')
  await done('第1张已传')
  await button('提交：张榜公示').click()
  await done('办好了：张榜公示')
  await fine('published')

  // 村上今天 and 顶班
  await at('clerk', 'today')
  await page.getByText(/消息没送到，要打电话或上门告知的（\d+）/).waitFor()
  await fine('today')
  const tell = button('已电话告知')
  if (await tell.count()) {
    await tell.first().click()
    await done('已登记告知')
  }
  await at('clerk', 'standin')
  await page.getByText('请谁顶班').waitFor()
  await button('请他顶班').click()
  await done('还没有选“请谁顶班”')
  await fine('standin')
  await first('请谁顶班')
  await button('请他顶班').click()
  await page.getByText(/办好了：.*顶您的班/).or(page.getByText(/不能|只能/)).first().waitFor()

  // larger letters
  await at('cadre')
  await page.locator('uni-button.care:visible').click()
  await page.locator('uni-button.care:visible').click()
  await fine('tasks-large', 1.7)
  await page.locator('.tappable').first().click()
  await page.getByText('哪天入的户').waitFor()
  await next()
  await fine('survey-large', 1.7)
  assert.deepEqual(b.external, [], 'requests to third parties')
  assert.deepEqual(b.errors.filter((e) => !/status of 4\d\d|ERR_INTERNET_DISCONNECTED/.test(e)), [], 'errors on the page')
  console.log('field ok')
} catch (e) {
  await b.shot('field-failed')
  console.error(b.errors, page.url(), (await page.locator('.app-page').innerText().catch(() => '')).slice(0, 1500))
  throw e
} finally {
  await b.close()
  await server.close()
}
