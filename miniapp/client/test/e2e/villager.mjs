// A villager in the browser build, against the real program: applies, leaves, comes
// back, sends in a tunnel and once more; sees the progress; reads the list on the wall
// without a login; objects; mends what was returned. BANGFU, SHOTS as in h5.mjs.
import assert from 'node:assert/strict'
import { audit } from './audit.mjs'
import { open } from './browser.mjs'
import { start } from './server.mjs'

const server = await start()
const b = await open()
const { page } = b
const button = (text) => page.locator('uni-button:visible').filter({ hasText: text })
const option = (text) => page.locator('.option:visible').filter({ hasText: text })
const input = (n = 0) => page.locator('input:visible').nth(n)
const fine = async (name, k = 1) => {
  assert.deepEqual(await audit(page, k), [], `${name} for old people`)
  await b.shot(`villager-${name}`)
}
const to = (path, phone = 'a') => page.goto('about:blank').then(() => page.goto(`${server.url}/h5/?phone=${phone}#/${path}`))

// ask speaks to the interface as whoever holds a phone: for what a villager does not do.
const ask = async (phone, method, path, body) => {
  const code = await (await fetch(`${server.url}/demo/login`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ phone }) })).json()
  const login = await (await fetch(`${server.url}/api/v1/login`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ app: code.app, code: code.code }) })).json()
  const r = await fetch(`${server.url}/api/v1${path}`, {
    method, headers: { authorization: `Bearer ${login.token}`, 'content-type': 'application/json', 'idempotency-key': `e2e-${Math.random()}` }, ...(body ? { body: JSON.stringify(body) } : {}),
  })
  assert.ok(r.ok, `${method} ${path}: ${r.status}`)
  return r.json()
}
const self = (await (await fetch(`${server.url}/demo/login`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"phone":"a"}' })).json()).self

try {
  // what it means and who sees it comes first
  await to('home')
  await page.getByRole('button', { name: '我家有困难，要申请', exact: true }).click()
  await page.getByText('填了不等于评上').waitFor()
  await page.getByText('谁看得到').waitFor()
  await fine('apply-1')
  await option('否').click()
  await button('下一步').click()
  await button('下一步').click()
  await page.getByText('还没有选“为谁申请”').waitFor()
  await option('为自己家').click()
  await fine('apply-2')
  await button('下一步').click()
  await input(0).fill(self.name)
  await input(2).fill(self.phone)
  await input(1).fill('6210251906')
  await page.getByText('还差8位').waitFor()
  await fine('apply-3')

  // leaves and comes back: everything but the number is there, at the page where it was left
  await page.reload()
  await page.getByText('上次填到一半').waitFor()
  assert.equal(await input(0).inputValue(), self.name, 'the draft is there after a reload')
  assert.equal(await input(1).inputValue(), '', 'a number of a citizen is not kept')
  await fine('apply-resumed')
  await input(1).fill(self.number)
  await button('下一步').click()
  await page.getByText('村和组').waitFor()
  await fine('apply-4')
  const group = page.locator('uni-picker:visible').nth(2)
  await group.click()
  await page.locator('.uni-picker-action-confirm:visible').click()
  await button('下一步').click()
  await option('没本钱').click()
  await option('地少').click()
  await page.locator('textarea:visible').fill('地少，想养牛，没有本钱')
  await fine('apply-5')
  await button('下一步').click()
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), button('拍照或选照片').click()])
  await chooser.setFiles({ name: 'a.png', mimeType: 'image/png', buffer: await page.locator('.app-title').screenshot() })
  await page.getByText('去掉第1张').waitFor()
  await button('填完了').click()
  await page.getByText('山河镇解家川村一组').waitFor()
  await fine('apply-check')

  // the tunnel: the server hears it, the phone hears nothing; pressed again after coming back
  const keys = []
  page.on('request', (r) => { if (r.method() === 'POST' && r.url().endsWith('/applications')) keys.push(r.headers()['idempotency-key']) })
  await page.route('**/api/v1/applications', async (route) => {
    if (route.request().method() !== 'POST') return route.continue()
    await route.fetch()
    return route.abort()
  })
  await button('提交申请').click()
  await page.getByText('网络不通').waitFor()
  await button('提交申请').click()
  await page.waitForTimeout(300)
  await page.unroute('**/api/v1/applications')
  await page.reload()
  await page.getByText('上次填到一半').waitFor()
  await input(1).fill(self.number)
  for (let i = 0; i < 3; i++) await button('下一步').click()
  await button('填完了').click()
  await button('提交申请').dblclick()
  await page.getByText(/收到了。回执号 HZ-20140512-/).waitFor()
  assert.equal(new Set(keys).size, 1, `one key: ${keys}`)
  assert.ok(keys.length >= 3)
  assert.equal((await ask('a', 'GET', '/applications')).items.length, 1, 'pressed three times, one application')
  await fine('apply-done')
  await button('看办到哪一步').click()
  await page.getByText('办到哪一步了').waitFor()
  await fine('case')

  // a name for the household, on this phone only
  await page.locator('input:visible').fill('二叔家')
  await button('记住').click()
  await page.getByText('✓ 记住了').waitFor()
  await to('mine')
  await page.getByText(`二叔家（${self.name}）`).waitFor()
  await fine('progress')

  // mended before it is accepted: the form holds what the case holds, and asks no number again
  await page.locator('.tappable:visible').first().click()
  await button('修改').click()
  await page.locator('.app-title', { hasText: '修改申请' }).waitFor()
  await button('下一步').click()
  assert.equal(await input(0).inputValue(), self.name, 'the form of change is filled')
  await fine('change')
  await button('下一步').click()
  assert.equal(await page.locator('textarea:visible').inputValue(), '地少，想养牛，没有本钱')
  await page.locator('textarea:visible').fill('地少，想养两头牛，没有本钱')
  await button('下一步').click()
  await button('填完了').click()
  await page.getByText('地少，想养两头牛').waitFor()
  await button('提交修改').click()
  await page.getByText('办好了：修改').waitFor()
  await button('看办到哪一步').click()
  await page.getByText('地少，想养两头牛').waitFor()

  // returned: what is missing stands first
  const task = (await ask('b', 'GET', '/tasks')).items.find((t) => t.do === 'accept' && t.title.includes('新申请'))
  const mine = (await ask('a', 'GET', '/applications')).items[0]
  await ask('b', 'POST', '/acts', { object: { kind: 'case', id: mine.id }, do: 'return', version: mine.version, reason: '户口簿看不清，请重拍' })
  assert.ok(task)
  await to('home')
  await page.getByText('要请您办').waitFor()
  await fine('home-returned')
  await to(`c/${mine.id}`)
  await page.getByText('还缺：户口簿看不清').waitFor()
  await fine('case-returned')
  await button('谁看过').click()
  await to('messages')
  await page.locator('.card:visible').first().waitFor()
  await fine('messages')

  // 撤回 asks once more
  await to(`c/${mine.id}`)
  await button('撤回').click()
  await page.getByText('确认办理“撤回”').waitFor()
  await fine('withdraw')

  // 补交 says what is missing before it asks for it
  await button('补交').click()
  await page.getByText('补的照片').waitFor()
  await page.locator('.part:visible input').fill('户口簿已经重新拍过了')
  await fine('resubmit')
  await button('提交：补交').click()
  await page.getByText('办好了：补交').waitFor()

  // the lists: the county's for everybody, the wall by its poster
  await to('lists')
  await page.getByText('北堡子村贫困户名单').waitFor()
  await fine('lists')
  await page.locator('.tappable:visible').first().click()
  await page.getByText('名单校验码').waitFor()
  await fine('announcement')
  await fetch(`${server.url}/demo/seat`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"phone":"b","seat":"officer"}' })
  const wall = (await ask('b', 'GET', '/publicities')).items.find((p) => p.link && p.category === 'poor')
  await page.goto('about:blank')
  await page.goto(`${server.url}/h5/?phone=#/q/${wall.link}`)
  await page.getByText('名单校验码').waitFor()
  await fine('poster')
  assert.ok(!b.calls.slice(-3).some((c) => c.includes('/login')), 'nobody logs in to read the wall')

  // objects, with the household before the eyes
  await to(`q/${wall.link}`)
  const row = page.locator('.row:visible').first()
  const name = (await row.locator('.head').textContent()).trim()
  await row.locator('uni-button').click()
  await page.locator('.part:visible').getByText(name).waitFor()
  await page.locator('textarea:visible').fill('他家去年买了小车，还开着铺子')
  await fine('objection-1')
  await button('下一步').click()
  await fine('objection-2')
  await option('镇上经办人知道').click()
  await button('提交反映').click()
  await page.getByText(/收到了。反映的受理号 FY-/).waitFor()
  await fine('objection-done')
  await button('看我反映的事').click()
  await page.getByText('他家去年买了小车').waitFor()
  await fine('objections')
  await page.locator('.tappable:visible').first().click()
  await page.getByText('反映什么').waitFor()
  await fine('objection')
  await page.goto('about:blank')
  await page.goto(`${server.url}/h5/?phone=#/q/${'a'.repeat(52)}`)
  await page.getByText('这份名单现在看不到了').waitFor()
  await fine('poster-over')

  // a long list is drawn piece by piece
  await page.route('**/api/v1/lists/*', async (route) => {
    const r = await route.fetch()
    const list = await r.json()
    const one = list.rows[0]
    await route.fulfill({ response: r, json: { ...list, rows: Array.from({ length: 500 }, (_, i) => ({ ...one, row: i + 1 })) } })
  })
  await to(`q/${wall.link}`)
  await page.getByText('看后面的（还有460户）').waitFor()
  assert.equal(await page.locator('.row:visible').count(), 40)
  await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight))
  await page.locator('.row').nth(45).waitFor()
  await page.unroute('**/api/v1/lists/*')

  for (const [path, text] of [['me', '办理密码'], ['policy', '不收钱'], ['people', '解家川村委会'], ['lists', '县上的公告']]) {
    await to(path)
    await page.getByText(text).first().waitFor()
    await fine(path)
  }
  await to('me')
  await button('第一次设密码').click()
  await input(0).fill('274913')
  await input(1).fill('274914')
  await button('确定').click()
  await page.getByText('两次输的不一样').first().waitFor()
  await fine('me-pin')

  // every page again in the largest letters
  await button('特大字').last().click()
  for (const path of ['home', 'apply', 'mine', `c/${mine.id}`, 'lists', `q/${wall.link}`, `o?list=x&row=1&link=${wall.link}`, 'objections', 'messages', 'me', 'policy', 'people']) {
    await to(path)
    await page.waitForLoadState('networkidle')
    await fine(`largest-${path.split(/[/?]/)[0]}`, 1.7)
  }

  // nobody yet: who somebody is is asked when it is needed, and not a second time
  await to('me')
  await button('解除绑定').click()
  await button('确认解除').click()
  await page.locator('.app-title:visible', { hasText: '正宁帮扶' }).waitFor()
  await to('mine')
  await page.getByText('还没有申请').waitFor()
  await to('apply')
  await page.locator('.app-title:visible', { hasText: '先说您是谁' }).waitFor()
  await fine('declare', 1.7)
  await input(0).fill(self.name)
  await input(1).fill(self.number)
  await button('下一步').click()
  await input(0).fill(self.phone)
  for (const n of [0, 1, 2]) {
    if (n >= await page.locator('uni-picker:visible').count()) break // a village without groups
    await page.locator('uni-picker:visible').nth(n).click()
    await page.locator('.uni-picker-action-confirm:visible').click()
    await page.waitForTimeout(400)
  }
  await button('填好了').click()
  await page.getByText('填了不等于评上').waitFor()
  await button('下一步').click()
  await option('为自己家').click()
  await button('下一步').click()
  assert.deepEqual([await input(0).inputValue(), await input(1).inputValue()], [self.name, self.number], 'what was just said is not asked again')

  assert.deepEqual(b.external, [], 'requests to third parties')
  assert.deepEqual(b.errors.filter((e) => !/status of 4\d\d|ERR_FAILED/.test(e)), [], 'errors on the page')
  for (const c of b.calls.filter((c) => !/^GET \/api\/v1\/lists\//.test(c))) assert.doesNotMatch(c.split(' ')[1] ?? '', /token|code/, 'no secret in an address')
  console.log('villager ok')
} catch (e) {
  await b.shot('villager-failed')
  console.error(b.errors, page.url())
  throw e
} finally {
  await b.close()
  await server.close()
}
