// What the page asks of the server: the demonstration's own switches under /demo/,
// and the JSON interface as the person who holds a phone. A login lives in this
// object only: closing the page forgets it.

// Refusal is what the server would not do, in its own plain sentence.
export class Refusal extends Error {
  constructor(status, problem) {
    super(problem.title || '没办成，请再试一次')
    this.status = status
    this.fields = problem.errors || []
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

// Session is one phone's login to the interface. A new one is made whenever
// somebody else takes the phone or the world changes.
export class Session {
  constructor(phone) {
    this.phone = phone
    this.token = ''
    this.me = null
  }

  async login() {
    const code = await demo('login', { phone: this.phone })
    this.self = code.self || null
    const got = await ask('/api/v1/login', { method: 'POST', ...asJSON({ app: code.app, code: code.code }) })
    this.token = got.token
    this.me = got.me
  }

  async call(method, path, body, headers = {}) {
    for (let again = 0; ; again++) {
      if (!this.token) await this.login()
      const options = { method, headers: { authorization: `Bearer ${this.token}`, ...headers } }
      if (body instanceof Blob) {
        options.body = body
        options.headers['content-type'] = body.type
      } else if (body !== undefined) {
        options.body = JSON.stringify(body)
        options.headers['content-type'] = 'application/json'
      }
      try {
        return await ask(`/api/v1${path}`, options)
      } catch (e) {
        if (e.status !== 401 || again > 0 || path.startsWith('/lists/')) throw e // a pass that has run out is no login
        this.token = '' // the login has run out on the world's clock
      }
    }
  }

  get(path) {
    return this.call('GET', path)
  }

  // send writes under a key of its own; the same key again is the same act.
  send(method, path, body, key = crypto.randomUUID()) {
    return this.call(method, path, body, { 'idempotency-key': key })
  }

  post(path, body, key) {
    return this.send('POST', path, body, key)
  }

  // upload hands in a photo, taken at the given moment of the world.
  async upload(blob, at) {
    const got = await this.call('POST', '/files', blob, { 'idempotency-key': crypto.randomUUID(), 'captured-at': at })
    return got.id
  }

  async refresh() {
    this.me = await this.get('/me')
    return this.me
  }
}
