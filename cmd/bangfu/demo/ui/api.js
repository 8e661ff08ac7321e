// What the page asks of the server: the demonstration's own switches under /demo/,
// and the JSON interface as the person who holds a phone. A login lives in this
// object only: closing the page forgets it.

// Refusal is what the server would not do, in its own plain sentence.
export class Refusal extends Error {
  constructor(status, problem) {
    super(problem.title || '没办成，请再试一次')
    this.status = status
  }
}

const silence = new Refusal(0, { title: '没有连上，请看程序是不是还开着，再试一次' })

async function ask(url, options) {
  let answer
  try {
    answer = await fetch(url, options)
  } catch {
    throw silence
  }
  if (answer.status === 204) return null
  const kind = answer.headers.get('content-type') || ''
  const body = kind.includes('json') ? await answer.json() : await answer.text()
  if (!answer.ok) throw new Refusal(answer.status, typeof body === 'object' ? body : {})
  return body
}

const asJSON = (body) => ({ headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })

// demo asks for one of the page's own acts.
export const demo = (name, body) => ask(`/demo/${name}`, { method: 'POST', ...asJSON(body) })

// exchange reads the last encrypted exchange of a phone.
export const exchange = (phone) => ask(`/demo/exchange?phone=${phone}`)

// Session is the login of who holds a phone, for what the bar reads in that name
// (until when a list is shown). A new one is made whenever somebody else takes the
// phone or the world changes; the mini-program in the phone has a login of its own.
export class Session {
  constructor(phone) {
    this.phone = phone
    this.token = ''
  }

  async login() {
    const code = await demo('login', { phone: this.phone })
    const got = await ask('/api/v1/login', { method: 'POST', ...asJSON({ app: code.app, code: code.code }) })
    this.token = got.token
  }

  async get(path) {
    for (let again = 0; ; again++) {
      if (!this.token) await this.login()
      try {
        return await ask(`/api/v1${path}`, { headers: { authorization: `Bearer ${this.token}` } })
      } catch (e) {
        if (e.status !== 401 || again > 0) throw e
        this.token = '' // the login has run out on the world's clock
      }
    }
  }
}
