// The two-phone page of a running demo in headless Chromium, as a person uses it.
// usage: node browser.mjs <folder of playwright-core> <url of the demo> <folder for screenshots>
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'

const [, , tools, base, shots] = process.argv
const { chromium } = createRequire(`${tools}/`)('playwright-core')
const wait = 20000

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
})

// visit opens the page as one visitor and notes what must not happen.
async function visit(width, height, size = '0') {
  const context = await browser.newContext({ viewport: { width, height }, locale: 'zh-CN' })
  await context.addInitScript((s) => localStorage.setItem('size', s), size)
  const page = await context.newPage()
  const wrong = []
  page.on('console', (m) => m.type() === 'error' && wrong.push(`console: ${m.text()}`))
  page.on('pageerror', (e) => wrong.push(`error: ${e.message}`))
  page.on('request', (r) => {
    const url = new URL(r.url())
    if (!['data:', 'blob:'].includes(url.protocol) && url.origin !== new URL(base).origin) wrong.push(`third party: ${url.origin}`)
  })
  page.setDefaultTimeout(wait)
  const answer = await page.goto(base)
  await page.locator('.phone').first().waitFor()
  const phone = (key) => page.locator(`[data-phone=${key}]`)
  return {
    page, wrong, answer, phone,
    shot: (name) => page.screenshot({ path: `${shots}/${name}.png` }),
    tab: (key, name) => phone(key).getByRole('tab', { name }).click(),
    async say(key, text) {
      await phone(key).getByRole('tab', { name: '聊天' }).click()
      const before = await phone(key).locator('.row:not(.mine)').count()
      await phone(key).getByLabel('发消息').fill(text)
      await page.keyboard.press('Enter')
      await page.waitForFunction(([k, n]) => document.querySelectorAll(`[data-phone=${k}] .row:not(.mine)`).length > n, [key, before], { timeout: wait })
      return phone(key).locator('.row:not(.mine)').last().innerText()
    },
    async sit(key, title) {
      await phone(key).locator('.holder select').selectOption({ label: title })
      await page.waitForFunction(([k, t]) => document.querySelector(`[data-phone=${k}]`).getAttribute('aria-label').endsWith(t), [key, title])
    },
    mini: (key) => page.frameLocator(`[data-phone=${key}] iframe`),
    close: () => context.close(),
  }
}

const step = (line) => console.log(`  ${line}`)

// An application goes in through the mini-program of one phone, a card comes to the
// other, 受理 is typed, 进度 is asked, the card opens its task.
async function story() {
  const v = await visit(1440, 900)
  const policy = v.answer.headers()['content-security-policy'] || ''
  for (const rule of ["default-src 'self'", "script-src 'self'", "style-src 'self'", "object-src 'none'", "base-uri 'none'"]) {
    assert.ok(policy.includes(rule), `CSP lacks ${rule}: ${policy}`)
  }
  await v.page.getByText('模拟环境').first().waitFor()
  await v.shot('page-1440')
  await v.say('b', '待办')
  await v.tab('b', '小程序') // what waited is looked at: the next card comes at once
  await v.mini('b').getByText('消息').first().click()
  await v.mini('b').locator('.app-title', { hasText: '消息' }).waitFor()
  await v.tab('b', '聊天')
  const cards = v.phone('b').locator('article.card')
  const before = await cards.count()

  await v.tab('a', '小程序')
  const a = v.mini('a')
  const button = (text) => a.locator('uni-button:visible').filter({ hasText: text })
  await a.getByRole('button', { name: '我家有困难，要申请', exact: true }).click()
  await a.getByText('填了不等于评上').waitFor()
  await button('填好示例').click()
  for (let i = 0; i < 9 && !(await button('填完了').count()); i++) await button('下一步').click()
  await button('填完了').click()
  await v.shot('apply-1440')
  await button('提交申请').dblclick()
  await a.getByText(/回执号 HZ-/).first().waitFor()
  step('the villager has a receipt')
  await v.shot('receipt-1440')

  await cards.nth(before).waitFor()
  const number = (/编号\s*(\d{4})/.exec(await cards.nth(before).innerText()) || [])[1]
  assert.ok(number, 'the card has no number')
  step(`a card came to the clerk: ${number}`)
  assert.match(await v.say('b', `受理${number}`), new RegExp(`已受理\\s*${number}`))
  step('typing 受理 with the number accepts it')
  assert.match(await v.say('a', '进度'), /干部上门/)
  step('the villager is told who comes and until when')
  await v.shot('chat-1440')

  await cards.nth(before).getByRole('button', { name: '点开' }).click()
  await v.mini('b').getByText(/办理/).first().waitFor()
  await v.mini('b').getByText('这件事').waitFor()
  step('the card opens its task in the same phone')
  await v.shot('task-1440')
  await takenOver(v)
  await reconnect(v)
  await v.page.getByRole('button', { name: '最近一次加密往来' }).click()
  await v.page.getByText('打开信封以后').waitFor()
  await v.shot('exchange-1440')
  await v.page.getByRole('button', { name: '关上' }).click()
  assert.deepEqual(v.wrong, [])
  await v.close()
}

// takenOver gives the phone into other hands: the mini-program is theirs at once.
async function takenOver(v) {
  await v.tab('b', '小程序')
  await v.sit('b', '解家川村包村干部')
  await v.mini('b').getByText('我的待办').waitFor()
  await v.mini('b').getByText('我的待办').click()
  await v.mini('b').locator('.tappable', { hasText: '调查' }).first().click()
  await v.mini('b').getByText('哪天入的户').waitFor()
  step('the surveyor finds the visit in the phone that was handed over')
  await v.shot('survey-1440')
  await v.sit('b', '解家川村村级信息员')
  await v.mini('b').locator('.app-title').first().waitFor()
}

// reconnect breaks every stream: afterwards nothing may stand there twice.
async function reconnect(v) {
  await v.tab('b', '聊天')
  const count = () => v.phone('b').locator('.log > *').count()
  const before = await count()
  await v.page.context().setOffline(true)
  await v.page.waitForTimeout(500)
  await v.page.context().setOffline(false)
  await v.page.reload()
  await v.phone('b').locator('article.card').first().waitFor()
  await v.page.waitForTimeout(500)
  assert.equal(await count(), before, 'after a reconnect something stands there twice or is gone')
  v.wrong.length = 0 // being offline is an error of this script's making
  step('after a reconnect nothing stands there twice')
}

// rules measures what a person with weak eyes and thick fingers needs.
async function rules(name, width, height, size) {
  const v = await visit(width, height, size)
  await v.sit('a', '解家川村村民')
  await v.mini('a').getByText('我家的进度').waitFor({ state: 'attached' })
  for (const [tab, shot] of [['聊天', 'chat'], ['小程序', 'mini']]) {
    await v.tab('a', tab)
    if (shot === 'mini') await v.mini('a').getByText('我家的进度').waitFor()
    await v.shot(`${name}-${shot}`)
    assert.deepEqual(await v.page.evaluate(measure), [], `${name} ${tab}`) // the pages in the frame are measured by the client's own tests
  }
  assert.deepEqual(v.wrong, [])
  await v.close()
  step(`${name}: letters, targets, contrast and width are in order`)
}

// measure runs in the page: text under 18 px, targets under 44 (60 in the phones),
// contrast under 4.5, a page wider than the screen.
function measure() {
  const faults = []
  const rgb = (c) => (c.match(/[\d.]+/g) || []).map(Number)
  const light = (c) => c.slice(0, 3).map((x) => x / 255).map((x) => (x <= 0.03928 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4)).reduce((s, x, i) => s + x * [0.2126, 0.7152, 0.0722][i], 0)
  const ground = (el) => {
    for (let at = el; at; at = at.parentElement) {
      const c = rgb(getComputedStyle(at).backgroundColor)
      if (c.length === 3 || c[3] === 1) return c
    }
    return [255, 255, 255]
  }
  const seen = (el) => el.checkVisibility() && !el.closest('.hidden') && el.getBoundingClientRect().width > 2
  const short = (el) => `${el.tagName}.${el.className} “${(el.innerText || el.value || el.name || '').slice(0, 12)}”`
  if (document.documentElement.scrollWidth > innerWidth + 1) faults.push(`the page is ${document.documentElement.scrollWidth} px wide`)
  for (const el of document.querySelectorAll('body *')) {
    if (!seen(el)) continue
    const style = getComputedStyle(el)
    const text = [...el.childNodes].some((n) => n.nodeType === 3 && n.data.trim())
    if (text && parseFloat(style.fontSize) < 18) faults.push(`${short(el)} is ${style.fontSize}`)
    if (text && !el.disabled && el.tagName !== 'OPTION') {
      const [a, b] = [light(rgb(style.color)), light(ground(el))].sort((x, y) => y - x)
      if ((a + 0.05) / (b + 0.05) < 4.5) faults.push(`${short(el)} has contrast ${((a + 0.05) / (b + 0.05)).toFixed(2)}`)
    }
    if (el.matches('button, select, textarea, input:not([type=radio], [type=checkbox], [type=file]), summary, .options label')) {
      const need = el.closest('.screen') ? 60 : 44
      const h = el.getBoundingClientRect().height
      if (h < need - 0.5) faults.push(`${short(el)} is ${h} px high, ${need} needed`)
      const named = el.innerText || el.getAttribute('aria-label') || (el.labels && el.labels.length)
      if (!named) faults.push(`${short(el)} has no name`)
    }
  }
  return faults
}

try {
  await story()
  await rules('390', 390, 844, '0')
  await rules('390-large', 390, 844, '2')
  await rules('1440', 1440, 900, '0')
  await rules('1440-large', 1440, 900, '2')
  console.log('the two-phone page is in order')
} finally {
  await browser.close()
}
